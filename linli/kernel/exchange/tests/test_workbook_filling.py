"""A department's workbook comes back as it was, with rows: compared cell by cell and style by style."""

import datetime
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from linli.kernel.exchange.workbooks import WorkbookRefused, read_workbook
from linli.kernel.exchange.workbooks.filling import Subtotal, Table, fill

REQUESTS = Path(__file__).resolve().parents[4] / "demo/requests"
FIRST, LAST = 4, 6
TABLE = Table("日报", FIRST, LAST, FIRST, (7,))


def made() -> bytes:
    """Title, header, three rows for data with a formula and a merge, totals, a footer, and all that may refer to them."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "日报"
    page.append(["日报表"])
    page.merge_cells("A1:H1")
    page.append(["合计", "=SUM(C4:C6)"])
    page.append(["序号", "村", "人数", "户数", "人均", "日期", "备注", None])
    side = Side(style="thin")
    for row in range(FIRST, LAST + 1):
        for column in range(1, 9):
            page.cell(row, column).border = Border(left=side, right=side, top=side, bottom=side)
        page.cell(row, 5, f"=C{row}/D{row}+$C$7")
        page.cell(row, 6).number_format = "yyyy/m/d"
        page.row_dimensions[row].height = 23
    page.merge_cells("G4:H4")
    page["B5"] = "示例村"
    page.append(["合计", None, "=SUM(C4:C6)", "=SUM(D4:D5,D6)", "=C7/D7", '=COUNTIF(B4:B6,"B4:B6")'])
    page["C7"].font = Font(bold=True, color="FFC00000")
    page.row_dimensions[7].height = 31
    page.merge_cells("A7:B7")
    page.append(["审核人：", None, "=C7"])
    page["A8"].comment = Comment("签字", "市局")
    page["A8"].hyperlink = "https://example.org/"
    choice = DataValidation(type="list", formula1='"甲村,乙村"')
    choice.add("B4:B6")
    page.add_data_validation(choice)
    page.conditional_formatting.add("C4:C6", FormulaRule(formula=["C4>$C$7"], fill=PatternFill("solid", "FFFFFF00")))
    page.auto_filter.ref = "A3:H6"
    page.print_area = "A1:H8"
    page.print_title_rows = "3:3"
    page.row_breaks.append(Break(id=7))
    page.freeze_panes = "A4"
    page.column_dimensions["B"].width = 31
    other = book.create_sheet("汇总 表")
    other.append(["=SUM(日报!C4:C6)", "='日报'!C7", "=SUM(C4:C6)", '="日报!C7"'])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def filled(data: bytes, table: Table, lines, **options) -> bytes:
    out = io.BytesIO()
    fill(data, table, lines, len(lines), out, **options)
    return out.getvalue()


def opened(data: bytes, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def look(cell):
    parts = cell.font, cell.border, cell.fill, cell.number_format, cell.protection, cell.alignment
    return [repr(part) for part in parts]


def lines(count: int):
    return [[n, f"村{n}", 10 * n, n, None, datetime.date(2021, 7, n % 28 + 1), "=1+1"] for n in range(1, count + 1)]


def test_rows_take_the_looks_and_formulas_of_the_row_for_data():
    page, before = opened(filled(made(), TABLE, lines(10)))["日报"], opened(made())["日报"]

    for row in range(FIRST, FIRST + 10):
        assert [look(page.cell(row, c)) for c in range(1, 9)] == [look(before.cell(FIRST, c)) for c in range(1, 9)]
        assert page.row_dimensions[row].height == 23
        assert page.cell(row, 5).value == f"=C{row}/D{row}+$C$14"
    assert page["F5"].value == datetime.datetime(2021, 7, 3)
    assert (page["G5"].value, page["G5"].data_type) == ("=1+1", "s")
    assert page["B5"].value == "村2"


def test_what_stands_below_moves_and_totals_reach_over_all():
    page, before = opened(filled(made(), TABLE, lines(10)))["日报"], opened(made())["日报"]

    assert [cell.value for cell in page[14]][:6] == [
        "合计",
        None,
        "=SUM(C4:C13)",
        "=SUM(D4:D13,D6)",
        "=C14/D14",
        '=COUNTIF(B4:B13,"B4:B6")',
    ]
    assert page["B2"].value == "=SUM(C4:C13)"
    assert page["C15"].value == "=C14"
    assert [look(page.cell(14, c)) for c in range(1, 9)] == [look(before.cell(7, c)) for c in range(1, 9)]
    assert (page.row_dimensions[14].height, page.column_dimensions["B"].width) == (31, 31)
    merges = {str(area) for area in page.merged_cells.ranges}
    assert merges == {"A1:H1", "A14:B14", *(f"G{row}:H{row}" for row in range(4, 14))}


def test_lists_filters_areas_and_notes_move_too():
    book = opened(filled(made(), TABLE, lines(10)))
    page = book["日报"]

    assert str(page.data_validations.dataValidation[0].sqref) == "B4:B13"
    assert [
        (str(area.sqref), [rule.formula for rule in rules])
        for area, rules in page.conditional_formatting._cf_rules.items()
    ] == [("C4:C13", [["C4>$C$14"]])]
    assert page.auto_filter.ref == "A3:H13"
    assert (page.print_area, page.print_title_rows, page.freeze_panes) == ("'日报'!$A$1:$H$15", "$3:$3", "A4")
    assert [each.id for each in page.row_breaks.brk] == [14]
    assert (page["A15"].comment.text, page["A15"].hyperlink.target) == ("签字", "https://example.org/")
    assert page["A8"].comment is None
    assert page.dimensions == "A1:H15"
    assert [cell.value for cell in book["汇总 表"][1]] == [
        "=SUM(日报!C4:C13)",
        "='日报'!C14",
        "=SUM(C4:C6)",
        '="日报!C7"',
    ]


def test_parts_that_nothing_moved_in_are_the_same_bytes():
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (made(), filled(made(), TABLE, lines(3))))

    same = {name for name in before.namelist() if before.read(name) == after.read(name)}
    assert set(before.namelist()) - same == {"xl/worksheets/sheet1.xml"} | (
        set() if b'fullCalcOnLoad="1"' in before.read("xl/workbook.xml") else {"xl/workbook.xml"}
    )
    assert before.namelist() == after.namelist()[:-1] or set(before.namelist()) == set(after.namelist())


def test_fewer_rows_than_the_form_has_leave_blank_ones_without_samples():
    page = opened(filled(made(), TABLE, lines(1)))["日报"]

    assert [page.cell(row, 2).value for row in (4, 5, 6, 7)] == ["村1", None, None, None]
    assert page["C7"].value == "=SUM(C4:C6)"
    assert look(page["B6"]) == look(opened(made())["日报"]["B4"])


def test_a_form_without_room_for_data_gets_it():
    page = opened(filled(made(), Table("日报", 4, 3, 4, (7,)), lines(2)))["日报"]

    assert [page.cell(row, 2).value for row in range(3, 8)] == ["村", "村1", "村2", None, "示例村"]
    assert page.auto_filter.ref == "A3:H8"


def test_subtotals_are_not_counted_twice():
    some = lines(4)
    rows = [*some[:2], Subtotal("桥头镇小计", 2, 0, {3: 30}), *some[2:], Subtotal("河东镇小计", 2, 3, {3: 70})]
    data = filled(made(), TABLE, rows, has_subtotals=True, totals={3: 100})
    page = opened(data)["日报"]

    assert [page.cell(row, 3).value for row in (6, 9, 10)] == [
        "=SUBTOTAL(9,C4:C5)",
        "=SUBTOTAL(9,C7:C8)",
        "=SUBTOTAL(9,C4:C9)",
    ]
    assert [opened(data, data_only=True)["日报"].cell(row, 3).value for row in (6, 9, 10)] == [30, 70, 100]
    assert page["B6"].value == "桥头镇小计"
    assert look(page["C6"]) == look(opened(made())["日报"]["C7"])


def test_totals_go_where_the_form_leaves_them_to_be_typed():
    book = opened(made())
    book["日报"]["C7"] = None
    buffer = io.BytesIO()
    book.save(buffer)

    assert opened(filled(buffer.getvalue(), TABLE, lines(10), totals={3: 550}))["日报"]["C14"].value == 550


def test_text_never_becomes_a_formula_and_numbers_stay_whole():
    page = opened(filled(made(), TABLE, [["@a", "+1", 410902188001010011, "-x", None, "2021年", "<&>\x00\n二"]]))[
        "日报"
    ]

    values = [page.cell(4, column) for column in (1, 2, 3, 4, 6, 7)]
    assert [cell.value for cell in values] == ["@a", "+1", "410902188001010011", "-x", "2021年", "<&>\n二"]
    assert {cell.data_type for cell in values} == {"s"}


def test_another_number_of_lines_than_said_is_an_error():
    with pytest.raises(ValueError, match="2 lines"):
        fill(made(), TABLE, lines(2), 3, io.BytesIO())


def test_a_workbook_without_the_sheet_is_refused():
    with pytest.raises(WorkbookRefused, match="没有工作表“月报”"):
        fill(made(), Table("月报", 4, 6, 4), [], 0, io.BytesIO())


@pytest.mark.parametrize(
    ("name", "table", "width", "count"),
    [
        ("疫情防控日报表", Table("日报", 6, 17, 6, (18,)), 16, 40),
        ("社区服务设施季度表", Table("Sheet1", 5, 16, 5), 19, 40),
        ("独居老人排查登记表", Table("独居老人台账", 7, 18, 7), 22, 40),
    ],
)
def test_forms_in_use_come_back_cell_by_cell_and_style_by_style(name, table, width, count):
    data = (REQUESTS / f"{name}.xlsx").read_bytes()
    before, after = opened(data), opened(filled(data, table, [[f"值{n}"] * width for n in range(count)]))
    added = count - (table.last_row - table.first_row + 1)
    old, new = before[table.sheet], after[table.sheet]

    assert after.sheetnames == before.sheetnames
    for row in range(1, old.max_row + 1):
        to = row + added if row > table.last_row else row
        assert new.row_dimensions[to].height == old.row_dimensions[row].height
        for column in range(1, width + 1):
            assert look(new.cell(to, column)) == look(old.cell(row, column))
            value = old.cell(row, column).value
            if not table.first_row <= row <= table.last_row and not str(value).startswith("="):
                assert new.cell(to, column).value == value
    assert {key: (each.width, each.hidden) for key, each in new.column_dimensions.items()} == {
        key: (each.width, each.hidden) for key, each in old.column_dimensions.items()
    }
    assert (new.page_setup.orientation, new.oddFooter.center.text) == (
        old.page_setup.orientation,
        old.oddFooter.center.text,
    )


def test_prefixed_names_and_shared_formulas_are_understood():
    """As the software of some producers writes them."""
    book = zipfile.ZipFile(io.BytesIO(made()))
    xml = book.read("xl/worksheets/sheet1.xml").decode()
    xml = xml.replace("<f>C4/D4+$C$7</f>", '<f t="shared" ref="E4:E6" si="0">C4/D4</f>').replace(
        "<f>C7/D7</f>", '<f t="shared" si="0"/>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, xml if name.endswith("sheet1.xml") else book.read(name))

    page = opened(filled(out.getvalue(), TABLE, lines(10)))["日报"]

    assert [page.cell(row, 5).value for row in (4, 13, 14)] == ["=C4/D4", "=C13/D13", "=C14/D14"]


@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc is not installed")
def test_another_programme_opens_it_and_counts_the_same(tmp_path):
    some = lines(4)
    rows = [*some, Subtotal("桥头镇小计", 2, 0, {3: 100})]
    (tmp_path / "a.xlsx").write_bytes(filled(made(), TABLE, rows, has_subtotals=True))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    rows = read_workbook((tmp_path / "out/a.xlsx").read_bytes())[0].rows
    assert [row.cells[2].value for row in rows if row.cells[0].value == "合计" and row.number > 3] == [100]
    assert rows[1].cells[1].value == 100 or rows[1].cells[1].value == 200
