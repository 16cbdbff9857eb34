"""The styles, page and page numbers of the editable copy. Source: GB/T 9704-2012 §5, §7."""

from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor, Twips
from docx.styles.style import CharacterStyle, ParagraphStyle

LINE_WIDTH = Mm(156)
RIGHT = WD_TAB_ALIGNMENT.RIGHT
XBS, FANG, KAI_FACE, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"

STYLE_OF = {
    "organ": "发文机关标志",
    "number": "发文字号",
    "title": "公文标题",
    "salutation": "主送",
    "body0": "公文正文",
    "body1": "一级标题",
    "body2": "二级标题",
    "body3": "三级标题",
    "signature": "署名",
    "date": "成文日期",
    "note": "附注",
    "copies": "版记抄送",
    "printed": "版记印发",
}
THICK_RULE, THIN_RULE, ANCHOR = "版记粗线", "版记细线", "文末"
KAI = "楷体字"
RUN_IN = {1: "一级标题字", 2: "二级标题字", 3: "三级标题字"}

_RED = RGBColor(0xE6, 0x00, 0x12)
# 22 lines of 579 twips stay just inside the 225 mm; 580 would not, and a page would hold 21.
PITCH = Twips(579)
CHAR = Emu(LINE_WIDTH // 28)
# In twentieths of a point: brings 28 characters of 16 pt just under 156 mm.
_SQUEEZE = -5
# The document number starts on the eighth line of the grid, behind a head of 48 pt that hangs 35 mm down.
_BEFORE_NUMBER = Pt(55.7)


def prepare(document: DocxDocument) -> None:
    """Page, grid, styles and page numbers of an empty document."""
    _set_page(document)
    _base_style(document)
    _paragraph_styles(document)
    for name, face in ((KAI, KAI_FACE), (RUN_IN[1], HEI), (RUN_IN[2], KAI_FACE), (RUN_IN[3], FANG)):
        _set_face(document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER), face)
    _page_numbers(document)
    document.settings.odd_and_even_pages_header_footer = True
    compat = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.replace(old, compat)


def _set_page(document: DocxDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # A line of 14 pt whose dash is 7 mm under the type area.
    section.footer_distance, section.header_distance = Mm(24), Mm(15)
    # Not linesAndChars: LibreOffice then spreads each character over two cells.
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{PITCH.twips}"/>'))


def _base_style(document: DocxDocument) -> None:
    normal = document.styles["Normal"]
    _set_face(normal, FANG)
    normal.font.size = Pt(16)
    _set_tracking(normal, _SQUEEZE)
    shape = normal.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    shape.widow_control = False
    properties = normal.element.get_or_add_pPr()
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        off = OxmlElement(tag)
        off.set(qn("w:val"), "0")
        properties.insert_element_before(
            off, "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )


def _paragraph_styles(document: DocxDocument) -> None:
    def add(kind: str, **how: Any) -> ParagraphStyle:
        return _add_style(document, STYLE_OF[kind], **how)

    centre, right, both = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
    organ = add("organ", face=XBS, size=Pt(48), align=centre, before=Mm(35), tracking=0, line=Pt(48))
    organ.font.color.rgb = _RED
    number = add("number", before=_BEFORE_NUMBER)
    number.paragraph_format.tab_stops.add_tab_stop(CHAR)
    number.paragraph_format.tab_stops.add_tab_stop(Emu(LINE_WIDTH - CHAR), RIGHT)
    # The exact line leaves about 5 pt under the characters; with the space that makes 4 mm.
    _border_below(number, 12, str(_RED), 6)
    add("title", face=XBS, size=Pt(22), align=centre, before=PITCH * 2, after=PITCH, tracking=0)
    add("salutation")
    add("body0", align=both, indent=2)
    for level, face in ((1, HEI), (2, KAI_FACE), (3, FANG)):
        heading = add(f"body{level}", face=face, align=both, indent=2)
        heading.paragraph_format.keep_with_next = True
        _set_outline(heading, level - 1)
    signature = add("signature", align=right, before=PITCH)
    signature.paragraph_format.keep_with_next = True
    add("date", align=right)
    add("note", indent=2)
    _imprint_styles(document)


def _imprint_styles(document: DocxDocument) -> None:
    """Rules of 0.35 and 0.25 mm are paragraphs of their own: a border would follow the indents of the text."""
    how: dict[str, Any] = {"size": Pt(14), "tracking": 0, "line": Pt(22), "before": Pt(3), "after": Pt(3)}
    copies = _add_style(document, STYLE_OF["copies"], **how)
    copies.paragraph_format.left_indent, copies.paragraph_format.right_indent = Pt(14 * 4), Pt(14)
    copies.paragraph_format.first_line_indent = -Pt(14 * 3)
    printed = _add_style(document, STYLE_OF["printed"], **how)
    printed.paragraph_format.left_indent = Pt(14)
    printed.paragraph_format.tab_stops.add_tab_stop(Emu(LINE_WIDTH - Pt(14)), RIGHT)
    rules = [_add_style(document, name, line=Pt(1)) for name in (THICK_RULE, THIN_RULE)]
    for style, eighths in zip(rules, (8, 6), strict=True):
        _border_below(style, eighths, "000000", 0)
    for style in (copies, printed, *rules):
        _off_grid(style)
    _off_grid(_add_style(document, ANCHOR, line=Pt(1)))


def _add_style(
    document: DocxDocument,
    name: str,
    *,
    face: str = FANG,
    size: Length | None = None,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before: int = 0,
    after: int = 0,
    indent: int = 0,
    tracking: int | None = None,
    line: Length | None = None,
) -> ParagraphStyle:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    _set_face(style, face)
    if size:
        style.font.size = size
    if tracking is not None:
        _set_tracking(style, tracking)
    shape = style.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = align, Emu(before), Emu(after)
    if indent:
        shape.first_line_indent = CHAR * indent
    if line:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, line
    return style


def _set_face(style: ParagraphStyle | CharacterStyle, face: str) -> None:
    style.font.name = face
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _set_tracking(style: ParagraphStyle, twips: int) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(twips))
    style.element.get_or_add_rPr().insert_element_before(
        spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang"
    )


def _set_outline(style: ParagraphStyle, level: int) -> None:
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(outline)


def _off_grid(style: ParagraphStyle) -> None:
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    style.element.get_or_add_pPr().insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _border_below(style: ParagraphStyle, eighths: int, colour: str, space: int) -> None:
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/></w:pBdr>'
    )
    style.element.get_or_add_pPr().insert_element_before(border, "w:tabs", "w:spacing", "w:ind", "w:jc")


def _page_numbers(document: DocxDocument) -> None:
    section = document.sections[0]
    sides = (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right_indent"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left_indent"),
    )
    style = _add_style(document, "页码", face=SONG, size=Pt(14), tracking=0, line=Pt(14))
    for footer, align, side in sides:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = style, align
        setattr(paragraph.paragraph_format, side, Pt(14))
        paragraph.add_run("— ")
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
        paragraph.add_run(" —")
