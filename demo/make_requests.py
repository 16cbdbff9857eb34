"""Three spreadsheets as departments make them, written to demo/requests: what `returns` is to understand and fill.

    python demo/make_requests.py

The layouts are modelled on forms in daily use (titles over all columns, headers of two levels, a row of instructions, a row
of column numbers, an example, sums, notes, a hidden column, a second sheet); wording and units are made up.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

OUT = Path(__file__).parent / "requests"
MADE = datetime(2021, 7, 1)  # noqa: DTZ001 - workbooks know no time zone
TITLE = Font(name="方正小标宋简体", size=18)
HEAD = Font(name="黑体", size=10)
BODY = Font(name="仿宋_GB2312", size=11)
THIN = Side(style="thin")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
GREY = PatternFill("solid", fgColor="EDEDED")
BLANK_ROWS = 12

# A heading: its name, or (name, the names beneath it).
Heading = str | tuple[str, Sequence[str]]


def _title(page: Worksheet, text: str, width: int, label: str) -> None:
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    page["A1"], page["A1"].font, page["A1"].alignment = text, TITLE, MIDDLE
    page.row_dimensions[1].height = 36
    page.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
    page["A2"], page["A2"].font = label, BODY


def _header(page: Worksheet, headings: Sequence[Heading], row: int) -> list[str]:
    """Two levels; gives the names of the columns in order."""
    names, column = [], 1
    for heading in headings:
        below = list(heading[1]) if isinstance(heading, tuple) else []
        page.cell(row, column, heading[0] if isinstance(heading, tuple) else heading)
        last = column + max(len(below), 1) - 1
        page.merge_cells(start_row=row, start_column=column, end_row=row if below else row + 1, end_column=last)
        for place, name in enumerate(below):
            page.cell(row + 1, column + place, name)
        names += below or [str(page.cell(row, column).value)]
        column = last + 1
    _dress(page, range(row, row + 2), len(names), HEAD, GREY)
    return names


def _dress(page: Worksheet, rows: range, width: int, font: Font, fill: PatternFill | None = None) -> None:
    for row in rows:
        for column in range(1, width + 1):
            cell = page.cell(row, column)
            cell.font, cell.border, cell.alignment = font, FRAME, MIDDLE
            if fill:
                cell.fill = fill


def _list(page: Worksheet, column: int, rows: range, values: Sequence[str]) -> None:
    rule = DataValidation(type="list", formula1='"' + ",".join(values) + '"', allow_blank=True)
    letters = get_column_letter(column)
    rule.add(f"{letters}{rows.start}:{letters}{rows.stop - 1}")
    page.add_data_validation(rule)


def _print(page: Worksheet, heads: str) -> None:
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = heads
    page.oddFooter.center.text = "第 &P 页，共 &N 页"


def elderly(book: openpyxl.Workbook) -> None:
    """One row for each person: half of it known of every resident."""
    page = book.active
    page.title = "独居老人台账"
    headings: list[Heading] = [
        "序号",
        "县（区）",
        "乡镇\n（街道）",
        "村\n（社区）",
        ("基本信息", ["姓名", "性别", "身份证号码", "出生日期", "民族", "文化程度"]),
        ("居住情况", ["是否人户分离", "户籍地址", "现居住地址"]),
        ("健康与照料", ["健康状况", "自理能力", "本人联系电话"]),
        ("紧急联系人", ["联系人姓名", "与老人关系", "联系人电话"]),
        ("走访情况", ["包联干部", "最近一次走访日期"]),
        "备注",
    ]
    names = [name for heading in headings for name in (heading[1] if isinstance(heading, tuple) else [heading])]
    _title(
        page,
        "全市独居老人基本情况排查登记表",
        len(names),
        "填报单位（盖章）：                    填报日期：    年  月  日",
    )
    _header(page, headings, 3)
    first = 7
    page.cell(5, 1, "填写说明：①按村（社区）逐人填写；②身份证号码须为18位；③自理能力分为能自理、部分自理、不能自理")
    page.merge_cells(start_row=5, start_column=1, end_row=5, end_column=len(names))
    example = [
        "示例",
        "某县",
        "某镇",
        "某村",
        "张某某",
        "女",
        "",
        "1940-01-01",
        "汉族",
        "小学",
        "否",
        "",
        "某村1组",
        "一般",
        "能自理",
        "",
        "李某某",
        "女儿",
        "",
        "王某某",
        "2021-06-20",
        "",
    ]
    for column, value in enumerate(example, start=1):
        page.cell(6, column, value)
    _dress(page, range(6, first + BLANK_ROWS), len(names), BODY)
    rows = range(first, first + BLANK_ROWS)
    _list(page, names.index("性别") + 1, rows, ["男", "女"])
    _list(page, names.index("自理能力") + 1, rows, ["能自理", "部分自理", "不能自理"])
    _list(page, names.index("是否人户分离") + 1, rows, ["是", "否"])
    page.cell(4, names.index("自理能力") + 1).comment = Comment("按生活能否自理填写", "民政")
    for place, name in enumerate(names, start=1):
        page.column_dimensions[get_column_letter(place)].width = {
            "身份证号码": 20,
            "户籍地址": 24,
            "现居住地址": 24,
        }.get(name, 10)
    page.column_dimensions["I"].hidden = True
    end = first + BLANK_ROWS
    page.cell(
        end,
        1,
        "注：此表由村（社区）填写，乡镇（街道）审核后于每季度末月25日前报送。填表人：          审核人：          联系电话：",
    )
    page.freeze_panes = f"E{first}"
    _print(page, "3:4")
    notes = book.create_sheet("填表说明")
    notes["A1"] = "一、统计范围：年满60周岁、单独居住的老年人。"
    notes["A2"] = "二、报送时间：每季度末月25日前。"


def daily(book: openpyxl.Workbook) -> None:
    """One row for each village and day, with sums that Excel computes."""
    page = book.active
    page.title = "日报"
    headings: list[Heading] = [
        "序号",
        "乡镇（街道）",
        "村（社区）",
        "常住人口数",
        ("当日排查情况", ["排查户数", "排查人数", "其中：外地返濮人数"]),
        ("隔离管控", ["集中隔离人数", "居家隔离人数", "当日解除人数"]),
        ("疫苗接种", ["累计接种人数", "当日新增人数"]),
        "消杀面积（平方米）",
        "值守人数",
        "带班领导",
        "联系电话",
    ]
    names = [name for heading in headings for name in (heading[1] if isinstance(heading, tuple) else [heading])]
    _title(
        page,
        "疫情防控工作日报表",
        len(names),
        "填报单位：                    统计日期：2021年  月  日          单位：人",
    )
    _header(page, headings, 3)
    for column in range(1, len(names) + 1):
        page.cell(5, column, {1: "甲", 2: "乙", 3: "丙"}.get(column, column - 3))
    first = 6
    last = first + BLANK_ROWS - 1
    _dress(page, range(5, last + 2), len(names), BODY)
    page.cell(last + 1, 1, "合计")
    page.merge_cells(start_row=last + 1, start_column=1, end_row=last + 1, end_column=3)
    for column in range(4, len(names) - 1):
        letters = get_column_letter(column)
        page.cell(last + 1, column, f"=SUM({letters}{first}:{letters}{last})")
        page.cell(last + 1, column).number_format = "#,##0"
    page.cell(last + 2, 1, "填表人：              审核人：              报出时间：每日17时前")
    for place in range(1, len(names) + 1):
        page.column_dimensions[get_column_letter(place)].width = 11
    _print(page, "3:5")


def facilities(book: openpyxl.Workbook) -> None:
    """One row for each community; every column is known to Linli."""
    page = book.active
    page.title = "Sheet1"
    headings: list[Heading] = [
        "序号",
        "县区",
        "乡镇（街道）",
        "社区名称",
        ("自治组织", ["组织类别", "统一社会信用代码", "特别法人证书编号", "证书有效期至"]),
        (
            "服务设施（有/无）",
            [
                "便民服务厅",
                "居民议事厅",
                "文体活动中心",
                "卫生服务中心",
                "老年人日间照料中心",
                "儿童服务中心",
                "志愿服务中心",
            ],
        ),
        ("综治中心", ["综治中心名称", "建成日期", "有人员", "有平台"]),
    ]
    names = [name for heading in headings for name in (heading[1] if isinstance(heading, tuple) else [heading])]
    _title(
        page,
        "2021年第二季度社区服务设施建设情况统计表",
        len(names),
        "填报单位：              填报人：              联系电话：",
    )
    _header(page, headings, 3)
    _dress(page, range(5, 5 + BLANK_ROWS), len(names), BODY)
    page.cell(5 + BLANK_ROWS, 1, "说明：本表按季度填报，只填规范化建设社区。")
    for column in range(9, 16):
        _list(page, column, range(5, 5 + BLANK_ROWS), ["有", "无"])
    for place, name in enumerate(names, start=1):
        page.column_dimensions[get_column_letter(place)].width = 22 if "代码" in name or "编号" in name else 12
    _print(page, "3:4")


FORMS: dict[str, Callable[[openpyxl.Workbook], None]] = {
    "独居老人排查登记表.xlsx": elderly,
    "疫情防控日报表.xlsx": daily,
    "社区服务设施季度表.xlsx": facilities,
}


def main() -> None:
    OUT.mkdir(exist_ok=True)
    for name, make in FORMS.items():
        book = openpyxl.Workbook()
        make(book)
        book.properties.creator, book.properties.created, book.properties.modified = "", MADE, MADE
        book.save(OUT / name)


if __name__ == "__main__":
    main()
