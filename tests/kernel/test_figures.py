"""The engine, tried on the register of consultations: any flow, stock or ratio goes the same way."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from linli.domains.consultation.models import Session
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import SPAN
from linli.kernel.divisions.queries import enclosing
from linli.kernel.indicators import recount, registry
from linli.kernel.indicators.declaration import Flow, Ratio, Stock
from linli.kernel.indicators.figures import answer, figure, figures, in_unit, to_json
from linli.kernel.indicators.periods import Period, twelve_months_to
from linli.kernel.indicators.questions import NoSuchDimension, Question
from linli.kernel.indicators.registry import UnknownFigure
from linli.kernel.indicators.spread import spread
from tests.factories import make

AT = date(2021, 7, 9)
HELD = registry.get_indicator("consultation.held")


@pytest.fixture
def held(tree, everywhere):
    """hold(code, day, **values) records one consultation."""
    return lambda code, day, **values: make(Session, tree[code], held_on=day, **values)


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (date(2020, 7, 9), 0),
        (date(2020, 7, 10), 1),
        (AT, 1),
        (AT + timedelta(days=1), 0),
    ],
)
def test_flow_counts_the_twelve_months_up_to_the_day(held, tree, day, counted):
    held("410902001001", day)

    assert figure("consultation.held", tree["410900000000"], at=AT).value == counted


def test_flow_never_counts_beyond_the_day_asked_for(held, tree):
    held("410902001001", date(2021, 12, 1))

    assert figure("consultation.held", tree["410900000000"], at=AT, period="2021").value == 0


def test_figure_counts_a_place_and_what_lies_below(held, tree):
    for code in ("410902001001", "410902001002", "410902002002", "410922100201"):
        held(code, AT)

    wanted = {"000000000000": 4, "410900000000": 4, "410902000000": 3, "410902001000": 2, "410902001001": 1}
    assert {code: figure("consultation.held", tree[code], at=AT).value for code in wanted} == wanted


def test_dimension_narrows_the_figure_and_its_list(held, tree):
    held("410902001001", AT, category="safety")
    held("410902001001", AT, category="other")

    found = figure("consultation.held", tree["410900000000"], at=AT, category="safety")

    assert (found.value, found.queryset().get().category) == (1, "safety")


def test_dimension_that_is_not_there_is_named_with_those_that_are(held, tree):
    with pytest.raises(NoSuchDimension, match="category"):
        figure("consultation.held", tree["410900000000"], at=AT, colour="red")


def test_unknown_figure_names_the_nearest(tree, everywhere):
    with pytest.raises(UnknownFigure, match=r"consultation\.held"):
        figure("consultation.helt", tree["410900000000"], at=AT)


def test_figure_of_a_place_not_wholly_in_scope_is_refused(held, tree, hualong_officer):
    with scope.entered(hualong_officer.scope):
        assert figure("consultation.held", tree["410902000000"], at=AT).value == 0
        with pytest.raises(scope.OutOfScope, match="濮阳市"):
            figure("consultation.held", tree["410900000000"], at=AT)


def test_many_figures_come_as_one_by_one(held, tree, django_assert_num_queries):
    held("410902001001", AT)
    codes = [each.code for each in registry.all_indicators()]
    alone = [figure(code, tree["410900000000"], at=AT).value for code in codes]

    with django_assert_num_queries(1):
        together = figures(codes, tree["410900000000"], at=AT)

    assert [each.value for each in together] == alone


def test_spread_adds_up_to_the_whole(held, tree):
    for code in ("410902001001", "410902001001", "410922100201"):
        held(code, AT)
    question = Question(HELD, tree["410900000000"], AT, twelve_months_to(AT))

    shares = spread(question, [tree["410902000000"], tree["410922000000"]])

    assert [share.value for share in shares] == [2, 1]


@pytest.mark.parametrize("code", ["410000000000", "410900000000", "410902000000", "410902001000", "410902001001"])
def test_records_are_grouped_by_the_division_of_every_level(held, tree, code):
    held("410902001001", AT)
    question = Question(HELD, tree["000000000000"], AT, twelve_months_to(AT))

    assert [share.value for share in spread(question, [tree[code]])] == [1]
    grouped = HELD.records.objects.order_by().annotate(place=enclosing(SPAN[tree[code].level])).values("place")
    assert [each["place"] for each in grouped] == [tree[code].code]


def test_every_figure_agrees_with_its_recount(held, tree):
    for number in range(20):
        held(("410902001001", "410922100201")[number % 2], AT - timedelta(days=30 * number))
    question = Question(HELD, tree["410900000000"], AT, twelve_months_to(AT))

    counted = recount.amounts(HELD, at=AT, period=question.period)

    assert recount.total(counted, question.division) == answer(question).value


def test_digest_changes_with_the_records_and_not_without(held, tree):
    held("410902001001", AT)
    before = figure("consultation.held", tree["410900000000"], at=AT).digest
    again = figure("consultation.held", tree["410900000000"], at=AT).digest

    held("410902001001", AT)

    assert before == again
    assert before != figure("consultation.held", tree["410900000000"], at=AT).digest


@pytest.mark.parametrize(
    ("fen", "value"), [(2015_000_000, 2015), (1, Decimal("0.000001")), (1_500_000, Decimal("1.5")), (0, 0)]
)
def test_money_is_exact(fen, value):
    assert in_unit(registry.get_indicator("funds.allocated"), fen) == value


def test_ratio_of_nothing_has_no_value(tree, everywhere):
    found = figure("committees.coded_rate", tree["410900000000"], at=AT)

    assert (found.value, found.numerator, found.denominator) == (None, 0, 0)
    assert to_json(found)["value"] is None


def test_ratio_is_exact(tree, everywhere):
    measure = {"records": Session, "unit": "次", "definition": ""}
    some = Flow(code="t.some", name="", on="held_on", **measure)
    ever = Stock(code="t.ever", name="", since="held_on", **measure)
    share = Ratio(code="t.share", name="", definition="", of=[some], among=ever)
    for day in (AT, AT, date(2019, 1, 1)):
        make(Session, tree["410902001001"], held_on=day)

    found = answer(Question(share, tree["410900000000"], AT, Period(date(2021, 1, 1), AT)))

    assert (found.value, found.numerator, found.denominator) == (Fraction(200, 3), 2, 3)


@pytest.mark.parametrize("value", ["enviroment", "environment\x00"])
def test_a_misspelt_value_of_a_dimension_is_not_counted_as_nought(value, tree, everywhere):
    with pytest.raises(NoSuchDimension, match="environment"):
        figure("consultation.held", tree["410900000000"], at=AT, category=value)
