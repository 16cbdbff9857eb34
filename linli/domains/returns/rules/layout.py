"""The shape of a form: where its header stands, how many levels it has, where data begin, and what ends them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from linli.domains.returns.rules.asked import Layout
from linli.domains.returns.rules.forms import Column, Doubt, Form
from linli.domains.returns.rules.kinds import kind_of
from linli.domains.returns.rules.naming import UNITS, spaceless, unit_of
from linli.kernel.exchange.workbooks import column_letters, is_comment_row, to_text
from linli.kernel.exchange.workbooks.reading import Cell
from linli.kernel.exchange.workbooks.sketching import Box, Sketch

ROWS_BEFORE_HEADER = 20
MOST_LEVELS = 4
LONGEST_NAME = 40
MOST_SAMPLES = 12

_LABEL = re.compile(r"(单位|日期|时间|人|电话|部门|地区|名称|月份|期别|表号|文号|机关|有效期至?)(\([^()]*\))?:")
_LABELLED = re.compile(r"([^\s:：]{2,14})[:：]\s*([^:：]*?)(?=\s{2,}|\s+[^\s:：]{2,14}[:：]|$)")
_BLANK_DATE = re.compile(r"^\d{0,4}年\d{0,2}月(\d{0,2}日)?$")
_TOTAL = re.compile(r"^(全[市县区镇乡村]|本[市县区镇乡村])?(总计|合计|小计|共计|累计|合共)$")
_FOOTER = re.compile(
    r"^(注|说明|备注|填报说明|填表说明|填表人|填报人|制表人?|审核人?|复核|负责人|单位负责人|主管领导|经办人|联系电话|联系人|报出日期|填报日期)[\d(（]?.{0,6}[:：]|^注[::\d]"
)
_SAMPLE = re.compile(r"^[(\[【]?(示例|样例|范例|例如|举例|样表|例\d?)[)\]】]?[:：]?")
_NUMBERED = re.compile(r"^([甲乙丙丁戊己庚辛壬癸]|[(\[]?(\d{1,3})[)\]]?(=.*)?)$")
_UNIT_CELL = re.compile(r"^\(?[^()\d]{1,6}\)?$")


class NoHeader(ValueError):
    """There is no table on the sheet; says so in Chinese."""


class Grid:
    """A sheet's texts by place; a merged cell says its text in each of its places."""

    def __init__(self, sketch: Sketch):
        self.sketch = sketch
        self._texts: dict[tuple[int, int], str] = {}
        for number, values in sketch.rows.items():
            for column, value in enumerate(values, start=1):
                if value is not None and (text := to_text(value)):
                    self._texts[number, column] = text
        self.own = dict(self._texts)
        # A row of blanks alone is none.
        self.numbers = sorted({row for row, _column in self.own})
        for box in sketch.merged:
            self._spread(box)

    def _spread(self, box: Box) -> None:
        text = self.own.get((box.first_row, box.first_column))
        if text is None or box.last_row - box.first_row > LONGEST_NAME:
            return
        for row in range(box.first_row, box.last_row + 1):
            for column in range(box.first_column, min(box.last_column, self.sketch.width + 1) + 1):
                self._texts.setdefault((row, column), text)

    def text(self, row: int, column: int) -> str:
        return self._texts.get((row, column), "")

    def own_texts(self, row: int) -> list[str]:
        """What is written in the row itself, each merged cell once."""
        return [self.own[row, column] for column in range(1, self.sketch.width + 1) if (row, column) in self.own]

    def value(self, row: int, column: int) -> object:
        values = self.sketch.rows.get(row, ())
        return values[column - 1] if column <= len(values) else None

    def is_all_text(self, row: int) -> bool:
        return all(isinstance(value, str) for value in self.sketch.rows.get(row, ()) if value is not None)


def understand(sketch: Sketch, *, header: tuple[int, int] | None = None) -> Form:
    """The form on a sheet; `header`: its rows as a person has told them. Raises NoHeader where no row names columns."""
    grid = Grid(sketch)
    top, bottom = _told_header(grid, header) if header else _found_header(grid)
    after = _after_header(grid, bottom)
    totals, footer = _ends(grid, after.first_row)
    data = [
        row for row in grid.numbers if row >= after.first_row and row not in totals and (footer is None or row < footer)
    ]
    columns, nameless = _columns(grid, (top, bottom), after, data)
    title = next(
        (texts[0] for row in grid.numbers if row < top and (texts := grid.own_texts(row)) and not _is_label_row(texts)),
        "",
    )
    others = sum(1 for row in grid.numbers if row < after.first_row) + sum(
        1 for row in grid.numbers if row in totals or (footer is not None and row >= footer)
    )
    return Form(
        sheet=sketch.name,
        title=title,
        header_rows=(top, bottom),
        first_row=after.first_row,
        count=max(0, sketch.count - others),
        last_row=max(data, default=after.first_row - 1),
        columns=columns,
        total_rows=totals,
        footer_row=footer,
        labels=_labels(grid, top, footer),
        doubts=(
            *nameless,
            *_doubled(columns, bottom),
            *_merged_data(sketch, after.first_row, footer, totals),
            *after.doubts,
        ),
    )


def layout_of(form: Form) -> Layout:
    """Where the data of a form go: from below sums that stand first, to above sums and remarks that stand last."""
    first = form.first_row
    while first in form.total_rows:
        first += 1
    ends = [row for row in (*form.total_rows, form.footer_row) if row is not None and row > first]
    last = min(ends) - 1 if ends else form.last_row
    return Layout(
        sheet=form.sheet,
        header_rows=form.header_rows,
        first_row=first,
        last_row=max(last, first - 1),
        style_row=first,
        total_rows=form.total_rows,
        footer_row=form.footer_row,
    )


def _found_header(grid: Grid) -> tuple[int, int]:
    top = _header_top(grid)
    if top is None:
        message = _("“%(sheet)s”里没有找到表头。请确认表格第一行写的是各列的名称，且至少有两列。")
        raise NoHeader(message % {"sheet": grid.sketch.name})
    return top, _header_bottom(grid, top)


def _told_header(grid: Grid, header: tuple[int, int]) -> tuple[int, int]:
    top, bottom = header
    is_there = any(len(grid.own_texts(row)) >= 2 for row in grid.numbers if top <= row <= bottom)
    if not (1 <= top <= bottom < top + MOST_LEVELS and is_there):
        message = _("第%(top)d行到第%(bottom)d行不是表头：表头须从上到下写，至多%(most)d行，至少有两列的名称。")
        raise NoHeader(message % {"top": top, "bottom": bottom, "most": MOST_LEVELS})
    return top, bottom


def _header_top(grid: Grid) -> int | None:
    """The first row that names at least two columns and is no title, label or instruction."""
    for row in grid.numbers[:ROWS_BEFORE_HEADER]:
        texts = grid.own_texts(row)
        if (
            len(texts) >= 2
            and len(set(texts)) >= 2
            and grid.is_all_text(row)
            and _names(texts)
            and not _is_label_row(texts)
        ):
            return row
    return None


def _names(texts: Sequence[str]) -> bool:
    """Column names are short, and hardly any of them is a number."""
    short = [text for text in texts if len(spaceless(text)) <= LONGEST_NAME]
    plain = [text for text in texts if not spaceless(text).replace(".", "").replace("-", "").isdigit()]
    return len(short) * 5 >= len(texts) * 4 and len(plain) * 5 >= len(texts) * 4 and not _is_comment(texts)


def _is_label_row(texts: Sequence[str]) -> bool:
    """填报单位：… 填表日期：… 单位：万元 — what is said of the table as a whole."""
    folded = [spaceless(text) for text in texts]
    said = sum(1 for text in folded if _LABEL.search(text) or _BLANK_DATE.match(text))
    return said > 0 and said * 2 >= len(folded)


def _is_comment(texts: Sequence[str]) -> bool:
    return is_comment_row([Cell("", text) for text in texts])


def _header_bottom(grid: Grid, top: int) -> int:
    bottom = top
    while bottom - top < MOST_LEVELS - 1:
        deeper = max((box.last_row for box in grid.sketch.merged if top <= box.first_row <= bottom), default=bottom)
        if deeper > bottom:
            bottom = min(deeper, top + MOST_LEVELS - 1)
        elif _goes_on(grid, bottom):
            bottom += 1
        else:
            break
    return bottom


def _goes_on(grid: Grid, bottom: int) -> bool:
    """Whether the next row names the columns beneath groups: merged ones, or ones followed by blanks."""
    below = bottom + 1
    names = grid.own_texts(below)
    if not names or not grid.is_all_text(below) or not _names(names) or _is_unit_row(names):
        return False
    groups = [
        box
        for box in grid.sketch.merged
        if box.first_row <= bottom == box.last_row and box.last_column > box.first_column
    ]
    columns = range(1, grid.sketch.width + 1)
    if groups:
        return any(
            grid.text(below, column) for box in groups for column in range(box.first_column, box.last_column + 1)
        )
    new = [column for column in columns if grid.text(below, column) and not grid.text(bottom, column)]
    kept = [column for column in columns if grid.text(bottom, column) and not grid.text(below, column)]
    return bool(new and kept) and not any(kind_of("", [grid.text(below, column)]).is_telling for column in new)


class _After:
    """What stands between the header and the first row of data."""

    def __init__(self, first_row: int):
        self.first_row = first_row
        self.units: dict[int, str] = {}
        self.hints: dict[int, str] = {}
        self.doubts: list[Doubt] = []


def _after_header(grid: Grid, bottom: int) -> _After:
    after = _After(bottom + 1)
    for row in [number for number in grid.numbers if number > bottom][:6]:
        texts = grid.own_texts(row)
        # A remark after blank lines, which are there to be filled in, stands below the table and not above it.
        if row > after.first_row and _FOOTER.match(spaceless(texts[0])):
            break
        if _is_numbering(texts):
            pass
        elif _is_unit_row(texts):
            after.units = {column: spaceless(text).strip("()") for column, text in _by_column(grid, row)}
        elif _SAMPLE.match(spaceless(texts[0])):
            message = _("第%(row)d行像是填写示例，没有当作数据。") % {"row": row}
            after.doubts.append(Doubt(message, _("若它是数据，请改去“示例”字样。"), f"A{row}"))
        elif _is_comment(texts):
            after.hints = dict(_by_column(grid, row))
        else:
            break
        after.first_row = row + 1
    return after


def _by_column(grid: Grid, row: int) -> Iterator[tuple[int, str]]:
    for column in range(1, grid.sketch.width + 1):
        if text := grid.own.get((row, column)):
            yield column, text


def _is_numbering(texts: Sequence[str]) -> bool:
    """甲 乙 1 2 3: numbers of columns, which rise one by one."""
    found = [_NUMBERED.match(spaceless(text)) for text in texts]
    if len(texts) < 3 or not all(found):
        return False
    numbers = [int(match[2]) for match in found if match and match[2]]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in {0, 1}


def _is_unit_row(texts: Sequence[str]) -> bool:
    plain = [spaceless(text) for text in texts]
    return bool(plain) and all(_UNIT_CELL.match(text) and text.strip("()") in UNITS for text in plain)


def _ends(grid: Grid, first_row: int) -> tuple[tuple[int, ...], int | None]:
    totals: list[int] = []
    for row in (number for number in grid.numbers if number >= first_row):
        texts = [spaceless(text) for text in grid.own_texts(row)]
        if any(_TOTAL.match(text) for text in texts[:3]):
            totals.append(row)
        elif _FOOTER.match(texts[0]) or (_is_label_row(texts) and len(texts) <= 4):
            return tuple(totals), row
    return tuple(totals), None


def _columns(
    grid: Grid, header: tuple[int, int], after: _After, data: Sequence[int]
) -> tuple[tuple[Column, ...], list[Doubt]]:
    columns, nameless = [], []
    for index in range(1, grid.sketch.width + 1):
        path = _path(grid, header, index)
        values = [grid.value(row, index) for row in data]
        if path:
            columns.append(_column(grid, index, path, after, values))
        elif any(value is not None for value in values):
            letters = column_letters(index - 1)
            message = _("%(column)s列有内容，但没有列名。") % {"column": letters}
            nameless.append(Doubt(message, _("请写上列名，或删去这一列。"), f"{letters}{header[1]}", is_error=True))
    return tuple(columns), nameless


def _path(grid: Grid, header: tuple[int, int], index: int) -> tuple[str, ...]:
    names: list[str] = []
    for row in range(header[0], header[1] + 1):
        text = grid.text(row, index) or (_group_to_the_left(grid, row, index) if row < header[1] else "")
        if text and text not in names:
            names.append(text)
    is_named = any(grid.text(row, index) for row in range(header[0], header[1] + 1))
    return tuple("".join(name.split()) for name in names) if is_named else ()


def _group_to_the_left(grid: Grid, row: int, index: int) -> str:
    """The heading of an unmerged group: written over its first column, blank over the others."""
    if not grid.text(row + 1, index):
        return ""
    for left in range(index - 1, 0, -1):
        if text := grid.text(row, left):
            return text if grid.text(row + 1, left) else ""
    return ""


def _column(grid: Grid, index: int, path: tuple[str, ...], after: _After, values: Sequence[object]) -> Column:
    sketch = grid.sketch
    letters = column_letters(index - 1)
    choices = next((each.values for each in sketch.lists if each.box.holds(after.first_row, index)), ())
    samples = tuple(dict.fromkeys(to_text(value) for value in values if value is not None))[:MOST_SAMPLES]  # type: ignore[arg-type]
    hints = [
        after.hints.get(index, ""),
        *(text for ref, text in sketch.comments.items() if ref.rstrip("0123456789") == letters),
    ]
    has_dates = any(isinstance(value, date) for value in values)
    return Column(
        index=index,
        path=path,
        unit=unit_of(path[-1]) or after.units.get(index, ""),
        hint="；".join(hint for hint in hints if hint),
        kind=kind_of(path[-1], samples, choices=choices, has_dates=has_dates).kind,
        choices=tuple(choices),
        samples=samples,
        is_hidden=index in sketch.hidden,
        is_computed=f"{letters}{after.first_row}" in sketch.formulas,
    )


def _doubled(columns: Sequence[Column], row: int) -> Iterator[Doubt]:
    first: dict[tuple[str, ...], Column] = {}
    for column in columns:
        if before := first.get(column.path):
            words = {"name": "—".join(column.path), "one": before.letters, "two": column.letters}
            yield Doubt(
                _("%(one)s列和%(two)s列都叫“%(name)s”。") % words,
                _("请在其中一列的名称里写明区别，例如“（上月）”“（本月）”。"),
                f"{column.letters}{row}",
                is_error=True,
            )
        first.setdefault(column.path, column)


def _merged_data(sketch: Sketch, first_row: int, footer: int | None, totals: Sequence[int]) -> Iterator[Doubt]:
    for box in sketch.merged:
        is_data = (
            box.first_row >= first_row and (footer is None or box.first_row < footer) and box.first_row not in totals
        )
        if is_data:
            ref = f"{column_letters(box.first_column - 1)}{box.first_row}:{column_letters(box.last_column - 1)}{box.last_row}"
            message = _("%(ref)s是合并的数据单元格，没法一行一格地填。") % {"ref": ref}
            yield Doubt(message, _("请在表格里取消合并，每格单独留出，再重新上传。"), ref, is_error=True)


def _labels(grid: Grid, top: int, footer: int | None) -> dict[str, str]:
    rows = [row for row in grid.numbers if row < top or (footer is not None and row >= footer)]
    return {
        "".join(match[1].split()): match[2].strip()
        for row in rows
        for text in grid.own_texts(row)
        for match in _LABELLED.finditer(text)
    }
