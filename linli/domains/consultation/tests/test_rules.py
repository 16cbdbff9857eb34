from datetime import date
from fractions import Fraction

import pytest

from linli.domains.consultation.rules import is_duty, problem_faults, session_faults, solved_rate

DAY_BEFORE, DAY, DAY_AFTER = date(2021, 3, 14), date(2021, 3, 15), date(2021, 3, 16)


@pytest.mark.parametrize(
    ("day", "duty"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 1, 2), True)]
)
def test_consulting_is_a_duty_from_the_law_of_2026(day, duty):
    assert is_duty(day) is duty


@pytest.mark.parametrize(("count", "faults"), [(0, 1), (1, 1), (2, 0), (3, 0)])
def test_consulting_takes_two(count, faults):
    assert len(session_faults(participants_count=count)) == faults


@pytest.mark.parametrize(("solved_on", "count"), [(DAY_BEFORE, 1), (DAY, 0), (DAY_AFTER, 0), (None, 0)])
def test_problem_is_not_solved_before_it_was_raised(solved_on, count):
    assert len(problem_faults(held_on=None, raised_on=DAY, solved_on=solved_on)) == count


@pytest.mark.parametrize(("solved_on", "count"), [(DAY_BEFORE, 1), (DAY, 0), (DAY_AFTER, 0)])
def test_problem_is_not_solved_before_the_session(solved_on, count):
    assert len(problem_faults(held_on=DAY, raised_on=DAY_BEFORE, solved_on=solved_on)) == count


def test_problem_may_be_raised_before_or_after_the_session():
    assert problem_faults(held_on=DAY, raised_on=DAY_BEFORE, solved_on=DAY) == []
    assert problem_faults(held_on=DAY, raised_on=DAY_AFTER, solved_on=DAY_AFTER) == []


def test_rate_is_exact_and_of_nothing_unknown():
    assert solved_rate(9108, 10216) == Fraction(9108, 10216)
    assert solved_rate(0, 0) is None


def test_more_solved_than_raised_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="2 problems solved of 1"):
        solved_rate(2, 1)
