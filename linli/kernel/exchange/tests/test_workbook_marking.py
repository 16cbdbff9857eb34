import datetime
import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from linli.kernel.exchange.workbooks import Fault, Limits, WorkbookRefused, mark_faults, read_workbook

FAULT = Fault("委员会", 3, "C", "2021-02-30", "日期不存在。", "请核对。")


def make_book():
    book = openpyxl.Workbook()
    page = book.active
    page.title = "委员会"
    page.append(["编号", "名称", "成立日期"])
    page.append(["PDY001", "甲社区", datetime.date(2020, 1, 2)])
    page.append(["PDY002", "=1+1社区", "2021-02-30"])
    page["B3"].data_type = "s"
    page["C3"].font = Font(bold=True)
    page.column_dimensions["B"].width = 33
    book.create_sheet("O'Neil 表").append(["x"])
    return book


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def values_of(data: bytes):
    return [(s.name, [[cell.value for cell in row.cells] for row in s.rows]) for s in read_workbook(data)]


def test_faulty_cell_is_red_with_a_comment_and_keeps_its_style():
    page = opened(mark_faults(saved(make_book()), [FAULT]))["委员会"]

    assert page["C3"].fill.start_color.rgb == "FFFFC7CE"
    assert page["C3"].comment.text == "日期不存在。请核对。"
    assert page["C3"].font.bold
    assert page.column_dimensions["B"].width == 33
    assert page["C2"].fill.fill_type is None


def test_first_sheet_lists_each_fault_with_a_link():
    faults = [
        FAULT,
        Fault("委员会", 2, None, None, "重复。", "请删去。"),
        Fault("O'Neil 表", 1, "A", "=x", "未知列。", "请改。"),
    ]

    book = opened(mark_faults(saved(make_book()), faults))
    page = book.worksheets[0]

    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["工作表", "单元格", "填写的内容", "问题", "改正办法"],
        ["委员会", "C3", "2021-02-30", "日期不存在。", "请核对。"],
        ["委员会", "第2行", None, "重复。", "请删去。"],
        ["O'Neil 表", "A1", "=x", "未知列。", "请改。"],
    ]
    assert page["B2"].hyperlink.location == "'委员会'!C3"
    assert page["B4"].hyperlink.location == "'O''Neil 表'!A1"
    assert (page["C4"].data_type, page["C4"].quotePrefix) == ("s", True)
    assert (book.active.title, [s.sheet_view.tabSelected for s in book]) == ("导入问题", [True, False, False])


def test_fault_of_a_whole_row_marks_its_cells():
    page = opened(mark_faults(saved(make_book()), [Fault("委员会", 2, None, None, "重复。", "请删去。")]))["委员会"]

    assert [cell.fill.fill_type for cell in page[2]] == ["solid"] * 3
    assert page["A2"].comment.text == "重复。请删去。"


def test_marked_copy_reads_like_the_original_and_text_stays_text():
    data = saved(make_book())

    marked = mark_faults(data, [FAULT])

    assert values_of(marked) == values_of(data)
    assert opened(marked)["委员会"]["B3"].data_type == "s"


def test_marking_again_takes_off_the_earlier_marks():
    once = mark_faults(saved(make_book()), [FAULT])

    twice = opened(mark_faults(once, [Fault("委员会", 2, "A", "PDY001", "重复。", "请改。")]))

    assert twice.sheetnames == ["导入问题", "委员会", "O'Neil 表"]
    assert (twice["委员会"]["C3"].comment, twice["委员会"]["C3"].fill.fill_type) == (None, None)
    assert twice["委员会"]["A2"].comment.text == "重复。请改。"


def test_comment_of_the_user_is_kept_below_ours():
    book = make_book()
    book["委员会"]["C3"].comment = Comment("问过村里", "某某")

    assert opened(mark_faults(saved(book), [FAULT]))["委员会"]["C3"].comment.text == "日期不存在。请核对。\n问过村里"


def test_two_faults_of_one_cell_share_a_comment():
    faults = [FAULT, Fault("委员会", 3, "C", "2021-02-30", "早于届满。", "请改。")]

    assert (
        opened(mark_faults(saved(make_book()), faults))["委员会"]["C3"].comment.text
        == "日期不存在。请核对。\n早于届满。请改。"
    )


def test_fault_inside_a_merged_area_is_marked_on_its_first_cell():
    book = make_book()
    book["委员会"].merge_cells("B2:C3")

    assert opened(mark_faults(saved(book), [FAULT]))["委员会"]["B2"].comment.text == "日期不存在。请核对。"


def test_fault_without_a_place_is_only_listed():
    faults = [
        Fault("委员会", 0, None, None, "缺少列“区划代码”。", "请补上。"),
        Fault("不存在", 3, "A", 1, "无。", "无。"),
    ]

    page = opened(mark_faults(saved(make_book()), faults)).worksheets[0]

    assert [(page.cell(row, 2).value, page.cell(row, 2).hyperlink) for row in (2, 3)] == [
        ("整张表", None),
        ("A3", None),
    ]


def test_workbook_too_large_for_styles_comes_back_as_a_plain_copy():
    data = saved(make_book())

    marked = mark_faults(data, [FAULT], limits=Limits(max_marked_cells=3))

    page = opened(marked)["委员会"]
    assert values_of(marked) == values_of(data)
    assert (page["C3"].fill.start_color.rgb, page["C3"].comment.text) == ("FFFFC7CE", "日期不存在。请核对。")
    assert page["B3"].data_type == "s"
    assert page.parent.worksheets[0]["B2"].hyperlink.location == "'委员会'!C3"


def test_csv_comes_back_as_a_marked_workbook():
    data = "编号,名称\nPDY001,=cmd\nPDY002,\n".encode("gb18030")

    marked = mark_faults(
        data, [Fault("CSV", 3, "B", None, "必填。", "请填写。"), Fault("CSV", 2, None, None, "重复。", "请删。")]
    )

    page = opened(marked)["CSV"]
    assert (page["B2"].value, page["B2"].data_type, page["B2"].quotePrefix) == ("=cmd", "s", True)
    assert page["B3"].comment.text == "必填。请填写。"
    assert [cell.fill.start_color.rgb for cell in (page["A2"], page["B2"], page["B3"])] == ["FFFFC7CE"] * 3
    assert page["A3"].fill.fill_type is None


def test_upload_that_cannot_be_read_cannot_be_marked():
    with pytest.raises(WorkbookRefused):
        mark_faults(b"PK\x03\x04nonsense", [FAULT])
