"""An election without candidates: everybody on the list may be written in, and the denominators are the same."""

from datetime import date

import pytest

from linli.domains.elections import actions, queries
from linli.domains.elections.enums import BallotKind, Ground, Kind, Mode, Nominator, Office, Relation, State
from linli.domains.elections.models import Candidate, Member, Teller, Voter
from linli.domains.elections.rules import membership, schedule
from linli.domains.elections.tests.conftest import COMMUNITY, DAY, before, on
from linli.domains.elections.tests.laws import DAY_26, R26, V18, V26, said
from linli.domains.elections.tests.test_recount import RECOUNT
from linli.domains.elections.tests.test_refusals import attempts, refused
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.workflow.models import Todo

AGREED = {"has_candidates": False, "open_ballot_agreed_on": before(65), "open_ballot_filed_on": before(62)}


@pytest.mark.parametrize(
    ("agreed_on", "filed_on", "count"),
    [(None, None, 2), (before(65), None, 1), (None, before(62), 1), (before(65), before(62), 0)],
)
@pytest.mark.parametrize("law", [V18, V26])
def test_a_meeting_agrees_and_the_township_is_told(law, agreed_on, filed_on, count):
    faults = membership.method_faults(law, has_candidates=False, agreed_on=agreed_on, filed_on=filed_on)

    assert len(faults) == count
    assert ("《河南省实施〈村民委员会组织法〉办法》第二十九条" in said(faults)) is bool(count)
    assert membership.method_faults(law, has_candidates=True, agreed_on=agreed_on, filed_on=filed_on) == []


def test_communities_have_candidates():
    words = said(membership.method_faults(R26, has_candidates=False, agreed_on=before(65), filed_on=before(62)))

    assert "《城市居民委员会组织法》第十八条" in words


def test_the_calendar_has_no_stage_of_candidates():
    codes = {stage.code for stage in schedule.schedule(V26, DAY_26, has_candidates=False)}

    assert codes.isdisjoint({"nomination", "candidates", "meeting"})
    assert {"list", "proxies", "poll"} <= codes


def opened(way):
    election = way.listed(**AGREED)
    actions.add_station(election, name="中心会场", staff_count=5, by=way.who, at=on(before(2)))
    election = actions.open_poll(election, held_on=DAY, by=way.who, at=on(DAY))
    way.tellers(election)
    return actions.close_poll(election, by=way.who, at=on(DAY))


def written(way, election, office, *numbers):
    voters = Voter.objects.filter(election=election, number__in=numbers).order_by("number")
    return [actions.write_in(election, voter=each, office=office, by=way.posts.one, at=on(DAY)) for each in voters]


def test_it_goes_from_plan_to_archive(way):
    election = opened(way)
    heads = written(way, election, Office.HEAD, 1, 2)
    members = written(way, election, Office.MEMBER, 3, 4, 5)
    election = way.count(election, {heads[0]: 10, heads[1]: 8, members[0]: 12, members[1]: 11, members[2]: 5})

    election = actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))

    assert {member.candidate_id for member in Member.objects.filter(election=election)} == {
        heads[0].pk,
        members[0].pk,
        members[1].pk,
    }
    [published] = queries.public_file([election])["elections"]
    assert RECOUNT(published) == (published["winners"], True)
    at, by = on(date(2026, 12, 28)), way.posts.township
    election = actions.hand_over(election, handed_over_on=at.date(), by=by, at=at)
    actions.seal_ballots(election, sealed_on=DAY, keeper="城关镇", packets_count=2, by=by, at=at)
    assert actions.archive(election, archive_no="PDY-2026-2", by=by, at=at).state == State.ARCHIVED


def test_the_poll_waits_for_its_day_and_nobody_is_nominated(way):
    election = way.listed(**AGREED)

    [todo] = Todo.objects.filter(record_id=election.pk, record_type="elections.election", closed_at=None)
    assert (todo.transition, todo.due_on) == ("open_poll", DAY)
    with pytest.raises(PermissionRefused):
        actions.open_nomination(election, by=way.who, at=on(before(14)))


def test_an_election_with_candidates_is_not_polled_right_after_the_list(way):
    with pytest.raises(PermissionRefused):
        actions.open_poll(way.listed(), held_on=DAY, by=way.who, at=on(DAY))


@pytest.mark.parametrize(("votes", "is_elected"), [(8, False), (9, False), (10, True)])
def test_more_than_half_of_eighteen_elects(way, votes, is_elected):
    election = opened(way)
    [head] = written(way, election, Office.HEAD, 1)
    members = written(way, election, Office.MEMBER, 3, 4)
    election = way.count(election, {head: votes, members[0]: 12, members[1]: 11})

    winners = {winner.office for winner in queries.judged(election).result.winners}
    assert (Office.HEAD in winners) is is_elected


def test_another_ballot_has_candidates_those_with_most_votes(way):
    election = opened(way)
    heads = written(way, election, Office.HEAD, 1, 2, 6)
    members = written(way, election, Office.MEMBER, 3, 4)
    spouse = Voter.objects.get(election=election, number=10)
    actions.declare_kin(election, one=heads[0].voter, other=spouse, relation=Relation.SPOUSE, by=way.who, at=on(DAY))
    counter, _none = actions.add_teller(election, role="counter", voter=spouse, approved_on=DAY, by=way.who, at=on(DAY))
    election = way.count(election, {heads[0]: 8, heads[1]: 7, heads[2]: 2, members[0]: 12, members[1]: 11})
    again = {"held_on": DAY, "by": way.posts.township, "at": on(DAY)}

    with pytest.raises(Refused, match="还没有审查结论"):
        actions.call_again(election, **again)
    for each in heads[:2]:
        actions.review(each, by=way.posts.police, at=on(DAY))
    election = actions.call_again(election, **again)

    ballot = queries.current_ballot(election)
    assert (ballot.kind, ballot.standing, ballot.seats) == (
        BallotKind.RUN_OFF,
        [heads[0].pk, heads[1].pk],
        {"head": 1},
    )
    assert set(Candidate.objects.filter(is_listed=True)) == set(heads[:2])
    assert Teller.objects.get(pk=counter.pk).left_on == DAY
    election = actions.close_poll(election, by=way.who, at=on(DAY))
    with pytest.raises(Refused, match="不能另选"):
        written(way, election, Office.HEAD, 7)
    election = way.count(election, {heads[0]: 6, heads[1]: 5})
    election = actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))
    assert Member.objects.get(election=election, office=Office.HEAD).candidate == heads[0]


def test_an_invalid_poll_is_repeated_and_written_in_anew(way):
    election = opened(way)
    [head] = written(way, election, Office.HEAD, 1)
    election = way.count(election, {head: 5}, returned=10)
    election = actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))

    ballot = queries.current_ballot(election)
    assert (ballot.kind, ballot.standing) == (BallotKind.REPEAT, [])
    election = actions.close_poll(election, by=way.who, at=on(DAY))
    assert written(way, election, Office.HEAD, 1) == [head]
    with pytest.raises(Refused, match="已在本次投票的名单上"):
        written(way, election, Office.HEAD, 1)


def test_a_barred_person_is_not_written_in_and_votes_for_one_do_not_count(way):
    election = opened(way)
    [head] = written(way, election, Office.HEAD, 1)
    members = written(way, election, Office.MEMBER, 3, 4)
    election = way.count(election, {head: 15, members[0]: 12, members[1]: 11})
    actions.review(head, ground=Ground.CONVICTED, by=way.posts.police, at=on(DAY))

    assert queries.judged(election).result.left == {"head": 1, "member": 0}
    with pytest.raises(Unlawful):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))
    with pytest.raises(Unlawful, match="不得作为候选人"):
        written(way, election, Office.MEMBER, 1)
    refused(election, "write_in", "第十八条")


def test_a_plan_without_the_meetings_consent_is_refused_and_kept(way):
    with pytest.raises(Unlawful, match="讨论同意"):
        way.planned(has_candidates=False)
    with pytest.raises(Unlawful, match="没有规定可以不确定候选人"):
        way.planned(COMMUNITY, Kind.RESIDENTS, mode=Mode.ALL, **AGREED)

    from linli.domains.elections.models import Election

    told = [words for each in Election.objects.all() for words in attempts(each, "plan")]
    assert len(told) == 2
    assert Nominator.WRITE_IN not in (V26.nominators or ())
