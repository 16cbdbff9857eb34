from datetime import date
from fractions import Fraction

import pytest

from linli.domains.standards.enums import Item
from linli.domains.standards.rules import (
    certification_faults,
    expected_rate,
    meets_standard,
    missing_items,
    plan_faults,
)

ALL = dict.fromkeys(Item.values, True)
ISSUED = date(2020, 12, 1)
DAY_BEFORE, DAY_AFTER = date(2020, 11, 30), date(2020, 12, 2)


def test_there_are_one_two_and_seven_items():
    assert len(Item) == 1 + 2 + 7


def test_community_with_all_ten_meets_the_standard():
    assert meets_standard(ALL)
    assert missing_items(ALL) == []


@pytest.mark.parametrize("item", Item)
def test_community_without_any_one_of_ten_does_not(item):
    answers = {**ALL, item.value: False}

    assert not meets_standard(answers)
    assert missing_items(answers) == [item]


def test_items_not_answered_count_as_lacking():
    assert missing_items({}) == list(Item)


@pytest.mark.parametrize(("planned", "above"), [(29, False), (30, True), (31, True)])
def test_expected_rate_is_exact_at_the_edge(planned, above):
    assert (expected_rate(93, planned, 175) > Fraction(7, 10)) is above


def test_expected_rate_of_no_community_is_unknown():
    assert expected_rate(0, 0, 0) is None


@pytest.mark.parametrize(("day", "count"), [(DAY_BEFORE, 1), (ISSUED, 0), (DAY_AFTER, 0), (None, 0)])
def test_end_is_not_before_the_beginning(day, count):
    assert len(certification_faults(issued_on=ISSUED, withdrawn_on=day)) == count
    assert len(plan_faults(planned_on=ISSUED, fulfilled_on=day)) == count


def test_certifying_a_community_that_lacks_an_item_warns():
    answers = {**ALL, "has_clinic": False, "has_incubator": False}

    (fault,) = certification_faults(issued_on=ISSUED, withdrawn_on=None, answers=answers)

    assert fault.message == "该社区还缺：卫生服务中心、社区社会组织孵化中心。"
    assert not fault.is_error


def test_withdrawing_a_certification_needs_no_items():
    assert certification_faults(issued_on=ISSUED, withdrawn_on=DAY_AFTER, answers={}) == []
