from datetime import date

import pytest

from linli.domains.coordination.enums import Level
from linli.domains.coordination.rules import group_faults, is_overdue, member_faults, missing_levels, task_faults

DUE = date(2021, 6, 30)
DAY_BEFORE, DAY_AFTER = date(2021, 6, 29), date(2021, 7, 1)


@pytest.mark.parametrize(("at", "overdue"), [(DAY_BEFORE, False), (DUE, False), (DAY_AFTER, True)])
def test_open_task_is_overdue_from_the_day_after(at, overdue):
    assert is_overdue(DUE, None, at=at) is overdue


@pytest.mark.parametrize(("at", "overdue"), [(DAY_AFTER, True), (date(2021, 7, 2), False)])
def test_task_completed_late_was_overdue_until_then(at, overdue):
    assert is_overdue(DUE, date(2021, 7, 2), at=at) is overdue


def test_task_completed_in_time_or_without_a_due_day_is_never_overdue():
    assert not is_overdue(DUE, DUE, at=date(2021, 12, 31))
    assert not is_overdue(None, None, at=date(2021, 12, 31))


@pytest.mark.parametrize(
    ("levels", "missing"),
    [
        (["city", "county", "township", "township"], []),
        (["city", "township"], [Level.COUNTY]),
        ([], [Level.CITY, Level.COUNTY, Level.TOWNSHIP]),
    ],
)
def test_levels_without_a_leading_group(levels, missing):
    assert missing_levels(levels) == missing


@pytest.mark.parametrize(("day", "count"), [(DAY_BEFORE, 1), (DUE, 0), (DAY_AFTER, 0), (None, 0)])
def test_end_is_not_before_the_beginning(day, count):
    assert len(group_faults(established_on=DUE, dissolved_on=day)) == count
    assert len(member_faults(joined_on=DUE, left_on=day)) == count


def test_task_before_its_ledger_is_a_fault():
    faults = task_faults(issued_on=DUE, due_on=DAY_BEFORE, completed_on=DAY_BEFORE)

    assert [fault.field for fault in faults] == ["due_on", "completed_on"]


def test_task_completed_after_it_was_due_is_late_but_right():
    assert task_faults(issued_on=DAY_BEFORE, due_on=DUE, completed_on=DAY_AFTER) == []
