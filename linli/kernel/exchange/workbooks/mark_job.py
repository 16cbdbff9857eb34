"""The child's part in marking faults: openpyxl on the user's own workbook. Standard library and openpyxl only."""

import io
import sys
import zipfile

# openpyxl would load them if it could: a quarter of a second and much address space for nothing.
for unwanted in ("numpy", "PIL", "lxml", "pandas"):
    sys.modules[unwanted] = None  # type: ignore[assignment]  # import then says: not installed

import openpyxl  # noqa: E402
from openpyxl.cell.cell import MergedCell  # noqa: E402
from openpyxl.comments import Comment  # noqa: E402
from openpyxl.styles import Alignment, Font, PatternFill  # noqa: E402
from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: E402

MOST_COMMENTS = 5000
RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
PLAIN = PatternFill()
HEADING = PatternFill("solid", start_color="FFE8EEF7", end_color="FFE8EEF7")


class Refused(Exception):
    pass


def run(params, data):
    _refuse_large(params, data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    if params["list_name"] in book.sheetnames:
        del book[params["list_name"]]
    _clear_earlier_marks(book, params["author"])
    _mark(book, params)
    _list(book, params)
    result = io.BytesIO()
    book.save(result)
    return [result.getvalue()]


def _refuse_large(params, data):
    """openpyxl makes an object for each cell, empty or not: a million take half a minute and half a gigabyte."""
    count = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.filename.lower().startswith("xl/worksheets/") and not info.is_dir():
                xml = archive.read(info)
                count += xml.count(b"<c ") + xml.count(b"<row") + xml.count(b":c ") + xml.count(b":row")
    if count > params["max_cells"]:
        raise Refused({"code": "larger_than_can_be_marked"})


def _clear_earlier_marks(book, author):
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == author:
                    cell.comment = None
                    cell.fill = PLAIN


def _mark(book, params):
    texts: dict[tuple[str, int, int], list[str]] = {}
    for fault in params["faults"]:
        if fault["sheet"] in book.sheetnames and fault["row"]:
            page = book[fault["sheet"]]
            for cell in _cells(page, fault):
                cell.fill = RED
            place = (fault["sheet"], *_comment_place(page, fault))
            texts.setdefault(place, []).append(f"{fault['message']}{fault['remedy']}")
    for (sheet, row, column), lines in list(texts.items())[:MOST_COMMENTS]:
        cell = book[sheet].cell(row, column)
        own = [cell.comment.text] if cell.comment is not None else []
        cell.comment = Comment("\n".join(lines + own), params["author"], width=320, height=60 + 40 * len(lines))


def _cells(page, fault):
    row = fault["row"]
    if fault["column"]:
        return [page.cell(*_comment_place(page, fault))]
    cells = [cell for cell in page[row] if not isinstance(cell, MergedCell) and cell.value is not None]
    return cells or [page.cell(*_comment_place(page, fault))]


def _comment_place(page, fault):
    """(row, column). A fault of a whole row hangs on its first cell, one inside a merged area on the area's first."""
    column = openpyxl.utils.column_index_from_string(fault["column"]) if fault["column"] else 1
    if isinstance(page.cell(fault["row"], column), MergedCell):
        for area in page.merged_cells.ranges:
            if area.min_row <= fault["row"] <= area.max_row and area.min_col <= column <= area.max_col:
                return area.min_row, area.min_col
    return fault["row"], column


def _list(book, params):
    page = book.create_sheet(params["list_name"], 0)
    for column, (heading, width) in enumerate(zip(params["headings"], params["widths"], strict=True), start=1):
        cell = page.cell(1, column, heading)
        cell.font, cell.fill = Font(bold=True), HEADING
        page.column_dimensions[cell.column_letter].width = width
    for number, fault in enumerate(params["faults"], start=2):
        reference = f"{fault['column'] or 'A'}{fault['row']}" if fault["row"] else ""
        shown = reference if fault["column"] else fault["where"]
        for column, text in enumerate(
            (fault["sheet"], shown, fault["value"], fault["message"], fault["remedy"]), start=1
        ):
            _write_text(page.cell(number, column), text)
        if reference and fault["sheet"] in book.sheetnames:
            cell = page.cell(number, 2)
            name = fault["sheet"].replace("'", "''")
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{reference}")
            cell.font = Font(color="FF0563C1", underline="single")
    page.freeze_panes = "A2"
    # Two selected sheets would be edited together.
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0
    page.sheet_view.tabSelected = True


def _write_text(cell, text):
    """Text even when it begins with "=": openpyxl would make a formula of it."""
    cell.value = text
    if text:
        cell.data_type = "s"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")
