import datetime
import io

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from linli.kernel.exchange.workbooks import (
    Cell,
    Limits,
    Sheet,
    WorkbookRefused,
    find_header,
    is_comment_row,
    read_csv,
    read_upload,
    read_workbook,
)
from linli.kernel.exchange.workbooks.reading import column_letters

RARE = ["𠮷", "䶮", "㛃", "𬭩", "𲍐", "é", "가", "👨‍👩‍👧"]


def workbook_of(*rows, title="表") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cells_of(*values) -> list[Cell]:
    return [Cell(f"{column_letters(index)}2", value) for index, value in enumerate(values)]


def test_values_come_with_their_types_and_places():
    day, moment = datetime.date(2021, 2, 8), datetime.datetime(2021, 2, 8, 9, 30)
    data = workbook_of(["编号"], ["0041", 97, 1.5, day, moment, True, None, "末"])

    sheet = read_workbook(data)[0]

    assert sheet.name == "表"
    assert [cell.value for cell in sheet.rows[1].cells] == ["0041", 97, 1.5, day, moment, True, None, "末"]
    assert [type(cell.value) for cell in sheet.rows[1].cells[:3]] == [str, int, float]
    assert [cell.ref for cell in sheet.rows[1].cells] == ["A2", "B2", "C2", "D2", "E2", "F2", "G2", "H2"]


def test_table_that_begins_in_a_later_cell_keeps_its_places():
    book = openpyxl.Workbook()
    book.active["C7"] = "x"
    book.active["D9"] = 3

    rows = read_workbook(saved(book))[0].rows

    assert [(row.number, row.cells[-1].ref, row.cells[2]) for row in rows] == [
        (7, "D7", Cell("C7", "x")),
        (9, "D9", Cell("C9")),
    ]


def test_formula_is_told_from_value_with_and_without_a_computed_result():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet("表")
    page.write_row(0, 0, ["甲", "乙"])
    page.write_formula("A2", "=1+1", None, 2)
    page.write_number("B2", 2)
    book.close()

    computed = read_workbook(buffer.getvalue())[0].rows[1].cells
    bare = read_workbook(workbook_of(["甲"], ["=1+1"], ["=2+2", 5]))[0].rows

    assert computed == [Cell("A2", 2, True), Cell("B2", 2, False)]
    assert [row.cells[0] for row in bare] == [Cell("A1", "甲"), Cell("A2", None, True), Cell("A3", None, True)]


def test_array_formula_and_error_value_are_seen():
    book = openpyxl.Workbook()
    book.active["A1"] = ArrayFormula("A1:A2", "=B1:B2*2")
    book.active["B1"] = "#DIV/0!"

    cells = read_workbook(saved(book))[0].rows[0].cells

    assert cells == [Cell("A1", None, True), Cell("B1", "#DIV/0!")]


def test_long_number_that_lost_its_end_is_detected_and_long_text_kept():
    cells = read_workbook(workbook_of(["410902188001011234", 410902188001011234, 410902001001]))[0].rows[0].cells

    assert [cell.has_lost_digits for cell in cells] == [False, True, False]
    assert cells[0].value == "410902188001011234"


def test_rare_characters_survive():
    assert [cell.value for cell in read_workbook(workbook_of(RARE))[0].rows[0].cells] == RARE


def test_hidden_sheet_chart_sheet_and_own_list_of_faults_are_left_out():
    book = openpyxl.Workbook()
    book.active.title = "导入问题"
    book.active.append(["x"])
    book.create_sheet("数据").append(["y"])
    book.create_sheet("藏").append(["z"])
    book["藏"].sheet_state = "hidden"
    book.create_chartsheet("图")

    assert [sheet.name for sheet in read_workbook(saved(book))] == ["数据"]


def test_too_many_sheets_are_refused():
    book = openpyxl.Workbook()
    book.create_sheet("二")

    with pytest.raises(WorkbookRefused, match="2 个工作表，超过上限 1 个"):
        read_workbook(saved(book), limits=Limits(max_sheets=1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_each_encoding(encoding, delimiter):
    text = f'编号{delimiter}姓名\r\n0041{delimiter}𠮷䶮\r\n\r\n{delimiter}\r\n0042{delimiter}"李{delimiter}四"\r\n'

    sheets = read_upload(text.encode(encoding))

    assert [(row.number, [cell.value for cell in row.cells]) for row in sheets[0].rows] == [
        (1, ["编号", "姓名"]),
        (2, ["0041", "𠮷䶮"]),
        (5, ["0042", f"李{delimiter}四"]),
    ]
    assert sheets[0].rows[2].cells[1].ref == "B5"


def test_csv_in_no_known_encoding_is_refused():
    with pytest.raises(WorkbookRefused, match="GB18030"):
        read_csv(b"a,b\n\xff\xff\xff\n")


def test_csv_beyond_the_limits_is_refused():
    with pytest.raises(WorkbookRefused, match="A4 有内容"):
        read_csv(b"a\n1\n2\n3\n", limits=Limits(max_rows=3))
    with pytest.raises(WorkbookRefused, match="C1 有内容"):
        read_csv(b"a,b,c\n", limits=Limits(max_columns=2))


def test_csv_reader_given_a_workbook_says_so():
    with pytest.raises(WorkbookRefused, match="不是 CSV"):
        read_csv(workbook_of(["x"]))


def test_header_is_found_below_a_title_by_name_alias_and_mark():
    data = workbook_of(
        ["2021年社区情况"], ["制表人", "某某"], ["区划 代码*", "名称（必填）", "备 注", "成立日期", "名称"], ["1"]
    )

    header = find_header(read_workbook(data)[0], [["区划代码"], ["社区名称", "名称"], ["成立日期"], ["证书编号"]])

    assert header.row_number == 3
    assert header.columns == {0: "区划代码", 1: "社区名称", 3: "成立日期"}
    assert header.unknown == [Cell("C3", "备 注")]
    assert header.missing == ["证书编号"]
    assert header.doubled == [Cell("E3", "名称")]


def test_header_with_full_width_brackets_and_letters_is_found():
    header = find_header(read_workbook(workbook_of(["金额(元)", "ＩＤ"]))[0], [["金额（元）"], ["id"]])

    assert header.columns == {0: "金额（元）", 1: "id"}


def test_sheet_without_a_header_gives_none():
    assert find_header(read_workbook(workbook_of(["x", "名称"], [1, 2]))[0], [["编号"], ["名称"]]) is None
    assert find_header(Sheet("空"), [["编号"]]) is None


@pytest.mark.parametrize(
    "values",
    [
        ["填写说明：12位代码", "可不填"],
        ["说明：", None, "见附件"],
        ["（必填）", "选填"],
        ["示例", "甲社区", datetime.date(2021, 2, 8)],
        ["注：按统计局代码填写"],
        ["12位代码，必填", "必填", "格式如2021-02-08", "下拉选择"],
    ],
)
def test_row_of_instructions_is_recognised(values):
    assert is_comment_row(cells_of(*values))


@pytest.mark.parametrize(
    "values",
    [
        [],
        [None, " "],
        ["PDY001", "甲社区", "注册登记"],
        ["410902001001", "说明会", 3],
        [410902001001, "填写说明"],
        ["PDY002", "请市直部门选择场地", datetime.date(2021, 2, 8)],
    ],
)
def test_row_of_data_is_not_taken_for_instructions(values):
    assert not is_comment_row(cells_of(*values))
