from datetime import date

import pytest

from linli.domains.consultation import actions
from linli.domains.consultation.models import Problem, Session
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from tests.cast import NOW, TODAY

DAY = date(2021, 3, 4)


@pytest.fixture
def problem(given, tree):
    place = tree["410902001001"]
    session = given(Session, place, code="X1", topic="停车", category="property", held_on=DAY, participants_count=12)
    return given(Problem, place, code="W1", session=session, title="车位", raised_on=DAY)


def test_solve_problem_writes_the_day_once(problem, village_worker, as_post):
    with as_post(village_worker):
        solved = actions.solve_problem(problem, solved_on=TODAY, by=village_worker, at=NOW)

    assert (solved.solved_on, solved.version) == (TODAY, 2)
    with pytest.raises(Refused, match="已于2021-07-09解决"):
        actions.solve_problem(problem, solved_on=TODAY, by=village_worker, at=NOW)


def test_solve_problem_is_refused_to_a_reader(problem, city_reader):
    with pytest.raises(PermissionRefused):
        actions.solve_problem(problem, solved_on=TODAY, by=city_reader, at=NOW)


def test_solve_problem_is_refused_to_another_county(problem, qingfeng_officer, as_post):
    with pytest.raises(OutOfScope):
        actions.solve_problem(problem, solved_on=TODAY, by=qingfeng_officer, at=NOW)
    with as_post(qingfeng_officer), pytest.raises(Problem.DoesNotExist):
        actions.solve_problem(problem, solved_on=TODAY, by=qingfeng_officer, at=NOW)


def test_solve_problem_before_it_was_raised_is_refused_in_words(problem, village_worker):
    with pytest.raises(Refused, match="解决日期不能早于提出日期"):
        actions.solve_problem(problem, solved_on=date(2021, 3, 3), by=village_worker, at=NOW)
