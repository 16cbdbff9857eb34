from datetime import timedelta

import pytest

from linli.domains.elections.rules import schedule
from linli.domains.elections.tests.laws import DAY_26, R18, R26, V18, V26, D, said


@pytest.mark.parametrize(("days", "is_late"), [(21, False), (20, False), (19, True)])
@pytest.mark.parametrize("law", [V18, V26, R26])
def test_list_is_posted_twenty_days_before(law, days, is_late):
    found = schedule.list_faults(law, DAY_26 - timedelta(days=days), DAY_26)

    assert bool(found) is is_late


def test_late_list_says_the_article_and_the_day_that_would_be_in_time():
    told = said(schedule.list_faults(V26, D(2026, 12, 1), DAY_26))

    assert "距选举日只有19日" in told
    assert "《村民委员会组织法》第十七条" in told
    assert "2026-12-21" in told


def test_no_law_of_2018_names_a_day_for_communities():
    assert schedule.list_faults(R18, DAY_26, DAY_26) == []
    assert schedule.objection_due(R18, DAY_26) is None
    assert schedule.decision_due(R18, DAY_26) is None


@pytest.mark.parametrize(("days", "is_late"), [(6, False), (5, False), (4, True)])
def test_candidates_are_announced_five_days_before(days, is_late):
    assert bool(schedule.candidates_faults(V26, DAY_26 - timedelta(days=days), DAY_26)) is is_late
    assert schedule.candidates_faults(R26, DAY_26, DAY_26) == []


@pytest.mark.parametrize(("days", "is_refused"), [(0, False), (4, False), (5, False), (6, True)])
def test_objection_is_heard_until_the_fifth_day(days, is_refused):
    posted = D(2026, 11, 20)

    found = schedule.objection_faults(V26, posted, posted + timedelta(days=days))

    assert bool(found) is is_refused
    assert schedule.objection_due(V26, posted).due_on == D(2026, 11, 25)


def test_objection_before_the_posting_has_nothing_to_object_to():
    assert "此前没有" in said(schedule.objection_faults(V26, D(2026, 11, 20), D(2026, 11, 19)))


def test_clocks_of_the_law():
    day = D(2026, 12, 20)

    assert schedule.decision_due(V26, day).due_on == D(2026, 12, 23)
    assert schedule.withdrawal_due(V26, day).due_on == D(2026, 12, 23)
    assert schedule.withdrawal_due(R26, day) is None
    assert schedule.rerun_due(V26, day).due_on == D(2027, 1, 19)
    assert schedule.rerun_due(R26, day) is None
    assert schedule.hand_over_due(V26, day).due_on == D(2026, 12, 30)
    assert schedule.hand_over_due(R18, day).basis == ""
    assert schedule.sealed_until(V26, day) == D(2029, 12, 20)
    assert schedule.sealed_until(R26, day) == D(2029, 12, 20)


def test_calendar_of_a_village_runs_backwards_from_its_day():
    stages = {stage.code: stage for stage in schedule.schedule(V26, DAY_26)}

    assert [stage.code for stage in schedule.schedule(V26, DAY_26)] == [
        *("committee", "registration", "list", "objections", "nomination", "decisions"),
        *("candidates", "meeting", "proxies", "box", "poll", "hand_over", "group_leaders", "sealed", "term"),
    ]
    assert stages["list"].on == D(2026, 11, 30)
    assert stages["objections"].on == D(2026, 12, 5)
    assert stages["decisions"].on == D(2026, 12, 8)
    assert stages["candidates"].on == D(2026, 12, 15)
    assert stages["term"].on == D(2031, 12, 20)
    assert [code for code, stage in stages.items() if not stage.is_statutory] == [
        "committee",
        "registration",
        "nomination",
    ]


def test_calendar_of_a_community_has_no_days_of_the_village_measures():
    codes = {stage.code for stage in schedule.schedule(R26, DAY_26)}

    assert codes & {"candidates", "box", "group_leaders", "sealed"} == set()
    assert {"list", "proxies", "meeting", "hand_over"} <= codes
