"""版记 in the editable copy: a box whose last rule lies on the bottom edge of the type area of the last page.

A text box, because it is the one way that Word, WPS and LibreOffice all put on the bottom edge: LibreOffice 7 leaves a floating
table in the text, and drops a frame as soon as one of its paragraphs has a border.
"""

import math

from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt

from linli.kernel.documents import letters, titles
from linli.kernel.documents.docx_styles import ANCHOR, LINE_WIDTH, STYLE_OF, THICK_RULE, THIN_RULE
from linli.kernel.documents.letters import OfficialLetter

_ROW = Pt(22)
_ROW_PADDING = Pt(6)
_CHARS = (LINE_WIDTH.pt - 28) / 14

_BOX = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
     xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
     xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
     xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
 <mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
  <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
             layoutInCell="1" allowOverlap="0">
   <wp:simplePos x="0" y="0"/>
   <wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
   <wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
   <wp:extent cx="{width}" cy="{height}"/>
   <wp:wrapTopAndBottom/>
   <wp:docPr id="1" name="版记"/>
   <wp:cNvGraphicFramePr/>
   <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
    <wps:cNvSpPr txBox="1"/>
    <wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
     <a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
    <wps:txbx><w:txbxContent/></wps:txbx>
    <wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:spAutoFit/></wps:bodyPr>
   </wps:wsp></a:graphicData></a:graphic>
  </wp:anchor>
 </w:drawing></mc:Choice></mc:AlternateContent>
</w:r>
"""


def add(document: DocxDocument, letter: OfficialLetter) -> None:
    """Adds 版记 at the end of the document, if the letter has any: recipients of copies, then who printed it and when."""
    texts = {line.kind: line.text for line in letters.lines(letter)}
    rows, height = [], 0
    if copies := texts.get("copies"):
        # Behind the first line the recipients hang three characters in, under the first of them.
        rows.append((STYLE_OF["copies"], copies))
        height += _ROW * max(1, math.ceil((titles.width(copies) - 3) / (_CHARS - 4.5)))
    if "printed" in texts:
        rows.append((STYLE_OF["printed"], f"{letters.printable(letter.printed_by)}\t{letters.printed_on_text(letter)}"))
        height += _ROW
    if not rows:
        return
    height += len(rows) * _ROW_PADDING + Pt(2) * (len(rows) + 1)
    box = parse_xml(_BOX.format(width=LINE_WIDTH, height=height))
    content = box.find(".//" + qn("w:txbxContent"))
    for index, (style, text) in enumerate(rows):
        content.append(_paragraph(THIN_RULE if index else THICK_RULE))
        content.append(_paragraph(style, text))
    content.append(_paragraph(THICK_RULE))
    document.add_paragraph(style=ANCHOR)._p.append(box)


def _paragraph(style: str, text: str = "") -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    paragraph.style = style
    if text:
        paragraph.add_r().text = text
    return paragraph
