import io
import json
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from linli.kernel.documents import letters
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.tests.samples import RARE, TRACE, letter


def opened(sample):
    return Document(io.BytesIO(render_docx(sample)))


def paragraph_of(document, text):
    return next(paragraph for paragraph in document.paragraphs if text in paragraph.text)


@pytest.mark.parametrize(
    "text, style",
    [
        ("濮阳市示范局", "发文机关标志"),
        ("濮示文〔2021〕12号", "发文字号"),
        ("关于对市八届", "公文标题"),
        ("尊敬的", "主送"),
        ("您提出的", "公文正文"),
        ("一、总体情况", "一级标题"),
        ("（二）自治基础扎实", "二级标题"),
        ("1.下一步打算", "三级标题"),
        ("2021年7月9日", "成文日期"),
        ("（联系人：", "附注"),
    ],
)
def test_each_element_has_its_named_style(text, style):
    assert paragraph_of(opened(letter()), text).style.name == style


@pytest.mark.parametrize(
    "style, face",
    [
        ("公文标题", "方正小标宋简体"),
        ("公文正文", "仿宋_GB2312"),
        ("一级标题", "黑体"),
        ("二级标题", "楷体_GB2312"),
        ("页码", "宋体"),
    ],
)
def test_styles_name_the_faces_of_the_standard(style, face):
    faces = opened(letter()).styles[style].element.rPr.rFonts

    assert (faces.get(qn("w:eastAsia")), faces.get(qn("w:ascii"))) == (face, face)


def test_a_run_in_heading_is_styled_up_to_its_full_stop():
    paragraph = paragraph_of(opened(letter()), "（一）经费保障有力。")

    assert paragraph.style.name == "公文正文"
    assert (paragraph.runs[0].text, paragraph.runs[0].style.name) == ("（一）经费保障有力。", "二级标题字")


def test_the_page_has_the_margins_and_grid_of_the_standard():
    section = opened(letter()).sections[0]

    sides = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(side.mm) for side in sides] == [37, 28, 26, 35]
    assert abs(section.page_width - section.left_margin - section.right_margin - Mm(156)) < 1000
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_page_numbers_are_on_the_outer_side():
    document = opened(letter())
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]

    assert document.settings.odd_and_even_pages_header_footer
    assert [(paragraph.alignment.name, paragraph.text) for paragraph in (odd, even)] == [
        ("RIGHT", "—  —"),
        ("LEFT", "—  —"),
    ]
    assert [p._p.find(qn("w:fldSimple")).get(qn("w:instr")) for p in (odd, even)] == ["PAGE", "PAGE"]


def test_figures_are_links_inside_bookmarks_of_their_own():
    document = opened(letter(repeats=2))
    body = document.element.body

    names = [start.get(qn("w:name")) for start in body.iter(qn("w:bookmarkStart"))]
    links = [document.part.rels[link.get(qn("r:id"))].target_ref for link in body.iter(qn("w:hyperlink"))]

    marks = ["F3", "F4", "F5", "F6", "F7", "F6_2", "F7_2", "F8", "F9", "F10"]
    assert names == [f"figure_{mark}" for mark in marks]
    assert links == [TRACE + mark.partition("_")[0] for mark in marks]


def test_imprint_is_a_box_on_the_bottom_edge():
    document = opened(letter(printed_by="示范局办公室", printed_on=date(2021, 7, 9)))
    [box] = document.element.body.iter(qn("w:txbxContent"))

    words = ["".join(node.text for node in paragraph.iter(qn("w:t"))) for paragraph in box]

    assert words == [
        "",
        "抄送：市人大示范工作委员会（2份），市政府示范督查局（2份）。",
        "",
        "示范局办公室2021年7月9日印发",
        "",
    ]
    assert [node.text for node in document.element.body.iter("{*}align")] == ["left", "bottom"]


def test_the_manifest_is_a_custom_part():
    sample = letter(title="甲<乙>&丙的答复")

    package = zipfile.ZipFile(io.BytesIO(render_docx(sample)))

    assert json.loads(etree.fromstring(package.read("customXml/item1.xml")).text) == letters.envelope(sample)
    assert len(package.namelist()) == len(set(package.namelist()))


@pytest.mark.parametrize(
    "changed",
    [
        {"body": (), "copies_to": (), "signer": "", "title": ""},
        {"salutation": f"尊敬的{RARE}𠮷代表", "signer": "\x00𠮷\x0b"},
        {"organ": "城乡社区治理" * 12},
    ],
)
def test_odd_letters_are_written_in_full(changed):
    sample = letter(**changed)

    words = "".join(node.text or "" for node in opened(sample).element.body.iter(qn("w:t")))

    assert letters.squeeze(words) == letters.squeeze(letters.plain_text(sample))
