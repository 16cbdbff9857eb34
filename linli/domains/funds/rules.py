"""Money of community governance, in whole fen, and the five stages each project has to show."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from linli.domains.funds.enums import PerformanceStage
from linli.kernel.rulesets.faults import Fault, Severity

_YEAR = re.compile(r"〔(\d{4})〕", re.ASCII)


def sums_agree(parts: Iterable[int], total: int) -> bool:
    """Whether amounts in fen add up to the total exactly."""
    return sum(parts) == total


def amount_faults(amount_fen: int) -> list[Fault]:
    """An amount is more than nothing; money that came back is another record, not a negative one."""
    if amount_fen > 0:
        return []
    return [Fault(_("金额应大于0。"), _("请核对金额，单位是元。"), field="amount_fen")]


def allocation_faults(*, amount_fen: int, allocated_on: date, document_no: str = "") -> list[Fault]:
    """An allocation's amount, and a warning when its document is of another year: a figure of a year counts the day of payment.

    Source: 预算法 2018-12-29 §18 (the budget year is the calendar year).
    """
    return [*amount_faults(amount_fen), *_year_faults(document_no, allocated_on, "allocated_on")]


def reward_faults(*, amount_fen: int, granted_on: date, document_no: str = "") -> list[Fault]:
    """A reward's amount, and a warning when its document is of another year.

    Source: 预算法 2018-12-29 §18.
    """
    return [*amount_faults(amount_fen), *_year_faults(document_no, granted_on, "granted_on")]


def budget_faults(*, amount_fen: int, year: int, approved_on: date) -> list[Fault]:
    """A budget's amount, and a warning unless it was approved in its own year or the one before.

    Source: 预算法 2018-12-29 §18.
    """
    faults = amount_faults(amount_fen)
    if approved_on.year not in (year - 1, year):
        faults.append(
            Fault(
                _("%(year)d年度预算的批复日期是%(day)s。") % {"year": year, "day": approved_on},
                _("请核对预算年度和批复日期。"),
                field="approved_on",
                severity=Severity.WARNING,
            )
        )
    return faults


def _year_faults(document_no: str, day: date, field: str) -> list[Fault]:
    match = _YEAR.search(document_no)
    if match is None or int(match[1]) == day.year:
        return []
    return [
        Fault(
            _("文号是%(year)s年的，日期却是%(day)s。") % {"year": match[1], "day": day},
            _("请核对文号和日期；跨年拨付的可以保留。"),
            field=field,
            severity=Severity.WARNING,
        )
    ]


def missing_stages(evidence: Mapping[str, bool]) -> list[PerformanceStage]:
    """The stages of performance management that have nothing to show yet, in order; a project is closed only when there is none.

    Source: 预算法 2018-12-29 §57.
    """
    return [stage for stage in PerformanceStage if not evidence.get(stage)]
