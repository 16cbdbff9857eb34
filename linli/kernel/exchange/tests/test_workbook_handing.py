"""A workbook goes out to be typed in, and comes back from another programme."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from linli.kernel.exchange.workbooks import WorkbookRefused
from linli.kernel.exchange.workbooks.filling import Table
from linli.kernel.exchange.workbooks.gathering import Gathered, gather
from linli.kernel.exchange.workbooks.handing import HIDDEN_SHEET, Handed, hand_out

DAILY = (Path(__file__).resolve().parents[4] / "demo/requests/疫情防控日报表.xlsx").read_bytes()
TABLE = Table("日报", 6, 17, 6, (18,))
LONG = [f"第{number}选项的名称很长" for number in range(40)]
KEY = "ab12\n" + json.dumps({"sheet": "日报", "first_row": 6, "more": "x" * 70_000})


def handed_out(key: str = KEY) -> bytes:
    out = io.BytesIO()
    lines = [[1, "桥头镇", "甲村", 5, None], [2, "桥头镇", "乙村", None, "7"]]
    lists = {5: ["男", "女"], 6: LONG}
    hand_out(DAILY, TABLE, lines, Handed(key, ["17", "18"], frozenset({4, 5}), lists), out)
    return out.getvalue()


def typed(data: bytes, **values: object) -> bytes:
    """As Excel would give it back: all parts written anew."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in values.items():
        book["日报"][place] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_only_what_is_asked_may_be_typed():
    page = openpyxl.load_workbook(io.BytesIO(handed_out()))["日报"]

    assert page.protection.sheet
    assert [page.cell(6, column).protection.locked for column in (1, 3, 4, 5, 6)] == [True, True, False, False, True]
    assert [page.cell(17, column).protection.locked for column in (3, 4)] == [True, False]
    assert page.cell(18, 4).protection.locked
    assert page.column_dimensions["Q"].hidden
    assert page["Q6"].value == "linli-row-17"


def test_what_may_be_typed_looks_as_before():
    page, before = (openpyxl.load_workbook(io.BytesIO(data))["日报"] for data in (handed_out(), DAILY))

    for column in (4, 5):
        new, old = page.cell(6, column), before.cell(6, column)
        assert [repr(part) for part in (new.font, new.border, new.fill, new.alignment, new.number_format)] == [
            repr(part) for part in (old.font, old.border, old.fill, old.alignment, old.number_format)
        ]


def test_choices_are_lists_to_choose_from():
    book = openpyxl.load_workbook(io.BytesIO(handed_out()))
    rules = {str(each.sqref): each.formula1 for each in book["日报"].data_validations.dataValidation}

    assert rules == {"E6:E17": '"男,女"', "F6:F17": f"{HIDDEN_SHEET}!$B$1:$B$40"}
    assert book[HIDDEN_SHEET].sheet_state == "veryHidden"
    assert book[HIDDEN_SHEET]["B40"].value == LONG[-1]


def test_what_was_typed_comes_back_with_its_rows():
    [(name, found)] = gather([("甲村.xlsx", typed(handed_out(), D7=12, E8="新"))])

    assert isinstance(found, Gathered)
    assert (name, found.key) == ("甲村.xlsx", KEY)
    assert [(line.number, line.token, list(line.values[:5])) for line in found.lines[:3]] == [
        (6, "17", [1, "桥头镇", "甲村", 5, None]),
        (7, "18", [2, "桥头镇", "乙村", 12, "7"]),
        (8, "", [None, None, None, None, "新"]),
    ]


@pytest.mark.parametrize(
    ("data", "code"), [(DAILY, "no_key"), (b"\x89PNG\r\n....", "picture"), (b"PK\x03\x04....", "damaged")]
)
def test_each_file_is_refused_for_itself(data, code):
    found = dict(gather([("好.xlsx", handed_out()), ("坏.xlsx", data), ("也好.xlsx", handed_out())]))

    assert isinstance(found["坏.xlsx"], WorkbookRefused)
    assert found["坏.xlsx"].code == code
    assert isinstance(found["好.xlsx"], Gathered)
    assert isinstance(found["也好.xlsx"], Gathered)


def test_a_key_that_is_no_key_is_refused():
    [(_name, found)] = gather([("a.xlsx", handed_out("nothing"))])

    assert isinstance(found, WorkbookRefused)
    assert found.code == "no_sheet"


def test_a_file_that_brings_the_reader_down_does_not_take_others_along():
    """One value in the last corner of a sheet: a dense reader would need the memory of a house."""
    found = dict(gather([("好.xlsx", handed_out()), ("坏.xlsx", typed(handed_out(), XFD1048576=1))]))

    assert isinstance(found["坏.xlsx"], WorkbookRefused)
    assert isinstance(found["好.xlsx"], Gathered)
