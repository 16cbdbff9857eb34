"""Files that are no workbook, or mean harm: each is refused in words that say what is wrong and how to mend it."""

import io
import struct
import zipfile

import openpyxl
import pytest

from linli.kernel.exchange.workbooks import Limits, WorkbookRefused, check_upload, read_upload, read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">'
FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c></row>'


def make_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "委员会"
    book.active.append(["编号", "名称"])
    book.active.append(["PDY001", "甲社区"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_parts(data: bytes, **parts: str | bytes) -> bytes:
    """`data` with parts replaced or added; "sheet" is the first sheet's XML, other names are given whole in `parts`."""
    names = {"sheet": "xl/worksheets/sheet1.xml", **{name: name for name in parts if name != "sheet"}}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        replaced = {names[key]: content for key, content in parts.items()}
        for name in old.namelist():
            new.writestr(name, replaced.pop(name, old.read(name)))
        for name, content in replaced.items():
            new.writestr(name, content)
    return buffer.getvalue()


def with_rows(rows: str, before: str = "") -> bytes:
    return with_parts(make_workbook(), sheet=f"{HEAD}{before}<sheetData>{rows}</sheetData></worksheet>")


def compound_file(stream: str) -> bytes:
    """A real, if tiny, OLE compound file with one named stream: what .xls and password-protected .xlsx are."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    directory = b""
    for name, kind in (("Root Entry", 5), (stream, 2)):
        text = name.encode("utf-16-le")
        entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
        directory += (entry + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1)).ljust(128, b"\0")
    return header.ljust(512, b"\xff") + fat + directory.ljust(512, b"\0")


def refusal_of(data: bytes, limits: Limits | None = None) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(data, limits=limits)
    return caught.value


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "文件是空的"),
        (b"\0" * 100, "empty", "文件是空的"),
        (compound_file("Workbook"), "xls", "另存为 .xlsx"),
        (compound_file("EncryptedPackage"), "password", "打开密码"),
        (compound_file("WordDocument"), "word", "Word"),
        ("编号,名称\nPDY001,甲\n".encode(), "text", "CSV"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture", "图片"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "picture", "图片"),
        (b"%PDF-1.7\n\0", "pdf", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web_page", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "web_page", "XML"),
        (b"Rar!\x1a\x07\x00" + b"\0" * 50, "archive", "压缩包"),
        (b"\x01\x02\x00\x03" * 20, "not_workbook", "不是 Excel 工作簿"),
        (b"PK\x03\x04" + b"\0" * 200, "damaged", "已损坏"),
        (make_workbook()[:-300], "damaged", "已损坏"),
    ],
)
def test_upload_that_is_no_workbook_is_refused_with_a_remedy(data, code, words):
    refusal = refusal_of(data)

    assert (refusal.code, words in str(refusal)) == (code, True)
    assert refusal.remedy.startswith("请")


def zip_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zip_of("a.txt"), "archive"),
        (zip_of("word/document.xml"), "office"),
        (zip_of("mimetype", "content.xml"), "ods"),
        (zip_of("xl/workbook.bin"), "xlsb"),
        (with_parts(make_workbook(), **{"xl/vbaProject.bin": b"\0"}), "macros"),
        (with_parts(make_workbook(), **{"xl/embeddings/a.bin": zip_of("b.xml")}), "nested"),
        (with_parts(make_workbook(), **{"xl/embeddings/a.xlsx": b"\0"}), "nested"),
        (with_parts(make_workbook(), **{f"xl/media/{n}.bin": b"\0" for n in range(2001)}), "too_many_entries"),
        (with_parts(make_workbook(), **{"xl/workbook.xml": b"not xml"}), "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_archive_that_is_no_plain_workbook_is_refused(data, code):
    assert refusal_of(data).code == code


def test_upload_over_the_size_limit_is_refused_with_both_sizes():
    refusal = refusal_of(b"PK\x03\x04" + b"\1" * 3_000_000, Limits(max_bytes=2 * 1024 * 1024))

    assert refusal.message == "文件有 2.9 MB，超过上限 2 MB。"


def test_ratio_bomb_is_refused_before_parsing():
    bomb = with_parts(make_workbook(), sheet=HEAD + " " * 60_000_000 + "<sheetData/></worksheet>")
    assert len(bomb) < 100_000

    with pytest.raises(WorkbookRefused) as caught:
        check_upload(bomb)

    assert caught.value.code == "bomb"


def test_bomb_with_a_false_declared_size_is_refused():
    bomb = bytearray(with_parts(make_workbook(), sheet=HEAD + " " * 60_000_000 + "<sheetData/></worksheet>"))
    true_size = struct.pack("<I", len(HEAD) + 60_000_000 + len("<sheetData/></worksheet>"))
    assert bomb.count(true_size) >= 2

    refusal = refusal_of(bytes(bomb.replace(true_size, struct.pack("<I", 2000))))

    assert refusal.code in ("damaged", "memory")


@pytest.mark.parametrize("part", ["sheet", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_external_entity_is_refused_wherever_it_stands(part):
    evil = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'

    refusal = refusal_of(with_parts(make_workbook(), **{part: evil}))

    assert refusal.code == "doctype"


def test_external_entity_in_utf16_is_refused():
    evil = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16")

    assert refusal_of(with_parts(make_workbook(), sheet=evil)).code == "doctype"


def test_external_link_is_not_followed():
    data = with_parts(make_workbook(), **{"xl/externalLinks/externalLink1.xml": '<externalLink xmlns="x"/>'})

    assert read_workbook(data)[0].rows[1].cells[1].value == "甲社区"


def test_cell_at_the_far_corner_is_refused_by_its_place():
    refusal = refusal_of(with_rows(FIRST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))

    assert refusal.code == "too_many_rows"
    assert "“委员会”的单元格 XFD1048576" in refusal.message


def test_cell_in_a_far_column_is_refused_by_its_place():
    refusal = refusal_of(with_rows(FIRST + '<row r="2"><c r="XFD2"><v>1</v></c></row>'))

    assert (refusal.code, "XFD2" in refusal.message) == ("too_many_columns", True)


def test_lonely_cell_far_from_the_table_is_refused_as_too_sparse():
    refusal = refusal_of(with_rows(FIRST + '<row r="90000"><c r="IV90000"><v>1</v></c></row>'))

    assert (refusal.code, "IV90000" in refusal.message) == ("too_sparse", True)


def test_formatted_cell_at_the_far_corner_is_harmless():
    sheets = read_workbook(with_rows(FIRST + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))

    assert [row.number for row in sheets[0].rows] == [1]


def test_parser_that_aborts_takes_down_only_its_child():
    corner = with_rows(FIRST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    without_guard = Limits(max_rows=2_000_000, max_columns=20_000, max_box=10**12)

    assert refusal_of(corner, without_guard).code == "memory"


def test_reading_that_takes_too_long_is_stopped():
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 60_000))

    assert refusal_of(with_rows(rows), Limits(wall_seconds=0)).code in ("time", "busy")


def test_million_empty_rows_are_dropped_without_being_made():
    blank = "".join(f'<row r="{number}" spans="1:2" ht="15"/>' for number in range(2, 1_048_577))

    sheets = read_workbook(with_rows(FIRST + blank, before='<dimension ref="A1:B1048576"/>'))

    assert [row.number for row in sheets[0].rows] == [1]


def test_rows_that_only_carry_formats_keep_later_rows_in_place():
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(2, 50_000))
    last = '<row r="50000"><c r="A50000" s="0"/><c r="B50000"><v>7</v></c></row>'

    rows = read_workbook(with_rows(FIRST + blank + last))[0].rows

    assert [(row.number, [cell.value for cell in row.cells]) for row in rows] == [
        (1, ["编号", None]),
        (50_000, [None, 7]),
    ]


def test_false_dimension_hides_no_row():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 501))

    sheets = read_workbook(with_rows(rows, before='<dimension ref="A1:A1"/>'))

    assert [row.cells[0].value for row in sheets[0].rows] == list(range(1, 501))


def test_sheet_of_too_many_cells_is_refused():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200))

    assert refusal_of(with_rows(rows), Limits(max_cells=100)).message == "工作表“委员会”有内容的单元格超过上限 100 个。"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0", compound_file("Workbook"), b"\xff\xff\xff\x80\x81" * 9])
def test_upload_that_is_neither_workbook_nor_csv_is_refused(data):
    with pytest.raises(WorkbookRefused):
        read_upload(data)


@pytest.mark.parametrize("times", [3_000, 100_000])
def test_long_text_shared_by_many_cells_stays_within_memory(times):
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/worksheet"/><Relationship Id="rId9" Target="sharedStrings.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, times))
    parts = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": relations}

    refusal = refusal_of(with_parts(with_rows(rows), **parts))

    assert refusal.code == "memory"


PLAIN = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 3000))


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="3000"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='3000'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>字</t></is></c></row>',
        '<row r="3000" spans="1:1"><c s="0" r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_far_cell_among_plain_rows_is_found_however_it_is_written(cell):
    """Plain rows are counted without being parsed; nothing may hide behind them."""
    assert "XFD1048576" in refusal_of(with_rows(PLAIN + cell)).message


def test_formula_among_plain_rows_keeps_its_place():
    formula = '<row r="3000"><c r="A3000"><f>1+1</f><v>2</v></c></row><row><c><f>2+2</f><v>4</v></c></row>'

    rows = read_workbook(with_rows(PLAIN + formula))[0].rows

    assert [row.number for row in rows if any(cell.formula for cell in row.cells)] == [3000, 3001]


@pytest.mark.parametrize("limit, is_refused", [(2998, True), (2999, False), (3000, False)])
def test_plain_cells_are_counted_one_by_one(limit, is_refused):
    data = with_rows(PLAIN)

    if is_refused:
        assert "上限 2998 个" in refusal_of(data, Limits(max_cells=limit)).message
    else:
        assert len(read_workbook(data, limits=Limits(max_cells=limit))[0].rows) == 2999
