"""What is told of the shape of somebody else's workbook, and what is refused."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from linli.kernel.exchange.tests.test_workbook_hostile import compound_file
from linli.kernel.exchange.workbooks import Limits, WorkbookRefused
from linli.kernel.exchange.workbooks.sketching import FIRST_ROWS, LAST_ROWS, Box, sketch_upload


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def book_of(*rows):
    book = openpyxl.Workbook()
    book.active.title = "台账"
    for row in rows:
        book.active.append(row)
    return book


def sketch(book):
    return sketch_upload(saved(book))


def test_of_a_long_sheet_the_first_and_the_last_rows_keep_their_numbers():
    [told] = sketch(book_of(["社区", "人数"], *([f"第{number}社区", number] for number in range(2, 1001))))

    assert told.count == 1000
    assert sorted(told.rows) == [*range(1, FIRST_ROWS + 1), *range(1001 - LAST_ROWS, 1001)]
    assert told.rows[1000] == ["第1000社区", 1000]
    assert told.rows[FIRST_ROWS] == [f"第{FIRST_ROWS}社区", FIRST_ROWS]


def test_many_texts_that_are_cut_out_leave_those_that_stay():
    [told] = sketch(book_of(["社区", "说明"], *([f"第{number}社区", f"{number}" * 200] for number in range(2, 1001))))

    assert told.rows[1000] == ["第1000社区", "1000" * 200]


def test_rows_between_that_hold_nothing_are_not_counted():
    book = book_of(["社区", "人数"])
    book.active.cell(9, 1, "京东社区")

    [told] = sketch(book)
    assert (told.count, sorted(told.rows)) == (2, [1, 9])


def test_merged_hidden_computed_and_commented_cells():
    book = book_of(["登记表"], ["社区", "男", "女", "合计"], ["京东社区", 1, 2, "=B3+C3"])
    page = book.active
    page.merge_cells("A1:D1")
    page["B2"].comment = Comment("含外来人口", "民政")
    for letters in ("C", "D"):
        page.column_dimensions[letters].hidden = True

    [told] = sketch(book)
    assert told.merged == [Box(1, 1, 1, 4)]
    assert told.hidden == {3, 4}
    assert told.formulas == {"D3"}
    assert "含外来人口" in told.comments["B2"]


def test_lists_of_choices_in_the_rule_on_the_sheet_on_another_and_under_a_name():
    book = book_of(["社区", "类别", "性质", "等级"], ["京东社区"])
    other = book.create_sheet("码表")
    for row, value in enumerate(("城市", "农村", "城乡结合"), start=1):
        other.cell(row, 1, value)
    other.sheet_state = "hidden"
    book.defined_names["等级表"] = openpyxl.workbook.defined_name.DefinedName("等级表", attr_text="码表!$A$1:$A$2")
    for letters, formula in (("B", '"是,否"'), ("C", "码表!$A$1:$A$3"), ("D", "等级表")):
        rule = DataValidation(type="list", formula1=formula)
        rule.add(f"{letters}2:{letters}9")
        book.active.add_data_validation(rule)

    [told] = sketch(book)
    found = {each.box.first_column: each.values for each in told.lists}
    assert found == {2: ("是", "否"), 3: ("城市", "农村", "城乡结合"), 4: ("城市", "农村")}


def test_several_sheets_are_told_and_hidden_ones_are_not():
    book = book_of(["社区", "人数"])
    book.create_sheet("说明")["A1"] = "按月报送"
    book.create_sheet("底稿").sheet_state = "hidden"

    assert [each.name for each in sketch(book)] == ["台账", "说明"]


def test_dates_stay_dates():
    book = book_of(["社区", "建成日期"], ["京东社区", datetime(2020, 1, 2)])

    [told] = sketch(book)
    value = told.rows[2][1]
    assert isinstance(value, date)
    assert str(value)[:10] == "2020-01-02"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(encoding):
    [told] = sketch_upload("社区,人数\n京东社区,4\n".encode(encoding))

    assert (told.name, told.count, list(told.rows[2])) == ("CSV", 2, ["京东社区", "4"])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (compound_file("EncryptedPackage"), "密码"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, ""),
        (b"\xff\xd8\xff\xe0" + b"\0" * 64, ""),
        (b"%PDF-1.7\n" + b"\0" * 64, ""),
        (b"", ""),
        (b"PK\x03\x04" + b"\0" * 64, ""),
    ],
    ids=["password", "png", "jpeg", "pdf", "empty", "broken"],
)
def test_what_is_no_workbook_is_refused_in_words(data, words):
    with pytest.raises(WorkbookRefused) as refusal:
        sketch_upload(data)

    assert words in str(refusal.value)
    assert len(str(refusal.value)) > 8


def test_picture_in_a_workbook_does_not_matter():
    data = saved(book_of(["社区", "人数"], ["京东社区", 4]))
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG")

    assert sketch_upload(buffer.getvalue())[0].count == 2


def test_too_many_columns_are_refused():
    with pytest.raises(WorkbookRefused):
        sketch_upload(saved(book_of([f"列{number}" for number in range(40)])), limits=Limits(max_columns=30))
