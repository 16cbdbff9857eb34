"""What people type, and what is kept of it."""

from datetime import date, datetime

import pytest

from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.values import MOST_SIGNS, check_digit, doubt, read, shown


def column(kind: Kind, **said) -> Asked:
    return Asked(1, ("列",), kind, **said)


FIRST = "41090218880229001"
OLD = "410902880229001"


@pytest.mark.parametrize(
    "typed",
    ["2021-7-9", "2021/07/09", "2021.7.9", "20210709", "2021年7月9日", "44386", 44386, datetime(2021, 7, 9, 8, 30)],
)
def test_date_in_six_notations_and_as_a_file_has_it(typed):
    assert read(column(Kind.DATE), typed) == ("2021-07-09", "")


@pytest.mark.parametrize("typed", ["2021-02-29", "7月9日", "昨天", "202107"])
def test_date_that_is_none_is_told_with_how_to_mend_it(typed):
    value, fault = read(column(Kind.DATE), typed)
    assert value is None
    assert fault.endswith("。")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" 1，200 ", 1200), ("１２", 12), ("12户", 12), ("3 户", 3), (12.0, 12), ("-1", -1), ("0", 0), ("1", 1)],
)
def test_whole_number_with_spaces_width_and_its_unit(typed, kept):
    assert read(column(Kind.INT, unit="户"), typed) == (kept, "")


@pytest.mark.parametrize(("typed", "unit"), [("12.5", ""), ("12人", "户"), ("1万", ""), ("约12", ""), (True, "")])
def test_whole_number_that_is_none_is_refused(typed, unit):
    value, fault = read(column(Kind.INT, unit=unit), typed)
    assert value is None
    assert fault


@pytest.mark.parametrize(("size", "is_taken"), [(10**12 - 1, True), (10**12, True), (10**12 + 1, False)])
def test_number_up_to_its_limit(size, is_taken):
    assert bool(read(column(Kind.NUMBER), str(size))[1]) is not is_taken


def test_number_keeps_its_fraction_exactly_as_typed():
    assert read(column(Kind.NUMBER, unit="万元"), "1,234.56 万元") == (1234.56, "")
    assert read(column(Kind.NUMBER), "3.0") == (3, "")
    assert shown(column(Kind.NUMBER), 0.1) == "0.1"


@pytest.mark.parametrize(("size", "is_taken"), [(MOST_SIGNS - 1, True), (MOST_SIGNS, True), (MOST_SIGNS + 1, False)])
def test_text_up_to_its_limit(size, is_taken):
    assert bool(read(column(Kind.TEXT), "字" * size)[1]) is not is_taken


@pytest.mark.parametrize(
    ("typed", "kept"), [("有", True), ("√", True), ("1", True), ("无", False), ("×", False), ("0", False)]
)
def test_yes_and_no_in_the_words_of_the_column(typed, kept):
    asked = column(Kind.BOOL, choices=("有", "无"))
    assert read(asked, typed) == (kept, "")
    assert shown(asked, kept) == ("有" if kept else "无")
    assert "“有”或“无”" in read(asked, "也许")[1]


def test_choice_is_kept_as_the_column_writes_it():
    asked = column(Kind.CHOICE, choices=("自理", "半自理", "不能自理"))
    assert read(asked, " 半 自理") == ("半自理", "")
    assert "自理、半自理、不能自理" in read(asked, "很好")[1]


def test_id_number_of_15_digits_becomes_18_and_is_doubted():
    asked = column(Kind.ID_NUMBER)
    value, fault = read(asked, OLD)
    assert (len(str(value)), fault) == (18, "")
    assert "15位" in doubt(asked, OLD)
    assert doubt(asked, value) == ""


def test_id_number_in_lower_case_and_with_spaces():
    number = next(f"{stem}X" for end in range(300) if check_digit(stem := f"41090218880228{end:03d}") == "X")
    assert read(column(Kind.ID_NUMBER), f" {number[:6]} {number[6:].lower()}") == (number, "")


@pytest.mark.parametrize(
    "typed", [FIRST + "Y", FIRST, "410902188813010018", "41090218880229001*", "4109**********0018"]
)
def test_id_number_that_cannot_be_is_refused(typed):
    assert read(column(Kind.ID_NUMBER), typed)[1]


def test_id_number_with_a_wrong_check_digit_is_refused():
    wrong = "0" if check_digit(FIRST) != "0" else "1"
    assert "校验位" in read(column(Kind.ID_NUMBER), FIRST + wrong)[1]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("138 0000 1234", "13800001234"), ("+86-138-0000-1234", "13800001234"), ("0393-6666666", "0393-6666666")],
)
def test_phone(typed, kept):
    assert read(column(Kind.PHONE), typed) == (kept, "")


@pytest.mark.parametrize("typed", ["138****1234", "1380000123", "没有"])
def test_phone_that_is_none_is_refused(typed):
    assert read(column(Kind.PHONE), typed)[1]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("blank", ["", "  ", None, "\u3000"])
def test_blank_is_no_value_and_no_fault(kind, blank):
    assert read(column(kind), blank) == (None, "")


def test_day_of_a_file_is_read_as_a_day():
    assert read(column(Kind.DATE), date(2021, 7, 9)) == ("2021-07-09", "")


def test_check_digit_finds_every_wrong_digit():
    right = "41090218850103123" + check_digit("41090218850103123")

    for place in range(17):
        for digit in "0123456789":
            changed = right[:place] + digit + right[place + 1 :]
            assert (check_digit(changed[:17]) == changed[17]) is (changed == right)
