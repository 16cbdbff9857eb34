"""An official letter as an editable .docx: the words, styles and geometry of the PDF, as near as a word processor allows."""

import io
import json
from datetime import datetime, time
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from linli.kernel.documents import docx_imprint, docx_styles, letters, titles
from linli.kernel.documents.letters import Line, OfficialLetter, Run

MANIFEST_NAMESPACE = "urn:linli:letter"
BOOKMARK = "figure_"

_HEAD_SIZE = 48
_CUSTOM_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps"


def render_docx(letter: OfficialLetter) -> bytes:
    """The letter as .docx. A quoted figure is a link to its trace page, inside a bookmark named after its mark (figure_F3,
    figure_F3_2 when quoted again); the manifest is a custom XML part. Fonts are named, not embedded."""
    document = Document()
    docx_styles.prepare(document)
    writer = _Writer(document, letter)
    for line in letters.lines(letter):
        writer.add(line)
    docx_imprint.add(document, letter)
    _add_manifest(document, letter)
    properties = document.core_properties
    properties.title = letters.squeeze(letter.title)
    properties.author = properties.last_modified_by = letters.printable(letter.organ)
    properties.created = properties.modified = datetime.combine(letter.date, time())
    properties.language, properties.comments = "zh-CN", ""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


class _Writer:
    """Puts the lines of a letter into a document, one paragraph each, and numbers the bookmarks."""

    def __init__(self, document: DocxDocument, letter: OfficialLetter) -> None:
        self.document = document
        self.letter = letter
        self.bookmarks = 0
        self.quoted: dict[str, int] = {}

    def add(self, line: Line) -> None:
        """The signer joins the line of the document number; 版记 is a table of its own."""
        if line.kind == "signer":
            self._signer(line)
        elif line.kind == "organ":
            self._organ(line)
        elif line.kind == "title":
            self._title(line)
        elif line.kind.startswith("body"):
            self._body(line)
        elif line.kind in ("signature", "date"):
            self._closing(line)
        elif line.kind in docx_styles.STYLE_OF and line.kind not in ("copies", "printed"):
            lead = "\t" if line.kind == "number" else ""
            self._paragraph(line.kind).add_run(lead + line.text)

    def _paragraph(self, kind: str) -> Paragraph:
        return self.document.add_paragraph(style=docx_styles.STYLE_OF[kind])

    def _organ(self, line: Line) -> None:
        run = self._paragraph("organ").add_run(line.text)
        room = docx_styles.LINE_WIDTH.pt / (titles.width(line.text) * _HEAD_SIZE)
        # A long name is first set narrower, then smaller, as in the PDF.
        narrow = max(0.5, min(1.0, room))
        run.font.size = Pt(int(_HEAD_SIZE * min(1.0, room / narrow)))
        scale = OxmlElement("w:w")
        scale.set(qn("w:val"), str(int(narrow * 100)))
        run._r.get_or_add_rPr().insert_element_before(scale, "w:kern", "w:position", "w:sz", "w:szCs")

    def _signer(self, line: Line) -> None:
        label, _colon, name = line.text.partition("：")
        paragraph = self.document.paragraphs[-1]
        paragraph.add_run(f"\t{label}：")
        paragraph.add_run(name, style=docx_styles.KAI)

    def _title(self, line: Line) -> None:
        run = self._paragraph("title").add_run()
        for index, part in enumerate(titles.balance(line.text)):
            if index:
                run.add_break()
            run.add_text(part)

    def _closing(self, line: Line) -> None:
        """The date ends four characters in and the name is centred on it, unless it would then come nearer than two."""
        overhang = (titles.width(self.letter.signature) - titles.width(letters.date_text(self.letter.date))) / 2
        side = max(4.0, 2 + overhang)
        # The date may not stand on a page without a line of the text.
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        paragraph = self._paragraph(line.kind)
        paragraph.add_run(line.text)
        inset = side if line.kind == "date" else side - overhang
        paragraph.paragraph_format.right_indent = Pt(inset * docx_styles.CHAR.pt)
        if line.kind == "date" and not self.letter.signature.strip():
            paragraph.paragraph_format.space_before = docx_styles.PITCH

    def _body(self, line: Line) -> None:
        level = int(line.kind.removeprefix("body"))
        head, rest = letters.heading_and_rest(line.runs) if level else ([], list(line.runs))
        is_run_in = bool(head and rest)
        paragraph = self._paragraph("body0" if is_run_in else line.kind)
        for run in head:
            self._run(paragraph, run, docx_styles.RUN_IN.get(level) if is_run_in else None)
        for run in rest:
            self._run(paragraph, run, None)

    def _run(self, paragraph: Paragraph, run: Run, style: str | None) -> None:
        made = paragraph.add_run(run.text, style=style)._r
        if run.url:
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), self.document.part.relate_to(run.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            made.addprevious(link)
            link.append(made)
            made = link
        if run.mark:
            start, end = self._bookmark(run.mark)
            made.addprevious(start)
            made.addnext(end)

    def _bookmark(self, mark: str) -> tuple:
        self.bookmarks += 1
        self.quoted[mark] = self.quoted.get(mark, 0) + 1
        again = f"_{self.quoted[mark]}" if self.quoted[mark] > 1 else ""
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), f"{BOOKMARK}{mark}{again}")
        return start, end


def _add_manifest(document: DocxDocument, letter: OfficialLetter) -> None:
    content = json.dumps(letters.envelope(letter), ensure_ascii=False, sort_keys=True)
    package = document.part.package
    # The library's blank document brings a custom part of its own under the same name.
    for key in [key for key, link in document.part.rels.items() if link.reltype == RELATIONSHIP_TYPE.CUSTOM_XML]:
        document.part.rels.pop(key)
    words = f'<?xml version="1.0" encoding="UTF-8"?>\n<letter xmlns="{MANIFEST_NAMESPACE}">{escape(content)}</letter>'
    properties = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"'
        ' ds:itemID="{6C694C69-6C65-4474-8572-000000000001}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{MANIFEST_NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    item = Part(PackURI("/customXml/item1.xml"), "application/xml", words.encode(), package)
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    item.relate_to(Part(PackURI("/customXml/itemProps1.xml"), kind, properties.encode(), package), _CUSTOM_PROPERTIES)
    document.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
