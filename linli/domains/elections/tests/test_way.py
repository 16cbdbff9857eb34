"""An election goes its whole way, in each mode; the members of its committee come and go."""

from datetime import date, timedelta

import pytest

from linli.domains.elections import actions, queries
from linli.domains.elections.actions import counting
from linli.domains.elections.enums import BallotKind, ComplaintState, Kind, LeavingKind, Mode, Office, Relation, State
from linli.domains.elections.models import Ballot, Candidate, CommitteeMember, Member, Voter
from linli.domains.elections.tests.conftest import COMMUNITY, DAY, VILLAGE, before, on
from linli.kernel.audit.deeds import Unlawful
from linli.kernel.workflow.actions import NotNow, WrongState
from linli.kernel.workflow.models import Todo
from tests.factories import make

IN_COMMUNITY = (COMMUNITY, Kind.RESIDENTS)


@pytest.mark.parametrize(
    "given",
    [
        ((), {}),
        (IN_COMMUNITY, {}),
        (IN_COMMUNITY, {"mode": Mode.HOUSEHOLDS}),
        (IN_COMMUNITY, {"mode": Mode.REPRESENTATIVES}),
    ],
)
def test_an_election_goes_from_plan_to_archive_in_each_mode(way, given):
    args, values = given
    election = way.declared(*args, **values)

    members = Member.objects.filter(election=election)
    assert election.state == State.RESULT
    assert members.count() == 1 + election.member_count
    assert {member.term_ends_on for member in members} == {date(2031, 12, 20)}
    election = actions.hand_over(
        election, handed_over_on=date(2026, 12, 28), by=way.posts.township, at=on(date(2026, 12, 28))
    )
    seal = actions.seal_ballots(
        election, sealed_on=DAY, keeper="城关镇", packets_count=2, by=way.posts.township, at=on(date(2026, 12, 28))
    )
    assert seal.kept_until == date(2029, 12, 20)
    election = actions.archive(election, archive_no="PDY-2026-1", by=way.posts.township, at=on(date(2026, 12, 30)))
    assert (election.state, election.archived_on) == (State.ARCHIVED, date(2026, 12, 30))
    assert not Todo.objects.filter(record_type="elections.election", record_id=election.pk, closed_at=None).exists()


def test_who_may_vote_is_counted_by_the_mode(way):
    election = way.listed(*IN_COMMUNITY, voters=3)
    Voter.objects.filter(election=election).order_by("number").first()

    for mode in Mode:
        election.mode = mode
        assert queries.count_entitled(election) == 3


def test_todos_carry_the_day_and_the_article(way):
    election = way.registering()

    [todo] = Todo.objects.filter(record_id=election.pk, record_type="elections.election", closed_at=None)
    assert (todo.transition, todo.due_on) == ("post_list", date(2026, 11, 30))
    assert "第十七条" in todo.basis
    assert todo.unit == way.posts.worker.unit


def test_a_plan_may_be_changed_until_the_committee_is_established(way):
    election = way.planned()

    again = actions.plan(
        election, mode=Mode.ALL, election_on=DAY + timedelta(7), member_count=4, by=way.who, at=on(before(50))
    )

    assert (again.election_on, again.member_count) == (DAY + timedelta(7), 4)


def test_a_nominee_leaves_the_election_committee_and_the_reserve_moves_up(way):
    election = way.registering()
    way.register(election, "甘选", sex="2")
    election = actions.post_list(election, posted_on=before(20), by=way.who, at=on(before(20)))
    election = actions.open_nomination(election, by=way.who, at=on(before(14)))

    way.nominate(election, Voter.objects.get(election=election))

    head = CommitteeMember.objects.get(election=election, name="甘选")
    moved = CommitteeMember.objects.get(election=election, name="关选")
    assert (head.left_on, head.left_reason) == (before(13), "本人被提名为候选人")
    assert (moved.is_reserve, moved.is_head) == (False, False)
    assert actions.choose_head(moved, by=way.who, at=on(before(12))).is_head


def test_a_relative_of_a_nominee_leaves_it_too(way):
    election = way.nominating()
    voter = Voter.objects.filter(election=election).first()
    member = CommitteeMember.objects.get(election=election, name="丰选")
    way.nominate(election, voter)

    actions.declare_kin(election, one=voter, member=member, relation=Relation.SPOUSE, by=way.who, at=on(before(12)))

    member.refresh_from_db()
    assert member.left_on == before(12)


def test_empty_seats_are_filled_by_another_ballot(way):
    election = way.counting()
    votes = {**way.usual_votes(), way.members[1]: 8}
    election = way.count(election, votes)

    with pytest.raises(Unlawful, match="另行选举"):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))
    election = actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))
    ballot = queries.current_ballot(election)
    assert (ballot.kind, ballot.seats, len(ballot.standing)) == (BallotKind.RUN_OFF, {"member": 1}, 2)
    election = actions.close_poll(election, by=way.who, at=on(DAY))
    election = way.count(election, {way.members[1]: 6, way.members[2]: 5})
    election = actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))

    assert Member.objects.get(election=election, candidate=way.members[1]).votes_count == 6


def test_equal_votes_are_voted_on_again(way):
    election = way.counting()
    votes = {way.heads[0]: 12, way.members[0]: 14, way.members[1]: 11, way.members[2]: 11}
    election = way.count(election, votes)

    election = actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))

    ballot = queries.current_ballot(election)
    assert (ballot.kind, {candidate.pk for candidate in way.members[1:]}) == (BallotKind.TIE, set(ballot.standing))


def test_whose_votes_came_down_from_a_higher_office_gets_a_line_for_the_lower(way):
    election = way.counting()
    head = way.heads[0]

    [pk] = counting._candidacy(election, Office.MEMBER, head.voter_id, by=way.posts.township, at=on(DAY))

    made = Candidate.objects.get(pk=pk)
    assert (made.voter_id, made.office, made.is_listed) == (head.voter_id, Office.MEMBER, True)
    assert counting._candidacy(election, Office.MEMBER, head.voter_id, by=way.posts.township, at=on(DAY)) == [pk]


def test_somebody_written_in_can_be_elected(way):
    election = way.counting()
    voter = Voter.objects.filter(election=election).order_by("-number").first()
    written = actions.write_in(election, voter=voter, office=Office.HEAD, by=way.posts.one, at=on(DAY))
    election = way.count(election, {written: 14, way.heads[0]: 3, way.members[0]: 12, way.members[1]: 11})
    election = actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))

    assert Member.objects.get(election=election, office=Office.HEAD).name == voter.name


def test_nothing_links_a_voter_to_a_vote(way):
    way.declared()

    for model in (Ballot, Candidate):
        assert "voters" not in {field.name for field in model._meta.get_fields()}
    reach = {field.related_model for model in Ballot.__subclasses__() or [Ballot] for field in model._meta.local_fields}
    assert Voter not in reach


def test_a_seat_that_fell_empty_is_filled_until_the_same_term_ends(way):
    election = way.declared()
    member = Member.objects.filter(election=election, office=Office.MEMBER).first()
    later = on(date(2027, 6, 30))
    leaving = actions.ask_leaving(
        member,
        kind=LeavingKind.RESIGNATION,
        asked_on=date(2027, 6, 1),
        reason="外出务工",
        by=way.posts.township,
        at=later,
    )
    member.refresh_from_db()
    assert member.left_on is None
    actions.decide_leaving(leaving, decided_on=date(2027, 6, 20), by=way.posts.township, at=later)
    member.refresh_from_db()
    assert member.left_on == date(2027, 6, 20)
    with pytest.raises(Unlawful, match="没有过半数"):
        actions.by_elect(
            member,
            held_on=date(2027, 6, 30),
            entitled_count=20,
            returned_count=10,
            votes_count=9,
            name="补某",
            sex="2",
            by=way.posts.township,
            at=later,
        )
    filled = actions.by_elect(
        member,
        held_on=date(2027, 6, 30),
        entitled_count=20,
        returned_count=11,
        votes_count=6,
        name="补某",
        sex="2",
        by=way.posts.township,
        at=later,
    )

    assert (filled.successor.term_ends_on, filled.successor.took_office_on) == (date(2031, 12, 20), date(2027, 6, 30))


def test_a_recall_needs_its_petition_and_both_halves(way):
    election = way.declared()
    member = Member.objects.filter(election=election, office=Office.HEAD).get()
    later = on(date(2027, 6, 30))
    asking = {
        "kind": LeavingKind.RECALL,
        "asked_on": date(2027, 6, 1),
        "reason": "不履行职责",
        "by": way.posts.township,
    }

    with pytest.raises(Unlawful, match="第十九条"):
        actions.ask_leaving(member, supporters_count=3, supporters_entitled=20, at=later, **asking)
    leaving = actions.ask_leaving(member, supporters_count=4, supporters_entitled=20, at=later, **asking)
    assert leaving.due_on == date(2027, 7, 1)
    decided = actions.decide_leaving(
        leaving,
        decided_on=date(2027, 6, 28),
        entitled_count=20,
        returned_count=11,
        in_favour_count=6,
        by=way.posts.township,
        at=later,
    )

    member.refresh_from_db()
    assert (decided.is_passed, member.left_on) == (True, date(2027, 6, 28))


def test_a_recall_that_fails_changes_nothing(way):
    member = Member.objects.filter(election=way.declared()).first()
    later = on(date(2027, 6, 30))
    leaving = actions.ask_leaving(
        member,
        kind=LeavingKind.RECALL,
        asked_on=date(2027, 6, 1),
        reason="不履行职责",
        representatives_count=2,
        representatives_entitled=6,
        by=way.posts.township,
        at=later,
    )
    decided = actions.decide_leaving(
        leaving,
        decided_on=date(2027, 6, 28),
        entitled_count=20,
        returned_count=10,
        in_favour_count=10,
        by=way.posts.township,
        at=later,
    )

    member.refresh_from_db()
    assert (decided.is_passed, member.left_on) == (False, None)
    with pytest.raises(WrongState, match="已有结果"):
        actions.decide_leaving(leaving, decided_on=date(2027, 6, 29), by=way.posts.township, at=later)


def test_an_office_that_ends_by_law_ends_at_once(way):
    member = Member.objects.filter(election=way.declared()).first()

    actions.ask_leaving(
        member,
        kind=LeavingKind.SENTENCED,
        asked_on=date(2027, 3, 1),
        reason="被判处刑罚",
        by=way.posts.township,
        at=on(date(2027, 3, 2)),
    )

    member.refresh_from_db()
    assert member.left_on == date(2027, 3, 1)


def test_an_election_with_an_unanswered_complaint_is_not_archived(way):
    election = way.declared()
    at = on(date(2026, 12, 28))
    by = way.posts.township
    election = actions.hand_over(election, handed_over_on=date(2026, 12, 28), by=by, at=at)
    with pytest.raises(Unlawful, match="封存"):
        actions.archive(election, archive_no="1", by=by, at=at)
    actions.seal_ballots(election, sealed_on=DAY, keeper="城关镇", packets_count=1, by=by, at=at)
    complaint = actions.complain(election, text="有人代写选票", received_on=date(2026, 12, 27), by=by, at=at)
    with pytest.raises(NotNow, match="举报没有答复"):
        actions.archive(election, archive_no="1", by=by, at=at)
    actions.answer_complaint(complaint, outcome=ComplaintState.DISMISSED, answer="经查不属实", by=by, at=at)

    assert actions.archive(election, archive_no="1", by=by, at=at).state == State.ARCHIVED


def test_an_annulled_election_ends_the_offices(way):
    election = way.declared()

    election = actions.annul(election, reason="县级人民政府决定", by=way.posts.township, at=on(date(2026, 12, 29)))

    assert election.state == State.ANNULLED
    assert not Member.objects.filter(election=election, left_on=None).exists()


def test_a_step_out_of_order_is_refused(way):
    election = way.planned()

    with pytest.raises(WrongState):
        actions.open_poll(election, held_on=DAY, by=way.who, at=on(DAY))


def test_the_calendar_of_an_election_is_that_of_its_day(way):
    election = way.planned()

    assert queries.stage_day(election, "list") == date(2026, 11, 30)
    assert queries.stage_day(election, "unheard") is None


def test_new_head_opens_the_change_of_the_committees_certificate(way, tree):
    from linli.domains.committees.models import Case, Committee, Seat

    make(
        Committee,
        tree[VILLAGE],
        kind=Kind.VILLAGERS,
        name="西关村村民委员会",
        registered_on=date(2018, 1, 1),
        code="54410922PDY00001XC",
        code_assigned_on=date(2018, 2, 1),
        certificate_no="PDY-1",
        certificate_issued_on=date(2018, 3, 1),
        certificate_expires_on=date(2030, 1, 1),
        certificate_withdrawn_on=None,
        dissolved_on=None,
    )

    election = way.declared()

    head = election.members.get(office="head")
    [case] = Case.objects.all()
    assert (case.kind, case.head_name, case.state) == ("change", head.name, "open")
    assert Seat.objects.filter(until=None).count() == election.members.count()
