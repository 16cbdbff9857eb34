import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.exchange.workbooks import (
    ColumnOut,
    SheetOut,
    find_header,
    is_comment_row,
    read_workbook,
    to_bool,
    to_choice,
    to_date,
    to_fen,
    to_int,
    write_template,
    write_workbook,
)
from linli.kernel.exchange.workbooks.writing import clean_text, sheet_name

KINDS = (("villagers", "村民委员会"), ("residents", "居民委员会"))
COLUMNS = [
    ColumnOut("编号", required=True, comment="拨付编号"),
    ColumnOut("金额（元）", "yuan"),
    ColumnOut("日期", "date"),
    ColumnOut("有场所", "bool"),
    ColumnOut("人数", "int"),
    ColumnOut("类别", "choice", choices=KINDS),
    ColumnOut("说法"),
]
ROW = ["0041", 1026000001, datetime.date(2021, 2, 8), True, 12, "villagers", "=1+1"]


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_row_is_written_with_the_types_of_its_columns():
    page = opened(write_workbook([SheetOut("拨付", COLUMNS, [ROW])])).active

    assert [cell.value for cell in page[1]] == ["编号*", "金额（元）", "日期", "有场所", "人数", "类别", "说法"]
    assert [cell.value for cell in page[2]] == [
        "0041",
        10260000.01,
        datetime.datetime(2021, 2, 8),
        "是",
        12,
        "村民委员会",
        "=1+1",
    ]
    assert [cell.number_format for cell in page[2][:3]] == ["@", "#,##0.00", "yyyy-mm-dd"]
    assert page["A1"].comment.text == "拨付编号"
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:G2")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", " ="])
def test_text_that_looks_like_a_formula_is_inert(start):
    cell = opened(write_workbook([SheetOut("x", [ColumnOut("a")], [[f"{start}cmd|' /C calc'!A0"]])])).active["A2"]

    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert (
        read_workbook(write_workbook([SheetOut("x", [ColumnOut("a")], [["=1"]])]))[0].rows[1].cells[0].formula is False
    )


def test_control_characters_are_stripped_and_long_text_is_cut_visibly():
    assert clean_text("a\0b\x07c\ud800\r\nd") == "abc\nd"
    assert (len(clean_text("x" * 40_000)) <= 32_767, clean_text("x" * 40_000)[-6:]) == (True, "（内容过长）")


def test_same_content_gives_the_same_bytes():
    assert write_workbook([SheetOut("x", COLUMNS, [ROW])]) == write_workbook([SheetOut("x", COLUMNS, [ROW])])


def test_title_stands_above_the_header_and_import_finds_the_header():
    sheet = read_workbook(write_workbook([SheetOut("x", COLUMNS, [ROW], title="2021年拨付")]))[0]

    header = find_header(sheet, [[column.title] for column in COLUMNS])

    assert (header.row_number, header.missing, header.unknown) == (2, [], [])


def test_template_has_lists_and_a_row_of_instructions_that_import_knows():
    data = write_template([SheetOut("x", COLUMNS)])

    row = read_workbook(data)[0].rows[1]
    rules = {str(rule.sqref): rule.formula1 for rule in opened(data).active.data_validations.dataValidation}

    assert is_comment_row(row.cells)
    assert row.cells[0].value == "填写说明：必填；拨付编号"
    assert rules == {"D3:D1048576": '"是,否"', "F3:F1048576": '"村民委员会,居民委员会"'}


def test_instructions_of_any_column_are_known_without_their_first_cell():
    row = read_workbook(write_template([SheetOut("x", COLUMNS)]))[0].rows[1]

    assert is_comment_row(row.cells[1:])


def test_long_list_of_choices_goes_to_a_hidden_sheet():
    choices = [(str(number), f"第{number:03d}类事项名称") for number in range(60)]
    data = write_workbook([SheetOut("x", [ColumnOut("a"), ColumnOut("类", "choice", choices=choices)], [["1", "7"]])])

    book = opened(data)

    assert book.sheetnames == ["x", "选项"]
    assert book["选项"].sheet_state == "hidden"
    assert book["x"].data_validations.dataValidation[0].formula1 == "'选项'!$A$1:$A$60"
    assert [book["选项"].cell(row, 1).value for row in (1, 60)] == ["第000类事项名称", "第059类事项名称"]
    assert [sheet.name for sheet in read_workbook(data)] == ["x"]


def test_day_before_excel_knows_it_is_written_as_text():
    cell = read_workbook(write_workbook([SheetOut("x", [ColumnOut("a", "date")], [[datetime.date(1885, 2, 3)]])]))[0]

    assert cell.rows[1].cells[0].value == "1885-02-03"


def test_aware_moment_is_written_in_local_time():
    moment = datetime.datetime(2021, 2, 8, 1, 30, tzinfo=datetime.UTC)

    cell = read_workbook(write_workbook([SheetOut("x", [ColumnOut("a", "date")], [[moment]])]))[0].rows[1].cells[0]

    assert cell.value == datetime.datetime(2021, 2, 8, 9, 30)


def test_amount_and_number_beyond_fifteen_digits_keep_every_digit():
    columns = [ColumnOut("a", "yuan"), ColumnOut("b", "int"), ColumnOut("c")]
    data = write_workbook([SheetOut("x", columns, [[1234567890123456, 1234567890123456789, 410902188001011234]])])

    assert [cell.value for cell in read_workbook(data)[0].rows[1].cells] == [
        "12345678901234.56",
        "1234567890123456789",
        "410902188001011234",
    ]


def test_sheet_names_are_made_fit_for_excel():
    taken: set[str] = set()

    assert sheet_name("a/b:[c]", taken) == "a_b__c_"
    assert sheet_name("A/b:[c]", taken) == "A_b__c__2"
    assert sheet_name("𠮷" * 20, taken) == "𠮷" * 15
    assert sheet_name("  ", taken) == "Sheet"


def test_workbook_goes_to_a_file_with_fixed_times(tmp_path):
    with (tmp_path / "x.xlsx").open("wb") as file:
        assert write_workbook([SheetOut("x", COLUMNS, [ROW])], file=file) == b""

    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


TEXTS = st.text(max_size=12).map(lambda text: clean_text(text).strip()) | st.sampled_from(
    ["𠮷䶮", "=1", "_x0041_", "a\nb"]
)
ROWS = st.lists(
    st.tuples(
        TEXTS.map(lambda text: f"P{text}"),
        st.none() | st.integers(-(10**15), 10**15),
        st.none() | st.dates(datetime.date(1880, 1, 1), datetime.date(2150, 1, 1)),
        st.none() | st.booleans(),
        st.none() | st.integers(-(10**14), 10**14),
        st.none() | st.sampled_from([code for code, _label in KINDS]),
        st.none() | TEXTS.filter(bool),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(rows=ROWS)
def test_what_is_written_is_read_back_equal(rows):
    sheet = read_workbook(write_workbook([SheetOut("x", COLUMNS, rows)]))[0]

    back = []
    for row in sheet.rows[1:]:
        code, amount, day, flag, count, kind, text = (cell.value for cell in row.cells)
        back.append((code, to_fen(amount), to_date(day), to_bool(flag), to_int(count), to_choice(kind, KINDS), text))
    assert back == rows
