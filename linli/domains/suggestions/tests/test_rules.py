from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domains.suggestions.enums import State
from linli.domains.suggestions.rules import (
    answer_due,
    assignment_faults,
    assist_opinion_due,
    feedback_due,
    feedback_faults,
    may_extend,
    reassign_due,
    redo_due,
    report_due,
    return_due,
    state_after_feedback,
)
from linli.kernel.rulesets.families import NoLawYet

ASSIGNED = date(2021, 4, 9)
HENAN = "《河南省人民代表大会代表建议、批评和意见办理办法》"
DEPUTIES_LAW = "《全国人民代表大会和地方各级人民代表大会代表法》"


@pytest.mark.parametrize(
    ("due", "start", "due_on", "basis"),
    [
        (return_due, date(2021, 7, 9), date(2021, 7, 23), f"{HENAN}第十四条"),
        (return_due, date(2021, 2, 4), date(2021, 2, 23), f"{HENAN}第十四条"),  # over Spring Festival, two make-up days
        (
            reassign_due,
            date(2020, 9, 24),
            date(2020, 10, 14),
            f"{HENAN}第十四条",
        ),  # over National Day, two make-up days
        (assist_opinion_due, ASSIGNED, date(2021, 6, 9), f"{HENAN}第十八条"),
        (assist_opinion_due, date(2020, 12, 31), date(2021, 2, 28), f"{HENAN}第十八条"),
        (feedback_due, date(2021, 7, 9), date(2021, 7, 23), f"{HENAN}第二十二条"),
        (redo_due, date(2021, 7, 31), date(2021, 8, 31), f"{HENAN}第二十二条"),
        (answer_due, ASSIGNED, date(2021, 7, 9), f"{DEPUTIES_LAW}第四十二条"),
        (answer_due, date(2025, 3, 10), date(2025, 6, 10), f"{DEPUTIES_LAW}第四十二条"),
        (answer_due, date(2025, 3, 11), date(2025, 6, 11), f"{DEPUTIES_LAW}第五十一条"),
    ],
)
def test_deadline_of_each_step_with_its_article(due, start, due_on, basis):
    deadline = due(start)

    assert (deadline.due_on, deadline.basis, deadline.certain) == (due_on, basis, True)


@pytest.mark.parametrize("due", [return_due, reassign_due, assist_opinion_due, feedback_due, redo_due, answer_due])
def test_last_day_is_in_time_and_the_next_is_not(due):
    deadline = due(ASSIGNED)

    assert [deadline.is_missed(deadline.due_on + timedelta(days=n)) for n in (-1, 0, 1)] == [False, False, True]


@pytest.mark.parametrize(
    ("told_on", "allowed", "due_on"),
    [
        (date(2021, 4, 8), False, date(2021, 7, 9)),  # before it was assigned
        (date(2021, 4, 9), True, date(2021, 10, 9)),
        (date(2021, 7, 8), True, date(2021, 10, 9)),
        (date(2021, 7, 9), True, date(2021, 10, 9)),
        (date(2021, 7, 10), False, date(2021, 7, 9)),  # the three months are over
    ],
)
def test_six_months_need_the_deputy_to_be_told_in_the_first_three(told_on, allowed, due_on):
    assert may_extend(ASSIGNED, told_on) is allowed
    assert answer_due(ASSIGNED, told_deputy_on=told_on).due_on == due_on


def test_yearly_report_is_due_on_the_last_of_august():
    assert report_due(2021).due_on == date(2021, 8, 31)
    assert report_due(2021).basis == f"{HENAN}第二十八条"


@pytest.mark.parametrize(("due", "before"), [(return_due, date(2017, 7, 31)), (answer_due, date(2015, 8, 28))])
def test_day_before_the_law_took_effect_has_no_deadline(due, before):
    with pytest.raises(NoLawYet):
        due(before)
    assert due(before + timedelta(days=1)).due_on > before


@given(st.dates(date(2017, 8, 1), date(2026, 6, 30)))
def test_an_assisting_opinion_is_due_before_the_answer_it_goes_into(day):
    assert assist_opinion_due(day).due_on < answer_due(day).due_on


@pytest.mark.parametrize(
    ("given_views", "is_redone", "state"),
    [
        ([], False, None),
        (["satisfied"], False, State.CLOSED),
        (["satisfied", "mostly"], False, State.CLOSED),
        (["satisfied", "dissatisfied"], False, State.REDO),
        (["dissatisfied"], True, State.ASSESSED),
        (["mostly"], True, State.CLOSED),
    ],
)
def test_feedback_leads_to_the_next_state(given_views, is_redone, state):
    assert state_after_feedback(given_views, is_redone=is_redone) == state


@pytest.mark.parametrize(
    ("satisfaction", "reason", "count"),
    [("dissatisfied", "", 1), ("dissatisfied", "  ", 1), ("dissatisfied", "没有时间表", 0), ("mostly", "", 0)],
)
def test_dissatisfied_needs_a_reason(satisfaction, reason, count):
    assert len(feedback_faults(satisfaction, reason)) == count


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ([], "还没有主办单位。"),
        (["lead"], None),
        (["lead", "assist", "assist"], None),
        (["lead", "lead"], "一件建议只能有一个主办单位，这里有2个。"),
        (["assist"], "还没有主办单位。"),
        (["separate"], "分办至少要有两个单位。"),
        (["separate", "separate"], None),
        (["lead", "separate", "separate"], "分办与主办、协办不能并用。"),
        (["assist", "separate", "separate"], "分办与主办、协办不能并用。"),
    ],
)
def test_roles_fit_together(roles, message):
    assert [fault.message for fault in assignment_faults(roles)] == ([message] if message else [])
