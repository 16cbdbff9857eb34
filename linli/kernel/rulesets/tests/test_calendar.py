from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.rulesets.calendar import (
    Deadline,
    add_days,
    add_months,
    add_working_days,
    calendar_days,
    covered_years,
    is_covered,
    is_working_day,
    months,
    on_or_after_working_day,
    working_days,
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2021, 2, 7), True),  # Sunday worked for Spring Festival
        (date(2021, 2, 10), True),
        (date(2021, 2, 11), False),  # Spring Festival 11 to 17 February
        (date(2021, 2, 17), False),
        (date(2021, 2, 18), True),
        (date(2021, 2, 20), True),  # Saturday worked for Spring Festival
        (date(2021, 2, 21), False),
        (date(2020, 9, 27), True),  # Sunday worked for National Day
        (date(2020, 10, 1), False),
        (date(2020, 10, 8), False),
        (date(2020, 10, 9), True),
        (date(2020, 10, 10), True),  # Saturday worked for National Day
        (date(2020, 10, 11), False),
        (date(2026, 2, 14), True),  # Saturday worked for Spring Festival
        (date(2026, 2, 15), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
        (date(2026, 9, 20), True),
        (date(2026, 10, 7), False),
    ],
)
def test_working_day_follows_the_yearly_notice(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2021, 7, 9), 1, date(2021, 7, 12)),  # over a weekend
        (date(2021, 7, 9), 10, date(2021, 7, 23)),
        (date(2021, 2, 5), 1, date(2021, 2, 7)),  # a Sunday that is worked
        (date(2021, 2, 10), 1, date(2021, 2, 18)),  # over Spring Festival
        (date(2021, 2, 10), 3, date(2021, 2, 20)),  # ends on a worked Saturday
        (date(2021, 2, 10), 4, date(2021, 2, 22)),
        (date(2020, 9, 30), 1, date(2020, 10, 9)),  # over National Day
        (date(2020, 9, 30), 2, date(2020, 10, 10)),
        (date(2020, 9, 30), 3, date(2020, 10, 12)),
        (date(2021, 2, 13), 1, date(2021, 2, 18)),  # starts in the holiday
    ],
)
def test_working_days_are_counted_from_the_next_day(start, count, end):
    assert add_working_days(start, count) == end


def test_years_without_a_notice_fall_back_to_monday_to_friday():
    after = date(covered_years()[1] + 1, 10, 1)

    assert not is_covered(after)
    assert is_working_day(date(2003, 10, 1))  # a Wednesday
    assert not is_working_day(date(2003, 10, 4))  # a Saturday


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2021, 4, 9), 3, date(2021, 7, 9)),
        (date(2020, 11, 30), 3, date(2021, 2, 28)),  # no 30 February
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2021, 2, 28), 1, date(2021, 3, 28)),  # not the month's last
        (date(2021, 12, 31), 6, date(2022, 6, 30)),
        (date(2021, 10, 15), 3, date(2022, 1, 15)),
        (date(2020, 2, 29), 60, date(2025, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(start, count, end):
    assert add_months(start, count) == end


def test_days_do_not_count_the_first():
    assert add_days(date(2021, 7, 9), 15) == date(2021, 7, 24)


@pytest.mark.parametrize("add", [add_working_days, add_days, add_months])
def test_period_of_nothing_is_refused(add):
    with pytest.raises(ValueError, match="at least one"):
        add(date(2021, 7, 9), 0)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2021, 2, 10), date(2021, 2, 10)),
        (date(2021, 2, 11), date(2021, 2, 18)),
        (date(2021, 2, 20), date(2021, 2, 20)),
        (date(2020, 10, 1), date(2020, 10, 9)),
    ],
)
def test_last_day_of_rest_moves_to_the_next_working_day(day, moved):
    assert on_or_after_working_day(day) == moved


def test_months_move_only_when_asked():
    start = date(2020, 11, 11)

    assert months(3).from_(start).due_on == date(2021, 2, 11)
    assert months(3, moves=True).from_(start).due_on == date(2021, 2, 18)


def test_deadline_carries_its_basis():
    assert working_days(10, "《办法》第十四条").from_(date(2021, 7, 9)) == Deadline(
        date(2021, 7, 23), "《办法》第十四条"
    )


@pytest.mark.parametrize(
    ("on", "missed"), [(date(2021, 7, 22), False), (date(2021, 7, 23), False), (date(2021, 7, 24), True)]
)
def test_deadline_is_missed_on_the_day_after(on, missed):
    assert working_days(10).from_(date(2021, 7, 9)).is_missed(on) is missed


def test_deadline_is_certain_while_the_holidays_are_known():
    last = date(covered_years()[1], 12, 31)

    assert working_days(1).from_(last - timedelta(days=7)).certain
    assert not working_days(1).from_(last).certain
    assert not working_days(5).from_(last - timedelta(days=2)).certain


def test_deadline_in_days_or_months_needs_no_holidays():
    last = date(covered_years()[1], 12, 31)

    assert months(3).from_(last).certain
    assert calendar_days(15).from_(last).certain
    assert not months(3, moves=True).from_(last).certain


@given(st.dates(date(2004, 1, 1), date(2025, 12, 31)), st.integers(1, 60))
def test_working_days_between_are_exactly_those_asked_for(start, count):
    end = add_working_days(start, count)

    counted = sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    assert counted == count
    assert is_working_day(end)
