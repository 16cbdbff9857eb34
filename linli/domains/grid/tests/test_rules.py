from datetime import date
from fractions import Fraction

import pytest

from linli.domains.grid.enums import Item
from linli.domains.grid.rules import (
    centre_faults,
    is_staffed,
    meets_five,
    missing_items,
    standard_rate,
    worker_faults,
)

ALL = dict.fromkeys(Item.values, True)
OPENED = date(2020, 5, 1)
DAY_BEFORE = date(2020, 4, 30)


def test_centre_with_all_five_meets_the_standard():
    assert meets_five(ALL)
    assert missing_items(ALL) == []


@pytest.mark.parametrize("item", Item)
def test_centre_without_any_one_of_five_does_not(item):
    answers = {**ALL, item.value: False}

    assert not meets_five(answers)
    assert missing_items(answers) == [item]


def test_item_not_answered_counts_as_lacking():
    assert missing_items({"has_place": True, "has_staff": True, "has_rules": True, "has_platform": True}) == [
        Item.MECHANISM
    ]


@pytest.mark.parametrize(("count", "staffed"), [(0, False), (1, True), (2, True)])
def test_one_full_time_worker_is_enough(count, staffed):
    assert is_staffed(count) is staffed


def test_required_workers_are_the_citys_to_say():
    assert not is_staffed(1, required=2)


def test_rate_is_exact_and_of_nothing_unknown():
    assert standard_rate(2362, 2952) == Fraction(1181, 1476)
    assert standard_rate(0, 0) is None


@pytest.mark.parametrize(("day", "count"), [(DAY_BEFORE, 1), (OPENED, 0), (date(2020, 5, 2), 0), (None, 0)])
def test_days_do_not_precede_the_first(day, count):
    assert len(centre_faults(opened_on=OPENED, closed_on=day, assessed_on=None)) == count
    assert len(centre_faults(opened_on=OPENED, closed_on=None, assessed_on=day)) == count
    assert len(worker_faults(since=OPENED, until=day)) == count
