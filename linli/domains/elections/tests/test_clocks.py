"""What is owed carries its day and its article, and is closed when it is done."""

from datetime import date, timedelta

import pytest

from linli.domains.elections import actions, queries
from linli.domains.elections.enums import BallotKind, LeavingKind, Office, State
from linli.domains.elections.models import Election, Voter
from linli.domains.elections.records import ELECTION
from linli.domains.elections.rules import schedule
from linli.domains.elections.tests.conftest import DAY, before, on
from linli.domains.elections.tests.laws import R26, V26
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.exchange import exports, imports
from linli.kernel.indicators.figures import figure
from linli.kernel.workflow.actions import NotNow
from linli.kernel.workflow.models import Todo

MEASURES = "《河南省实施〈村民委员会组织法〉办法》"


def owed(record):
    todos = Todo.objects.filter(record_type=record._meta.label_lower, record_id=record.pk, closed_at=None)
    return {todo.transition: (todo.due_on, todo.basis) for todo in todos}


def test_an_objection_is_decided_on_within_three_days(way):
    election = way.listed()
    given = {"raised_by_name": "丰某", "text": "名单漏了我", "raised_on": before(18)}
    objection = actions.raise_objection(election, by=way.who, at=on(before(18)), **given)

    assert owed(objection) == {"decide_objection": (before(15), "《村民委员会组织法》第十七条")}
    [todo] = Todo.objects.filter(record_id=objection.pk, record_type="elections.objection")
    assert "丰某" not in todo.title
    assert todo.url == election.get_absolute_url()
    actions.decide_objection(objection, decision="不成立", decided_on=before(16), by=way.who, at=on(before(16)))
    assert owed(objection) == {}


@pytest.mark.parametrize(
    ("kind", "days", "is_law"),
    [(BallotKind.REPEAT, 30, True), (BallotKind.RUN_OFF, 12, False), (BallotKind.TIE, 12, False)],
)
def test_only_for_an_invalid_poll_the_measures_name_the_days(kind, days, is_law):
    due = schedule.again_due(V26, kind, DAY, planned_days=12)

    assert due.due_on == DAY + timedelta(days)
    assert (due.basis == MEASURES + "第三十九条") is is_law
    assert schedule.again_due(R26, kind, DAY, planned_days=12).due_on == DAY + timedelta(12)


def test_an_invalid_poll_is_owed_again_in_thirty_days(way):
    election = way.counting()
    election = way.count(election, {way.heads[0]: 6}, returned=10)

    assert owed(election) == {"call_again": (date(2027, 1, 19), MEASURES + "第三十九条")}


def test_empty_seats_are_owed_by_the_plan_of_the_city(way, settings):
    settings.LINLI_RUN_OFF_DAYS = 7
    election = way.counting()
    assert set(owed(election)) == {"agree"}
    election = way.count(election, {**way.usual_votes(), way.members[1]: 8})

    assert owed(election) == {"call_again": (date(2026, 12, 27), "本市工作安排7日")}
    election = actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))
    assert set(owed(election)) == {"close_poll"}


def test_a_lawful_result_is_owed_on_the_day(way):
    assert owed(way.agreed()) == {"declare": (DAY, "《村民委员会组织法》第十八条")}


def test_handing_over_counts_from_the_result(way):
    election = way.agreed()
    later = DAY + timedelta(7)
    election = actions.declare(election, declared_on=later, by=way.posts.township, at=on(later))

    assert owed(election) == {"hand_over": (DAY + timedelta(17), "《村民委员会组织法》第二十四条")}


def test_what_was_annulled_is_held_again_within_thirty_days(way):
    election = way.declared()
    day = date(2026, 12, 29)
    by = {"by": way.posts.township, "at": on(day)}
    election = actions.annul(election, reason="县级人民政府决定", **by)
    assert owed(election) == {"hold_again": (date(2027, 1, 28), MEASURES + "第三十九条")}
    voter = Voter.objects.filter(election=election).first()

    election = actions.hold_again(election, **by)

    assert owed(election) == {}
    again = Election.objects.get(again_of=election)
    assert (again.round, again.state, again.due_on) == (election.round, State.REGISTERED, date(2027, 1, 28))
    assert owed(again) == {"plan": (date(2027, 1, 28), MEASURES + "第三十九条")}
    voter.refresh_from_db()
    assert voter.struck_reason == "选举被宣布无效，重新登记"
    with pytest.raises(PermissionRefused):
        actions.hold_again(election, **by)
    planned = actions.plan(again, mode="all", election_on=date(2027, 1, 25), member_count=2, by=way.who, at=on(day))
    assert planned.state == State.PLANNED
    assert planned.seats[Office.HEAD] == 1


def leave(way, election, kind, **values):
    member = election.members.get(office=Office.HEAD)
    by = {"by": way.posts.township, "at": on(date(2027, 6, 2))}
    return actions.ask_leaving(member, kind=kind, asked_on=date(2027, 6, 1), reason="x", **by, **values)


def test_a_recall_is_voted_on_within_thirty_days(way):
    recall = leave(way, way.declared(), LeavingKind.RECALL, supporters_count=4, supporters_entitled=20)

    assert owed(recall) == {"decide_leaving": (date(2027, 7, 1), MEASURES + "第四十三条")}
    counts = {"entitled_count": 20, "returned_count": 10, "in_favour_count": 10}
    by = {"by": way.posts.township, "at": on(date(2027, 6, 28))}
    failed = actions.decide_leaving(recall, decided_on=date(2027, 6, 28), **counts, **by)
    assert (failed.is_passed, owed(failed)) == (False, {})
    with pytest.raises(NotNow, match="不需要公告"):
        actions.announce_leaving(failed, announced_on=date(2027, 6, 28), **by)


def test_that_an_office_ended_is_told_within_five_days(way):
    leaving = leave(way, way.declared(), LeavingKind.SENTENCED)

    assert owed(leaving) == {"announce_leaving": (date(2027, 6, 6), MEASURES + "第四十六条")}
    by = {"by": way.posts.township, "at": on(date(2027, 6, 8))}
    told = actions.announce_leaving(leaving, announced_on=date(2027, 6, 8), **by)
    assert (told.state, owed(told)) == ("announced", {})


def test_a_resignation_has_no_day_until_it_ended_the_office(way):
    leaving = leave(way, way.declared(), LeavingKind.RESIGNATION)
    assert owed(leaving) == {"decide_leaving": (None, "")}
    by = {"by": way.posts.township, "at": on(date(2027, 6, 28))}

    actions.decide_leaving(leaving, decided_on=date(2027, 6, 20), **by)

    assert owed(leaving) == {"announce_leaving": (date(2027, 6, 25), MEASURES + "第四十六条")}


def test_what_is_held_again_is_due_once_and_what_was_annulled_is_not_completed(way):
    election = way.declared()
    by = {"by": way.posts.township, "at": on(date(2026, 12, 29))}

    def counted():
        place = way.tree["410922000000"]
        [row] = queries.board("2026-2027", [place])
        due = figure("elections.due", place, period="2027", at=date(2027, 12, 31)).value
        return due, row.due, row.met[0]

    assert counted() == (1, 1, 1)
    election = actions.annul(election, reason="县级人民政府决定", **by)
    assert counted() == (1, 1, 0)
    actions.hold_again(election, **by)
    assert counted() == (1, 1, 0)


def test_a_workbook_means_the_election_that_stands(way, city_clerk):
    election = way.declared()
    by = {"by": way.posts.township, "at": on(date(2026, 12, 29))}
    actions.hold_again(actions.annul(election, reason="县级人民政府决定", **by), **by)
    again = Election.objects.get(again_of=election)
    data = exports.export(ELECTION, Election.objects.filter(pk=again.pk))

    upload = imports.dry_run(ELECTION, data, "换届.xlsx", by=city_clerk, at=on(date(2026, 12, 29)))

    assert [str(fault) for fault in upload.faults.all()] == []
    assert (upload.report["create_count"], upload.report["unchanged_count"]) == (0, 1)
