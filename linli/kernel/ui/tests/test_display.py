from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from linli.kernel.exchange.spec import get_spec
from linli.kernel.ui import display


@pytest.mark.parametrize(
    ("fen", "text"),
    [(1_026_000_000, "10,260,000.00"), (5, "0.05"), (0, "0.00"), (-123_456, "-1,234.56"), (100, "1.00")],
)
def test_money_is_exact_with_thousands(fen, text):
    assert display.yuan(fen) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (10_216, "10,216"),
        (Decimal("2015.5"), "2,015.5"),
        (Fraction(100), "100"),
        (Fraction(12300, 175), "70.28"),
        (Decimal("0.000001"), "0.000001"),
    ],
)
def test_number_is_as_exact_as_it_is_known(value, text):
    assert display.grouped(value) == text


def test_share_short_of_all_is_never_shown_as_all():
    assert display.grouped(Fraction(100 * 99_999, 100_000)) == "99.99"


def test_columns_know_their_kind():
    kinds = {column.name: column.kind for column in display.columns_of(get_spec("funds.allocation"))}

    assert (kinds["amount_fen"], kinds["division"], kinds["source"]) == ("yuan", "division", "choice")


def test_plain_values_are_words():
    assert [display.text_of(value) for value in (True, False, date(2021, 7, 9))] == ["是", "否", "2021-07-09"]
