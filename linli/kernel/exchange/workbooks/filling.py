"""A department's own workbook with rows in its table; all that stands around them stays as it was.

What stands below moves down with its heights, merges, lists, breaks, notes and pictures; totals stretch over all rows; what
is written never becomes a formula. Rows are streamed: memory does not grow with their number.
"""

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from django.utils.translation import gettext as _

from linli.kernel.exchange.workbooks.guard import WorkbookRefused
from linli.kernel.exchange.workbooks.moving import Template, move_book, move_others, move_sheet
from linli.kernel.exchange.workbooks.package import COMPRESSION, STYLES, Package, date_looks, unlocked
from linli.kernel.exchange.workbooks.reading import EXACT_BELOW, column_letters
from linli.kernel.exchange.workbooks.references import Growth, repeated
from linli.kernel.exchange.workbooks.splicing import Splice
from linli.kernel.exchange.workbooks.writing import FIRST_EXCEL_DAY, LAST_ROW, NO, YES, clean_text

ROWS_AT_ONCE = 500
DAY_ZERO = 693594

Value = str | int | float | bool | date | None


@dataclass(frozen=True)
class Table:
    """Where the table stands, rows from 1: data go to `first_row` … `last_row` (`first_row` - 1: it has no place for any
    yet), and further down as they need; they look as `style_row` does. `total_rows` add up and stand elsewhere."""

    sheet: str
    first_row: int
    last_row: int
    style_row: int
    total_rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Subtotal:
    """A row that adds up those since the row `since` (counted from 0). `sums`: column from 1 → what it comes to."""

    label: str
    label_column: int
    since: int
    sums: Mapping[int, int | float]


Line = Sequence[Value] | Subtotal
"""Values from column A on; columns with a formula of their own keep it, whatever the value."""


@dataclass
class Extra:
    """What a workbook that is handed out carries besides, see `handing`. `twins`: format of a cell → of one to type in."""

    twins: Mapping[int, int] = field(default_factory=dict)
    open_columns: frozenset[int] = frozenset()
    tokens: Sequence[str] = ()
    token_column: int = 0


def fill(
    data: bytes,
    table: Table,
    lines: Iterable[Line],
    count: int,
    out: IO[bytes],
    *,
    has_subtotals: bool = False,
    totals: Mapping[int, int | float] | None = None,
) -> None:
    """Write the workbook with `count` lines. `totals`: what empty cells of the rows of totals hold, by column.

    Raises WorkbookRefused where the workbook cannot be used, ValueError where `lines` are not as many as said.
    """
    work = Filling(Package(data), table, count, has_subtotals=has_subtotals)
    work.write(lines, out, totals or {})


class Filling:
    """A workbook about to be filled. `sheet` and `package` may be changed before it is written."""

    def __init__(self, package: Package, table: Table, count: int, *, has_subtotals: bool = False):
        self.part = package.sheets.get(table.sheet, "")
        if not self.part:
            raise WorkbookRefused(
                "no_sheet", _("工作簿里没有工作表“%(name)s”。") % {"name": table.sheet}, _("请重新上传原来的表格。")
            )
        room = table.last_row - table.first_row + 1
        self.growth = Growth(table.sheet, table.first_row, table.last_row, max(count, room), has_subtotals)
        if self.growth.new_last >= LAST_ROW:
            raise WorkbookRefused(
                "too_many_rows", _("行数超过 Excel 一个工作表的上限。"), _("请缩小范围，分成几份取出。")
            )
        self.package, self.table, self.count = package, table, count
        self.sheet = Splice(package.read(self.part))
        self.extra = Extra()
        self.hidden: tuple[str, bytes] | None = None

    def write(self, lines: Iterable[Line], out: IO[bytes], totals: Mapping[int, int | float]) -> None:
        """Raises ValueError where the lines are not as many as said."""
        package, table, growth = self.package, self.table, self.growth
        place = move_sheet(self.sheet, growth, style_row=table.style_row, total_rows=table.total_rows, totals=totals)
        move_book(package, growth)
        move_others(package, self.part, growth)
        package.finish(new_sheet=self.hidden)
        looks = self._looks(place.template)
        writer = Writer(place.prefix, place.template, place.total or place.template, looks, self.extra)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as made:
            package.write(made, but=self.part)
            with made.open(self.part, "w", force_zip64=True) as stream:
                stream.write(self.sheet.pieces(0, place.start) + place.opening)
                written = writer.write(stream, lines, table.first_row)
                if written != self.count:
                    raise ValueError(f"{written} lines instead of {self.count}")
                writer.write_blank(stream, table.first_row + written, growth.new_last)
                stream.write(place.closing + self.sheet.pieces(place.end))

    def _looks(self, template: Template) -> frozenset[int]:
        """Formats that show days; the formats of what may be typed in get unlocked twins."""
        if not self.package.has(STYLES):
            return frozenset()
        styles = self.package.read(STYLES)
        if self.extra.open_columns:
            used = {int(template.cells.get(column, ("", ""))[0] or 0) for column in self.extra.open_columns}
            self.package.parts[STYLES], self.extra.twins = unlocked(styles, used)
        return date_looks(styles)


class Writer:
    """Rows as XML."""

    def __init__(self, prefix: str, template: Template, total: Template, dates: frozenset[int], extra: Extra):
        self._prefix, self._template, self._total, self._dates, self._extra = prefix, template, total, dates, extra
        self._columns: list[Callable[[Value, str], str]] = []
        self._number = 0

    def write(self, stream: IO[bytes], lines: Iterable[Line], first: int) -> int:
        """How many there were."""
        waiting: list[str] = []
        count = 0
        start, end = f'<{self._prefix}row r="', f"</{self._prefix}row>"
        tag = self._template.tag
        for count, line in enumerate(lines, start=1):
            number = first + count - 1
            row = str(number)
            if isinstance(line, Subtotal):
                waiting.append(self._subtotal(line, number, first))
            else:
                if len(self._columns) < max(len(line), max(self._template.cells, default=0)):
                    self._grow(len(line))
                body = "".join([to_xml(value, row) for to_xml, value in zip(self._columns, line, strict=False)])
                rest = "".join([to_xml(None, row) for to_xml in self._columns[len(line) :]])
                waiting.append(f'{start}{row}"{tag}>{body}{rest}{self._token(count - 1, row)}{end}')
            if len(waiting) == ROWS_AT_ONCE:
                stream.write("".join(waiting).encode())
                waiting.clear()
        stream.write("".join(waiting).encode())
        return count

    def write_blank(self, stream: IO[bytes], first: int, last: int) -> None:
        """Rows of the form that nothing has come into yet."""
        self._grow(0)
        for number in range(first, last + 1):
            row = str(number)
            body = "".join([to_xml(None, row) for to_xml in self._columns])
            stream.write(f'<{self._prefix}row r="{row}"{self._template.tag}>{body}</{self._prefix}row>'.encode())

    def _token(self, ordinal: int, row: str) -> str:
        tokens = self._extra.tokens
        if ordinal >= len(tokens):
            return ""
        letters = column_letters(self._extra.token_column - 1)
        return _text(f'<{self._prefix}c r="{letters}', "", self._prefix)(tokens[ordinal], row)

    def _grow(self, width: int) -> None:
        for index in range(len(self._columns), max(width, max(self._template.cells, default=0))):
            self._columns.append(self._column(index + 1))

    def _column(self, column: int) -> Callable[[Value, str], str]:
        look, formula = self._template.cells.get(column, ("", ""))
        is_date = look.isdigit() and int(look) in self._dates
        if column in self._extra.open_columns and not formula:
            look = str(self._extra.twins.get(int(look or 0), look))
        start, style = f'<{self._prefix}c r="{column_letters(column - 1)}', f' s="{look}"' if look else ""
        if formula:
            return _formula(start, style, self._prefix, formula, self._template.row)
        return _value(start, style, self._prefix, is_date=is_date)

    def _subtotal(self, line: Subtotal, number: int, first: int) -> str:
        cells = []
        width = max([*self._total.cells, *line.sums, line.label_column])
        for column in range(1, width + 1):
            look, _formula = self._total.cells.get(column, ("", ""))
            letters = column_letters(column - 1)
            start, style = f'<{self._prefix}c r="{letters}', f' s="{look}"' if look else ""
            if column == line.label_column:
                cells.append(_text(start, style, self._prefix)(line.label, str(number)))
            elif column in line.sums:
                area = f"{letters}{first + line.since}:{letters}{number - 1}"
                cells.append(
                    f'{start}{number}"{style}><{self._prefix}f>SUBTOTAL(9,{area})</{self._prefix}f>'
                    f"<{self._prefix}v>{line.sums[column]}</{self._prefix}v></{self._prefix}c>"
                )
            elif style:
                cells.append(f'{start}{number}"{style}/>')
        return f'<{self._prefix}row r="{number}"{self._total.tag}>{"".join(cells)}</{self._prefix}row>'


def _value(start: str, style: str, prefix: str, *, is_date: bool) -> Callable[[Value, str], str]:
    text = _text(start, style, prefix)
    middle, end = f'"{style}><{prefix}v>', f"</{prefix}v></{prefix}c>"
    blank = f'"{style}/>' if style else ""

    def write(value: Value, row: str) -> str:
        kind = type(value)
        if isinstance(value, str):
            return text(value, row)
        if value is None:
            return f"{start}{row}{blank}" if blank else ""
        if kind is int or kind is float:
            return f"{start}{row}{middle}{value}{end}" if -EXACT_BELOW < value < EXACT_BELOW else text(str(value), row)  # type: ignore[operator]
        if kind is bool:
            return text(YES if value else NO, row)
        if isinstance(value, date) and is_date and value >= FIRST_EXCEL_DAY:
            return f"{start}{row}{middle}{value.toordinal() - DAY_ZERO}{end}"
        return text(value.isoformat() if isinstance(value, date) else str(value), row)

    return write


def _text(start: str, style: str, prefix: str) -> Callable[[str, str], str]:
    middle = f'"{style} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
    end = f"</{prefix}t></{prefix}is></{prefix}c>"
    blank = f'"{style}/>' if style else ""

    def write(value: str, row: str) -> str:
        if not value:
            return f"{start}{row}{blank}" if blank else ""
        if not value.isalnum():
            value = clean_text(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f"{start}{row}{middle}{value}{end}"

    return write


def _formula(start: str, style: str, prefix: str, formula: str, own_row: int) -> Callable[[Value, str], str]:
    def write(_value: Value, row: str) -> str:
        moved = repeated(formula, int(row) - own_row)
        moved = moved.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f'{start}{row}"{style}><{prefix}f>{moved}</{prefix}f></{prefix}c>'

    return write
