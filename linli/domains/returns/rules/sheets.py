"""How the values of a return stand in a workbook, in the department's own or a plain one; and what of a column adds up."""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter

from linli.domains.returns.rules.asked import Asked, Layout
from linli.domains.returns.rules.cells import Value
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.values import shown
from linli.kernel.exchange.workbooks.filling import Table
from linli.kernel.exchange.workbooks.filling import Value as Written
from linli.kernel.exchange.workbooks.guard import ZIP
from linli.kernel.exchange.workbooks.writing import CREATED, clean_text
from linli.kernel.privacy import masking

# Shares and averages do not add up.
_NO_SUM = re.compile(r"率|比例|占比|比重|平均|人均|户均|均值|年龄|单价|序号|编号|百分")
_MASKS = {Kind.ID_NUMBER: masking.id_number, Kind.PHONE: masking.phone}


def table_of(layout: Layout) -> Table:
    return Table(layout.sheet, layout.first_row, layout.last_row, layout.style_row, layout.total_rows)


def base_of(workbook: bytes, layout: Layout, columns: Sequence[Asked], title: str) -> tuple[bytes, Layout]:
    """The file that is filled, and where: the department's own, or for an old .xls or a CSV a plain one of its headings."""
    if workbook.startswith(ZIP):
        return workbook, layout
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet()
    frame = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    heading = book.add_format({**frame, "bold": True, "align": "center", "bg_color": "#E8EEF7"})
    page.write_string(0, 0, clean_text(title), book.add_format({"bold": True, "font_size": 14}))
    for column in columns:
        looks = {"num_format": "yyyy-mm-dd"} if column.kind is Kind.DATE else {}
        page.set_column(column.index - 1, column.index - 1, max(10, 2 * len(column.name) + 3))
        page.write_string(1, column.index - 1, clean_text("—".join(column.path)), heading)
        page.write_blank(2, column.index - 1, None, book.add_format({**frame, **looks}))
    page.freeze_panes(2, 0)
    page.repeat_rows(1)
    page.set_landscape()
    book.close()
    return buffer.getvalue(), Layout("Sheet1", (2, 2), 3, 3, 3)


def written(asked: Asked, value: Value) -> Written:
    """As a cell of the department's file takes it: days as days, yes and no in its own words."""
    if isinstance(value, bool):
        return shown(asked, value)
    if asked.kind is Kind.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def masked(asked: Asked, value: Value) -> Value:
    """A number of a person, as whoever does not need it whole is shown it; all else as it is."""
    mask = _MASKS.get(asked.kind) if asked.is_personal else None
    return mask(str(value)) if mask is not None and value is not None else value


def hidden(asked: Asked, value: Value) -> Value:
    """A personal value for whoever is not to know whose it is: names too."""
    if not asked.is_personal or value is None:
        return value
    if asked.kind in _MASKS:
        return masked(asked, value)
    if asked.kind is Kind.DATE:
        return masking.born_on(str(value))
    return masking.name(str(value)) if asked.kind is Kind.TEXT and len(str(value)) <= 6 else masking.hidden(str(value))


def plain_text(value: object) -> str:
    """One spelling of what a cell of a file holds, whatever programme wrote it: for telling whether it was touched."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return clean_text(str(value)).strip()


def adds_up(asked: Asked) -> bool:
    """Whether the column's values may be summed over communities."""
    return (
        asked.is_cell
        and asked.kind in (Kind.INT, Kind.NUMBER)
        and not asked.is_personal
        and not _NO_SUM.search(asked.name)
        and "%" not in asked.unit
    )
