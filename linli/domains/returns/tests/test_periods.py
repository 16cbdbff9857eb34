from datetime import date

import pytest

from linli.domains.returns.enums import Rhythm
from linli.domains.returns.rules.periods import is_late, name_of, open_period, period_of

FRIDAY = date(2021, 7, 9)


@pytest.mark.parametrize(
    ("rhythm", "first", "last", "due_on"),
    [
        (Rhythm.ONCE, FRIDAY, FRIDAY, date(2021, 7, 14)),
        (Rhythm.DAILY, FRIDAY, FRIDAY, FRIDAY),
        (Rhythm.WEEKLY, date(2021, 7, 5), date(2021, 7, 11), date(2021, 7, 14)),
        (Rhythm.MONTHLY, date(2021, 7, 1), date(2021, 7, 31), date(2021, 8, 4)),
        (Rhythm.QUARTERLY, date(2021, 7, 1), date(2021, 9, 30), date(2021, 10, 11)),
    ],
)
def test_period_in_which_a_day_lies(rhythm, first, last, due_on):
    """The quarter's three working days come after the holidays of October, whose make-up Saturday counts."""
    found = period_of(rhythm, FRIDAY, 3)
    assert (found.first, found.last, found.due_on) == (first, last, due_on)


@pytest.mark.parametrize("rhythm", [Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.QUARTERLY])
def test_periods_follow_each_other_without_gap(rhythm):
    one = period_of(rhythm, FRIDAY, 3)
    other = period_of(rhythm, date.fromordinal(one.last.toordinal() + 1), 3)
    assert other.first.toordinal() == one.last.toordinal() + 1
    assert period_of(rhythm, one.last, 3) == one == period_of(rhythm, one.first, 3)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [(date(2021, 6, 30), False), (date(2021, 7, 1), True), (date(2021, 7, 31), True), (date(2021, 8, 1), False)],
)
def test_open_from_the_first_to_the_last_day(day, is_open):
    found = open_period(Rhythm.DAILY, day, 0, begins_on=date(2021, 7, 1), ends_on=date(2021, 7, 31))
    assert (found is not None) is is_open


@pytest.mark.parametrize(("day", "late"), [(date(2021, 7, 8), False), (FRIDAY, False), (date(2021, 7, 10), True)])
def test_late_after_the_last_day_only(day, late):
    assert is_late(FRIDAY, day) is late


def test_name_of_a_period():
    assert name_of(Rhythm.MONTHLY, date(2021, 7, 1), date(2021, 7, 31)) == "2021年7月"
    assert name_of(Rhythm.QUARTERLY, date(2021, 7, 1), date(2021, 9, 30)) == "2021年第3季度"
    assert name_of(Rhythm.ONCE, FRIDAY, FRIDAY) == "2021-07-09"
