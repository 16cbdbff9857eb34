"""The child's part in sketching: the first and the last rows of each sheet with what gives a form its shape.

Of a large sheet all other rows are cut out of the XML before anything parses it, so that a form of 20,000 rows costs
hardly more than an empty one. Standard library, openpyxl and, for old .xls, calamine.
"""

import datetime
import io
import json
import re
import zipfile
import zlib
from xml.parsers import expat

from read_job import Refused, _letters, _plain, _visible_sheets

ROW = b"<row "
CONTENT = re.compile(rb"<v>|<v |<is>|<f>|<f ")
SHARED = re.compile(rb'(<c [^>]*\bt="s"[^>]*>\s*<v>)([0-9]+)(</v>)')
STRING = re.compile(rb"<si>.*?</si>|<si/>|<si [^>]*>.*?</si>", re.DOTALL)
FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*>\s*<f')
LAST_CELL = re.compile(rb'<c r="([A-Z]+)[0-9]+"[^>]*>(?=\s*<(?:v|is|f)[ >])')
ROW_NUMBER = re.compile(rb'<row [^>]*?\br="([0-9]+)"')
LONG_STRINGS = 256 * 1024
LONGEST_LIST = 500
DRAWINGS = ("xl/drawings/", "xl/media/", "xl/charts/", "xl/embeddings/")


def run(params, data):
    """One line of JSON: the list of sheets."""
    try:
        sheets = _sketch_xls(params, data) if params["is_xls"] else _sketch_xlsx(params, data)
    except (zipfile.BadZipFile, expat.ExpatError, zlib.error, KeyError, ValueError, EOFError, TypeError) as error:
        raise Refused({"code": "damaged", "why": str(error)}) from error
    yield json.dumps(sheets, separators=(",", ":")).encode()


def _sketch_xlsx(params, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        visible = _visible_sheets(archive, params)
        cuts = {part: _Cut(name, archive.read(part), params) for name, part in visible}
        small = _without_the_middle(archive, cuts)
    import openpyxl  # noqa: PLC0415 - slow, and not needed for .xls

    values = openpyxl.load_workbook(small, data_only=True)
    return [_told(values, values[name], cuts[part]) for name, part in visible]


class _Cut:
    """A sheet's XML without the rows between the first and the last; `count` are the rows that hold anything."""

    def __init__(self, name, xml, params):
        before, *rows = xml.split(ROW)
        end = after = b""
        if rows:
            rows[-1], end, after = rows[-1].partition(b"</sheetData>")
        filled = [row for row in rows if CONTENT.search(row)]
        self.count = len(filled)
        first, last = params["first_rows"], params["last_rows"]
        kept = [ROW + row for row in (filled if len(filled) <= first + last else filled[:first] + filled[-last:])]
        if not all(ROW_NUMBER.match(row) for row in kept):
            # Rows that do not say their number are counted from the first, so none may be left out before them.
            kept = [ROW + row for row in rows[:first]]
        self.numbers = [int(match[1]) for row in kept if (match := ROW_NUMBER.match(row))] or range(1, len(kept) + 1)
        self.xml = before + b"".join(kept) + end + after
        self.formulas = [match.decode() for row in kept for match in FORMULA.findall(row)]
        self._check(name, kept, params)

    @staticmethod
    def _check(name, rows, params):
        for row in rows:
            for letters in set(LAST_CELL.findall(row)):
                if _column(letters) > params["max_columns"]:
                    found = ROW_NUMBER.match(row)
                    number = int(found[1]) if found else 0
                    cell = {"sheet": name, "row": number, "ref": f"{letters.decode()}{number}"}
                    raise Refused({"code": "too_many_columns", **cell})


def _column(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _without_the_middle(archive, cuts):
    """The workbook again, with the sheets cut, no pictures, and of many shared strings those that are left in use."""
    names = archive.namelist()
    strings = next((name for name in names if name.lower() == "xl/sharedstrings.xml"), "")
    replaced = {part: cut.xml for part, cut in cuts.items()}
    if strings and archive.getinfo(strings).file_size > LONG_STRINGS:
        replaced |= _fewer_strings(archive, names, strings, replaced)
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w", zipfile.ZIP_STORED) as new:
        for name in names:
            if not name.lower().startswith(DRAWINGS):
                new.writestr(name, replaced[name] if name in replaced else archive.read(name))
    small.seek(0)
    return small


def _fewer_strings(archive, names, strings, sheets):
    used = {number: None for xml in sheets.values() for _start, number, _end in SHARED.findall(xml)}
    wanted = {int(number): number for number in used}
    last = max(wanted, default=-1)
    kept: dict[bytes, bytes] = {}
    found: list[bytes] = []
    for place, match in enumerate(STRING.finditer(archive.read(strings))):
        if place > last:
            break
        if place in wanted:
            kept[wanted[place]] = b"%d" % len(found)
            found.append(match[0])
    renumbered = {
        part: SHARED.sub(lambda match: match[1] + kept[match[2]] + match[3], xml) for part, xml in sheets.items()
    }
    others = {
        name: archive.read(name)
        for name in names
        if name.startswith("xl/worksheets/sheet") and name not in sheets and name.endswith(".xml")
    }
    # Sheets that nobody sees would point to strings that are gone; a list of choices on one of them is looked up there.
    if any(SHARED.search(xml) for xml in others.values()):
        return {}
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return {**renumbered, strings: head + b"".join(found) + b"</sst>"}


def _told(book, sheet, cut):
    # Row by row: asked for all at once, openpyxl makes the cells of those that were cut out.
    rows = {number: next(sheet.iter_rows(min_row=number, max_row=number)) for number in cut.numbers}
    return {
        "name": sheet.title,
        "count": cut.count,
        "rows": [
            [number, [_value(cell) for cell in cells]]
            for number, cells in rows.items()
            if any(cell.value is not None for cell in cells)
        ],
        "merged": [[each.min_row, each.min_col, each.max_row, each.max_col] for each in sheet.merged_cells.ranges],
        "lists": list(_lists(book, sheet)),
        "hidden": sorted(_hidden(sheet)),
        "formulas": cut.formulas,
        "comments": {
            cell.coordinate: cell.comment.text
            for cells in rows.values()
            for cell in cells
            if getattr(cell, "comment", None)
        },
    }


def _value(cell):
    value = cell.value
    if isinstance(value, datetime.timedelta | datetime.time):
        return str(value)
    return _plain(value)


def _hidden(sheet):
    """Columns counted from 1. A run of hidden columns is kept under its first letter alone."""
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min:
            yield from range(dimension.min, min(dimension.max or dimension.min, 256) + 1)


def _lists(book, sheet):
    """[first row, first column, last row, last column, values] of each drop-down list."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and (values := _list_values(book, sheet, rule.formula1 or "")):
            for place in rule.sqref.ranges:
                yield [place.min_row, place.min_col, place.max_row, place.max_col, values]


def _list_values(book, sheet, formula):
    formula = formula.strip()
    if formula.startswith('"'):
        return [value.strip() for value in formula.strip('"').split(",") if value.strip()][:LONGEST_LIST]
    name = formula.lstrip("=")
    if name in book.defined_names:
        name = book.defined_names[name].attr_text or ""
    title, _mark, place = name.rpartition("!")
    title = title.strip("'").replace("''", "'")
    there = book[title] if title in book.sheetnames else sheet
    if (title and title not in book.sheetnames) or not re.fullmatch(r"\$?[A-Z]+\$?[0-9]+(:\$?[A-Z]+\$?[0-9]+)?", place):
        return []
    cells = there[place.replace("$", "")]
    rows = cells if isinstance(cells, tuple) else ((cells,),)
    found = [str(cell.value).strip() for row in rows for cell in row if cell.value is not None]
    return found[:LONGEST_LIST]


def _sketch_xls(params, data):
    import python_calamine as calamine  # noqa: PLC0415 - not needed for .xlsx

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise Refused({"code": "password"}) from error
    except calamine.CalamineError as error:
        raise Refused({"code": "damaged", "why": str(error)}) from error
    visible = [each.name for each in book.sheets_metadata if each.visible == calamine.SheetVisibleEnum.Visible]
    return [_told_xls(name, book.get_sheet_by_name(name), params) for name in visible[: params["max_sheets"]]]


def _told_xls(name, sheet, params):
    left: list = [None] * (sheet.start[1] if sheet.start else 0)
    rows: list = [
        [number, left + [(value or None) if type(value) is str else _plain(value) for value in values]]
        for number, values in enumerate(sheet.iter_rows() if sheet.start else (), start=1)
        if any(value not in ("", None) for value in values)
    ]
    if rows and max(len(values) for _number, values in rows) > params["max_columns"]:
        cell = {"sheet": name, "row": rows[0][0], "ref": f"{_letters(params['max_columns'] + 1)}{rows[0][0]}"}
        raise Refused({"code": "too_many_columns", **cell})
    first, last = params["first_rows"], params["last_rows"]
    merged = [[a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1] for a, b in sheet.merged_cell_ranges or ()]
    kept = rows if len(rows) <= first + last else rows[:first] + rows[-last:]
    plain: dict = {"lists": [], "hidden": [], "formulas": [], "comments": {}}
    return {"name": name, "count": len(rows), "rows": kept, "merged": merged, **plain}
