import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.exchange.workbooks import ValueFault, to_bool, to_choice, to_code, to_date, to_fen, to_int, to_text

LEVELS = [("city", "市级"), ("county", "县级（市、区）")]


@pytest.mark.parametrize(
    "value",
    [
        "2021-02-08",
        "2021/2/8",
        "2021.2.8",
        "2021年2月8日",
        "2021 年 2 月 8 日",
        "20210208",
        20210208,
        44235,
        44235.75,
        datetime.date(2021, 2, 8),
        datetime.datetime(2021, 2, 8, 9, 30),
        "２０２１－０２－０８",
        "２０２１年２月８号",
        " 2021—2—8 ",
        "2021-02-08 00:00:00",
        "2021-02-08T09:30",
    ],
)
def test_date_in_each_notation_is_read(value):
    assert to_date(value) == datetime.date(2021, 2, 8)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2021-02-30", "日期“2021-02-30”不存在：2021年2月没有 30 日，只有 28 天。"),
        ("20210230", "日期“20210230”不存在：2021年2月没有 30 日，只有 28 天。"),
        ("2021年13月1日", "日期“2021年13月1日”不存在：没有 13 月。"),
        ("2021-00-01", "日期“2021-00-01”不存在：没有 0 月。"),
        ("2021-02", "“2021-02”不是完整的日期。"),
        ("21-2-8", "“21-2-8”不是完整的日期。"),
        (2021, "“2021”不是完整的日期。"),
        (float("nan"), "“nan”不是完整的日期。"),
        ("2021-2/8", "“2021-2/8”不是完整的日期。"),
        ("٢٠٢١-٠٢-٠٨", "“٢٠٢١-٠٢-٠٨”不是完整的日期。"),
        ("1021-02-08", "“1021-02-08”的年份不在 1800 至 2200 年之间。"),
        (True, "“True”不是完整的日期。"),
    ],
)
def test_date_that_is_none_is_refused_in_words(value, message):
    with pytest.raises(ValueFault) as caught:
        to_date(value)

    assert caught.value.message == message
    assert caught.value.remedy.startswith("请")


@pytest.mark.parametrize("convert", [to_date, to_int, to_fen, to_bool, lambda value: to_choice(value, LEVELS)])
@pytest.mark.parametrize("value", [None, "", " 　\u200b"])
def test_blank_is_none(convert, value):
    assert convert(value) is None


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        (0.1 + 0.2, 30),
        (10260000.01, 1026000001),
        (30000, 3000000),
        ("３０，０００．５０", 3000050),
        ("¥1,234.5", 123450),
        ("-￥0.01元", -1),
        ("12.5000", 1250),
        (" 20 150 000 ", 2015000000),
    ],
)
def test_amount_is_exact_to_the_fen(value, fen):
    assert to_fen(value) == fen


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.005, "不止两位小数"),
        ("0.001", "不止两位小数"),
        (0.30001, "不止两位小数"),
        (float("nan"), "不止两位小数"),
        ("1026万元", "“万”或“亿”"),
        ("1,23", "不是金额"),
        ("(100)", "不是金额"),
        ("1e3", "不是金额"),
        (True, "不是金额"),
        (float("inf"), "金额太大"),
        (10**15, "金额太大"),
        (datetime.date(2021, 2, 8), "不是金额"),
    ],
)
def test_amount_that_is_none_is_refused(value, words):
    with pytest.raises(ValueFault, match=words):
        to_fen(value)


@given(st.integers(-(10**15), 10**15))
def test_amount_written_as_float_or_text_comes_back_exact(fen):
    text = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"

    assert to_fen(text) == fen
    assert to_fen(fen / 100) == fen


@pytest.mark.parametrize(
    ("value", "number"), [(12, 12), (12.0, 12), ("１２", 12), (" 1,200 ", 1200), ("-3", -3), ("12.0", 12)]
)
def test_whole_number_is_read(value, number):
    assert to_int(value) == number


@pytest.mark.parametrize("value", [12.5, "12人", "一", "1,2", True, "٣", 10**16, "9" * 25, float("inf")])
def test_number_that_is_not_whole_is_refused(value):
    with pytest.raises(ValueFault):
        to_int(value)


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("是", True),
        ("有", True),
        ("√", True),
        ("Ｙ", True),
        (1, True),
        (True, True),
        ("否", False),
        ("×", False),
        (0, False),
    ],
)
def test_yes_and_no_are_read(value, flag):
    assert to_bool(value) is flag


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(ValueFault, match="“也许”不是“是”或“否”。请填“是”或“否”。"):
        to_bool("也许")


@pytest.mark.parametrize(
    ("value", "code"), [("市级", "city"), ("City", "city"), ("县级(市、区)", "county"), (" 市 级 ", "city")]
)
def test_choice_is_read_by_code_or_label(value, code):
    assert to_choice(value, LEVELS) == code


def test_choice_out_of_range_names_those_allowed():
    with pytest.raises(ValueFault) as caught:
        to_choice("省级", LEVELS)

    assert str(caught.value) == "“省级”不在可选范围内。请填以下之一：市级、县级（市、区）。"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" 甲（一）社区\r\n ", "甲（一）社区"),
        ("a\0b\u202ec", "abc"),
        (410902001001, "410902001001"),
        (3.0, "3"),
        (0.5, "0.5"),
        (datetime.date(2021, 2, 8), "2021-02-08"),
        (datetime.datetime(2021, 2, 8), "2021-02-08"),
        ("𠮷䶮", "𠮷䶮"),
        ("\ue863\ue81e\ue816", "䶮龴𠂇"),
        ("2021-2022", "2021-2022"),
    ],
)
def test_text_is_as_people_write_it(value, text):
    assert to_text(value) == text


def test_code_is_half_width_without_spaces():
    assert to_code(" ５２４１ 0902ｍｊ ") == "52410902MJ"


def test_long_number_that_excel_cut_is_refused_as_text():
    with pytest.raises(ValueFault, match="超过15位"):
        to_code(410902188001011234)
