from datetime import date
from decimal import Decimal

import pytest

from linli.domains.funds.models import Allocation, Budget, Reward
from linli.kernel.indicators.figures import figure

AT = date(2021, 7, 9)
CITY, HUALONG, JINGDONG, YUBEI = "410900000000", "410902000000", "410902001001", "410902001002"


@pytest.fixture
def money(given, tree):
    def allocate(code, place, source, yuan, day):
        given(
            Allocation,
            tree[place],
            code=code,
            source=source,
            purpose="阵地建设",
            amount_fen=yuan * 100,
            allocated_on=day,
        )

    allocate("B1", CITY, "city", 10_260_000, date(2020, 1, 1))
    allocate("B2", HUALONG, "county", 9_890_000, date(2020, 12, 31))
    allocate("B3", HUALONG, "county", 70_001, date(2021, 1, 1))
    allocate("B4", HUALONG, "county", 1, date(2019, 12, 31))
    for number, place in enumerate((JINGDONG, JINGDONG, YUBEI)):
        given(
            Reward,
            tree[place],
            code=f"J{number}",
            source="province",
            amount_fen=3_000_000,
            granted_on=date(2020, 6, 1),
        )
    given(
        Budget, tree[CITY], code="Y1", source="city", year=2021, amount_fen=1_607_000_000, approved_on=date(2021, 3, 1)
    )


def test_allocated_adds_up_exactly_by_source(money, tree):
    found = figure("funds.allocated", tree[CITY], at=AT, period="2020")

    assert (found.value, found.fen, found.records) == (2015, 2_015_000_000, 2)
    assert found.by == {"source": {"city": 1026, "county": 989}}
    assert figure("funds.allocated", tree[CITY], at=AT, period="2020", source="county").value == 989


def test_allocated_in_a_county_is_what_that_county_paid(money, tree):
    assert figure("funds.allocated", tree[HUALONG], at=AT, period="2020").value == 989


def test_allocated_keeps_the_last_fen(money, tree):
    assert figure("funds.allocated", tree[CITY], at=AT, period="2021").value == Decimal("7.0001")


def test_rewarded_community_counts_once_however_often_it_was_rewarded(money, tree):
    amount = figure("funds.rewarded", tree[CITY], at=AT, period="2020")
    communities = figure("funds.rewarded_communities", tree[CITY], at=AT, period="2020", source="province")

    assert (amount.value, amount.records, amount.by) == (9, 3, {"source": {"province": 9}})
    assert (communities.value, communities.records) == (2, 3)


@pytest.mark.parametrize(("at", "value"), [(date(2021, 2, 28), 0), (date(2021, 3, 1), 1607), (date(2021, 3, 2), 1607)])
def test_budgeted_from_the_day_of_approval(money, tree, at, value):
    assert figure("funds.budgeted", tree[CITY], at=at, period="2021").value == value


def test_budgeted_is_kept_by_year_of_the_budget(money, tree):
    assert figure("funds.budgeted", tree[CITY], at=AT, period="2021").by["year"] == {"2021": 1607}
