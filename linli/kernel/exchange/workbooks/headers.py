"""Finding the header row by its names, and the row of instructions that often stands beneath it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from linli.kernel.exchange.workbooks.reading import Cell, Sheet

HEADER_ROWS = 10
_REQUIRED = re.compile(r"(\*|\((必填|选填|必须|必填项|选填项|可选)\))+$")
_COMMENT_START = re.compile(
    r"^[\s*(\[【<★※]*(填写说明|填表说明|填报说明|填写要求|填写示例|说明[::。]|说明$|示例|样例|范例|举例|例如|例[::]|注[::]|注意|注$|必填|选填|提示[::])"
)
_HINT = re.compile(
    r"必填|选填|可不填|不填|可空|格式|例如|示例|[(,。;::]?如[::\"“]?[0-9a-zA-Z]|请填|请选|填写|下拉|选择|位数字|位代码|yyyy|mm-dd|单位[::]"
)


@dataclass
class Header:
    """`columns`: place from 0 → the first name of the expected field. The other three are for the list of faults."""

    row_number: int
    columns: dict[int, str]
    unknown: list[Cell]
    missing: list[str]
    doubled: list[Cell]


def find_header(sheet: Sheet, expected: list[list[str]]) -> Header | None:
    """The row among the first ten with content that names most of `expected`, each a field's name and then its aliases.

    Names are compared without width, spaces, a trailing * or （必填）.
    None when no row names two fields (or the only one).
    """
    names = {_folded(alias): aliases[0] for aliases in reversed(expected) for alias in reversed(aliases)}
    best, most = None, min(2, len(expected)) - 1
    for row in sheet.rows[:HEADER_ROWS]:
        found = {names[title] for title in map(_title, row.cells) if title in names}
        if len(found) > most:
            best, most = row, len(found)
    if best is None:
        return None
    columns: dict[int, str] = {}
    unknown, doubled = [], []
    for index, cell in enumerate(best.cells):
        name = names.get(_title(cell))
        if name is None:
            unknown += [] if cell.is_blank else [cell]
        elif name in columns.values():
            doubled.append(cell)
        else:
            columns[index] = name
    missing = [aliases[0] for aliases in expected if aliases[0] not in columns.values()]
    return Header(best.number, columns, unknown, missing, doubled)


def is_comment_row(cells: Iterable[Cell]) -> bool:
    """A row that tells how to fill the table: it says so at its start, or most of its cells are hints."""
    texts = [cell.value for cell in cells if not cell.is_blank]
    if not texts or not all(isinstance(text, str) for text in texts):
        return isinstance(texts[0], str) and bool(_COMMENT_START.match(_spaceless(texts[0]))) if texts else False
    plain = [_spaceless(str(text)) for text in texts]
    hints = sum(1 for text in plain if _HINT.search(text) or _COMMENT_START.match(text))
    return bool(_COMMENT_START.match(plain[0])) or (len(plain) > 1 and hints * 5 >= len(plain) * 3)


def _title(cell: Cell) -> str:
    return _folded(cell.value) if isinstance(cell.value, str) else ""


def _folded(name: str) -> str:
    return _REQUIRED.sub("", _spaceless(name)).lower()


def _spaceless(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("\u200b", "").replace("\ufeff", "")
