"""A register of the reference city, and how it becomes a workbook of the same form as the project's own exports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

CREATED = datetime(2021, 7, 9)  # noqa: DTZ001 - workbooks know no time zone; constant, so that the same records give the same bytes


@dataclass(frozen=True)
class Register:
    """`file` without ending; `headers` and `rows` in the order of the columns. A row holds str, date, bool, int, float or None."""

    file: str
    sheet: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]


def write(register: Register, folder: Path) -> Path:
    """Write one workbook with one sheet. The same register gives the same bytes."""
    path = folder / f"{register.file}.xlsx"
    workbook = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False})
    workbook.set_properties({"title": register.sheet, "created": CREATED})
    heading = workbook.add_format({"bold": True, "bottom": 1})
    text = workbook.add_format({"num_format": "@"})
    sheet = workbook.add_worksheet(register.sheet)
    sheet.freeze_panes(1, 1)
    for index, header in enumerate(register.headers):
        cells = [row[index] for row in register.rows]
        is_text = any(isinstance(cell, str) for cell in cells)
        sheet.set_column(index, index, _width(header, cells), text if is_text else None)
        sheet.write_string(0, index, header, heading)
    for number, row in enumerate(register.rows, start=1):
        for index, value in enumerate(row):
            _write_cell(sheet, number, index, value, text)
    workbook.close()
    return path


def _write_cell(sheet: Any, row: int, column: int, value: Any, text: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, value, text)


def _width(header: str, cells: Sequence[Any]) -> float:
    """Chinese characters are two columns wide; long texts are cut at 60."""
    longest = max((_columns(cell) for cell in cells[:200]), default=0)
    return min(60, max(2 * len(header), longest)) + 2


def _columns(cell: Any) -> int:
    if isinstance(cell, str):
        return sum(2 if ord(letter) > 255 else 1 for letter in cell)
    return 10
