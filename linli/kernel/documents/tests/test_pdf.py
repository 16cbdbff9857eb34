"""The page is measured on the finished PDF. Source of every number: GB/T 9704-2012 §5, §7."""

import json
import time
from datetime import date

import pymupdf
import pytest
from django.conf import settings

from linli.kernel.documents import letters
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.letters import Copy
from linli.kernel.documents.pdf import CannotTypeset, render_pdf
from linli.kernel.documents.tests.samples import COPIES, RARE, TALK, TRACE, letter, paragraph

MM = 72 / 25.4
LEFT, TOP, RIGHT, BOTTOM = 28 * MM, 37 * MM, 184 * MM, 262 * MM
PITCH = 225 * MM / 22
CHAR = 156 * MM / 28


def opened(sample):
    return pymupdf.open(stream=render_pdf(sample, settings.LINLI_FONT_DIRS))


def spans(page):
    return [
        span
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", [])
        for span in line["spans"]
        if span["text"].strip()
    ]


def rows(page):
    """Characters of a page by baseline: {rounded y: [(x, char), …]}."""
    found = {}
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", []):
            for span in line["spans"]:
                for char in span["chars"]:
                    if char["c"].strip():
                        found.setdefault(round(char["origin"][1]), []).append((char["origin"][0], char["c"]))
    return {y: sorted(chars) for y, chars in sorted(found.items())}


def span_of(page, text):
    return next(span for span in spans(page) if text in span["text"].replace(" ", ""))


def ink(page, box):
    """Top and bottom of the dark or red pixels inside a box, in points."""
    scale = 8
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), clip=box, colorspace=pymupdf.csGRAY)
    dark = [
        y
        for y in range(pixels.height)
        if min(pixels.samples[y * pixels.stride : y * pixels.stride + pixels.width]) < 160
    ]
    return pixels.y / scale + dark[0] / scale, pixels.y / scale + (dark[-1] + 1) / scale


def rules(page):
    """Horizontal lines as (y of the middle, left, right, thickness, colour)."""
    return [
        (
            drawing["rect"].y0 + drawing["rect"].height / 2,
            drawing["rect"].x0,
            drawing["rect"].x1,
            drawing["width"],
            drawing["color"],
        )
        for drawing in page.get_drawings()
    ]


def test_the_type_area_holds_22_lines_of_28_characters():
    page = opened(letter(body=(paragraph(0, "社" * 2000),)))[1]

    lines = [chars for y, chars in rows(page).items() if y < BOTTOM]

    assert len(lines) == 22
    assert {len(chars) for chars in lines} == {28}
    assert min(chars[0][0] for chars in lines) == pytest.approx(LEFT, abs=0.5)
    assert max(chars[-1][0] for chars in lines) + 16 == pytest.approx(RIGHT, abs=0.5)
    baselines = [y for y in rows(page) if y < BOTTOM]
    assert (baselines[-1] - baselines[0]) / 21 == pytest.approx(PITCH, abs=0.1)
    assert baselines[0] - 0.88 * 16 == pytest.approx(TOP, abs=1)


def test_first_lines_are_indented_by_two_characters():
    page = opened(letter())[0]

    assert span_of(page, "您提出的")["bbox"][0] == pytest.approx(LEFT + 2 * CHAR, abs=0.5)
    assert span_of(page, "一、总体情况")["bbox"][0] == pytest.approx(LEFT + 2 * CHAR, abs=0.5)
    assert span_of(page, "尊敬的")["bbox"][0] == pytest.approx(LEFT, abs=0.5)


@pytest.mark.parametrize("organ", ["濮阳市示范局", "濮阳市示范局文件", "濮阳市" + "城乡社区治理" * 8 + "办公室"])
def test_the_red_head_hangs_35_mm_below_the_type_area_and_fits_it(organ):
    page = opened(letter(organ=organ))[0]

    top, _bottom = ink(page, pymupdf.Rect(LEFT, TOP, RIGHT, TOP + 60 * MM))
    head = [char for y, chars in rows(page).items() if y < TOP + 7 * PITCH for char in chars]

    assert top - TOP == pytest.approx(35 * MM, abs=0.5)
    assert "".join(char for _x, char in head) == organ
    assert min(x for x, _char in head) >= LEFT - 0.5
    assert max(x for x, _char in head) < RIGHT


def test_number_and_signer_share_a_line_with_the_red_rule_4_mm_below():
    page = opened(letter())[0]
    number, signer = span_of(page, "濮示文〔2021〕12号"), span_of(page, "甲某某")

    [(rule_y, left, right, _thickness, colour)] = [rule for rule in rules(page) if rule[4][0] > 0.5]

    assert number["origin"][1] == pytest.approx(signer["origin"][1], abs=0.01)
    assert number["bbox"][0] == pytest.approx(LEFT + CHAR, abs=0.5)
    assert signer["bbox"][2] == pytest.approx(RIGHT - CHAR, abs=1)
    assert rule_y - (number["origin"][1] + 0.12 * 16) == pytest.approx(4 * MM, abs=0.1)
    assert (left, right) == (pytest.approx(LEFT, abs=0.1), pytest.approx(RIGHT, abs=0.1))
    assert colour[0] > 0.8
    assert max(colour[1:]) < 0.1


def test_a_letter_without_a_signer_has_its_number_in_the_middle():
    number = span_of(opened(letter(signer=""))[0], "濮示文")

    assert (number["bbox"][0] + number["bbox"][2]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


def test_a_long_title_is_set_centred_in_lines_of_22_points():
    page = opened(letter())[0]

    lines = [span_of(page, "关于对市八届人大四次会议"), span_of(page, "第395号建议的答复")]

    assert [line["size"] for line in lines] == [pytest.approx(22, abs=0.1)] * 2
    assert [(line["bbox"][0] + line["bbox"][2]) / 2 for line in lines] == [pytest.approx((LEFT + RIGHT) / 2, abs=1)] * 2


def test_page_numbers_stand_outside_7_mm_below_the_type_area():
    document = opened(letter(repeats=6))
    assert len(document) >= 3

    for index, page in enumerate(document, 1):
        foot = [char for y, chars in rows(page).items() if y > BOTTOM for char in chars]
        dash_top, _bottom = ink(page, pymupdf.Rect(foot[0][0], BOTTOM + 1, foot[0][0] + 13, BOTTOM + 15 * MM))

        assert "".join(char for _x, char in foot) == f"—{index}—"
        assert dash_top - BOTTOM == pytest.approx(7 * MM, abs=0.3)
        boxes = [span["bbox"] for span in spans(page) if span["origin"][1] > BOTTOM]
        edge = RIGHT - max(box[2] for box in boxes) if index % 2 else min(box[0] for box in boxes) - LEFT
        assert edge == pytest.approx(14, abs=0.6)


def test_the_date_ends_four_characters_in_with_the_note_below_it():
    page = opened(letter())[-1]
    day, note = span_of(page, "2021年7月9日"), span_of(page, "（联系人：")

    assert day["bbox"][2] == pytest.approx(RIGHT - 4 * CHAR, abs=1)
    assert note["origin"][1] - day["origin"][1] == pytest.approx(PITCH, abs=0.1)
    assert note["bbox"][0] == pytest.approx(LEFT + 2 * CHAR, abs=0.5)


@pytest.mark.parametrize("name", ["示范局", "濮阳市城乡社区治理示范工作办公室"])
def test_the_signature_is_centred_on_the_date(name):
    page = opened(letter(signature=name))[-1]
    signature, day = spans_named(page, name)[-1], span_of(page, "2021年7月9日")

    centres = [(span["bbox"][0] + span["bbox"][2]) / 2 for span in (signature, day)]
    assert centres[0] == pytest.approx(centres[1], abs=1)
    assert signature["bbox"][2] <= RIGHT - 2 * CHAR + 1


def spans_named(page, text):
    return [span for span in spans(page) if span["text"].strip() == text]


def test_the_last_rule_lies_on_the_bottom_edge_of_the_type_area():
    page = opened(letter(printed_by="示范局办公室", printed_on=date(2021, 7, 9)))[-1]

    found = sorted(rule for rule in rules(page) if rule[4][0] < 0.1)

    assert [round(thickness / MM, 2) for *_where, thickness, _colour in found] == [0.35, 0.25, 0.35]
    assert found[-1][0] == pytest.approx(BOTTOM, abs=0.1)
    assert {(round(left - LEFT), round(right - RIGHT)) for _y, left, right, *_rest in found} == {(0, 0)}
    copies = span_of(page, "抄送：")
    assert copies["size"] == pytest.approx(14, abs=0.1)
    assert copies["bbox"][0] == pytest.approx(LEFT + 14, abs=0.5)
    assert span_of(page, "印发")["bbox"][2] == pytest.approx(RIGHT - 14, abs=0.5)


@pytest.mark.parametrize("repeats", range(1, 9))
def test_the_end_of_a_letter_of_any_length_keeps_together(repeats):
    page = opened(letter(repeats=repeats, copies_to=(*COPIES, *[Copy(f"某市示范单位{n}", n) for n in range(1, 19)])))[
        -1
    ]

    found = sorted(rule[0] for rule in rules(page) if rule[4][0] < 0.1)

    assert found[-1] == pytest.approx(BOTTOM, abs=0.1)
    below = [y for y, chars in rows(page).items() if chars[0][0] < RIGHT and y > found[0] and y < BOTTOM]
    assert "".join(char for y in below for _x, char in rows(page)[y]).endswith("某市示范单位18（18份）。")


@pytest.mark.parametrize("lines", range(1, 25))
def test_the_date_never_stands_on_a_page_without_text(lines):
    document = opened(letter(body=(paragraph(0, "社" * 28 * lines), paragraph(0, TALK * 2))))

    page = next(page for page in document if "2021年7月9日" in page.get_text())
    assert "回音。" in page.get_text()


def test_each_figure_is_a_link_to_its_trace_page_and_looks_like_the_text():
    document = opened(letter())

    links = [link["uri"] for page in document for link in page.get_links()]
    assert links == [TRACE + mark for mark in ("F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10")]
    assert {span_of(page, "2015万元")["color"] for page in document if "2015" in page.get_text()} == {0}


def test_the_manifest_and_the_title_travel_inside():
    sample = letter()
    document = opened(sample)

    assert document.metadata["title"] == sample.title
    assert json.loads(document.embfile_get("linli.json")) == letters.envelope(sample)
    assert "<pdfaid:part>3</pdfaid:part>" in document.get_xml_metadata().replace(" ", "")


def test_the_same_letter_gives_the_same_bytes():
    assert render_pdf(letter(), settings.LINLI_FONT_DIRS) == render_pdf(letter(), settings.LINLI_FONT_DIRS)


@pytest.mark.parametrize(
    "changed",
    [
        {"body": ()},
        {
            "body": (),
            "title": "",
            "salutation": "",
            "signer": "",
            "contact_name": "",
            "contact_phone": "",
            "copies_to": (),
        },
        {"salutation": f"尊敬的{RARE}代表"},
        {"contact_name": "某" * 40},
        {"title": "城乡社区治理" * 20},
        {"organ": "#pagebreak() *字* $x$ \\ @a <b>", "title": '"}#panic("x")', "document_number": "[]{}"},
    ],
)
def test_odd_letters_are_printed_in_full(changed):
    sample = letter(**changed)

    pages = [letters.squeeze(page.get_text()) for page in opened(sample)]
    printed = "".join(text.removesuffix(f"—{number}—") for number, text in enumerate(pages, 1))

    for line in letters.lines(sample):
        assert letters.squeeze(line.text) in printed


def test_a_character_that_no_font_has_is_named():
    with pytest.raises(CannotTypeset, match="“\U0010fffd”"):
        render_pdf(letter(signer="\U0010fffd"), settings.LINLI_FONT_DIRS)


def test_a_folder_without_fonts_is_named(tmp_path):
    with pytest.raises(CannotTypeset, match="字体文件夹"):
        render_pdf(letter(), [tmp_path, tmp_path / "missing"])


def test_both_files_are_made_within_a_second_when_warm():
    render_pdf(letter(repeats=5), settings.LINLI_FONT_DIRS)
    render_docx(letter(repeats=5))

    start = time.perf_counter()
    render_pdf(letter(repeats=6), settings.LINLI_FONT_DIRS)
    middle = time.perf_counter()
    render_docx(letter(repeats=6))
    end = time.perf_counter()

    print(f"PDF {(middle - start) * 1000:.0f} ms, docx {(end - middle) * 1000:.0f} ms")
    assert end - start < 1
