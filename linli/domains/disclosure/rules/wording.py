"""How a verdict is worded: what is wrong, by which article, and what to do instead."""

from django.utils.translation import gettext as _

from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules


def against(law: Rules, parameter: str, message: str, remedy: str, field: str = "") -> Fault:
    """An error that names the article by which it is one."""
    citation = law.cite(parameter)
    ending = _("（依据%(citation)s）。") % {"citation": citation} if citation else "。"
    return Fault(f"{message}{ending}", remedy, field)
