"""From what the rules say of one record's values to what its register shows."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.divisions.models import Level
from linli.kernel.exchange.spec import Finding
from linli.kernel.rulesets.faults import Fault


def findings(faults: Iterable[Fault]) -> list[Finding]:
    return [Finding(fault.field, fault.message, fault.remedy, is_error=fault.is_error) for fault in faults]


def at_level(values: dict[str, Any], *levels: Level) -> list[Finding]:
    """An error where the record's division is of another level than those at which the register is kept."""
    division = values.get("division")
    if division is None or division.level in levels:
        return []
    wanted = _("或").join(str(level.label) for level in levels)
    names = {"name": division.name, "level": division.get_level_display(), "wanted": wanted}
    return [
        Finding(
            "division",
            _("“%(name)s”是%(level)s，这里只登记到%(wanted)s。") % names,
            _("请改填%(wanted)s一级的区划代码。") % names,
        )
    ]


def same_division(values: dict[str, Any], name: str, label: Any) -> list[Finding]:
    """An error where the record lies in another division than the record that it belongs to."""
    division, whole = values.get("division"), values.get(name)
    if division is None or whole is None or division.pk == whole.division_id:
        return []
    return [
        Finding(
            "division",
            _("区划与%(label)s“%(whole)s”的区划不同。") % {"label": label, "whole": whole},
            _("请填写同一个区划代码，或核对%(label)s。") % {"label": label},
        )
    ]
