import pytest
from django.http import QueryDict

from linli.kernel.exchange.spec import get_spec
from linli.kernel.ui import listing
from linli.kernel.ui.filters import read_filter
from tests.cast import NOW
from tests.factories import make

SESSION = "consultation.session"


@pytest.fixture
def read(city_clerk):
    def asked(query, code=SESSION):
        return listing.read(get_spec(code), city_clerk, NOW, QueryDict(query))

    return asked


@pytest.fixture
def sessions(tree, everywhere):
    model = get_spec(SESSION).model
    return [
        make(model, tree["410902001001"], code="XS-1", topic="停车", category="environment"),
        make(model, tree["410902001002"], code="XS-2", topic="照明", category="property"),
        make(model, tree["410922100201"], code="XS-3", topic="停车场", category="property"),
    ]


def codes(asked):
    return sorted(record.code for record in asked.records)


def test_words_must_all_be_found(read, sessions):
    assert codes(read("q=停车 XS-3")) == ["XS-3"]


def test_division_code_is_a_search_word(read, sessions):
    assert codes(read("q=410902001002")) == ["XS-2"]


def test_place_takes_in_all_below(read, sessions):
    assert codes(read("division=410902000000")) == ["XS-1", "XS-2"]


def test_choice_filters_and_makes_a_chip(read, sessions):
    asked = read("category=property&sort=-code")

    assert codes(asked) == ["XS-2", "XS-3"]
    assert [chip["text"] for chip in asked.chips] == ["类别：物业管理"]
    assert asked.chips[0]["url"] == "/consultation/session/?sort=-code"


def test_chip_of_a_period_takes_one_end_away(read):
    asked = read("held_on_from=2020-01-01&held_on_to=2020-12-31")

    assert asked.chips[0]["url"] == "/consultation/session/?held_on_to=2020-12-31"


@pytest.mark.parametrize("query", ["category=nonsense", "held_on_from=2021-02-30"])
def test_unreadable_filter_is_told_and_not_applied(read, sessions, query):
    asked = read(query)

    assert (len(asked.notices), codes(asked)) == (1, ["XS-1", "XS-2", "XS-3"])


@pytest.mark.parametrize("sort", [";drop", "division__upper", "--code", "version", "topic,code"])
def test_only_shown_columns_order_the_list(read, sort):
    assert read(f"sort={sort}").sort == ""


@pytest.mark.parametrize(("number", "shown"), [("0", 1), ("-3", 1), ("9" * 30, 1), ("x", 1), ("２", 1), ("999999", 1)])
def test_page_that_is_not_there_becomes_one_that_is(read, sessions, number, shown):
    assert read(f"page={number}").page().number == shown


def test_unknown_parameters_are_not_carried_on(read):
    assert read("evil=1&category=property").address() == "/consultation/session/?category=property"


def test_figure_of_another_register_is_refused(read, sessions, as_post, city_clerk):
    with as_post(city_clerk), pytest.raises(listing.WrongRegister):
        read("figure=consultation.held&place=410900000000", "consultation.problem")


def test_figure_limits_the_list_to_its_own_records(read, sessions, as_post, city_clerk):
    with as_post(city_clerk):
        asked = read("figure=consultation.held&place=410902000000&period=2021")

        assert codes(asked) == ["XS-1", "XS-2"]
        assert asked.figure.records == 2
        assert asked.address() == "/consultation/session/?figure=consultation.held&place=410902000000&period=2021"


def test_amount_between_two_is_exact(tree, everywhere):
    spec = get_spec("funds.allocation")
    for code, fen in (("A", 99), ("B", 100), ("C", 101)):
        make(spec.model, tree["410900000000"], code=code, amount_fen=fen)

    part = read_filter(spec, "amount_fen", {"amount_fen_min": "1.00", "amount_fen_max": "1"})

    assert [record.code for record in spec.model.objects.filter(part.condition)] == ["B"]


@pytest.mark.parametrize("amount", ["1.005", "-1", "1e9", "９", "x", "1" * 40])
def test_amount_that_is_none_is_told(amount):
    part = read_filter(get_spec("funds.allocation"), "amount_fen", {"amount_fen_min": amount})

    assert (len(part.notices), part.chips) == (1, [])
