"""一有二厅七中心: what a standardised community has, and how far the city has come.

The standard is the city's own; no law sets it. Its items are data, see `enums.Item`.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.domains.standards.enums import Item
from linli.kernel.rulesets.faults import Dated, Fault, Severity, order_faults


def missing_items(answers: Mapping[str, bool]) -> list[Item]:
    """Which of the ten a community lacks, in the order in which they are said. Keys are the names of the fields.

    Source: 本市“一有二厅七中心”规范化社区建设标准 (the city's own; no law sets it).
    """
    return [item for item in Item if not answers.get(item)]


def meets_standard(answers: Mapping[str, bool]) -> bool:
    """Whether a community has all ten. Being certified is a decision on record, not this verdict.

    Source: 本市“一有二厅七中心”规范化社区建设标准 (the city's own; no law sets it).
    """
    return not missing_items(answers)


def expected_rate(certified_count: int, planned_count: int, communities_count: int) -> Fraction | None:
    """The share of standardised communities once this year's plan is fulfilled; None where there is no community.

    `planned_count` are those planned and not certified yet: counting one twice would promise too much.
    """
    return Fraction(certified_count + planned_count, communities_count) if communities_count else None


def certification_faults(
    *, issued_on: date, withdrawn_on: date | None, answers: Mapping[str, bool] | None = None
) -> list[Fault]:
    """A certification is not withdrawn before it was issued; one of a community that lacks an item is a warning."""
    faults = order_faults(
        Dated("issued_on", _("认定日期"), issued_on), Dated("withdrawn_on", _("撤销日期"), withdrawn_on)
    )
    lacking = missing_items(answers) if answers is not None and withdrawn_on is None else []
    if lacking:
        names = "、".join(str(item.label) for item in lacking)
        faults.append(
            Fault(
                _("该社区还缺：%(names)s。") % {"names": names},
                _("请先补齐或更新各项后再认定。"),
                field="division",
                severity=Severity.WARNING,
            )
        )
    return faults


def plan_faults(*, planned_on: date, fulfilled_on: date | None) -> list[Fault]:
    """A plan is not fulfilled before it was made."""
    return order_faults(
        Dated("planned_on", _("列入日期"), planned_on), Dated("fulfilled_on", _("完成日期"), fulfilled_on)
    )
