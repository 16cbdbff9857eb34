from datetime import date, timedelta

import pytest

from linli.domains.consultation.models import Problem, Session
from linli.kernel.indicators.figures import figure

FIRST, LAST = date(2020, 7, 10), date(2021, 7, 9)
DAY = timedelta(days=1)


@pytest.fixture
def sessions(given, tree):
    """One session on each of the days around both ends of the twelve months; each raised one problem, solved next day."""
    place = tree["410902001001"]
    for number, day in enumerate((FIRST - DAY, FIRST, FIRST + DAY, LAST - DAY, LAST, LAST + DAY)):
        session = given(
            Session,
            place,
            code=f"X{number}",
            topic="停车",
            category="property",
            held_on=day,
            participants_count=5,
        )
        given(Problem, place, code=f"W{number}", session=session, title="车位", raised_on=day, solved_on=day + DAY)


@pytest.mark.parametrize(("at", "held", "solved"), [(LAST - DAY, 4, 3), (LAST, 4, 4), (LAST + DAY, 4, 4)])
def test_default_period_is_twelve_months(sessions, tree, at, held, solved):
    city = tree["410900000000"]

    assert figure("consultation.held", city, at=at).value == held
    assert figure("consultation.solved", city, at=at).value == solved


def test_held_and_solved_lead_to_their_records(sessions, tree):
    held, solved = (figure(f"consultation.{code}", tree["410902001001"], at=LAST) for code in ("held", "solved"))

    assert (held.by, solved.by) == ({}, {})
    assert sorted(held.queryset().values_list("code", flat=True)) == ["X1", "X2", "X3", "X4"]
    assert sorted(solved.queryset().values_list("code", flat=True)) == ["W0", "W1", "W2", "W3"]


def test_unsolved_problem_is_not_counted(given, sessions, tree):
    session = Session.objects.get(code="X1")
    given(Problem, session.division, code="W9", session=session, title="车位", raised_on=FIRST)

    assert figure("consultation.solved", tree["410900000000"], at=LAST).value == 4
