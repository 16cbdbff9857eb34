from dataclasses import replace

import pytest

from linli.domains.elections.enums import BallotKind, Mode, Office, Relation
from linli.domains.elections.rules import verdict
from linli.domains.elections.rules.counting import Standing
from linli.domains.elections.rules.polling import Papers
from linli.domains.elections.rules.verdict import Poll
from linli.domains.elections.tests.laws import R18, V26, said
from linli.kernel.rulesets.shares import AtLeast, MoreThan

H, M = Office.HEAD, Office.MEMBER
PAPERS = Papers(printed=1000, issued=700, spare=300, returned=600, unreturned=100, valid=590, void=10)


def row(person, votes, office=M, *, woman=False):
    return Standing(person, office, votes, woman)


GOOD = (row(1, 400, H), row(2, 150, H), row(3, 350, woman=True), row(4, 340), row(5, 330), row(6, 200))
FIRST = Poll(BallotKind.FIRST, {H: 1, M: 3}, 1, PAPERS, 1000, GOOD)


def judged(*polls, kin=()):
    return verdict.judge(V26, Mode.ALL, polls, kin)


def faults(*polls, kin=()):
    return said(verdict.result_faults(V26, polls, judged(*polls, kin=kin)))


def test_one_good_ballot_fills_the_committee():
    result = judged(FIRST)

    assert [winner.person for winner in result.winners] == [1, 3, 4, 5]
    assert verdict.next_poll([FIRST], result) is None
    assert verdict.result_faults(V26, [FIRST], result) == []


def test_void_ballots_take_part_where_the_plan_says_so_and_in_every_run_off():
    run_off = replace(FIRST, kind=BallotKind.RUN_OFF)

    assert verdict.cast_of(replace(FIRST, counts_void=False)) == 590
    assert verdict.cast_of(replace(FIRST, counts_void=True)) == 600
    assert verdict.cast_of(replace(run_off, counts_void=False)) == 600


def test_nothing_is_judged_before_a_count():
    assert "两人分别录入" in faults()
    assert verdict.next_poll([], judged()) is None


def test_an_invalid_ballot_elects_nobody_and_is_repeated():
    poor = replace(FIRST, papers=replace(PAPERS, returned=500))

    assert judged(poor).winners == ()
    assert "至少501" in faults(poor)
    again = verdict.next_poll([poor], judged(poor))
    assert (again.kind, again.seats, again.women) == (BallotKind.REPEAT, FIRST.seats, 1)
    assert len(judged(poor, replace(FIRST, kind=BallotKind.REPEAT)).winners) == 4


def test_empty_seats_are_voted_on_again_and_a_third_is_enough():
    short = replace(FIRST, standings=(*GOOD[:4], row(5, 250), row(6, 200)))
    again = verdict.next_poll([short], judged(short))
    second = Poll(BallotKind.RUN_OFF, again.seats, 0, PAPERS, 1000, (row(5, 200), row(6, 199)))

    assert "另行选举" in faults(short)
    assert (again.kind, again.seats, again.standing) == (BallotKind.RUN_OFF, {M: 1}, {M: [5, 6]})
    assert {winner.person for winner in judged(short, second).winners} == {1, 3, 4, 5}
    assert faults(short, second) == ""


def test_a_seat_that_stays_empty_after_another_ballot_may_be_left():
    short = replace(FIRST, standings=GOOD[:4])
    second = Poll(BallotKind.RUN_OFF, {M: 1}, 0, PAPERS, 1000, (row(6, 199),))

    assert judged(short, second).left[M] == 1
    assert faults(short, second) == ""


def test_a_tie_is_voted_on_again_and_more_votes_win():
    tied = replace(FIRST, standings=(*GOOD[:3], row(4, 340), row(5, 330), row(6, 330)))
    again = verdict.next_poll([tied], judged(tied))
    second = Poll(BallotKind.TIE, again.seats, 0, PAPERS, 1000, (row(5, 90), row(6, 91)))

    assert "得票相等" in faults(tied)
    assert (again.kind, again.standing) == (BallotKind.TIE, {M: (5, 6)})
    assert {winner.person for winner in judged(tied, second).winners} == {1, 3, 4, 6}


def test_two_spouses_are_not_both_elected():
    kin = [(1, 4, Relation.SPOUSE)]

    result = judged(FIRST, kin=kin)

    assert [(goes, stays) for goes, stays, _fault in result.gave_way] == [(4, 1)]
    assert result.left[M] == 1
    assert "另行选举" in faults(FIRST, kin=kin)
    assert 4 not in verdict.next_poll([FIRST], result).standing.get(M, [])


def test_no_woman_elected_stops_the_result():
    men = replace(FIRST, women=0, standings=tuple(replace(each, is_woman=False) for each in GOOD))

    assert "《村民委员会组织法》第八条" in faults(men)


def test_a_seat_kept_for_a_woman_is_voted_on_again_among_women():
    rows = (*GOOD[:2], row(4, 340), row(5, 330), row(6, 320), row(7, 100, woman=True))
    poll = replace(FIRST, standings=rows)
    again = verdict.next_poll([poll], judged(poll))

    assert again.standing == {M: [7]}
    assert again.women == 1


def test_shares_of_each_ballot():
    assert verdict.share_for(V26, BallotKind.FIRST) == MoreThan(1, 2)
    assert verdict.share_for(V26, BallotKind.RUN_OFF) == AtLeast(1, 3)
    assert verdict.share_for(R18, BallotKind.RUN_OFF) == MoreThan(1, 2)
    assert verdict.share_for(V26, BallotKind.TIE).holds(1, 1000)


@pytest.mark.parametrize(
    ("kind", "counts_void", "votes", "is_elected"),
    [
        ("first", True, 9, False),
        ("first", True, 10, False),
        ("first", True, 11, True),
        ("first", False, 7, False),
        ("first", False, 8, False),
        ("first", False, 9, True),
        ("run_off", False, 6, False),
        ("run_off", False, 7, True),
    ],
)
def test_void_ballots_count_as_the_plan_says_and_always_for_a_third(kind, counts_void, votes, is_elected):
    papers = Papers(30, 30, 0, 20, 10, 16, 4)
    poll = Poll(kind, {"head": 1}, 0, papers, 30, (Standing(1, "head", votes),), counts_void)

    assert bool(verdict.judge(V26, "all", [poll]).winners) is is_elected
