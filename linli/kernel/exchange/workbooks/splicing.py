"""XML of somebody else changed in single places: every byte that is not named stays as it was."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape

from linli.kernel.exchange.workbooks.guard import damaged

_TAG = re.compile(rb"<[^\s/>]+(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


@dataclass
class Element:
    """`name` without prefix. Bytes `start` to `end`; its content is `inner` to `close`."""

    name: str
    attributes: dict[str, str]
    start: int
    inner: int
    parent: str
    close: int = 0
    end: int = 0

    @property
    def is_empty(self) -> bool:
        return self.close == self.end


class Splice:
    """One part. Raises WorkbookRefused where it is no XML, or has a document type."""

    def __init__(self, xml: bytes):
        if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
            xml = re.sub(rb'encoding="[^"]*"', b'encoding="UTF-8"', xml.decode("utf-16").encode(), count=1)
        self.xml = xml
        self._edits: list[tuple[int, int, bytes]] = []

    def elements(self, *names: str) -> list[Element]:
        """Those of these names, in the order of their beginnings."""
        wanted = frozenset(names)
        found: list[Element] = []
        open_ones: list[tuple[str, Element | None]] = []
        xml, parser = self.xml, expat.ParserCreate()

        def start(tag: str, attributes: dict[str, str]) -> None:
            name = tag.rpartition(":")[2]
            element = None
            if name in wanted:
                at = parser.CurrentByteIndex
                tag_end = _TAG.match(xml, at)
                if tag_end is None:
                    raise damaged()
                element = Element(name, attributes, at, tag_end.end(), open_ones[-1][0] if open_ones else "")
                found.append(element)
            open_ones.append((name, element))

        def end(_tag: str) -> None:
            _name, element = open_ones.pop()
            if element is not None:
                is_empty = xml[element.inner - 2 : element.inner] == b"/>"
                element.close = element.inner if is_empty else parser.CurrentByteIndex
                element.end = element.inner if is_empty else xml.index(b">", element.close) + 1

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            parser.Parse(xml, True)
        except expat.ExpatError as error:
            raise damaged() from error
        return found

    def text(self, element: Element) -> str:
        return html.unescape(self.xml[element.inner : element.close].decode())

    def prefix(self, element: Element) -> str:
        """The namespace's, with its colon; "" for none."""
        name = re.match(rb"<([^\s/>]+)", self.xml[element.start : element.inner])
        assert name is not None
        before, colon, _name = name[1].decode().rpartition(":")
        return before + colon

    def put(self, start: int, end: int, new: bytes | str) -> None:
        self._edits.append((start, end, new.encode() if isinstance(new, str) else new))

    def put_text(self, element: Element, text: str) -> None:
        if text != self.text(element):
            self.put(element.inner, element.close, escape(text))

    def put_attributes(self, element: Element, **values: str) -> None:
        """Given ones replaced or added, all others as they stand; nothing where nothing changes."""
        changed = {name: value for name, value in values.items() if element.attributes.get(name) != value}
        if changed:
            self.put(element.start, element.inner, with_attributes(self.xml[element.start : element.inner], changed))

    def drop(self, element: Element) -> None:
        self.put(element.start, element.end, b"")

    @property
    def is_changed(self) -> bool:
        return bool(self._edits)

    def pieces(self, start: int = 0, end: int | None = None) -> bytes:
        """The part from `start` to `end` with the changes that lie within."""
        return b"".join(self._pieces(start, len(self.xml) if end is None else end))

    def _pieces(self, start: int, end: int) -> Iterator[bytes]:
        at = start
        for first, last, new in sorted(self._edits, key=lambda edit: edit[:2]):
            if first < at or last > end:
                continue
            yield self.xml[at:first]
            yield new
            at = last
        yield self.xml[at:end]


def with_attributes(tag: bytes, values: dict[str, str]) -> bytes:
    for name, value in values.items():
        quoted = escape(value, {'"': "&quot;"})
        pattern = re.compile(rb"(\s%b\s*=\s*)(?:\"[^\"]*\"|'[^']*')" % re.escape(name.encode()))
        new = f'"{quoted}"'.encode()
        if pattern.search(tag):
            tag = pattern.sub(lambda match, new=new: match[1] + new, tag, count=1)  # type: ignore[misc]
        else:
            end = len(tag) - (2 if tag.endswith(b"/>") else 1)
            tag = tag[:end].rstrip() + f" {name}=".encode() + new + tag[end:]
    return tag


def _refuse_doctype(*_arguments: object) -> None:
    raise damaged()
