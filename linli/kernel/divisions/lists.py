"""Reading a published list of divisions: CSV or CSV.gz, in UTF-8 or GB18030, row by row, in little memory."""

import codecs
import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from linli.kernel.divisions.rules.places import LISTED, NATION, SPAN, Place, short

KINDS = {
    "": "",
    "村委会": "villagers",
    "居委会": "residents",
    "类似居委会": "similar",
    "类似村委会": "similar_villagers",
}
COLUMNS = ("code", "name", "level", "parent_code")
GZIP = b"\x1f\x8b"
MAX_BYTES = 512 * 1024 * 1024  # unpacked; the nation has 45 million
MAX_NAME = 60


class BadDivisionList(ValueError):
    """The file is not a list of divisions; the message says which line and why."""


def read_list(path: Path) -> Iterator[Place]:
    """The places in the order of their codes, each checked against the lines above it.

    Columns: code (12 digits), name, level, parent_code (empty for a province); village_kind and urban_rural may be left out.
    Raises BadDivisionList, and FileNotFoundError.
    """
    with _opened(path, encoding_of(path)) as lines:
        reader = csv.DictReader(_without_nulls(lines), strict=True)
        try:
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise BadDivisionList(
                    _("“%(file)s”缺少列：%(columns)s。首行须有 code、name、level、parent_code。")
                    % {"file": path.name, "columns": "、".join(missing)}
                )
            yield from _checked(reader)
        except csv.Error as error:
            raise BadDivisionList(
                _("第%(line)d行不是完整的CSV：%(what)s。") % {"line": reader.line_num, "what": error}
            ) from None


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def encoding_of(path: Path) -> str:
    """utf-8-sig or gb18030; raises BadDivisionList for a file that is neither, or that unpacks to more than MAX_BYTES."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder, size = codecs.getincrementaldecoder(encoding)(), 0
        try:
            with _unpacked(path) as file:
                while block := file.read(1 << 20):
                    size += len(block)
                    if size > MAX_BYTES:
                        raise BadDivisionList(_("“%(file)s”解压后超过512兆字节，不是区划名单。") % {"file": path.name})
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
        except (gzip.BadGzipFile, EOFError) as error:
            raise BadDivisionList(_("“%(file)s”不是完整的压缩文件，请重新下载。") % {"file": path.name}) from error
    raise BadDivisionList(
        _("“%(file)s”不是 UTF-8 也不是 GB18030 编码的文字，请另存为 CSV UTF-8。") % {"file": path.name}
    )


def _checked(reader: csv.DictReader) -> Iterator[Place]:
    above: list[Place] = []
    last = -1
    for row in reader:
        place = _place(row, reader.line_num)
        if place.code <= last:
            raise _bad(reader.line_num, _doubled(place.code) if place.code == last else _disordered(place.code))
        last = place.code
        while above and not above[-1].code <= place.code < above[-1].upper:
            above.pop()
        _check_parent(place, above, reader.line_num)
        above.append(place)
        yield place


def _place(row: dict[str, str], line: int) -> Place:
    code, name, level = _text(row, "code"), _text(row, "name"), _text(row, "level")
    kind, urban_rural = _text(row, "village_kind"), _text(row, "urban_rural")
    if level not in LISTED:
        known = "、".join(LISTED)
        raise _bad(line, _("层级“%(level)s”不是规定的词（%(known)s）") % {"level": level[:20], "known": known})
    if not 0 < len(name) <= MAX_NAME:
        raise _bad(line, _("名称应为1至%(max)d个字") % {"max": MAX_NAME})
    if kind not in KINDS:
        known = "、".join(word for word in KINDS if word)
        raise _bad(line, _("村居类别“%(kind)s”不是规定的词（%(known)s）") % {"kind": kind[:20], "known": known})
    if urban_rural and not (urban_rural.isascii() and urban_rural.isdigit() and len(urban_rural) == 3):
        raise _bad(line, _("城乡分类“%(code)s”应为3位数字") % {"code": urban_rural[:20]})
    key, parent = _key(code, "code", line), _text(row, "parent_code")
    if key % SPAN[level]:
        raise _bad(line, _("代码%(code)s不像%(level)s一级的代码：后面的位数应为0") % {"code": code, "level": level})
    return Place(key, name, level, _key(parent, "parent_code", line) if parent else NATION, KINDS[kind], urban_rural)


def _key(text: str, column: str, line: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 12):
        raise _bad(line, _("%(column)s 列的“%(text)s”不是12位数字") % {"column": column, "text": text[:20]})
    return int(text) * 1000


def _check_parent(place: Place, above: list[Place], line: int) -> None:
    if place.parent == NATION:
        if place.level != "province":
            raise _bad(line, _("%(code)s没有填上级代码；只有省级可以不填") % {"code": short(place.code)})
        return
    if not above or above[-1].code != place.parent:
        parent = {"code": short(place.code), "parent": short(place.parent)}
        raise _bad(line, _("%(code)s的上级%(parent)s不在本行之前，或代码不在该上级的号段内") % parent)


def _text(row: dict[str, str], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _doubled(code: int) -> str:
    return _("代码%(code)s与上一行重复") % {"code": short(code)}


def _disordered(code: int) -> str:
    return _("代码%(code)s比上一行小：名单应按代码从小到大排列，每个代码只出现一次") % {"code": short(code)}


def _bad(line: int, what: str) -> BadDivisionList:
    return BadDivisionList(_("第%(line)d行有误：%(what)s。") % {"line": line, "what": what})


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        is_packed = file.read(2) == GZIP
    with gzip.open(path, "rb") if is_packed else path.open("rb") as opened:
        yield opened  # type: ignore[misc]


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[IO[str]]:
    with _unpacked(path) as file, io.TextIOWrapper(file, encoding, newline="") as lines:
        yield lines


def _without_nulls(lines: IO[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "")
