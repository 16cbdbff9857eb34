from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.domains.consultation.models import Problem, Session

DAY = date(2021, 3, 4)
SESSION = {"code": "X1", "topic": "停车", "category": "property", "held_on": DAY, "participants_count": 12}


def test_database_refuses_a_code_twice_and_a_session_of_nobody(given, tree):
    place = tree["410902001001"]
    given(Session, place, **SESSION)

    with pytest.raises(IntegrityError, match='"session_code"'), transaction.atomic():
        given(Session, place, **SESSION)
    with pytest.raises(IntegrityError, match='"session_participants"'), transaction.atomic():
        given(Session, place, **SESSION | {"code": "X2", "participants_count": 0})


def test_database_refuses_a_problem_solved_before_it_was_raised(given, tree):
    place = tree["410902001001"]
    session = given(Session, place, **SESSION)
    given(Problem, place, code="W1", session=session, title="灯", raised_on=DAY, solved_on=DAY)

    with pytest.raises(IntegrityError, match='"problem_solution_order"'), transaction.atomic():
        given(Problem, place, code="W2", session=session, title="灯", raised_on=DAY, solved_on=date(2021, 3, 3))
    with pytest.raises(IntegrityError, match='"problem_code"'), transaction.atomic():
        given(Problem, place, code="W1", session=session, title="灯", raised_on=DAY)
