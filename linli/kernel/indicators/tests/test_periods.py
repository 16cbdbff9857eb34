from datetime import date

import pytest

from linli.kernel.indicators.periods import BadPeriod, Period, parse_period, twelve_months_to


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-12", date(2020, 12, 1), date(2020, 12, 31)),
        (" 2020-11-23..2021-02-08 ", date(2020, 11, 23), date(2021, 2, 8)),
        ("2021-02-08..2021-02-08", date(2021, 2, 8), date(2021, 2, 8)),
    ],
)
def test_period_is_read(text, first, last):
    assert parse_period(text) == Period(first, last)


@pytest.mark.parametrize(
    "text", ["", "20", "2020-13", "2021-02-08..2020-11-23", "2021-02-30..2021-03-01", "去年", "２０２０"]
)
def test_what_is_no_period_is_refused_in_words(text):
    with pytest.raises(BadPeriod, match="时间段"):
        parse_period(text)


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (date(2021, 7, 9), date(2020, 7, 10)),
        (date(2020, 2, 29), date(2019, 3, 1)),
        (date(2021, 2, 28), date(2020, 2, 29)),
        (date(2020, 12, 31), date(2020, 1, 1)),
    ],
)
def test_twelve_months_end_with_the_day(at, first):
    assert twelve_months_to(at) == Period(first, at)


@pytest.mark.parametrize("text", ["2020", "2020-11-23..2021-02-08"])
def test_period_is_written_as_it_is_read(text):
    assert str(parse_period(text)) == text


def test_the_ends_of_the_calendar_have_periods_too():
    assert twelve_months_to(date(1, 1, 1)) == Period(date(1, 1, 1), date(1, 1, 1))
    assert parse_period("9999-12") == Period(date(9999, 12, 1), date(9999, 12, 31))
