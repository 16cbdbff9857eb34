"""The words, bookmarks and manifest of a .docx, read with suspicion."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]  # it comes with python-docx, without types

from linli.kernel.documents.docx import BOOKMARK, MANIFEST_NAMESPACE
from linli.kernel.documents.reading_limits import (
    MAX_PART_BYTES,
    MAX_PARTS,
    MAX_UNPACKED_BYTES,
    Extract,
    NotALinliDocument,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKED = re.compile(rf"{BOOKMARK}([A-Za-z][A-Za-z0-9]*)(?:_[0-9]+)?")
# 版记 is a text box, so drawings as such are no sign of tampering; pictures and embedded objects are.
_DRAWN = ("{*}blip", "{*}imagedata", f"{_W}object", f"{_W}altChunk")


def extract(data: bytes) -> Extract:
    """Takes a .docx apart. Raises NotALinliDocument."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _read(package)
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.LxmlError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise NotALinliDocument(_(".docx 文件已损坏或不完整，请重新下载原件。")) from error


def _read(package: zipfile.ZipFile) -> Extract:
    names = _check_size(package)
    if "word/document.xml" not in names:
        raise NotALinliDocument(_("这是压缩包，但不是 .docx 文件，请选择平台签发的答复文件。"))
    envelope = _manifest(package, names)
    body = _parse(_part(package, "word/document.xml"))
    text, marked = _words(body)
    foreign = (_("文中插入了图片或对象"),) if any(True for _each in body.iter(*_DRAWN)) else ()
    return Extract(envelope, text, marked, foreign)


def _check_size(package: zipfile.ZipFile) -> set[str]:
    infos = package.infolist()
    total = sum(info.file_size for info in infos)
    if len(infos) > MAX_PARTS or total > MAX_UNPACKED_BYTES:
        raise NotALinliDocument(_(".docx 文件解开后过大，不是平台签发的公文。"))
    if any(info.flag_bits & 0x1 for info in infos):
        raise NotALinliDocument(_(".docx 文件已加密，无法核验，请提供未加密的原件。"))
    names = [info.filename for info in infos]
    if len(set(names)) != len(names):
        raise NotALinliDocument(_(".docx 文件里有重名的部件，内容不可信，请向签发单位索取原件。"))
    return set(names)


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """One part, never more of it than allowed, whatever size its entry declares."""
    with package.open(name) as held:
        content = held.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise NotALinliDocument(_(".docx 文件解开后过大，不是平台签发的公文。"))
    return content


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise NotALinliDocument(_(".docx 文件里有不允许的声明，内容不可信，请向签发单位索取原件。"))
    return root


def _manifest(package: zipfile.ZipFile, names: set[str]) -> bytes:
    # A word processor may number the part anew when it saves the file.
    for name in sorted(name for name in names if re.fullmatch(r"customXml/item[0-9]+\.xml", name)):
        root = _parse(_part(package, name))
        if root.tag == f"{{{MANIFEST_NAMESPACE}}}letter":
            return (root.text or "").encode()
    raise NotALinliDocument(_(".docx 文件里没有核验信息，不是平台签发的文件，或经其他软件另存。"))


def _words(body: etree._Element) -> tuple[str, dict[str, list[str]]]:
    """All words in order, and those inside each figure's bookmark. Deleted text of tracked changes is no longer text."""
    text: list[str] = []
    marked: dict[str, list[str]] = {}
    opened: dict[str, tuple[str, int]] = {}
    for element in body.iter(f"{_W}t", f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
        if element.tag == f"{_W}t":
            text.append("".join((element.text or "").split()))
            continue
        key = element.get(f"{_W}id", "")
        if element.tag == f"{_W}bookmarkStart":
            if match := _MARKED.fullmatch(element.get(f"{_W}name", "")):
                opened[key] = (match[1], len(text))
        elif key in opened:
            mark, start = opened.pop(key)
            marked.setdefault(mark, []).append("".join(text[start:]))
    return "".join(text), marked
