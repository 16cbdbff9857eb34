"""How a verdict is worded: what is wrong, by which article, and what to do instead."""

from django.utils.translation import gettext as _

from linli.kernel.rulesets.faults import Fault, Severity
from linli.kernel.rulesets.layers import Rules


def against(law: Rules, parameter: str, message: str, remedy: str, field: str = "") -> Fault:
    """An error that names the article by which it is one."""
    return Fault(f"{message}{_cited(law, parameter)}", remedy, field)


def doubtful(law: Rules, parameter: str, message: str, remedy: str, field: str = "") -> Fault:
    """The same as a warning, for what a person has to decide."""
    return Fault(f"{message}{_cited(law, parameter)}", remedy, field, Severity.WARNING)


def _cited(law: Rules, parameter: str) -> str:
    citation = law.cite(parameter)
    return _("（依据%(citation)s）。") % {"citation": citation} if citation else "。"
