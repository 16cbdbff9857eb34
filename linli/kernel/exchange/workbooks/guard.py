"""What an upload must be before anything parses it. Answers in about a millisecond, from the zip's table of contents.

External links and pictures are ignored (nothing here follows a link); macros, embedded archives, passwords and document
type definitions are refused.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024


class WorkbookRefused(Exception):
    """The file cannot be used. `message` says what and where, `remedy` how to mend it; `str()` gives both.

    `code` is stable, for logs and tests.
    """

    def __init__(self, code: str, message: str | Promise, remedy: str | Promise) -> None:
        self.code = code
        self.message = str(message)
        self.remedy = str(remedy)
        super().__init__(f"{self.message}{self.remedy}")


@dataclass(frozen=True)
class Limits:
    """`max_box` is last row × last column that hold anything: what a dense reader must make room for."""

    max_bytes: int = 20 * MEGABYTE
    max_unpacked_bytes: int = 300 * MEGABYTE
    max_ratio: int = 100
    max_entries: int = 2000
    max_sheets: int = 50
    max_rows: int = 100_000
    max_columns: int = 256
    max_cells: int = 1_000_000
    max_box: int = 4_000_000
    max_marked_cells: int = 300_000
    memory_bytes: int = 512 * MEGABYTE
    cpu_seconds: int = 20
    wall_seconds: int = 40


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ARCHIVES = (ZIP, b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
NESTED_NAMES = (".zip", ".rar", ".7z", ".gz", ".xlsx", ".xlsm", ".docx", ".pptx", ".xls")
PROLOG_BYTES = 64 * 1024
RATIO_COUNTS_FROM = MEGABYTE


def check_upload(data: bytes, limits: Limits | None = None) -> None:
    """Raise WorkbookRefused unless `data` is a plain .xlsx within the limits."""
    limits = limits or Limits()
    check_size(data, limits)
    if not data.startswith(ZIP):
        raise _not_a_zip(data)
    _check_directory_size(data, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_kind(archive)
            _check_sizes(archive, limits)
            _check_parts(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        struct.error,
        zlib.error,
    ) as error:
        raise damaged() from error


def check_size(data: bytes, limits: Limits) -> None:
    if not data.strip(b"\0 \r\n\t"):
        raise WorkbookRefused("empty", _("文件是空的。"), _("请重新选择要上传的文件。"))
    if len(data) > limits.max_bytes:
        sizes = {"size": f"{len(data) / MEGABYTE:.1f}", "limit": f"{limits.max_bytes / MEGABYTE:g}"}
        raise WorkbookRefused(
            "too_large",
            _("文件有 %(size)s MB，超过上限 %(limit)s MB。") % sizes,
            _("请删去图片和无关的工作表，或分成几个文件上传。"),
        )


def damaged() -> WorkbookRefused:
    return WorkbookRefused(
        "damaged", _("文件已损坏，打不开。"), _("请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后再上传。")
    )


def _not_a_zip(data: bytes) -> WorkbookRefused:
    if data.startswith(OLE):
        return _ole(data)
    if data.startswith(PICTURES) or data[8:12] == b"WEBP":
        return WorkbookRefused(
            "picture", _("这是一张图片，不是工作簿。"), _("请上传 .xlsx 文件；纸质表格请先录入 Excel。")
        )
    if data.startswith(b"%PDF"):
        return WorkbookRefused("pdf", _("这是 PDF 文件，不是工作簿。"), _("请上传原来的 .xlsx 文件。"))
    if data.startswith(ARCHIVES):
        return WorkbookRefused("archive", _("这是压缩包，不是工作簿。"), _("请先解压，再上传其中的 .xlsx 文件。"))
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        return WorkbookRefused(
            "web_page",
            _("文件内容是网页或 XML，只是改了扩展名，不是工作簿。"),
            _("请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"),
        )
    if b"\0" not in data[:4096]:
        return WorkbookRefused(
            "text",
            _("这是文本或 CSV 文件，不是 .xlsx 工作簿。"),
            _("请把扩展名改为 .csv 上传，或用 Excel 打开后另存为 .xlsx。"),
        )
    return WorkbookRefused("not_workbook", _("文件不是 Excel 工作簿。"), _("请上传 .xlsx 文件；请勿只改扩展名。"))


def _ole(data: bytes) -> WorkbookRefused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return password_protected()
    if "WordDocument".encode("utf-16-le") in data:
        return WorkbookRefused(
            "word", _("这是 Word 文档，不是工作簿。"), _("请把表格复制到 Excel，另存为 .xlsx 后再上传。")
        )
    return WorkbookRefused(
        "xls", _("这是旧格式的工作簿（.xls 或 .et）。"), _("请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。")
    )


def password_protected() -> WorkbookRefused:
    return WorkbookRefused(
        "password",
        _("工作簿设有打开密码，无法读取。"),
        _("请打开后在“文件—信息—保护工作簿”中去掉密码，保存后再上传。"),
    )


def _check_directory_size(data: bytes, limits: Limits) -> None:
    """Before zipfile builds an object for each entry: 20 MB of directory alone would be 300,000 of them."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + 22 > len(data):
        raise damaged()
    entries, size = struct.unpack("<HI", data[at + 10 : at + 16])
    if entries > limits.max_entries or size > limits.max_entries * 512:
        raise _too_many_entries(entries, limits)


def _too_many_entries(count: int, limits: Limits) -> WorkbookRefused:
    return WorkbookRefused(
        "too_many_entries",
        _("工作簿内有 %(count)d 个部件，超过上限 %(limit)d 个，不像正常的表格。")
        % {"count": count, "limit": limits.max_entries},
        _("请把需要的内容复制到新的工作簿后再上传。"),
    )


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = [info.filename.lower() for info in archive.infolist()]
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise password_protected()
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise WorkbookRefused(
            "macros", _("工作簿带有宏。"), _("请另存为“Excel 工作簿（*.xlsx）”，不要选启用宏的格式，再上传。")
        )
    if "xl/workbook.bin" in names:
        raise WorkbookRefused("xlsb", _("这是二进制工作簿（.xlsb）。"), _("请用 Excel 打开，另存为 .xlsx 后再上传。"))
    if "xl/workbook.xml" not in names:
        if any(name.startswith(("word/", "ppt/")) for name in names):
            raise WorkbookRefused(
                "office",
                _("这是 Word 或 PowerPoint 文件，不是工作簿。"),
                _("请把表格复制到 Excel，另存为 .xlsx 后再上传。"),
            )
        if "content.xml" in names:
            raise WorkbookRefused(
                "ods", _("这是 OpenDocument 表格（.ods）。"), _("请用 Excel 或 WPS 另存为 .xlsx 后再上传。")
            )
        raise WorkbookRefused("archive", _("这是压缩包，不是工作簿。"), _("请先解压，再上传其中的 .xlsx 文件。"))
    if len(set(names)) != len(names):
        raise damaged()


def _check_sizes(archive: zipfile.ZipFile, limits: Limits) -> None:
    infos = archive.infolist()
    if len(infos) > limits.max_entries:
        raise _too_many_entries(len(infos), limits)
    total = sum(info.file_size for info in infos)
    bombs = [
        info
        for info in infos
        if info.file_size > RATIO_COUNTS_FROM and info.file_size > limits.max_ratio * max(info.compress_size, 1)
    ]
    if total > limits.max_unpacked_bytes or bombs:
        worst = max(infos, key=lambda info: info.file_size)
        raise WorkbookRefused(
            "bomb",
            _("工作簿解压后有 %(size).0f MB（其中 %(part)s 最大），远超正常表格。")
            % {"size": total / MEGABYTE, "part": worst.filename[:80]},
            _("请把有内容的行复制到新的工作簿，另存为 .xlsx 后再上传。"),
        )


def _check_parts(archive: zipfile.ZipFile) -> None:
    for info in archive.infolist():
        if info.is_dir():
            continue
        name = info.filename.lower()
        with archive.open(info) as stream:
            head = stream.read(2048)
            if head.startswith(ARCHIVES) or name.endswith(NESTED_NAMES):
                raise WorkbookRefused(
                    "nested",
                    _("工作簿里嵌有另一个文件或压缩包（%(part)s）。") % {"part": info.filename[:80]},
                    _("请删去嵌入的对象，保存后再上传。"),
                )
            _check_prolog(info.filename, _blocks(head, stream), is_xml=name.endswith((".xml", ".rels", ".vml")))


def _blocks(head: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    yield head
    for _count in range(PROLOG_BYTES // 2048):
        yield stream.read(2048)


class _RootReached(Exception):
    pass


def _check_prolog(part: str, blocks: Iterator[bytes], *, is_xml: bool) -> None:
    """A document type can only stand before the root element, so reading stops there: nothing is ever expanded."""
    parser = expat.ParserCreate()

    def refuse(*_arguments: object) -> None:
        raise WorkbookRefused(
            "doctype",
            _("工作簿的部件 %(part)s 含有实体定义（DTD），可能是恶意文件。") % {"part": part[:80]},
            _("请用 Excel 或 WPS 新建工作簿，把内容复制过去后再上传。"),
        )

    def stop(*_arguments: object) -> None:
        raise _RootReached

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        for block in blocks:
            parser.Parse(block, False)
    except _RootReached:
        return
    except expat.ExpatError:
        pass
    if is_xml:
        raise damaged()
