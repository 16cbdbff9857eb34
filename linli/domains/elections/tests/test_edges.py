"""What goes wrong beside the way: done twice, too early, to the wrong person; each is refused in words."""

from datetime import date

import pytest

from linli.domains.elections import actions, queries
from linli.domains.elections.enums import ComplaintState, Kind, LeavingKind, Mode, Nominator, Office, Relation, State
from linli.domains.elections.models import Candidate, CommitteeMember, Election, Member, Proxy, Voter
from linli.domains.elections.tests.conftest import COMMUNITY, DAY, VILLAGE, before, on
from linli.domains.elections.workflow.guards import plan_is_lawful
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.workflow.actions import NotNow, WrongState
from tests.factories import make

LATER = on(date(2027, 3, 1))
IN_COMMUNITY = (COMMUNITY, Kind.RESIDENTS)


def voters(election):
    return list(Voter.objects.filter(election=election).order_by("number"))


def test_completion_waits_for_the_result_of_an_election_that_is_held_here(way, city_clerk):
    election = way.planned()

    with pytest.raises(Refused, match="结果还没有公布"):
        actions.complete(election, completed_on=before(1), by=city_clerk, at=on(DAY))


def test_a_completed_round_is_not_held_again(tree, in_scope):
    done = make(Election, tree[VILLAGE], kind=Kind.VILLAGERS, started_on=before(90), completed_on=before(50))

    with pytest.raises(NotNow, match="登记为完成"):
        plan_is_lawful(done, mode=Mode.ALL, election_on=DAY, member_count=2)


@pytest.mark.parametrize(("day", "words"), [(date(2018, 12, 28), "没有录入"), (date(2206, 12, 20), "核对年份")])
def test_a_day_that_no_law_or_no_round_knows_is_refused(way, day, words):
    election = make(Election, way.tree[VILLAGE], kind=Kind.VILLAGERS, due_on=min(day, date(2027, 2, 1)))

    with pytest.raises(NotNow, match=words):
        plan_is_lawful(election, mode=Mode.ALL, election_on=day, member_count=2)


def test_side_deeds_ask_for_their_time(way):
    election = way.planned()
    with pytest.raises(Refused, match="只能在“选民登记”时办理"):
        actions.register_residents(election, by=way.who, at=on(before(30)))
    with pytest.raises(Unlawful, match="还没有公布"):
        actions.raise_objection(election, raised_by_name="丰", text="漏", raised_on=before(30), by=way.who, at=on(DAY))


def test_an_empty_list_is_not_posted(way):
    election = way.registering()

    with pytest.raises(NotNow, match="还没有可以投票的人"):
        actions.post_list(election, posted_on=before(20), by=way.who, at=on(before(20)))


def test_what_is_struck_is_struck_once_and_for_a_reason(way):
    election = way.registering()
    one, two = way.register(election, "甘一"), way.register(election, "甘二")
    with pytest.raises(Refused, match="写明除名的原因"):
        actions.strike_voter(one, reason=" ", by=way.who, at=on(before(25)))
    struck = actions.strike_voter(one, reason="死亡", by=way.who, at=on(before(25)))
    with pytest.raises(Refused, match="已于2026-11-25除名"):
        actions.strike_voter(struck, reason="死亡", by=way.who, at=on(before(25)))
    make(Proxy, election.division, election=election, principal=two, agent=one)
    with pytest.raises(Refused, match="未撤回的委托"):
        actions.strike_voter(two, reason="死亡", by=way.who, at=on(before(25)))


def test_an_objection_is_decided_once_and_in_words(way):
    election = way.listed()
    given = {"raised_by_name": "丰", "text": "漏登", "raised_on": before(18)}
    objection = actions.raise_objection(election, by=way.who, at=on(before(18)), **given)
    deciding = {"decided_on": before(17), "by": way.who, "at": on(before(17))}

    with pytest.raises(NotNow, match="写明处理决定"):
        actions.decide_objection(objection, decision=" ", **deciding)
    actions.decide_objection(objection, decision="不成立", **deciding)
    with pytest.raises(WrongState, match="已处理"):
        actions.decide_objection(objection, decision="不成立", **deciding)


def test_a_member_leaves_and_nobody_is_in_reserve(way):
    election = way.registering()
    for member in CommitteeMember.objects.filter(election=election, is_reserve=True):
        assert actions.leave_committee(member, reason="生病", by=way.who, at=on(before(40))) is None
    first = CommitteeMember.objects.filter(election=election, left_on=None).first()

    assert actions.leave_committee(first, reason="生病", by=way.who, at=on(before(40))) is None
    other = CommitteeMember.objects.filter(election=election, left_on=None).first()
    assert actions.choose_head(other, by=way.who, at=on(before(40))).is_head


def test_another_head_makes_the_first_a_member(way):
    election = way.registering()
    second = CommitteeMember.objects.filter(election=election, is_head=False, is_reserve=False).first()

    actions.choose_head(second, by=way.who, at=on(before(40)))

    assert [member.pk for member in CommitteeMember.objects.filter(election=election, is_head=True)] == [second.pk]


def test_nominations_that_do_not_fit_are_refused(way):
    election = way.nominating()
    voter = voters(election)[0]
    with pytest.raises(Refused, match="没有这一职务的名额"):
        way.nominate(election, voter, Office.DEPUTY)
    struck = actions.strike_voter(voters(election)[1], reason="死亡", by=way.who, at=on(before(13)))
    with pytest.raises(Refused, match="只能从本次选举的选民名单中选择"):
        way.nominate(election, struck)
    with pytest.raises(Refused, match="三者选其一"):
        actions.declare_kin(election, one=voter, relation=Relation.SPOUSE, by=way.who, at=on(before(12)))


def test_whoever_declines_in_time_is_off_the_list_and_others_are_nominated(way):
    election = way.posted()
    candidate = way.members[0]
    candidate.refresh_from_db()
    declined = actions.withdraw_candidate(candidate, reason="本人自愿放弃", by=way.who, at=on(before(2)))
    assert (declined.is_listed, declined.struck_on) == (False, before(2))
    with pytest.raises(Refused, match="已于2026-12-18取消"):
        actions.withdraw_candidate(declined, reason="本人自愿放弃", by=way.who, at=on(before(2)))
    with pytest.raises(Unlawful, match="第二十六条"):
        actions.withdraw_candidate(way.members[1], reason="本人自愿放弃", by=way.who, at=on(before(1)))
    with pytest.raises(NotNow, match="写明理由"):
        actions.reopen_nomination(election, reason=" ", by=way.who, at=on(before(2)))

    again = actions.reopen_nomination(election, reason="候选人放弃", by=way.who, at=on(before(2)))
    assert (again.state, again.candidates_posted_on) == (State.NOMINATION, None)


def test_the_meeting_is_before_the_election_day(way):
    election = way.posted()

    with pytest.raises(Refused, match="选举日以前"):
        actions.hold_meeting(election, meeting_on=date(2026, 12, 21), by=way.who, at=on(date(2026, 12, 22)))


def test_the_poll_opens_on_its_day_at_a_station(way):
    election = way.posted()
    election = actions.hold_meeting(election, meeting_on=before(3), by=way.who, at=on(before(3)))

    with pytest.raises(NotNow, match="不能提前投票"):
        actions.open_poll(election, held_on=before(1), by=way.who, at=on(DAY))
    with pytest.raises(NotNow, match="还没有投票站"):
        actions.open_poll(election, held_on=DAY, by=way.who, at=on(DAY))


def test_votes_for_a_stranger_are_refused(way):
    election = way.counting()
    station = election.stations.get()
    papers = way.papers(election, 18)

    with pytest.raises(Refused, match="不在本次投票的名单上"):
        actions.enter_result(
            election, station=station, papers=papers, votes={"999999": 3}, by=way.posts.one, at=on(DAY)
        )


def test_a_result_waits_for_its_count_and_nothing_is_repeated_without_need(way):
    election = way.counting()
    with pytest.raises(NotNow, match="还没有核对一致"):
        actions.declare(election, declared_on=DAY, by=way.posts.township, at=on(DAY))
    election = way.count(election, way.usual_votes())
    with pytest.raises(NotNow, match="不需要再次投票"):
        actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))


def test_a_seat_for_which_nobody_stands_needs_nominations_first(way):
    election = way.counting()
    men = [candidate for candidate in way.members if candidate.sex == "1"]
    head = next(candidate for candidate in way.heads if candidate.sex == "1")
    from linli.kernel.audit.guard import writing

    with writing():
        Candidate.objects.filter(election=election).update(sex="1")
    election = way.count(election, {head: 12, men[0]: 14, **({men[1]: 13} if len(men) > 1 else {})})

    with pytest.raises(Refused, match="请先补充提名"):
        actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))
    woman = next(voter for voter in voters(election)[6:] if voter.sex == "2")
    fresh = actions.nominate(
        election, voter=woman, office=Office.MEMBER, nominator=Nominator.PARTY, nominated_on=DAY, by=way.who, at=on(DAY)
    )
    with pytest.raises(Refused, match="还没有审查结论"):
        actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))
    actions.review(fresh, by=way.posts.police, at=on(DAY))
    again = actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))
    assert queries.current_ballot(again).standing == [fresh.pk]


def test_while_votes_are_counted_nobody_is_nominated(way):
    election = way.counting()

    with pytest.raises(Refused, match="计票期间不能提名"):
        way.nominate(election, voters(election)[-1])


def test_in_another_ballot_nobody_is_written_in(way):
    election = way.counting()
    election = way.count(election, {**way.usual_votes(), way.members[1]: 8})
    election = actions.call_again(election, held_on=DAY, by=way.posts.township, at=on(DAY))
    election = actions.close_poll(election, by=way.who, at=on(DAY))

    with pytest.raises(Refused, match="不能另选"):
        actions.write_in(election, voter=voters(election)[-1], office=Office.HEAD, by=way.posts.one, at=on(DAY))


def test_handing_over_is_after_the_result(way):
    election = way.declared()

    with pytest.raises(NotNow, match="早于结果公布"):
        actions.hand_over(election, handed_over_on=before(1), by=way.posts.township, at=on(DAY))


def test_a_complaint_is_answered_once_and_in_words(way):
    election = way.declared()
    by = way.posts.township
    complaint = actions.complain(election, text="代写选票", received_on=DAY, by=by, at=on(DAY))
    with pytest.raises(Refused, match="处理结果和答复"):
        actions.answer_complaint(complaint, outcome=ComplaintState.OPEN, answer="x", by=by, at=on(DAY))
    actions.answer_complaint(complaint, outcome=ComplaintState.UPHELD, answer="属实", by=by, at=on(DAY))
    with pytest.raises(Refused, match="已于2026-12-20答复"):
        actions.answer_complaint(complaint, outcome=ComplaintState.UPHELD, answer="属实", by=by, at=on(DAY))


def test_nobody_leaves_twice_and_a_filled_seat_is_not_filled(way):
    member = Member.objects.filter(election=way.declared()).first()
    by = way.posts.township
    person = {"name": "补某", "sex": "2", "entitled_count": 20, "returned_count": 18, "votes_count": 12}
    with pytest.raises(Refused, match="没有出缺"):
        actions.by_elect(member, held_on=date(2027, 2, 1), by=by, at=LATER, **person)
    asking = {"kind": LeavingKind.DIED, "asked_on": date(2027, 2, 1), "reason": "去世", "by": by, "at": LATER}
    actions.ask_leaving(member, **asking)
    member.refresh_from_db()

    with pytest.raises(Refused, match="已于2027-02-01离任"):
        actions.ask_leaving(member, **asking)


def test_a_resignation_that_the_meeting_declines_ends_nothing(way):
    member = Member.objects.filter(election=way.declared()).first()
    by = way.posts.township
    leaving = actions.ask_leaving(
        member, kind=LeavingKind.RESIGNATION, asked_on=date(2027, 2, 1), reason="外出", by=by, at=LATER
    )

    decided = actions.decide_leaving(leaving, decided_on=date(2027, 2, 20), is_approved=False, by=by, at=LATER)

    member.refresh_from_db()
    assert (decided.is_passed, member.left_on) == (False, None)


def test_age_bands_end_on_the_birthday():
    from linli.domains.elections.actions.counting import age_band

    born_on = date(1890, 12, 20)
    assert [age_band(born_on, day) for day in (date(1926, 12, 19), date(1926, 12, 20), date(1946, 12, 20))] == [
        "to_35",
        "to_45",
        "over_55",
    ]
    assert age_band(None, DAY) == "unknown"


def test_an_election_of_2021_in_a_community_is_held_by_the_law_of_2018(way, posts):
    """As many candidates as seats, no days for the list, half of the representatives: all lawful then, none of it now."""
    day = date(2021, 1, 20)
    at, by, top = on(day), posts.community, posts.township
    way.who = by
    due = make(Election, way.tree[COMMUNITY], kind=Kind.RESIDENTS, round="2020-2021", due_on=date(2021, 2, 8))
    election = actions.plan(
        due,
        mode=Mode.REPRESENTATIVES,
        election_on=day,
        head_count=1,
        member_count=4,
        women_count=0,
        by=by,
        at=on(date(2021, 1, 4)),
    )
    actions.choose_committee(
        election, members=[{"name": "选", "votes_count": 9, "is_head": True}], joined_on=date(2021, 1, 4), by=by, at=at
    )
    election = actions.open_registration(actions.establish_committee(election, by=by, at=at), by=by, at=at)
    people = [
        actions.register_voter(
            election,
            name=f"甘{number}",
            kind="home",
            born_on=date(1888, 1, 1),
            sex="1",
            is_representative=True,
            by=by,
            at=at,
        )
        for number in range(30)
    ]
    election = actions.post_list(election, posted_on=date(2021, 1, 18), by=by, at=at)
    election = actions.open_nomination(election, by=by, at=at)
    standing = [
        actions.nominate(
            election,
            voter=voter,
            office=Office.MEMBER if number else Office.HEAD,
            nominator=Nominator.HOUSEHOLDS,
            supporters_count=5,
            nominated_on=date(2021, 1, 18),
            by=by,
            at=at,
        )
        for number, voter in enumerate(people[:5])
    ]
    election = actions.post_candidates(
        actions.send_to_review(election, by=by, at=at), posted_on=date(2021, 1, 19), by=by, at=at
    )
    actions.add_station(election, name="中心会场", staff_count=3, by=by, at=at)
    election = actions.close_poll(actions.open_poll(election, held_on=day, by=by, at=at), by=by, at=at)
    election = way.count(election, dict.fromkeys(standing, 9), returned=16)

    election = actions.declare(election, declared_on=day, by=top, at=on(DAY))

    assert Member.objects.filter(election=election).count() == 5
    assert queries.law_for(election).cite("turnout_representatives") == "《城市居民委员会组织法》第九条"
