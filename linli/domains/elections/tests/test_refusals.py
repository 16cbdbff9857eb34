"""What the law forbids is refused with its article, and that it was tried is kept."""

import pytest

from linli.domains.elections import actions, queries
from linli.domains.elections.enums import Ground, Kind, Mode, Nominator, Office, Relation, State
from linli.domains.elections.models import Candidate, Election, ResultEntry, Voter
from linli.domains.elections.rules.polling import Papers
from linli.domains.elections.tests.conftest import COMMUNITY, DAY, OTHER, before, on
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.workflow.actions import NotNow

NUMBER = "410922188001010026"


def attempts(record, verb):
    """What was tried and refused, in the words that were told."""
    return [entry.reason for entry in log.history(record).filter(verb=f"{verb}.refused")]


def refused(record, verb, *words):
    """One attempt was kept, with these words in it."""
    [told] = attempts(record, verb)
    assert [word for word in words if word not in told] == []


def test_the_500th_ballot_of_1000_is_not_enough(way):
    election = way.counting()
    ballot = queries.current_ballot(election)
    with_1000(ballot)
    election = way.count(election, {way.heads[0]: 400, **dict.fromkeys(way.members, 300)}, returned=500)

    with pytest.raises(Unlawful, match="至少501"):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))

    refused(election, "declare", "选举无效", "《村民委员会组织法》第十八条")
    assert queries.judged(election).next.kind == "repeat"
    assert Election.objects.get(pk=election.pk).state == State.COUNTING


def with_1000(ballot, entitled=1000):
    from linli.kernel.audit.guard import writing

    with writing():
        type(ballot).objects.filter(pk=ballot.pk).update(entitled_count=entitled)


def test_the_501st_is(way):
    election = way.counting()
    with_1000(queries.current_ballot(election))
    votes = {way.heads[0]: 400, way.members[0]: 400, way.members[1]: 300, way.members[2]: 100}
    election = way.count(election, votes, returned=501)

    assert actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY)).state == State.RESULT


def test_the_20th_of_30_representatives_is_not_enough(way):
    election = way.agreed(COMMUNITY, Kind.RESIDENTS, mode=Mode.REPRESENTATIVES, voters=30, returned=20)

    with pytest.raises(Unlawful, match="超过三分之二"):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))

    refused(election, "declare", "至少21", "《城市居民委员会组织法》第十九条")


def test_a_fourth_proxy_is_refused(way):
    election = way.listed()
    agent, *principals = Voter.objects.filter(election=election).order_by("number")[:5]
    for principal in principals[:3]:
        give(way, election, principal, agent)

    with pytest.raises(Unlawful):
        give(way, election, principals[3], agent)

    refused(election, "give_proxy", "不得超过3人", "第十八条")


def give(way, election, principal, agent, **values):
    given = {"written_on": before(3), **values}
    return actions.give_proxy(election, principal=principal, agent=agent, by=way.who, at=on(before(3)), **given)


def test_a_withdrawn_proxy_makes_room(way):
    election = way.listed()
    agent, *principals = Voter.objects.filter(election=election).order_by("number")[:5]
    given = [give(way, election, principal, agent) for principal in principals[:3]]
    actions.withdraw_proxy(given[0], by=way.who, at=on(before(2)))

    assert give(way, election, principals[3], agent).withdrawn_on is None


def test_a_candidate_takes_no_proxy(way):
    election = way.nominating()
    principal, agent = Voter.objects.filter(election=election).order_by("number")[:2]
    way.nominate(election, agent)

    with pytest.raises(Unlawful):
        give(way, election, principal, agent)

    refused(election, "give_proxy", "候选人不得接受委托", "第十八条")


def test_representatives_have_no_proxies(way):
    election = way.listed(COMMUNITY, Kind.RESIDENTS, mode=Mode.REPRESENTATIVES)
    principal, agent = Voter.objects.filter(election=election).order_by("number")[:2]

    with pytest.raises(Unlawful):
        give(way, election, principal, agent)

    refused(election, "give_proxy", "第十九条")


def test_more_ballots_returned_than_issued_make_the_poll_invalid(way):
    election = way.counting()
    votes = way.usual_votes()
    short = {"printed": 15, "issued": 15, "unreturned": 0}
    _entry, warnings = way.enter(election, votes, 18, by="one", **short)
    way.enter(election, votes, 18, by="two", **short)
    election = actions.agree(election, by=way.posts.township, at=on(DAY))

    assert "多于发出" in str(warnings[0])
    with pytest.raises(Unlawful, match="第三十五条"):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))
    refused(election, "declare", "选举无效")


def test_entries_that_disagree_are_refused_and_say_where_not_what(way):
    election = way.counting()
    votes = way.usual_votes()
    way.enter(election, votes, by="one")
    way.enter(election, {**votes, way.heads[0]: 11}, by="two")

    with pytest.raises(Unlawful, match="两次录入不一致"):
        actions.agree(election, by=way.posts.township, at=on(DAY))

    [told] = attempts(election, "agree")
    assert way.heads[0].name in told
    assert "《村民委员会组织法》第十八条" in told
    assert "12" not in told
    assert "11" not in told


def test_one_person_cannot_enter_both_and_a_third_not_at_all(way):
    election = way.counting()
    votes = way.usual_votes()
    way.enter(election, votes, by="one")
    way.enter(election, {**votes, way.heads[1]: 4}, by="one")

    assert ResultEntry.objects.count() == 1
    with pytest.raises(NotNow, match="两人分别录入"):
        actions.agree(election, by=way.posts.township, at=on(DAY))
    way.enter(election, votes, by="two")
    with pytest.raises(Refused, match="已由两人录入"):
        way.enter(election, votes, by="three")


def test_a_form_that_does_not_add_up_is_refused(way):
    election = way.counting()

    with pytest.raises(Unlawful, match="应当相等"):
        way.enter(election, way.usual_votes(), 18, valid=17)
    with pytest.raises(Unlawful, match="多于有效票"):
        way.enter(election, {way.heads[0]: 19}, 18)


def test_what_was_agreed_cannot_be_entered_again(way):
    election = way.agreed()

    with pytest.raises(Refused, match="不能再改"):
        way.enter(election, way.usual_votes(), by="one")


@pytest.mark.parametrize("ground", [Ground.CONVICTED, Ground.CULT])
def test_a_disqualified_person_is_not_nominated_again(way, ground):
    election = way.nominating()
    voter = Voter.objects.filter(election=election).first()
    candidate = way.nominate(election, voter)
    actions.review(candidate, ground=ground, by=way.posts.police, at=on(before(12)))

    with pytest.raises(Unlawful):
        way.nominate(election, voter, Office.HEAD)

    candidate.refresh_from_db()
    assert candidate.struck_on == before(12)
    refused(election, "nominate", "不得作为候选人", "第十八条")


def test_a_candidate_nobody_reviewed_is_not_posted(way):
    election = way.nominating()
    for number, voter in enumerate(Voter.objects.filter(election=election)[:5]):
        way.nominate(election, voter, Office.HEAD if number < 2 else Office.MEMBER)
    election = actions.send_to_review(election, by=way.who, at=on(before(10)))

    with pytest.raises(NotNow, match="还没有审查结论"):
        actions.post_candidates(election, posted_on=before(5), by=way.who, at=on(before(5)))


def test_candidates_posted_four_days_before_are_late(way):
    election = way.nominating()
    for number, voter in enumerate(Voter.objects.filter(election=election)[:5]):
        candidate = way.nominate(election, voter, Office.HEAD if number < 2 else Office.MEMBER)
        actions.review(candidate, by=way.posts.police, at=on(before(9)))
    election = actions.send_to_review(election, by=way.who, at=on(before(10)))

    with pytest.raises(Unlawful, match="第二十六条"):
        actions.post_candidates(election, posted_on=before(4), by=way.who, at=on(before(4)))


def test_as_many_candidates_as_seats_are_too_few(way):
    election = way.nominating()
    way.nominate(election, Voter.objects.filter(election=election).first(), Office.HEAD)

    with pytest.raises(Unlawful, match="候选人的名额应当多于应选名额"):
        actions.send_to_review(election, by=way.who, at=on(before(10)))


def test_two_spouses_are_not_both_elected(way):
    election = way.counting()
    actions.declare_kin(
        election, one=way.heads[0].voter, other=way.members[0].voter, relation=Relation.SPOUSE, by=way.who, at=on(DAY)
    )
    election = way.count(election, way.usual_votes())

    with pytest.raises(Unlawful, match="另行选举"):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))

    [(goes, stays, fault)] = queries.judged(election).result.gave_way
    assert (goes, stays) == (way.members[0].voter_id, way.heads[0].voter_id)
    assert "近亲属回避（依据《村民委员会组织法》第八条）" in str(fault)
    refused(election, "declare", "配偶", "近亲属回避（依据《村民委员会组织法》第八条）", "尚缺1名")


def test_no_woman_elected_stops_the_result(way):
    election = way.counting()
    men = [candidate for candidate in way.members if candidate.sex == "1"][:2]
    head = next(candidate for candidate in way.heads if candidate.sex == "1")
    election = way.count(election, {head: 15, men[0]: 14, men[1]: 13})

    with pytest.raises(Unlawful):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))

    refused(election, "declare", "没有妇女", "《村民委员会组织法》第八条")
    assert queries.judged(election).next.women == 1


def test_without_a_meeting_nobody_votes(way):
    election = way.posted()

    with pytest.raises(Unlawful, match="见面"):
        actions.open_poll(election, held_on=DAY, by=way.who, at=on(DAY))


def test_a_result_is_signed_once(way):
    election = way.declared()

    with pytest.raises(Unlawful, match="不能重复确认"):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))

    refused(election, "declare", "2026-12-20", "第十八条")


def test_a_small_plan_is_refused(way):
    with pytest.raises(Unlawful, match="3至7人"):
        way.planned(member_count=1)
    with pytest.raises(Unlawful, match="选举方式"):
        way.planned(OTHER, mode=Mode.HOUSEHOLDS)
    with pytest.raises(Unlawful, match="专设委员名额"):
        way.planned(COMMUNITY, Kind.RESIDENTS, women_count=0)


def test_an_election_committee_of_six_is_too_small(way):
    election = way.planned()
    for number in range(6):
        actions.add_committee_member(
            election,
            name=f"选{number}",
            votes_count=1,
            joined_on=before(50),
            is_head=not number,
            by=way.who,
            at=on(before(50)),
        )

    with pytest.raises(Unlawful, match="7至9人"):
        actions.establish_committee(election, by=way.who, at=on(before(45)))


def test_whom_the_law_does_not_let_nominate_is_refused(way):
    election = way.nominating(COMMUNITY, Kind.RESIDENTS)
    voter = Voter.objects.filter(election=election).first()

    with pytest.raises(Unlawful, match="至少要10人"):
        way.nominate(election, voter, nominator=Nominator.VOTERS, supporters_count=9)
    with pytest.raises(Unlawful, match="不能提名"):
        way.nominate(election, voter, nominator=Nominator.HOUSEHOLDS, supporters_count=30)
    assert len(attempts(election, "nominate")) == 2
    assert not Candidate.objects.exists()


def test_two_carry_no_mobile_box(way):
    election = way.listed()

    with pytest.raises(Unlawful, match="3名以上"):
        actions.add_station(election, name="流动一", is_mobile=True, staff_count=2, by=way.who, at=on(before(2)))


def test_each_deed_asks_for_its_permission(way):
    election = way.counting()
    station = election.stations.first()

    with pytest.raises(PermissionRefused):
        actions.enter_result(election, station=station, papers=Papers(), votes={}, by=way.who, at=on(DAY))
    with pytest.raises(PermissionRefused):
        actions.declare(election, declared_on=DAY, by=way.who, at=on(DAY))
    with pytest.raises(PermissionRefused):
        actions.agree(election, by=way.posts.one, at=on(DAY))


def test_more_formal_candidates_than_there_is_room_for_are_not_posted(way):
    election = way.nominating()
    voters = list(Voter.objects.filter(election=election).order_by("number"))
    heads = [
        way.nominate(election, voter, Office.HEAD, nominator=Nominator.VOTERS, supporters_count=count)
        for voter, count in zip(voters[:3], (30, 20, 10), strict=True)
    ]
    members = [way.nominate(election, voter) for voter in voters[3:6]]
    for candidate in [*heads, *members]:
        actions.review(candidate, by=way.posts.police, at=on(before(9)))
    election = actions.send_to_review(election, by=way.who, at=on(before(10)))
    posting = {"posted_on": before(5), "by": way.who, "at": on(before(5))}

    with pytest.raises(Unlawful, match="最多比应选多1名"):
        actions.post_candidates(election, **posting)
    refused(election, "post_candidates", "主任正式候选人3名、应选1名", "第二十四条")
    with pytest.raises(Unlawful, match="获得提名票多的为正式候选人"):
        actions.pass_over(heads[1], by=way.who, at=on(before(6)))
    with pytest.raises(Refused, match="没有超过"):
        actions.pass_over(members[0], by=way.who, at=on(before(6)))
    assert actions.pass_over(heads[2], by=way.who, at=on(before(6))).struck_on == before(6)
    with pytest.raises(Refused, match="已于"):
        actions.pass_over(heads[2], by=way.who, at=on(before(6)))

    assert actions.post_candidates(election, **posting).state == State.CANDIDATES
