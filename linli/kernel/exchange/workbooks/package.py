"""The parts of an .xlsx: which sheet is which part, what hangs on it, and the package written again with some of them new."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from linli.kernel.exchange.workbooks.guard import MEGABYTE, WorkbookRefused, check_upload, damaged
from linli.kernel.exchange.workbooks.splicing import Element, Splice

WORKBOOK, TYPES, CHAIN = "xl/workbook.xml", "[Content_Types].xml", "xl/calcChain.xml"
STYLES = "xl/styles.xml"
# What is taken whole into memory and changed: a form with its samples, not a register.
LARGEST_PART = 40 * MEGABYTE
COMPRESSION = 1
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Package:
    """A checked workbook. `parts` holds what has been changed; all else is written as it came."""

    def __init__(self, data: bytes):
        check_upload(data)
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.names = {info.filename.lower(): info.filename for info in self.archive.infolist()}
        self.parts: dict[str, bytes] = {}
        self.dropped: set[str] = set()
        self.book = Splice(self.read(WORKBOOK))
        self.sheets = self._sheets()

    def has(self, name: str) -> bool:
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        """Raises WorkbookRefused for a part that is not there, or too large to be changed."""
        if name in self.parts:
            return self.parts[name]
        if not self.has(name):
            raise damaged()
        info = self.archive.getinfo(self.names[name.lower()])
        if info.file_size > LARGEST_PART:
            raise WorkbookRefused(
                "too_large_to_fill",
                _("工作簿的部件 %(part)s 有 %(size)d MB，太大，不能用作报表的版式。")
                % {"part": name, "size": info.file_size // MEGABYTE},
                _("请删去表格里的示例数据，只留表头和一两行样式后再上传。"),
            )
        return self.archive.read(info)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (kind, part) of what hangs on a part."""
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels"
        if not self.has(path):
            return {}
        found = {}
        for each in Splice(self.read(path)).elements("Relationship"):
            if each.attributes.get("TargetMode") != "External":
                target = each.attributes.get("Target", "")
                to = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                found[each.attributes.get("Id", "")] = each.attributes.get("Type", "").rpartition("/")[2], to
        return found

    def _sheets(self) -> dict[str, str]:
        relations = self.relations(WORKBOOK)
        found = {}
        for each in self.book.elements("sheet"):
            name = next((value for key, value in each.attributes.items() if key.endswith(":id")), "")
            if name in relations and relations[name][0] == "worksheet":
                found[each.attributes.get("name", "")] = relations[name][1]
        return found

    def finish(self, *, new_sheet: tuple[str, bytes] | None = None) -> None:
        """Counted anew when opened, without the old order of counting; `new_sheet`: a very hidden one, name and content."""
        if new_sheet:
            self._add_sheet(*new_sheet)
        found = self.book.elements("calcPr", "sheets", "definedNames")
        counted = [each for each in found if each.name == "calcPr"]
        if counted:
            self.book.put_attributes(counted[0], fullCalcOnLoad="1")
        else:
            last: Element = [each for each in found if each.name in ("sheets", "definedNames")][-1]
            self.book.put(last.end, last.end, f'<{self.book.prefix(last)}calcPr fullCalcOnLoad="1"/>')
        self.parts[WORKBOOK] = self.book.pieces()
        self._drop_chain()

    def _drop_chain(self) -> None:
        if not self.has(CHAIN):
            return
        self.dropped.add(self.names[CHAIN.lower()])
        for part, name in ((TYPES, "Override"), ("xl/_rels/workbook.xml.rels", "Relationship")):
            splice = Splice(self.read(part))
            for each in splice.elements(name):
                if "calcchain" in (each.attributes.get("PartName", "") + each.attributes.get("Target", "")).lower():
                    splice.drop(each)
            self.parts[part] = splice.pieces()

    def _add_sheet(self, name: str, content: bytes) -> None:
        path = "xl/worksheets/linli.xml"
        self.parts[path] = content
        types = Splice(self.read(TYPES))
        top = types.elements("Types")[0]
        tag = f'<{types.prefix(top)}Override PartName="/{path}" ContentType="{_WORKSHEET}"/>'
        types.put(top.close, top.close, tag)
        self.parts[TYPES] = types.pieces()
        relations = Splice(self.read("xl/_rels/workbook.xml.rels"))
        top = relations.elements("Relationships")[0]
        tag = f'<{relations.prefix(top)}Relationship Id="rIdLinli" Type="{_RELATION}/worksheet" Target="/{path}"/>'
        relations.put(top.close, top.close, tag)
        self.parts["xl/_rels/workbook.xml.rels"] = relations.pieces()
        every = self.book.elements("sheet", "sheets")
        number = max(int(each.attributes["sheetId"]) for each in every if each.name == "sheet") + 1
        last = [each for each in every if each.name == "sheet"][-1]
        tag = (
            f'<{self.book.prefix(last)}sheet xmlns:lr="{_RELATION}" name="{escape(name)}" sheetId="{number}"'
            ' state="veryHidden" lr:id="rIdLinli"/>'
        )
        self.book.put(last.end, last.end, tag)

    def write(self, archive: zipfile.ZipFile, *, but: str) -> None:
        """All parts into a new package, `but` the one that the caller writes itself."""
        for info in self.archive.infolist():
            if info.filename not in (*self.dropped, but) and not info.is_dir():
                archive.writestr(_info(info), self.parts.get(info.filename) or self.archive.read(info))
        for name in self.parts.keys() - {info.filename for info in self.archive.infolist()} - {but}:
            archive.writestr(name, self.parts[name])


def _info(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(info.filename, info.date_time)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.external_attr = info.external_attr
    return made


def date_looks(styles: bytes) -> frozenset[int]:
    """The cell formats (`s`) that show a number as a day."""
    splice = Splice(styles)
    codes: Mapping[str, str] = {
        each.attributes["numFmtId"]: each.attributes.get("formatCode", "") for each in splice.elements("numFmt")
    }
    found = set()
    for number, each in enumerate(_cell_formats(splice)):
        code = each.attributes.get("numFmtId", "0")
        text = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", codes.get(code, ""))
        if (text and re.search(r"[yd]", text, re.IGNORECASE)) or (
            not text and code in {"14", "15", "16", "17", "22", "27", "28", "29", "30", "31", "36", "50", "57", "58"}
        ):
            found.add(number)
    return frozenset(found)


def unlocked(styles: bytes, looks: set[int]) -> tuple[bytes, dict[int, int]]:
    """The styles with an unlocked twin of each of these formats, and which is whose."""
    splice = Splice(styles)
    formats = _cell_formats(splice)
    holder = splice.elements("cellXfs")[0]
    twins: dict[int, int] = {}
    new: list[bytes] = []
    for look in sorted(looks):
        each = formats[look] if look < len(formats) else formats[0]
        twins[look] = len(formats) + len(new)
        new.append(_unlocked(splice, each))
    splice.put(holder.close, holder.close, b"".join(new))
    splice.put_attributes(holder, count=str(len(formats) + len(new)))
    return splice.pieces(), twins


def _cell_formats(splice: Splice) -> list[Element]:
    return [each for each in splice.elements("xf") if each.parent == "cellXfs"]


def _unlocked(splice: Splice, element: Element) -> bytes:
    made = Splice(b"<x" + _namespaces(splice) + b">" + splice.xml[element.start : element.end] + b"</x>")
    own = made.elements("xf")[0]
    locks = made.elements("protection")
    made.put_attributes(own, applyProtection="1")
    prefix = splice.prefix(element)
    lock = f'<{prefix}protection locked="0"/>'
    if locks:
        made.put_attributes(locks[0], locked="0")
    elif own.is_empty:
        tag = made.pieces(own.start, own.end)
        return tag[: tag.rindex(b"/>")] + f">{lock}</{prefix}xf>".encode()
    else:
        place = next((each.start for each in made.elements("extLst")), own.close)
        made.put(place, place, lock)
    return made.pieces(own.start, own.end)


def _namespaces(splice: Splice) -> bytes:
    root = re.search(rb"<(?:\w+:)?styleSheet\b[^>]*>", splice.xml)
    return b"" if root is None else b"".join(b" " + each for each in re.findall(rb"xmlns[^\s=]*=\"[^\"]*\"", root[0]))
