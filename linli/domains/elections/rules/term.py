"""How long a committee sits and whether its election was in time, by the law of the day it was elected."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.elections.enums import Kind
from linli.kernel.rulesets.calendar import add_months
from linli.kernel.rulesets.families import RuleFamily, RuleSet
from linli.kernel.rulesets.faults import Dated, Fault, order_faults

_VILLAGE_LAW, _RESIDENTS_LAW = "村民委员会组织法", "城市居民委员会组织法"

TERM = {
    Kind.VILLAGERS: RuleFamily(
        RuleSet(since=date(1998, 11, 4), source=_VILLAGE_LAW, article=11, years=3),
        RuleSet(since=date(2018, 12, 29), source=_VILLAGE_LAW, article=11, years=5),
        RuleSet(since=date(2026, 1, 1), source=_VILLAGE_LAW, article=14, years=5),
        words={"years": gettext_lazy("村民委员会选举·每届任期（年）")},
    ),
    Kind.RESIDENTS: RuleFamily(
        RuleSet(since=date(1990, 1, 1), source=_RESIDENTS_LAW, article=8, years=3),
        RuleSet(since=date(2018, 12, 29), source=_RESIDENTS_LAW, article=8, years=5),
        RuleSet(since=date(2026, 1, 1), source=_RESIDENTS_LAW, article=14, years=5),
        words={"years": gettext_lazy("居民委员会选举·每届任期（年）")},
    ),
}


def term_of(kind: str, elected_on: date) -> RuleSet:
    """The law that sets the term of a committee elected on that day. Raises NoLawYet before the first.

    Source: 村民委员会组织法 1998-11-04 §11, 2018-12-29 §11, 2026-01-01 §14; 城市居民委员会组织法 1990-01-01 §8, 2018-12-29 §8, 2026-01-01 §14.
    """
    return TERM[Kind(kind)].on(elected_on)


def term_ends_on(kind: str, elected_on: date) -> date:
    """The last day of the term. A term that was lengthened while it ran, as some were in 2018, is for the record to state.

    Source: 村民委员会组织法 2018-12-29 §11; 城市居民委员会组织法 2018-12-29 §8; 民法典 2021-01-01 §202.
    """
    return add_months(elected_on, 12 * term_of(kind, elected_on).years)


def is_on_time(due_on: date, completed_on: date | None) -> bool:
    """Whether an election was completed by the day it was due, that day included. One not completed is not on time.

    Source: 村民委员会组织法 2018-12-29 §11; 民法典 2021-01-01 §1259.
    """
    return completed_on is not None and completed_on <= due_on


def is_overdue(due_on: date, completed_on: date | None, *, at: date) -> bool:
    """Whether an election that was due is still not completed at the end of that day.

    Source: 村民委员会组织法 2018-12-29 §11.
    """
    return due_on < at and (completed_on is None or completed_on > at)


def election_faults(*, started_on: date | None, completed_on: date | None) -> list[Fault]:
    """An election is completed no earlier than it started, and one that is completed did start.

    Source: 村民委员会组织法 2018-12-29 §12 (an election committee conducts it).
    """
    if completed_on and not started_on:
        return [Fault(_("填了完成日期，但没有启动日期。"), _("请补上启动日期。"), field="started_on")]
    return order_faults(
        Dated("started_on", _("启动日期"), started_on),
        Dated("completed_on", _("完成日期"), completed_on),
    )
