"""The user's own workbook with its faults marked: red cells with a comment, and a first sheet that lists them all."""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from linli.kernel.exchange.workbooks.guard import ZIP, Limits, WorkbookRefused, check_upload
from linli.kernel.exchange.workbooks.reading import FAULTS_SHEET, Cell, Sheet, read_upload, run_limited
from linli.kernel.exchange.workbooks.writing import CREATED, clean_text, sheet_name

AUTHOR = "邻里导入检查"
HEADINGS = [_("工作表"), _("单元格"), _("填写的内容"), _("问题"), _("改正办法")]
WIDTHS = [16, 12, 28, 48, 48]
MOST_COMMENTS = 5000


@dataclass(frozen=True)
class Fault:
    """`row` as Excel shows it, 0 for the whole sheet; `column` its letters ("C"), None for the whole row."""

    sheet: str
    row: int
    column: str | None
    value: Any
    message: str
    remedy: str

    @property
    def ref(self) -> str:
        """Where, for people: C7, 第7行 or 整张表."""
        if not self.row:
            return str(_("整张表"))
        return f"{self.column}{self.row}" if self.column else str(_("第%(row)d行") % {"row": self.row})


def mark_faults(data: bytes, faults: Iterable[Fault], *, limits: Limits | None = None) -> bytes:
    """An .xlsx that `read_upload` reads like the original, for mending and uploading again.

    Styles are kept, save where the file is a CSV or too large or odd for that: then its values come back in a plain
    copy. Earlier marks are taken off. WorkbookRefused when the upload cannot be read at all.
    """
    limits = limits or Limits()
    faults = list(faults)
    if not data.startswith(ZIP):
        return _plain_copy(read_upload(data, limits=limits), faults)
    check_upload(data, limits)
    params = {
        "faults": [_as_texts(fault) for fault in faults],
        "list_name": FAULTS_SHEET,
        "headings": [str(heading) for heading in HEADINGS],
        "widths": WIDTHS,
        "author": AUTHOR,
        "max_cells": limits.max_marked_cells,
    }
    try:
        return run_limited("mark_job", params, data, limits)
    except WorkbookRefused:
        return _plain_copy(read_upload(data, limits=limits), faults)


def list_faults(faults: Iterable[Fault]) -> bytes:
    """A workbook of the faults alone, for a file too large to be given back."""
    return _plain_copy([], list(faults))


def _as_texts(fault: Fault) -> dict[str, Any]:
    return {
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column,
        "where": fault.ref,
        "value": _shown(fault.value),
        "message": clean_text(str(fault.message)),
        "remedy": clean_text(str(fault.remedy)),
    }


def _shown(value: Any) -> str:
    return "" if value is None else clean_text(str(value))[:2000]


def _plain_copy(sheets: Sequence[Sheet], faults: list[Fault]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": CREATED})
    taken: set[str] = set()
    listing = book.add_worksheet(sheet_name(FAULTS_SHEET, taken))
    names = {sheet.name: sheet_name(sheet.name, taken) for sheet in sheets}
    red: dict[str, dict[int, list[Fault]]] = {}
    for fault in faults:
        red.setdefault(fault.sheet, {}).setdefault(fault.row, []).append(fault)
    _write_list(book, listing, faults, names)
    for sheet in sheets:
        _write_copy(book, book.add_worksheet(names[sheet.name]), sheet, red.get(sheet.name, {}))
    book.close()
    return buffer.getvalue()


def _write_list(book: xlsxwriter.Workbook, page: Any, faults: list[Fault], names: dict[str, str]) -> None:
    heading = book.add_format({"bold": True, "bg_color": "#E8EEF7"})
    text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
    for column, (title, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, str(title), heading)
    for number, fault in enumerate(faults, start=1):
        shown = _as_texts(fault)
        for column, key in enumerate(("sheet", "where", "value", "message", "remedy")):
            page.write_string(number, column, shown[key], text)
        if fault.row and fault.sheet in names:
            name = names[fault.sheet].replace("'", "''")
            page.write_url(number, 1, f"internal:'{name}'!{fault.column or 'A'}{fault.row}", link, fault.ref)
    page.freeze_panes(1, 0)


def _write_copy(book: xlsxwriter.Workbook, page: Any, sheet: Sheet, by_row: dict[int, list[Fault]]) -> None:
    looks = _CopyLooks(book)
    comments = 0
    written = {row.number: row.cells for row in sheet.rows}
    for number in sorted({*written, *(row for row in by_row if row)}):
        cells = written.get(number, [])
        faults = by_row.get(number, [])
        is_whole_row = any(fault.column is None for fault in faults)
        texts: dict[str, list[str]] = {}
        for fault in faults:
            texts.setdefault(f"{fault.column or 'A'}{number}", []).append(f"{fault.message}{fault.remedy}")
        known = {cell.ref for cell in cells}
        for cell in [*cells, *(Cell(ref) for ref in texts if ref not in known)]:
            is_red = cell.ref in texts or (is_whole_row and not cell.is_blank)
            looks.write(page, cell, is_red=is_red)
            if cell.ref in texts and comments < MOST_COMMENTS:
                comments += 1
                page.write_comment(cell.ref, clean_text("\n".join(texts[cell.ref])), {"author": AUTHOR, "x_scale": 2.5})


class _CopyLooks:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._formats = {
            (number_format, is_red): book.add_format(
                {"num_format": number_format, "quote_prefix": number_format == "@"}
                | ({"bg_color": "#FFC7CE"} if is_red else {})
            )
            for number_format in ("@", "General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")
            for is_red in (False, True)
        }

    def write(self, page: Any, cell: Cell, *, is_red: bool) -> None:
        value = cell.value
        if value is None:
            if is_red:
                page.write_blank(cell.ref, None, self._formats["General", True])
        elif isinstance(value, bool):
            page.write_boolean(cell.ref, value, self._formats["General", is_red])
        elif isinstance(value, int | float):
            page.write_number(cell.ref, value, self._formats["General", is_red])
        elif isinstance(value, datetime.date):
            has_time = isinstance(value, datetime.datetime)
            look = "yyyy-mm-dd hh:mm:ss" if has_time else "yyyy-mm-dd"
            page.write_datetime(cell.ref, value, self._formats[look, is_red])
        else:
            page.write_string(cell.ref, clean_text(value), self._formats["@", is_red])
