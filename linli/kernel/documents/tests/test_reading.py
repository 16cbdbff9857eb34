import io
import json
import zipfile
from dataclasses import replace

import pypdf
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import DictionaryObject, NameObject, RectangleObject

from linli.kernel.documents import comparing, letters, reading_limits
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.pdf import render_pdf
from linli.kernel.documents.reading import NotALinliDocument, alterations, contradictions, read_document
from linli.kernel.documents.tests.samples import letter

ISSUED = letter(repeats=3)
MARKS = {place.mark: place.text for place in letters.places(ISSUED)}


def as_pdf(sample):
    return render_pdf(sample, settings.LINLI_FONT_DIRS)


RENDERERS = pytest.mark.parametrize("render", [as_pdf, render_docx], ids=["pdf", "docx"])


def changes(data):
    found = alterations(read_document(data), letters.plain_text(ISSUED), MARKS)
    return [(change.kind, change.mark, change.expected, change.found) for change in found]


def rezipped(data, name, old, new):
    """The .docx with one part edited, as by hand."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            if part == name:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            after.writestr(part, content)
    return made.getvalue()


def with_attachment(data, content):
    """The PDF saved anew with another linli.json in place of its own."""
    writer = pypdf.PdfWriter()
    writer.append_pages_from_reader(pypdf.PdfReader(io.BytesIO(data)))
    if content is not None:
        writer.add_attachment("linli.json", content)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


@RENDERERS
def test_an_issued_file_reads_back_unaltered(render):
    read = read_document(render(ISSUED))

    assert read.text == letters.squeeze(letters.plain_text(ISSUED))
    assert read.manifest == ISSUED.manifest
    assert read.identity == ISSUED.identity
    assert read.marked == {
        "F3": ["2015万元"],
        "F4": ["1026万元"],
        "F5": ["989万元"],
        "F6": ["3079"] * 3,
        "F7": ["100%"] * 3,
        "F8": ["93"],
        "F9": ["30"],
        "F10": ["70%以上"],
    }
    assert alterations(read, letters.plain_text(ISSUED), MARKS) == []
    assert contradictions(read) == []


@RENDERERS
def test_a_file_is_read_from_its_path(render, tmp_path):
    path = tmp_path / "reply"
    path.write_bytes(render(ISSUED))

    assert read_document(path) == read_document(render(ISSUED)) or render is render_docx
    assert read_document(str(path)).identity == ISSUED.identity


@RENDERERS
@pytest.mark.parametrize("forged", ["2115万元", "201500万元", "20.15亿元", "5万元", "一万元"])
def test_a_letter_made_anew_with_another_figure_is_found(render, forged):
    found = changes(render(letter(repeats=3, allocated=forged)))

    assert ("figure", "F3", "2015万元", forged) in found
    assert [change for change in found if change[0] == "figure"] == [("figure", "F3", "2015万元", forged)]


def test_a_digit_changed_on_the_page_alone_is_found_in_a_pdf():
    claims = json.dumps(letters.envelope(ISSUED)).encode()

    forged = with_attachment(as_pdf(letter(repeats=3, allocated="2075万元")), claims)

    assert ("figure", "F3", "2015万元", "2075万元") in changes(forged)
    first, *_rest = contradictions(read_document(forged))
    assert str(first) == "数据F3被改：签发时为“2015万元”，文件中为“2075万元”。"


def test_a_digit_changed_on_the_page_alone_is_found_in_a_docx():
    forged = rezipped(render_docx(ISSUED), "word/document.xml", "<w:t>2015万元</w:t>", "<w:t>2075万元</w:t>")

    assert changes(forged)[0] == ("figure", "F3", "2015万元", "2075万元")
    assert contradictions(read_document(forged)) != []


@RENDERERS
def test_claims_changed_without_the_page_contradict_it(render):
    claims = letters.envelope(ISSUED)
    forged_claims = json.dumps({**claims, "text": claims["text"].replace("2015万元", "2075万元")}, ensure_ascii=False)
    forged_manifest = json.dumps({**claims, "manifest": {"citations": []}}, ensure_ascii=False)
    if render is as_pdf:
        files = [with_attachment(as_pdf(ISSUED), claim.encode()) for claim in (forged_claims, forged_manifest)]
    else:
        data = render_docx(ISSUED)
        own = json.dumps(claims, ensure_ascii=False, sort_keys=True)
        files = [rezipped(data, "customXml/item1.xml", own, claim) for claim in (forged_claims, forged_manifest)]

    text_changed, manifest_changed = [read_document(file) for file in files]

    assert alterations(text_changed, letters.plain_text(ISSUED), MARKS) == []
    assert {change.kind for change in contradictions(text_changed)} == {"figure", "text", "manifest"}
    assert [str(change) for change in contradictions(manifest_changed)] == ["文件里的核验信息被改动过。"]
    assert manifest_changed.manifest != ISSUED.manifest


@RENDERERS
def test_words_changed_beside_a_figure_are_found_with_their_place(render):
    body = list(ISSUED.body)
    body[0] = replace(
        body[0], runs=(replace(body[0].runs[0], text="您提出的关于社区建设的建议未收悉，现将办理情况答复如下。"),)
    )

    found = alterations(read_document(render(replace(ISSUED, body=tuple(body)))), letters.plain_text(ISSUED), MARKS)

    assert [str(change) for change in found] == ["文字被添加：“于社区建设的建议…收悉，现将办理情”处多了“未”。"]


@RENDERERS
def test_a_removed_figure_is_found(render):
    body = [replace(p, runs=tuple(run for run in p.runs if run.mark != "F8")) for p in ISSUED.body]

    assert ("figure", "F8", "93", "") in changes(render(replace(ISSUED, body=tuple(body))))


def test_one_of_several_quotations_changed_is_found():
    data = render_docx(ISSUED)
    once = rezipped(
        data, "word/document.xml", '"figure_F6_2"/><w:hyperlink', '"figure_F6_2"/><w:r><w:t>1</w:t></w:r><w:hyperlink'
    )

    assert ("figure", "F6", "3079", "13079") in changes(once)


def test_a_bookmark_taken_away_is_found():
    forged = rezipped(render_docx(ISSUED), "word/document.xml", '"figure_F9"', '"other"')

    assert changes(forged) == [("figure", "F9", "30", "")]


def test_a_note_over_the_page_is_found():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_pdf(ISSUED)))
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Rect"): RectangleObject((100, 300, 200, 320)),
        }
    )
    writer.pages[0]["/Annots"].append(writer._add_object(note))
    held = io.BytesIO()
    writer.write(held)

    assert changes(held.getvalue()) == [("foreign", "", "", "第1页有批注或覆盖内容")]


def test_a_later_save_on_top_of_the_file_is_found():
    writer = pypdf.PdfWriter(io.BytesIO(as_pdf(ISSUED)), incremental=True)
    writer.add_metadata({"/Title": "x"})
    held = io.BytesIO()
    writer.write(held)

    assert ("foreign", "", "", "签发后又追加保存过内容") in changes(held.getvalue())


def zip_with(name, content, count=1):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(count):
            package.writestr(name if count == 1 else f"{name}{number}", content)
    return held.getvalue()


def encrypted():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(as_pdf(ISSUED)))
    writer.encrypt("secret")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.mark.parametrize(
    "make, message",
    [
        (bytes, "空的"),
        ("答复".encode, "不是 PDF"),
        (lambda: b"\x89PNG\r\n", "不是 PDF"),
        (lambda: b"%PDF-1.7\nrubbish", "已损坏"),
        (lambda: as_pdf(ISSUED)[:3000], "已损坏|没有核验信息"),
        (lambda: as_pdf(ISSUED)[:-3000], "已损坏|没有核验信息"),
        (encrypted, "已加密"),
        (lambda: with_attachment(as_pdf(ISSUED), None), "PDF 里没有核验信息"),
        (lambda: with_attachment(as_pdf(ISSUED), b"\xff{"), "已损坏"),
        (lambda: with_attachment(as_pdf(ISSUED), b"[]"), "不是平台写入"),
        (lambda: with_attachment(as_pdf(ISSUED), b"[" * 100_000), "已损坏"),
        (lambda: b"PK\x03\x04rubbish", "已损坏"),
        (lambda: render_docx(ISSUED)[:-500], "已损坏"),
        (lambda: zip_with("a.txt", b"x"), "不是 .docx"),
        (lambda: zip_with("word/document.xml", b"<a/>"), "docx 文件里没有核验信息"),
        (lambda: zip_with("word/document.xml", b"\0" * (reading_limits.MAX_UNPACKED_BYTES + 1)), "过大"),
        (lambda: zip_with("part", b"", reading_limits.MAX_PARTS + 1), "过大"),
        (lambda: rezipped(render_docx(ISSUED), "word/document.xml", "<w:document", "<!DOCTYPE a><w:document"), "声明"),
        (lambda: rezipped(render_docx(ISSUED), "word/document.xml", "</w:body>", ""), "已损坏"),
        (lambda: b" " * (reading_limits.MAX_FILE_BYTES + 1), "超过"),
    ],
)
def test_a_file_that_is_no_letter_is_refused_in_words(make, message):
    with pytest.raises(NotALinliDocument, match=message):
        read_document(make())


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "other"},
        {"version": 2},
        {"version": None},
        {"manifest": []},
        {"identity": 3},
        {"text": None},
        {"figures": {}},
        {"figures": [["F3", 5, 2]]},
        {"figures": [["F3", 0, 10**9]]},
        {"figures": [["F3", 8, 9], ["F4", 1, 2]]},
        {"figures": [["F3", True, 9]]},
        {"figures": [[3, 0, 1]]},
        {"figures": [["F 3", 0, 1]]},
    ],
)
def test_malformed_claims_are_refused_in_words(changed):
    claims = json.dumps({**letters.envelope(ISSUED), **changed}).encode()

    with pytest.raises(NotALinliDocument, match=r"核验信息|另一版本"):
        read_document(with_attachment(as_pdf(ISSUED), claims))


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(NotALinliDocument, match=r"reply\.pdf"):
        read_document(tmp_path / "reply.pdf")
    with pytest.raises(NotALinliDocument, match="找不到"):
        read_document(tmp_path)


@given(st.text("社区0123", max_size=30), st.text("社区0123", max_size=30))
def test_alterations_turn_one_text_into_the_other(expected, found):
    changed = comparing.altered_words(expected, found)

    assert (changed == []) == (expected == found)
    assert len(expected) - len(found) == sum(len(change.expected) - len(change.found) for change in changed)


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_any_other_number_in_the_place_of_a_figure_is_read_as_it_stands(first, second):
    lead, tail = "全市完成换届的村共有", "个，全部按期"

    words = comparing.words_at(
        [("F1", len(lead), len(lead + str(first)))], f"{lead}{first}{tail}", f"{lead}{second}{tail}"
    )

    assert words == {"F1": [str(second)]}


def test_two_long_strangers_are_compared_without_delay():
    [change] = comparing.altered_words("社" * 30_000, "区" * 30_000)

    assert (len(change.expected), len(change.found)) == (30_000, 30_000)
    assert len(str(change)) < 120
