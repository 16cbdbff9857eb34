"""The shape of a form somebody else made: the first and last rows of each sheet, merged cells, lists, hidden columns.

For a workbook that is to be understood before it is read. An .xlsx, an old .xls, or a CSV; what reads it stands in a
limited child, as in `reading`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linli.kernel.exchange.workbooks.guard import OLE, Limits, WorkbookRefused, check_size, check_upload
from linli.kernel.exchange.workbooks.reading import Value, is_text, moment, read_csv, read_params, run_limited

FIRST_ROWS = 60
LAST_ROWS = 15


@dataclass(frozen=True)
class Box:
    """A rectangle of cells, both ends included, rows and columns counted from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column


@dataclass(frozen=True)
class DropDown:
    box: Box
    values: tuple[str, ...]


@dataclass(frozen=True)
class Sketch:
    """One visible sheet. `rows`: number → values from column A, of the first and the last rows that hold anything.

    `count` says how many rows hold anything at all; `formulas` and `comments` go by the cell's name, "C7".
    """

    name: str
    rows: Mapping[int, Sequence[Value]]
    count: int
    merged: Sequence[Box] = ()
    lists: Sequence[DropDown] = ()
    hidden: frozenset[int] = frozenset()
    formulas: frozenset[str] = frozenset()
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return max((len(values) for values in self.rows.values()), default=0)


def sketch_upload(data: bytes, *, limits: Limits | None = None) -> list[Sketch]:
    """Told apart by content, never by the file's name. Raises WorkbookRefused in words for whoever sent it."""
    limits = limits or Limits()
    if is_text(data):
        rows = read_csv(data, limits=limits).rows
        values = {row.number: [cell.value for cell in row.cells] for row in _ends(rows)}
        return [Sketch("CSV", values, len(rows))]
    is_xls = data.startswith(OLE)
    check_size(data, limits)
    if not is_xls or (refusal := _refusal_of(data, limits)).code != "xls":
        if is_xls:
            raise refusal
        check_upload(data, limits)
    params = read_params(limits) | {"is_xls": is_xls, "first_rows": FIRST_ROWS, "last_rows": LAST_ROWS}
    return [_sketch(each) for each in json.loads(run_limited("sketch_job", params, data, limits))]


def _refusal_of(data: bytes, limits: Limits) -> WorkbookRefused:
    """What the guard of .xlsx has against an older file: that it is old, locked, or no workbook at all."""
    try:
        check_upload(data, limits)
    except WorkbookRefused as refusal:
        return refusal
    raise AssertionError("an OLE file is never a plain .xlsx")


def _ends(rows: Sequence[Any]) -> Sequence[Any]:
    return rows if len(rows) <= FIRST_ROWS + LAST_ROWS else [*rows[:FIRST_ROWS], *rows[-LAST_ROWS:]]


def _sketch(told: dict[str, Any]) -> Sketch:
    rows = {
        number: [moment(value) if isinstance(value, dict) else value for value in values]
        for number, values in told["rows"]
    }
    return Sketch(
        told["name"],
        rows,
        told["count"],
        [Box(*corners) for corners in told["merged"]],
        [DropDown(Box(*corners), tuple(values)) for *corners, values in told["lists"]],
        frozenset(told["hidden"]),
        frozenset(told["formulas"]),
        told["comments"],
    )
