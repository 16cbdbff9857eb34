from dataclasses import replace

import pytest

from linli.domains.elections.enums import Ground, Mode, Nominator, Office
from linli.domains.elections.rules import nominating
from linli.domains.elections.rules.nominating import Proxy
from linli.domains.elections.tests.laws import R18, R26, V18, V26, said

PROXY = Proxy(held=0, is_candidate=False, is_kin=False, is_written=True)


@pytest.mark.parametrize(("supporters", "is_refused"), [(9, True), (10, False), (11, False)])
@pytest.mark.parametrize("law", [R18, R26])
def test_ten_voters_nominate_in_a_community(law, supporters, is_refused):
    assert bool(nominating.nomination_faults(law, Nominator.VOTERS, supporters)) is is_refused


@pytest.mark.parametrize(("supporters", "is_refused"), [(4, True), (5, False), (6, False)])
def test_five_households_nominated_by_the_old_measures_alone(supporters, is_refused):
    assert bool(nominating.nomination_faults(R18, Nominator.HOUSEHOLDS, supporters)) is is_refused
    assert "不能提名" in said(nominating.nomination_faults(R26, Nominator.HOUSEHOLDS, supporters))


def test_the_party_nominates_since_2026():
    assert "《村民委员会组织法》第十五条" in said(nominating.nomination_faults(V18, Nominator.PARTY, 0))
    assert nominating.nomination_faults(V26, Nominator.PARTY, 0) == []
    assert nominating.nomination_faults(V26, Nominator.VOTERS, 1) == []
    assert nominating.nomination_faults(V26, Nominator.VOTERS, 0) != []


@pytest.mark.parametrize("ground", [each for each in Ground.values if each])
def test_each_ground_bars_since_2026(ground):
    assert "第十八条" in said(nominating.ground_faults(V26, ground))
    assert nominating.ground_faults(V18, ground) == []


def test_without_a_ground_nothing_bars():
    assert nominating.ground_faults(V26, Ground.NONE) == []


@pytest.mark.parametrize(("candidates", "is_refused"), [(2, True), (3, True), (4, False)])
def test_there_are_more_candidates_than_seats(candidates, is_refused):
    assert bool(nominating.surplus_faults(V26, "委员", candidates, 3)) is is_refused


def test_equal_numbers_were_allowed_in_communities_before():
    assert nominating.surplus_faults(R18, "委员", 3, 3) == []
    assert nominating.surplus_faults(R18, "委员", 2, 3) != []


@pytest.mark.parametrize(("held", "is_refused"), [(1, False), (2, False), (3, True), (4, True)])
@pytest.mark.parametrize("law", [V26, R26])
def test_a_fourth_proxy_is_refused(law, held, is_refused):
    assert bool(nominating.proxy_faults(law, Mode.ALL, replace(PROXY, held=held))) is is_refused


def test_a_candidate_takes_no_proxy_since_2026():
    given = replace(PROXY, is_candidate=True, is_kin=True)

    assert "《村民委员会组织法》第十八条" in said(nominating.proxy_faults(V26, Mode.ALL, given))
    assert nominating.proxy_faults(V18, Mode.ALL, given) == []


def test_only_relatives_voted_for_others_before():
    assert "近亲属" in said(nominating.proxy_faults(V18, Mode.ALL, PROXY))
    assert nominating.proxy_faults(V18, Mode.ALL, replace(PROXY, is_kin=True)) == []


def test_representatives_vote_in_person():
    assert "《城市居民委员会组织法》第十九条" in said(nominating.proxy_faults(R26, Mode.REPRESENTATIVES, PROXY))
    assert nominating.proxy_faults(R26, Mode.HOUSEHOLDS, PROXY) == []


def test_a_proxy_is_in_writing_and_for_another():
    assert "书面" in said(nominating.proxy_faults(V26, Mode.ALL, replace(PROXY, is_written=False)))
    assert "同一个人" in said(nominating.proxy_faults(V26, Mode.ALL, replace(PROXY, is_same_person=True)))


@pytest.mark.parametrize(("staff", "is_refused"), [(2, True), (3, False), (4, False)])
def test_three_carry_a_mobile_box(staff, is_refused):
    assert bool(nominating.box_faults(V26, staff=staff)) is is_refused
    assert nominating.box_faults(R26, staff=staff) == []


@pytest.mark.parametrize(
    ("office", "candidates", "is_refused"),
    [
        (Office.HEAD, 2, False),
        (Office.HEAD, 3, True),
        (Office.DEPUTY, 2, False),
        (Office.DEPUTY, 3, True),
        (Office.MEMBER, 2, False),
        (Office.MEMBER, 3, False),
        (Office.MEMBER, 4, True),
    ],
)
@pytest.mark.parametrize("law", [V18, V26])
def test_a_village_has_room_for_so_many_more(law, office, candidates, is_refused):
    faults = nominating.room_faults(law, office, candidates, 1)

    assert bool(faults) is is_refused
    assert ("第二十四条" in said(faults)) is is_refused
    assert nominating.room_faults(R26, office, candidates, 1) == []


@pytest.mark.parametrize(("votes", "is_refused"), [(29, False), (30, False), (31, True)])
def test_nobody_is_passed_over_for_one_with_fewer_nominations(votes, is_refused):
    assert bool(nominating.passed_over_faults(V26, Office.MEMBER, votes, [40, 30])) is is_refused
    assert nominating.passed_over_faults(V26, Office.MEMBER, votes, []) == []
