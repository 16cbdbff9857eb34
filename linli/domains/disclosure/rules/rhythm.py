"""By when something has to be made public again."""

from datetime import date, timedelta

from linli.domains.disclosure.enums import Rhythm
from linli.kernel.rulesets.calendar import add_months

_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.HALF_YEARLY: 6, Rhythm.YEARLY: 12}


def period_of(rhythm: str, day: date) -> tuple[date, date]:
    """The first and the last day of the month, quarter, half or whole year in which a day lies. Not for `at_once`.

    Source: 村民委员会组织法 2026-01-01 §35, 2018-12-29 §30 (每季度、每月).
    """
    months = _MONTHS[Rhythm(rhythm)]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, add_months(first, months) - timedelta(days=1)


def due_on(rhythm: str, since: date, last_posted_on: date | None) -> date | None:
    """The last day on which the next posting is in time: each period since an item was taken up has one posting at least.

    None for what is made public whenever it happens.
    Source: 村民委员会组织法 2026-01-01 §35, 2018-12-29 §30 (一般事项至少每季度公布一次).
    """
    if rhythm == Rhythm.AT_ONCE:
        return None
    if last_posted_on is None:
        return period_of(rhythm, since)[1]
    _first, last = period_of(rhythm, max(last_posted_on, since))
    return period_of(rhythm, last + timedelta(days=1))[1]


def is_overdue(rhythm: str, since: date, last_posted_on: date | None, *, at: date) -> bool:
    """Whether a whole period has gone by without a posting; on its last day it is still in time.

    Source: 村民委员会组织法 2026-01-01 §35, 2018-12-29 §30.
    """
    due = due_on(rhythm, since, last_posted_on)
    return due is not None and at > due


def missed_count(rhythm: str, since: date, last_posted_on: date | None, *, at: date) -> int:
    """How many whole periods have gone by without a posting since the last one.

    Source: 村民委员会组织法 2026-01-01 §35, 2018-12-29 §30.
    """
    count, due = 0, due_on(rhythm, since, last_posted_on)
    while due is not None and at > due:
        count += 1
        due = period_of(rhythm, due + timedelta(days=1))[1]
    return count
