import pytest

from linli.domains.elections.enums import Mode, Office, Relation
from linli.domains.elections.rules import membership
from linli.domains.elections.rules.counting import Winner
from linli.domains.elections.tests.laws import R18, R26, V18, V26, said

H, D, M = Office.HEAD, Office.DEPUTY, Office.MEMBER


@pytest.mark.parametrize(("members", "is_refused"), [(1, True), (2, False), (6, False), (7, True)])
def test_a_village_committee_has_three_to_seven(members, is_refused):
    assert bool(membership.plan_faults(V26, Mode.ALL, {H: 1, M: members})) is is_refused
    assert bool(membership.number_faults(V26, 1 + members)) is is_refused


@pytest.mark.parametrize(("members", "is_refused"), [(3, True), (4, False), (8, False), (9, True)])
@pytest.mark.parametrize("law", [R18, R26])
def test_a_residents_committee_has_five_to_nine(law, members, is_refused):
    assert bool(membership.plan_faults(law, Mode.ALL, {H: 1, M: members})) is is_refused


def test_a_village_is_elected_by_all_and_has_one_head():
    assert "第十四条" in said(membership.plan_faults(V26, Mode.HOUSEHOLDS, {H: 1, M: 4}))
    assert "只能是一名" in said(membership.plan_faults(V26, Mode.ALL, {H: 2, M: 3}))


@pytest.mark.parametrize(("women", "is_refused"), [(0, True), (1, False), (2, False)])
def test_a_plan_keeps_a_seat_for_a_woman_where_there_must_be_one(women, is_refused):
    assert bool(membership.plan_faults(V26, Mode.ALL, {H: 1, M: 3}, women=women)) is is_refused
    assert membership.plan_faults(R18, Mode.ALL, {H: 1, M: 4}, women=women) == []


def test_a_committee_without_a_woman_is_told():
    assert "《村民委员会组织法》第八条" in said(membership.woman_faults(V26, 0))
    assert membership.woman_faults(V26, 1) == []
    assert membership.woman_faults(R18, 0) == []


def test_of_two_spouses_the_higher_office_stays():
    winners = [Winner(1, M, 90), Winner(2, H, 60), Winner(3, D, 70)]

    [(goes, stays, fault)] = membership.give_way(V26, winners, [(1, 2, Relation.SPOUSE)])

    assert (goes, stays) == (1, 2)
    assert "《村民委员会组织法》第八条" in str(fault)


def test_in_one_office_the_more_votes_stay():
    winners = [Winner(1, M, 60), Winner(2, M, 70)]

    assert [(goes, stays) for goes, stays, _fault in membership.give_way(V26, winners, [(1, 2, Relation.SIBLING)])] == [
        (1, 2)
    ]


def test_grandparents_are_near_relatives_only_since_2026():
    winners = [Winner(1, M, 60), Winner(2, M, 70)]
    kin = [(1, 2, Relation.GRANDPARENT)]

    assert membership.give_way(V18, winners, kin) == []
    assert len(membership.give_way(V26, winners, kin)) == 1
    assert membership.give_way(R18, winners, kin) == []


def test_whoever_gave_way_already_pushes_nobody_out():
    winners = [Winner(1, H, 60), Winner(2, M, 70), Winner(3, M, 50)]

    found = membership.give_way(V26, winners, [(1, 2, Relation.SPOUSE), (2, 3, Relation.SIBLING)])

    assert [(goes, stays) for goes, stays, _fault in found] == [(2, 1)]


def test_a_relative_who_was_not_elected_is_nobodys_bar():
    assert membership.give_way(V26, [Winner(1, M, 60)], [(1, 2, Relation.SPOUSE)]) == []
