from datetime import date
from fractions import Fraction

import pytest

from linli.domains.committees.models import Committee
from linli.kernel.indicators.figures import figure

CITY, HUALONG, QINGFENG = "410900000000", "410902000000", "410922000000"
JINGDONG, YUBEI, XIGUAN = "410902001001", "410902001002", "410922100201"


@pytest.fixture
def committees(given, tree):
    """京东 has code and certificate, 玉北 a code alone until it was dissolved, 西关 neither."""
    given(
        Committee,
        tree[JINGDONG],
        kind="residents",
        name="京东",
        registered_on=date(2010, 5, 1),
        code="55410902PDY000028A",
        code_assigned_on=date(2018, 6, 1),
        certificate_no="证1",
        certificate_issued_on=date(2018, 6, 8),
        certificate_expires_on=date(2023, 6, 7),
    )
    given(
        Committee,
        tree[YUBEI],
        kind="residents",
        name="玉北",
        registered_on=date(2010, 5, 1),
        code="55410972PDY000036H",
        code_assigned_on=date(2018, 6, 1),
        dissolved_on=date(2020, 1, 1),
    )
    given(Committee, tree[XIGUAN], kind="villagers", name="西关", registered_on=date(2019, 3, 4))


@pytest.mark.parametrize(
    ("code", "at", "value"),
    [
        ("registered", date(2010, 4, 30), 0),
        ("registered", date(2010, 5, 1), 2),
        ("registered", date(2019, 3, 3), 2),
        ("registered", date(2019, 3, 4), 3),
        ("registered", date(2019, 12, 31), 3),
        ("registered", date(2020, 1, 1), 2),
        ("coded", date(2018, 5, 31), 0),
        ("coded", date(2018, 6, 1), 2),
        ("coded", date(2020, 1, 1), 1),
        ("certified", date(2018, 6, 7), 0),
        ("certified", date(2018, 6, 8), 1),
        ("certified", date(2023, 6, 7), 1),
        ("certified", date(2023, 6, 8), 0),
    ],
)
def test_stock_on_the_days_around_its_edges(committees, tree, code, at, value):
    found = figure(f"committees.{code}", tree[CITY], at=at)

    assert (found.value, found.records, found.queryset().count()) == (value, value, value)


def test_registered_counts_by_kind_and_within_the_place_asked_for(committees, tree):
    at = date(2021, 7, 9)

    assert figure("committees.registered", tree[CITY], at=at).by == {"kind": {"residents": 1, "villagers": 1}}
    assert figure("committees.registered", tree[HUALONG], at=at).by == {"kind": {"residents": 1}}
    assert figure("committees.registered", tree[CITY], at=at, kind="villagers").value == 1


def test_rates_are_among_what_is_registered(committees, tree):
    at = date(2021, 7, 9)

    coded, certified = (figure(f"committees.{code}", tree[CITY], at=at) for code in ("coded_rate", "certified_rate"))

    assert (coded.numerator, coded.denominator, coded.value) == (1, 2, Fraction(50))
    assert (certified.numerator, certified.denominator) == (1, 2)


def test_rate_among_none_is_no_number(committees, tree):
    assert figure("committees.coded_rate", tree[QINGFENG], at=date(2019, 3, 3)).value is None
