"""A file as blocks of rows, never whole: cut here, taken apart wherever its rows are needed, in this process or another."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from linli.kernel.exchange.workbooks import Limits, Sheet, WorkbookRefused, child, reading
from linli.kernel.exchange.workbooks.guard import MEGABYTE, OLE, ZIP, check_upload
from linli.kernel.exchange.workbooks.writing import FORMULA_STARTS

# Of a file that goes through the job queue. Excel itself has 1,048,576 rows; a CSV may be the roster of a city.
CSV_BYTES = 3 * 1024 * MEGABYTE
LARGE = replace(
    Limits(),
    max_bytes=120 * MEGABYTE,
    max_unpacked_bytes=2000 * MEGABYTE,
    max_rows=1_048_576,
    max_cells=12_000_000,
    max_box=16_000_000,
    memory_bytes=1000 * MEGABYTE,
    cpu_seconds=300,
    wall_seconds=600,
)
RESULT_BYTES = 2000 * MEGABYTE
BLOCK_BYTES = 1_500_000
HEAD_BYTES = 256 * 1024
INERT_MARKS = tuple(f"'{start}" for start in FORMULA_STARTS)


class Values(NamedTuple):
    """One row: its number as Excel shows it, its values from column A, and which of them (from 1) are formulas."""

    number: int
    values: list[Any]
    formulas: tuple[int, ...] = ()


@dataclass(frozen=True)
class Block:
    """Some rows in a row. `before` is the number of the row before the first; `last` that of the last."""

    before: int
    last: int
    data: bytes
    done_bytes: int


class Source:
    """`sheet_name`; `head()` for finding the header; `blocks(after)`; `rows_of(block)`, which needs no file any more."""

    sheet_name: str
    size: int

    def head(self) -> Sheet:
        raise NotImplementedError

    def blocks(self, after: int) -> Iterator[Block]:
        """The blocks with rows after that number; whole blocks, cut at the same places every time."""
        raise NotImplementedError

    @property
    def rows_of(self) -> "Opener":
        raise NotImplementedError

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Opener:
    """How a block is taken apart; plain values, so that another process can be told."""

    encoding: str = ""
    delimiter: str = ","

    def __call__(self, block: Block) -> list[Values]:
        """Raises WorkbookRefused."""
        if self.encoding:
            return list(self._csv(block))
        # Moments are the only values that stand in braces, and few rosters have one.
        read = _with_moments if b"{" in block.data else Values._make
        return list(map(read, json.loads(block.data)))

    def _csv(self, block: Block) -> Iterator[Values]:
        number = block.before
        try:
            text = block.data.decode(self.encoding)
            has_marks = any(mark in text for mark in INERT_MARKS)
            for number, values in enumerate(self._split(text), start=block.before + 1):
                if any(values):
                    yield Values(number, list(map(_unmarked, values)) if has_marks else values)
        except csv.Error as error:
            raise WorkbookRefused(
                "csv",
                _("CSV 文件第 %(row)d 行的引号或内容有误，无法分列。") % {"row": number + 1},
                _("请用 Excel 打开后另存为 .xlsx 再上传。"),
            ) from error
        except UnicodeDecodeError as error:
            raise WorkbookRefused(
                "encoding",
                _("CSV 文件第 %(row)d 行附近的文字编码无法识别，既不是 UTF-8 也不是 GB18030。")
                % {"row": block.before + 1 + block.data[: error.start].count(b"\n")},
                _("请用 Excel 打开，另存为“CSV UTF-8”或 .xlsx 后再上传。"),
            ) from error

    def _split(self, text: str) -> Iterator[list[str]]:
        """The rows' values. Raises csv.Error."""
        plain = text.replace("\r\n", "\n")
        lines = plain.split("\n")
        if '"' in plain or "\r" in plain or len(max(lines, key=len)) > csv.field_size_limit():
            return csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        # Without quotes a row is cut at each delimiter, in half the time.
        return (line.split(self.delimiter) for line in lines)


def _unmarked(value: str) -> str:
    """Without the mark that our own CSV puts before what a spreadsheet would take for a formula."""
    return value[1:] if value.startswith(INERT_MARKS) else value


def _with_moments(row: list[Any]) -> Values:
    number, values, formulas = row
    return Values(number, [reading.moment(v) if type(v) is dict else v for v in values], tuple(formulas))


def refuse_at_once(start: bytes) -> None:
    """What the first block of a file tells already. Raises WorkbookRefused."""
    if not start.startswith(ZIP) and not reading.is_text(start[:4096]):
        check_upload(start, LARGE)


def open_source(path: Path) -> Source:
    """A workbook or a CSV, told apart by content. Raises WorkbookRefused; call `close` at the end."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\0 \r\n\t"):
        raise WorkbookRefused("empty", _("文件是空的。"), _("请重新选择要上传的文件。"))
    if start.startswith((ZIP, OLE)) or not reading.is_text(start):
        return BookSource(path)
    return CsvSource(path)


class BookSource(Source):
    """The first visible sheet with rows. The child that reads it writes its rows into a file of which we hold one line."""

    def __init__(self, path: Path):
        self.size = path.stat().st_size
        if self.size > LARGE.max_bytes:
            sizes = {"size": f"{self.size / MEGABYTE:.0f}", "limit": LARGE.max_bytes // MEGABYTE}
            raise WorkbookRefused(
                "too_large",
                _("工作簿有 %(size)s MB，超过上限 %(limit)s MB。") % sizes,
                _("请另存为“CSV UTF-8”后上传，CSV 没有这个限制；或分成几个文件上传。"),
            )
        data = path.read_bytes()
        check_upload(data, LARGE)
        limits = {"memory": LARGE.memory_bytes, "cpu": LARGE.cpu_seconds, "result": RESULT_BYTES}
        params = reading.read_params(LARGE)
        self._run = child.running("read_job", params, [data], limits, wall_seconds=LARGE.wall_seconds)
        try:
            self._result: IO[bytes] = self._run.__enter__()
        except child.ChildFailed as failure:
            raise reading.refusal_of(failure, LARGE) from failure
        self.sheet_name, self._start = self._first_with_rows()

    def _first_with_rows(self) -> tuple[str, int]:
        first, name, start = None, "", 0
        while line := self._result.readline():
            if line.startswith(b'"'):
                name, start = json.loads(line), self._result.tell()
                first = first if first is not None else (name, start)
            elif line.startswith(b"["):
                return name, start
        return first or ("", 0)

    def head(self) -> Sheet:
        block = next(self.blocks(0), None)
        rows = json.loads(block.data)[:40] if block else []
        return reading.to_sheet(self.sheet_name, rows)

    def blocks(self, after: int) -> Iterator[Block]:
        self._result.seek(self._start)
        before, start = 0, self._start
        end = self._result.seek(0, io.SEEK_END)
        self._result.seek(start)
        while (line := self._result.readline()) and line.startswith(b"["):
            place = self._result.tell()
            last = _last_row(line)
            if last > after:
                yield Block(before, last, line, self.size * (place - start) // max(end - start, 1))
                self._result.seek(place)
            before = last

    @property
    def rows_of(self) -> Opener:
        return Opener()

    def close(self) -> None:
        self._run.__exit__(None, None, None)


def _last_row(line: bytes) -> int:
    return int(json.loads(line)[-1][0])


class CsvSource(Source):
    """UTF-8 with or without mark, UTF-16 with mark, or GB18030; commas, tabs or semicolons. Every value is text."""

    sheet_name = "CSV"

    def __init__(self, path: Path):
        self._path, self.size = path, path.stat().st_size
        if self.size > CSV_BYTES:
            raise WorkbookRefused("too_large", _("文件超过 3 GB。"), _("请分成几个文件上传。"))
        with path.open("rb") as file:
            start = file.read(4)
        self._skip = 3 if start.startswith(b"\xef\xbb\xbf") else 0
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._recode("utf-16")
        self._encoding = "utf-8" if _is_utf8(path) else "gb18030"
        text = self._head_bytes().decode(self._encoding, "replace")
        self._opener = Opener(self._encoding, reading.delimiter_of(text))

    def _recode(self, encoding: str) -> None:
        """Other cutting rules for one rare encoding are not worth it: it becomes UTF-8 on the disk."""
        draft = self._path.with_suffix(".utf8")
        try:
            with (
                self._path.open(encoding=encoding, newline="") as file,
                draft.open("w", encoding="utf-8", newline="") as to,
            ):
                while text := file.read(MEGABYTE):
                    to.write(text)
        except UnicodeError as error:
            draft.unlink()
            raise WorkbookRefused(
                "encoding",
                _("CSV 文件的文字编码无法识别，既不是 UTF-8 也不是 GB18030。"),
                _("请用 Excel 打开，另存为“CSV UTF-8”或 .xlsx 后再上传。"),
            ) from error
        draft.replace(self._path)

    def _head_bytes(self) -> bytes:
        with self._path.open("rb") as file:
            file.seek(self._skip)
            data = file.read(HEAD_BYTES)
        return data if len(data) < HEAD_BYTES else data[: _cut(data) or len(data)]

    def head(self) -> Sheet:
        data = self._head_bytes()
        rows = self.rows_of(Block(0, 0, data, 0))[:40]
        return reading.to_sheet(self.sheet_name, [[row.number, [v or None for v in row.values], ()] for row in rows])

    def blocks(self, after: int) -> Iterator[Block]:
        number, place, rest = 0, self._skip, b""
        with self._path.open("rb") as file:
            file.seek(place)
            while data := file.read(BLOCK_BYTES):
                data = rest + data
                if b"\0" in data:
                    raise WorkbookRefused(
                        "not_csv",
                        _("CSV 文件第 %(row)d 行附近不是文字。") % {"row": number + 1},
                        _("请用 Excel 打开后另存为 .xlsx 再上传。"),
                    )
                cut = _cut(data)
                if len(data) - cut > 20 * BLOCK_BYTES:
                    raise WorkbookRefused(
                        "csv",
                        _("CSV 文件第 %(row)d 行之后的引号没有成对，无法分行。") % {"row": number + 1},
                        _("请用 Excel 打开后另存为 .xlsx 再上传。"),
                    )
                data, rest = data[:cut], data[cut:]
                place += cut
                last = number + _count_rows(data)
                if last > after and data:
                    yield Block(number, last, data, place)
                number = last
        if rest:
            yield Block(number, number + _count_rows(rest) + 1, rest, self.size)

    @property
    def rows_of(self) -> Opener:
        return self._opener


def _is_utf8(path: Path) -> bool:
    """Looked at to the last byte: a roster of a hundred thousand plain names may have its first rare one at the end."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            while file.read(4 * MEGABYTE):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _cut(data: bytes) -> int:
    """Where the last row that is whole ends. A line end between two quotes is part of a value.

    Neither byte occurs inside a character of UTF-8 or GB18030.
    """
    cut = data.rfind(b"\n") + 1
    is_inside = data.count(b'"', 0, cut) % 2
    while cut and is_inside:
        quote = data.rfind(b'"', 0, cut)
        earlier = data.rfind(b"\n", 0, quote) + 1
        is_inside = (is_inside + data.count(b'"', earlier, cut)) % 2
        cut = earlier
    return cut


def _count_rows(data: bytes) -> int:
    if b'"' not in data:
        return data.count(b"\n")
    return sum(part.count(b"\n") for part in data.split(b'"')[::2])
