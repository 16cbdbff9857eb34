"""Days as the law counts them: working days with the State Council's holidays and make-up days, months, and deadlines."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import chinese_calendar

SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def covered_years() -> tuple[int, int]:
    """First and last year for which the State Council's yearly notice is in the library."""
    years = [day.year for day in chinese_calendar.constants.holidays]
    return min(years), max(years)


def is_covered(day: date) -> bool:
    """Whether the holidays of that year are known. Where they are not, Monday to Friday are taken for working days."""
    first, last = covered_years()
    return first <= day.year <= last


def is_working_day(day: date) -> bool:
    """Make-up Saturdays and Sundays are working days, holidays are not; see `is_covered` for years without a notice.

    Source: 全国年节及纪念日放假办法 (with the State Council's yearly notice).
    """
    return chinese_calendar.is_workday(day) if is_covered(day) else day.weekday() < SATURDAY


def add_working_days(day: date, count: int) -> date:
    """The last day of a period of `count` working days; the day it starts from is not counted.

    Source: 民法典 2021-01-01 §201.
    """
    _check(count)
    while count:
        day += _DAY
        count -= is_working_day(day)
    return day


def add_days(day: date, count: int) -> date:
    """The last day of a period of `count` days; the day it starts from is not counted.

    Source: 民法典 2021-01-01 §201.
    """
    _check(count)
    return day + count * _DAY


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last of that month where it has no such day.

    Source: 民法典 2021-01-01 §202.
    """
    _check(count)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def on_or_after_working_day(day: date) -> date:
    """That day, or the next working day where it is a day of rest.

    Source: 民法典 2021-01-01 §203.
    """
    while not is_working_day(day):
        day += _DAY
    return day


def _check(count: int) -> None:
    if count < 1:
        raise ValueError(f"a period has at least one day, not {count}")


@dataclass(frozen=True)
class Deadline:
    """The last day on which a thing is in time, and by what law.

    `certain` is False where the holidays of a year it spans are not known yet: the day may then prove later.
    """

    due_on: date
    basis: str
    certain: bool = True

    def is_missed(self, on: date) -> bool:
        """On the last day itself it is still in time."""
        return on > self.due_on


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


@dataclass(frozen=True)
class Period:
    """A length of time that a law sets. With `moves`, a last day of rest moves to the next working day (not for working days)."""

    count: int
    unit: Unit
    basis: str = ""
    moves: bool = False

    def from_(self, day: date) -> Deadline:
        """The deadline of the period that starts from `day`."""
        due_on = _ENDS[self.unit](day, self.count)
        if self.moves:
            due_on = on_or_after_working_day(due_on)
        by_holidays = self.moves or self.unit is Unit.WORKING_DAYS
        return Deadline(due_on, self.basis, certain=not by_holidays or (is_covered(day + _DAY) and is_covered(due_on)))


_ENDS = {Unit.WORKING_DAYS: add_working_days, Unit.CALENDAR_DAYS: add_days, Unit.MONTHS: add_months}


def working_days(count: int, basis: str = "") -> Period:
    return Period(count, Unit.WORKING_DAYS, basis)


def calendar_days(count: int, basis: str = "", *, moves: bool = False) -> Period:
    return Period(count, Unit.CALENDAR_DAYS, basis, moves)


def months(count: int, basis: str = "", *, moves: bool = False) -> Period:
    return Period(count, Unit.MONTHS, basis, moves)
