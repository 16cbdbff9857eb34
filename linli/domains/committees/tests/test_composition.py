from datetime import date

import pytest

from linli.domains.committees.enums import DifferenceKind, Kind
from linli.domains.committees.rules import composition
from linli.domains.committees.rules.comparing import Difference, Entry, differences
from linli.domains.committees.rules.composition import Overseer

NOW = date(2026, 3, 1)
VILLAGE, COMMUNITY = (composition.law_of(kind, NOW) for kind in (Kind.VILLAGERS, Kind.RESIDENTS))


@pytest.mark.parametrize(
    ("law", "households", "representatives", "is_fine"),
    [
        (VILLAGE, 149, 30, False),
        (VILLAGE, 150, 30, True),
        (VILLAGE, 151, 30, True),
        (VILLAGE, 449, 30, True),
        (VILLAGE, 450, 30, True),
        (VILLAGE, 451, 30, False),
        (COMMUNITY, 599, 30, False),
        (COMMUNITY, 600, 30, True),
        (COMMUNITY, 1500, 30, True),
        (COMMUNITY, 1501, 30, False),
    ],
)
def test_households_each_representative_stands_for(law, households, representatives, is_fine):
    faults = composition.households_faults(law, households, representatives)

    assert [fault.is_error for fault in faults] == ([] if is_fine else [False])


@pytest.mark.parametrize("law", [VILLAGE, COMMUNITY])
@pytest.mark.parametrize(("representatives", "is_fine"), [(27, False), (28, True), (29, True)])
def test_representatives_are_four_fifths_of_35(law, representatives, is_fine):
    faults = composition.representatives_share_faults(law, 35, representatives)

    assert (faults == []) is is_fine


@pytest.mark.parametrize(("women", "is_fine"), [(11, False), (12, True), (13, True)])
def test_women_are_a_third_of_36_in_villages(women, is_fine):
    assert (composition.women_share_faults(VILLAGE, 36, women) == []) is is_fine
    assert composition.women_share_faults(COMMUNITY, 36, women) == []


def test_fault_names_the_article_of_its_day():
    old = composition.law_of(Kind.VILLAGERS, date(2025, 12, 31))

    assert "《村民委员会组织法》第二十五条" in str(composition.women_share_faults(old, 36, 11)[0])
    assert "《村民委员会组织法》第二十九条" in str(composition.women_share_faults(VILLAGE, 36, 11)[0])


def test_before_its_law_nothing_is_judged():
    assert composition.law_of(Kind.RESIDENTS, date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("overseer", "count"),
    [(Overseer("甘"), 0), (Overseer("甘", is_near_relative=True), 1), (Overseer("甘", is_committee_member=True), 1)],
)
def test_overseers_stand_outside_the_committee(overseer, count):
    assert len(composition.overseer_faults(VILLAGE, overseer)) == count


@pytest.mark.parametrize(("size", "count"), [(2, 1), (3, 0), (5, 0), (6, 1)])
def test_supervision_committee_of_a_village_has_three_to_five(size, count):
    overseers = [Overseer(f"甘{number}", knows_accounts=True) for number in range(size)]

    assert len(composition.supervision_faults(VILLAGE, overseers)) == count


def test_somebody_must_understand_accounts():
    [fault] = composition.supervision_faults(VILLAGE, [Overseer(name) for name in "甲乙丙"])

    assert "财会" in str(fault)


def test_registers_are_compared_by_code_then_by_name():
    here = [Entry("甲村", "1", "甘"), Entry("乙 村", "2", "丰"), Entry("丙村", "3"), Entry("丁村", "")]
    there = [
        Entry("甲村", "1", "甘"),
        Entry("乙村民", "2", "华"),
        Entry("丙村", "9"),
        Entry("戊村", "5", where="第6行"),
    ]

    found = differences(here, there)

    assert [(each.kind, each.name) for each in found] == [
        (DifferenceKind.NAME, "乙 村"),
        (DifferenceKind.HEAD, "乙 村"),
        (DifferenceKind.CODE, "丙村"),
        (DifferenceKind.ONLY_HERE, "丁村"),
        (DifferenceKind.ONLY_THERE, "戊村"),
    ]
    assert found[-1] == Difference(DifferenceKind.ONLY_THERE, "戊村", "5", "", "戊村", "第6行")
