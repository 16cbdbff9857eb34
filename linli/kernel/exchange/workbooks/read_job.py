"""The child's part in reading: a streaming look at each sheet, then calamine. Standard library and calamine only.

The look comes first because calamine makes a dense table of the sheet (one cell at XFD1048576 aborts the process) and
says nothing of formulas and error values. The sheet's own <dimension> is never believed.
"""

import datetime
import io
import itertools
import json
import math
import posixpath
import re
import zipfile
import zlib
from xml.parsers import expat

import python_calamine as calamine

CHUNK = 256 * 1024
ROWS_IN_A_LINE = 2000
LONGEST_ROW = 4 * 1024 * 1024
WORTH_STRIPPING = 1000
_BLANK_CELL = rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?/>'
BLANKS = re.compile(rb'<row r="[0-9]+"[^<>]*>(?:%b)*</row>|<row r="[0-9]+"[^<>]*/>|%b' % (_BLANK_CELL, _BLANK_CELL))
# A whole row as spreadsheets write them: values of known kinds, no formula, no error, each cell in the row that it names.
_PLAIN_CELL = rb'<c r="[A-Z]{1,3}\1"(?: s="[0-9]+")?(?: t="(?:s|n|b|str)")?>(?:<v>[^<>]+</v>)</c>'
PLAIN_ROW = re.compile(rb'<row r="([0-9]+)"[^<>]*>(?:%b|<c r="[A-Z]{1,3}\1"(?: s="[0-9]+")?/>)*</row>' % _PLAIN_CELL)
COLUMN_OF_VALUE = re.compile(rb'<c r="([A-Z]+)[0-9]+"[^<>/]*><v>')
WHOLE_BELOW = 1e18
TAGS = {"row": "row", "c": "c", "f": "f", "v": "v", "is": "v"}


class Refused(Exception):
    pass


def run(params, data):
    """Lines of JSON: the name of a sheet, then its rows some at a time, then the name of the next."""
    try:
        for part in _read(params, data):
            yield json.dumps(part, separators=(",", ":")).encode() + b"\n"
    except (zipfile.BadZipFile, expat.ExpatError, zlib.error, KeyError, ValueError, EOFError) as error:
        raise Refused({"code": "damaged", "why": str(error)}) from error


def _read(params, data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = _visible_sheets(archive, params)
        looks = {}
        for name, part in sheets:
            with archive.open(part) as stream:
                looks[name] = _Look(name, params)
                looks[name].take(stream)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name, _part in sheets:
            yield name
            rows = _rows(workbook.get_sheet_by_name(name), looks[name])
            while some := list(itertools.islice(rows, ROWS_IN_A_LINE)):
                yield some
    except calamine.PasswordError as error:
        raise Refused({"code": "password"}) from error
    except calamine.CalamineError as error:
        raise Refused({"code": "damaged", "why": str(error)}) from error


def _visible_sheets(archive, params):
    """(name, part) of each visible worksheet, in order, but for our own list of faults. Chart sheets are left out."""
    parts = {name.lower(): name for name in archive.namelist()}
    targets, sheets = {}, []

    def relation(tag, attributes):
        if tag.rpartition(":")[2] == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
            targets[attributes.get("Id")] = parts[path.lower()]

    def sheet(tag, attributes):
        if tag.rpartition(":")[2] != "sheet" or attributes.get("state", "visible") != "visible":
            return
        ids = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
        if ids and ids[0] in targets and attributes["name"] != params["skip_sheet"]:
            sheets.append((attributes["name"], targets[ids[0]]))

    _parse(archive.read(parts["xl/_rels/workbook.xml.rels"]), relation)
    _parse(archive.read(parts["xl/workbook.xml"]), sheet)
    if len(sheets) > params["max_sheets"]:
        raise Refused({"code": "too_many_sheets", "count": len(sheets)})
    return sheets


def _parse(xml, start):
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(xml, True)


def _refuse_doctype(*_arguments):
    raise Refused({"code": "doctype"})


class _Kinds(dict):
    """Tag → what it is to us ("" for nothing), whatever prefix the writer gave to the namespace."""

    def __missing__(self, tag):
        kind = self[tag] = TAGS.get(tag.rpartition(":")[2], "")
        return kind


class _Look:
    """One pass over a sheet's XML: extent of what holds a value, formulas, error values."""

    def __init__(self, name, params):
        self.name, self.params = name, params
        self.last_row = self.last_column = self.count = 0
        self.formulas = {}  # row -> set of columns, all counted from 1
        self.uncached = {}  # row -> columns whose formula carries no computed value
        self.errors = {}  # row -> {column: "#DIV/0!"}

    def take(self, stream):
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._handler(parser)
        rest = b""
        while chunk := stream.read(CHUNK):
            whole_rows, mark, rest = (rest + chunk).rpartition(b"<row")
            rest = mark + rest
            parser.Parse(self._without_plain(_without_blanks(whole_rows)), False)
            if len(rest) > LONGEST_ROW:
                parser.Parse(rest, False)
                rest = b""
        parser.Parse(rest, True)

    def _without_plain(self, rows):
        """Leaves of the rows in which there is nothing to look at, after counting them, their numbers alone: four times
        faster than parsing them."""
        numbers, plain = [], []

        def emptied(row):
            numbers.append(int(row[1]))
            plain.append(row[0])
            return b'<row r="%b"/>' % row[1]

        left = PLAIN_ROW.sub(emptied, rows)
        columns = COLUMN_OF_VALUE.findall(b"".join(plain))
        for column in sorted(set(columns)):
            self._extend(max(numbers), _position(column.decode() + "1", 0, 0)[1])
        self._add(len(columns))
        return left

    def _handler(self, parser):
        """Closures over plain locals: this runs once for each element of the sheet."""
        kinds = _Kinds()
        row = skipped = 0
        reference, kind_of_cell, is_counted, formula_at = None, None, True, None

        def text_of_error(text):
            in_row, column = _position(reference, row, skipped)
            errors = self.errors.setdefault(in_row, {})
            errors[column] = errors.get(column, "") + text

        def start(tag, attributes):
            nonlocal row, skipped, reference, kind_of_cell, is_counted, formula_at
            kind = kinds[tag]
            if kind == "c":
                parser.CharacterDataHandler = None
                kind_of_cell = attributes.get("t")
                is_counted, formula_at = False, None
                skipped = 0 if "r" in attributes else skipped + 1
                reference = attributes.get("r", reference)
            elif kind == "v":
                if not is_counted:
                    is_counted = True
                    self._count(_position(reference, row, skipped))
                    # A computed "" is a result; openpyxl writes an empty <v> of no type for no result.
                    if formula_at and kind_of_cell == "str":
                        self.uncached[formula_at[0]].discard(formula_at[1])
                if kind_of_cell == "e":
                    parser.CharacterDataHandler = text_of_error
            elif kind == "row":
                parser.CharacterDataHandler = None
                row = int(attributes.get("r", row + 1))
                reference, skipped = None, 0
            elif kind == "f":
                formula_at = _position(reference, row, skipped)
                self._add_formula(*formula_at)

        return start

    def _add_formula(self, row, column):
        self._extend(row, column)
        self.formulas.setdefault(row, set()).add(column)
        self.uncached.setdefault(row, set()).add(column)

    def _count(self, position):
        self._extend(*position)
        self._add(1)

    def _add(self, count):
        self.count += count
        if self.count > self.params["max_cells"]:
            raise Refused({"code": "too_many_cells", "sheet": self.name})

    def _extend(self, row, column):
        if row <= self.last_row and column <= self.last_column:
            return
        self.last_row, self.last_column = max(row, self.last_row), max(column, self.last_column)
        cell = {"sheet": self.name, "row": row, "ref": f"{_letters(column)}{row}"}
        if row > self.params["max_rows"]:
            raise Refused({"code": "too_many_rows", **cell})
        if column > self.params["max_columns"]:
            raise Refused({"code": "too_many_columns", **cell})
        if self.last_row * self.last_column > self.params["max_box"]:
            raise Refused({"code": "too_sparse", **cell})


def _without_blanks(xml):
    """Leaves out rows and cells that only carry a format, where there are many: four times faster than parsing them."""
    if xml.count(b'"/>') < WORTH_STRIPPING:
        return xml
    # What carries no reference is counted from what stands before it, so then all must stay.
    for tag in (b"row", b"c"):
        if xml.count(b"<%b " % tag) + xml.count(b"<%b>" % tag) != xml.count(b'<%b r="' % tag):
            return xml
    return BLANKS.sub(b"", xml)


def _position(reference, row, skipped):
    """(row, column) from 1. Cells without a reference follow the one before them."""
    if reference is None:
        return row, skipped
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    if not 1 <= column <= 16384 or not letters.isupper() or not letters.isascii():
        raise ValueError(reference)
    return int(reference[len(letters) :]), column + skipped


def _letters(column):
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _rows(sheet, look):
    """[row number, {column: value} as a list from column A, formula columns] of each row that holds anything."""
    left = [None] * (sheet.start[1] if sheet.start else 0)
    number = 0
    for number, values in enumerate(sheet.iter_rows() if sheet.start else (), start=1):
        row = left + [(value or None) if type(value) is str else _plain(value) for value in values]
        yield from _row(number, row, look)
    for later in sorted({*look.uncached, *look.errors}):
        if later > number:
            yield from _row(later, [], look)


def _row(number, row, look):
    formulas = sorted(look.formulas[number]) if number in look.formulas else ()
    errors = look.errors.get(number)
    if formulas or errors:
        row += [None] * (max([len(row), *formulas, *(errors or ())]) - len(row))
        for column, text in (errors or {}).items():
            row[column - 1] = text.strip()
    while row and row[-1] is None and len(row) not in formulas:
        row.pop()
    is_blank = not any(type(value) is not str or value.strip() for value in row if value is not None)
    if not is_blank or look.uncached.get(number):
        yield [number, row, formulas]


def _plain(value):
    kind = type(value)
    if kind is float:
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < WHOLE_BELOW else value
    if kind is bool or kind is int or value is None:
        return value
    if kind is datetime.datetime:
        return {"at": value.isoformat()}
    if kind is datetime.date:
        return {"on": value.isoformat()}
    return str(value)
