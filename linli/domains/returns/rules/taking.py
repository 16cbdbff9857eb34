"""What a workbook that comes back says of one answer: cell by cell against what it held when it went out, and the page now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Cell, Value
from linli.domains.returns.rules.keys import Key, Marks, unpacked
from linli.domains.returns.rules.naming import spaceless
from linli.domains.returns.rules.sheets import masked, plain_text
from linli.domains.returns.rules.subjects import Place
from linli.domains.returns.rules.values import read, shown
from linli.kernel.exchange.workbooks import Fault
from linli.kernel.exchange.workbooks.gathering import Line


@dataclass(frozen=True)
class Change:
    """`row`: id of the answer's row, 0 for one that the file adds; `line`: number of the file's row."""

    row: int
    asked: Asked
    value: Value
    line: int


@dataclass(frozen=True)
class Conflict:
    """Changed in the file and, since it went out, on the page too: somebody has to choose."""

    row: int
    asked: Asked
    ref: str
    file_value: Value
    page_value: Value
    by: str
    on: str

    @property
    def file_text(self) -> str:
        return shown(self.asked, self.file_value) or _("（空）")

    @property
    def page_text(self) -> str:
        return shown(self.asked, masked(self.asked, self.page_value)) or _("（空）")


@dataclass
class Reading:
    """`added`: lines that the file adds, each its changes. `known`: changed in the file, and the page already says so."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    added: list[list[Change]] = field(default_factory=list)
    unchanged: int = 0
    known: int = 0


@dataclass(frozen=True)
class Page:
    """A row of the answer as it is now, its sealed values opened."""

    values: Mapping[int, Value]
    cells: Mapping[str, Any]


def compare(
    key: Key, lines: Sequence[Line], columns: Sequence[Asked], pages: Mapping[int, Page], *, may_add: bool
) -> Reading:
    """`pages`: the answer's rows by id."""
    work = _Comparing(key, columns)
    found = work.found
    seen: dict[str, int] = {}
    for line in lines:
        if not line.token:
            work.add(line, may_add=may_add)
        elif line.token in seen:
            message = _("这一行是第%(row)d行复制出来的，标识相同。") % {"row": seen[line.token]}
            work.blame(line, message, remedy=_("请删去这一行，在表内的空行里填写。"))
        elif line.token in key.rows:
            seen[line.token] = line.number
            if page := pages.get(int(line.token)):
                work.compare(line, page)
            else:
                found.notices.append(_("第%(row)d行在页面上已经删去，没有收。") % {"row": line.number})
    gone = [token for token in key.rows if token not in seen and int(token) in pages]
    if gone:
        message = _("文件里少了取出时的%(count)d行，页面上的这些行没有动；要删去，请在页面上删。")
        found.notices.append(message % {"count": len(gone)})
    return found


class _Comparing:
    """One file."""

    def __init__(self, key: Key, columns: Sequence[Asked]):
        self.found = Reading()
        opened = {each.index: each for each in columns if each.may_be_typed}
        self._key = key
        self._columns = [(opened[index], at) for at, index in enumerate(key.columns) if index in opened]
        self._marks = Marks(key.answer, key.salt)

    def compare(self, line: Line, page: Page) -> None:
        handed = unpacked(self._key.rows[line.token])
        for column, at in self._columns:
            value, text = handed[at]
            raw = _value_at(line, column)
            if self._marks.of_text(plain_text(raw)) == text:
                self.found.unchanged += 1
            else:
                self._touched(line, column, value, page)

    def _touched(self, line: Line, column: Asked, handed: bytes, page: Page) -> None:
        """A cell that does not hold what the file went out with."""
        found, raw, now = self.found, _value_at(line, column), page.values.get(column.index)
        value, fault = read(column, raw)
        if fault:
            self.blame(line, fault, column)
        elif self._marks.of(value) == handed:
            found.unchanged += 1
        elif value == now:
            found.known += 1
        elif self._marks.of(now) == handed:
            found.changes.append(Change(int(line.token), column, value, line.number))
        else:
            cell = Cell.from_json(page.cells.get(str(column.index), {}))
            ref = f"{column.letters}{line.number}"
            day = cell.as_of.isoformat() if cell.as_of else ""
            found.conflicts.append(Conflict(int(line.token), column, ref, value, now, cell.by, day))

    def add(self, line: Line, *, may_add: bool) -> None:
        changes = []
        for column, _at in self._columns:
            value, fault = read(column, _value_at(line, column))
            if fault:
                self.blame(line, fault, column)
            elif value is not None:
                changes.append(Change(0, column, value, line.number))
        if changes and may_add:
            self.found.added.append(changes)
        elif changes:
            message = _("这张表的行由系统给出，不能自己加行。")
            self.blame(line, message, remedy=_("请填在已有的行里；缺行的，请告诉发起单位。"))

    def blame(self, line: Line, message: str, column: Asked | None = None, *, remedy: str = "") -> None:
        letters = column.letters if column else None
        value = _value_at(line, column) if column else None
        self.found.faults.append(Fault(self._key.sheet, line.number, letters, value, message, remedy))


def _value_at(line: Line, column: Asked) -> Any:
    return line.values[column.index - 1] if column.index <= len(line.values) else None


def foreign_place(lines: Sequence[Line], columns: Sequence[Asked], name: str) -> str:
    """Another community's name, where a row of ours carries one: its cells were copied into this file."""
    return next(_others(lines, columns, name), "")


def _others(lines: Sequence[Line], columns: Sequence[Asked], name: str) -> Iterator[str]:
    indexes = [each.index for each in columns if each.place == Place.VILLAGE]
    for line in lines:
        for index in indexes:
            said = plain_text(line.values[index - 1]) if line.token and index <= len(line.values) else ""
            if said and spaceless(said) != spaceless(name):
                yield said
