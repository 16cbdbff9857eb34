"""The periods of a return that comes again: which one is open on a day, and by when it is to be answered."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from linli.domains.returns.enums import Rhythm
from linli.kernel.rulesets.calendar import add_working_days


@dataclass(frozen=True)
class Period:
    """First and last day, both included; of a single return both are the day of sending. `due_on`: the last day in time."""

    first: date
    last: date
    due_on: date


def period_of(rhythm: str, day: date, due_days: int) -> Period:
    """The period in which the day lies. A daily return is due on its day, any other so many working days after its end."""
    first, last = _SPANS[rhythm](day)
    if rhythm == Rhythm.DAILY or not due_days:
        return Period(first, last, last)
    return Period(first, last, add_working_days(last, due_days))


def open_period(
    rhythm: str, day: date, due_days: int, *, begins_on: date | None, ends_on: date | None
) -> Period | None:
    """The one to be opened on a day, None before the request begins and after it has ended. Both days are of it."""
    if (begins_on and day < begins_on) or (ends_on and day > ends_on):
        return None
    return period_of(rhythm, day, due_days)


def is_late(due_on: date, day: date) -> bool:
    """On the last day itself an answer is in time."""
    return day > due_on


def name_of(rhythm: str, first: date, last: date) -> str:
    """2021年7月, 2021年第3季度, 2021-07-05至2021-07-11, 2021-07-09."""
    if rhythm == Rhythm.MONTHLY:
        return _("%(year)d年%(month)d月") % {"year": first.year, "month": first.month}
    if rhythm == Rhythm.QUARTERLY:
        return _("%(year)d年第%(quarter)d季度") % {"year": first.year, "quarter": (first.month + 2) // 3}
    if first == last:
        return first.isoformat()
    return _("%(first)s至%(last)s") % {"first": first.isoformat(), "last": last.isoformat()}


def _day(day: date) -> tuple[date, date]:
    return day, day


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _quarter(day: date) -> tuple[date, date]:
    last = (day.month + 2) // 3 * 3
    return date(day.year, last - 2, 1), date(day.year, last, monthrange(day.year, last)[1])


_SPANS: Mapping[str, Callable[[date], tuple[date, date]]] = {
    Rhythm.ONCE: _day,
    Rhythm.DAILY: _day,
    Rhythm.WEEKLY: _week,
    Rhythm.MONTHLY: _month,
    Rhythm.QUARTERLY: _quarter,
}
