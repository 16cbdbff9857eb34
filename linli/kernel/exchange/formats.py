"""How the rows of a file become rows of a register. `RegisterFormat` does it for every spec; a domain may add its own.

A format reads (rows → lines for the staging table, and faults), judges (what is staged, set by set) and writes (the
staged rows, in one transaction). Between reading and writing nothing but the staging table is touched.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from typing import Any, NamedTuple

from linli.kernel.accounts.models import Post
from linli.kernel.exchange.models import Upload
from linli.kernel.exchange.sources import Values
from linli.kernel.exchange.workbooks import Fault

# In the text that COPY reads: a value that is none. No cleaned text contains it.
NONE = "\x01"


@dataclass(frozen=True)
class Expected:
    """A column of the file: the field, the headers under which it may stand (the usual one first), and how it is shown."""

    name: str
    titles: Sequence[str]
    is_needed: bool = False


@dataclass
class Layout:
    """Where the columns are: place from 0 → field."""

    sheet: str
    header_row: int
    first_row: int
    columns: dict[int, str]

    @property
    def places(self) -> dict[str, int]:
        return {name: index for index, name in self.columns.items()}


@dataclass
class Outcome:
    """What a block of rows came to. `lines`: the staging table's rows as `line` writes them, perhaps joined already."""

    lines: list[Any] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    joined_count: int = 0

    @property
    def count(self) -> int:
        """How many rows are to be staged."""
        return self.joined_count or len(self.lines)


Reader = Callable[[Sequence[Values]], Outcome]


class Format:
    """`cells`: how many columns of the staging table it fills. `is_apart`: its reader needs no database, so that it can
    run in processes of its own, and its writer can work place by place."""

    code = ""
    cells = 0
    is_apart = False

    def expected(self) -> list[Expected]:
        raise NotImplementedError

    def fits(self, found: set[str]) -> bool:
        """Whether a file with these fields is of this format."""
        return all(item.name in found for item in self.expected() if item.is_needed)

    def prepare(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, Any]:
        """What the reader must know, as `marshal` can write it. May refuse with WorkbookRefused."""
        return {}

    def reader(self, upload_id: int, layout: Layout, prepared: Mapping[str, Any]) -> Reader:
        raise NotImplementedError

    def judge(self, upload: Upload, layout: Layout, *, by: Post, at: datetime) -> Iterable[Fault]:
        """Look at all staged rows at once; those with a fault are no longer staged afterwards."""
        return ()

    def write(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, int]:
        """Write the staged rows in scope, and count them: at least `create_count` and `change_count`. Raises IntegrityError.

        That of a format which is apart may run in several sessions at once, each with other places in scope.
        """
        raise NotImplementedError

    def finish(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, int]:
        """After all is written, in the upload's own transaction; more counts."""
        return {}

    def blame(self, upload: Upload, layout: Layout, *, by: Post, at: datetime) -> Iterable[Fault]:
        """The staged rows that made `write` raise IntegrityError; they are no longer staged."""
        return ()

    def overtaken(self, upload: Upload, layout: Layout) -> Iterable[Fault]:
        """The staged rows whose records somebody changed or entered since the check; they are no longer staged."""
        return ()


def line(
    head: tuple[int, int, int, int],
    key: str,
    cells: Sequence[str],
    *,
    found: tuple[int, int] | None = None,
    mark: bytes | None = None,
) -> str:
    """One row of the staging table for COPY. `head`: upload, row, kind, division; `found`: record and its version."""
    upload_id, row, kind, division_id = head
    record_id, version = found or (NONE, NONE)
    body = "\t".join(cells)
    if "\\" in body or "\n" in body or "\r" in body or body.count("\t") != len(cells) - 1:
        body = "\t".join(map(escaped, cells))
    shown = NONE if mark is None else f"\\\\x{mark.hex()}"
    return f"{upload_id}\t{row}\t{kind:d}\t{record_id}\t{version}\t{division_id}\t{escaped(key)}\t{shown}\t{body}\n"


class Heads(NamedTuple):
    """What rows of the staging table begin with, column by column: one item in each for every row."""

    rows: Sequence[int]
    divisions: Sequence[int]
    keys: Sequence[str]
    marks: Sequence[bytes | None]


def lines(upload_and_kind: tuple[int, int], heads: Heads, cells: Sequence[Sequence[str]]) -> str:
    """Many rows as `line` writes each, given column by column: a third of the time where there is nothing to escape."""
    upload_id, kind = upload_and_kind
    count = len(heads.rows)
    marks = [NONE if mark is None else f"\\\\x{mark.hex()}" for mark in heads.marks]
    columns = (
        *(repeat(str(upload_id)), map(str, heads.rows), repeat(f"{kind:d}"), repeat(NONE), repeat(NONE)),
        *(map(str, heads.divisions), heads.keys, marks, *cells),
    )
    text = "\n".join(map("\t".join, zip(*columns, strict=False))) + "\n"
    is_whole = text.count("\n") == count and text.count("\t") == (len(columns) - 1) * count and "\r" not in text
    if is_whole and text.count("\\") == 2 * (count - heads.marks.count(None)):
        return text
    rows = zip(*heads, zip(*cells, strict=True), strict=True)
    return "".join(
        line((upload_id, row, kind, place), key, values, mark=mark) for row, place, key, mark, values in rows
    )


def escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
