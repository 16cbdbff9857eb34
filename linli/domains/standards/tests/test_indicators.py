from datetime import date, timedelta
from fractions import Fraction

import pytest

from linli.domains.standards.models import Certification, Community, PlanItem
from linli.kernel.indicators.figures import figure

CITY = "410900000000"
JINGDONG, YUBEI, JINLIANHUA, XIGUAN = "410902001001", "410902001002", "410902002002", "410922100201"
ENROLLED, ISSUED, PLANNED, ENDED = date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 4), date(2021, 7, 1)
DAY = timedelta(days=1)


@pytest.fixture
def programme(given, tree):
    """Four take part: 京东 is certified, 玉北 was until it ended, 金联华 was planned and done when it ended, 西关 is planned."""
    for code in (JINGDONG, YUBEI, JINLIANHUA, XIGUAN):
        given(Community, tree[code], enrolled_on=ENROLLED)
    given(Certification, tree[JINGDONG], code="R1", issued_on=ISSUED)
    given(Certification, tree[YUBEI], code="R2", issued_on=ISSUED, withdrawn_on=ENDED)
    given(Certification, tree[JINLIANHUA], code="R3", issued_on=ENDED)
    given(PlanItem, tree[JINLIANHUA], year=2021, planned_on=PLANNED, fulfilled_on=ENDED)
    given(PlanItem, tree[XIGUAN], year=2021, planned_on=PLANNED)


@pytest.mark.parametrize(
    ("at", "stocks"),
    [
        (ENROLLED - DAY, (0, 0, 0)),
        (ENROLLED, (4, 0, 0)),
        (ISSUED - DAY, (4, 0, 0)),
        (ISSUED, (4, 2, 0)),
        (PLANNED - DAY, (4, 2, 0)),
        (PLANNED, (4, 2, 2)),
        (ENDED - DAY, (4, 2, 2)),
        (ENDED, (4, 2, 1)),
    ],
)
def test_stocks_and_rates_on_the_days_around_their_edges(programme, tree, at, stocks):
    enrolled, certified, outstanding = stocks

    def ask(code):
        return figure(f"standards.{code}", tree[CITY], at=at)

    assert (ask("enrolled").value, ask("certified").value, ask("outstanding").value) == stocks
    assert ask("certified_rate").numerator == certified
    assert (ask("expected_rate").numerator, ask("expected_rate").denominator) == (certified + outstanding, enrolled)


def test_expected_rate_is_exact_and_shows_its_parts(programme, tree):
    found = figure("standards.expected_rate", tree[CITY], at=ENDED)

    assert found.value == Fraction(75)
    assert [part.code for part in found.parts] == ["standards.certified", "standards.outstanding", "standards.enrolled"]


@pytest.mark.parametrize(("at", "planned"), [(PLANNED - DAY, 0), (PLANNED, 2), (date(2021, 12, 31), 2)])
def test_planned_counts_what_was_put_on_the_plan_in_the_period(programme, tree, at, planned):
    found = figure("standards.planned", tree[CITY], at=at, period="2021")

    assert (found.value, found.by) == (planned, {"year": {"2021": 2} if planned else {}})
