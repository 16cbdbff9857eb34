"""All that stands around a table's data, moved when they become more: in the sheet, on it, and where others refer to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from linli.kernel.exchange.workbooks.guard import damaged
from linli.kernel.exchange.workbooks.package import LARGEST_PART, Package
from linli.kernel.exchange.workbooks.reading import column_letters
from linli.kernel.exchange.workbooks.references import (
    Growth,
    column_of,
    columns_of,
    moved,
    moved_area,
    repeated,
    rows_of,
)
from linli.kernel.exchange.workbooks.splicing import Element, Splice

_AREAS = {
    "dataValidation": "sqref",
    "conditionalFormatting": "sqref",
    "ignoredError": "sqref",
    "protectedRange": "sqref",
    "autoFilter": "ref",
    "sortState": "ref",
    "sortCondition": "ref",
}
_FORMULAS = ("formula", "formula1", "formula2")
_OF_CELLS = ("sheetData", "row", "c", "f", "v", "is")
_AROUND = ("dimension", "mergeCells", "mergeCell", "hyperlinks", "hyperlink", "brk", "sqref")
_VML_ROW = re.compile(rb"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
_VML_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")


@dataclass
class Template:
    """The row whose looks others take. `tag`: its attributes; `cells`: column → (format, formula)."""

    row: int
    tag: str = ""
    cells: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Place:
    """Bytes `start` to `end` of the sheet give way to the rows, between `opening` and `closing`."""

    prefix: str
    start: int
    end: int
    template: Template
    total: Template | None = None
    opening: bytes = b""
    closing: bytes = b""


@dataclass
class CellAt:
    element: Element
    row: int
    column: int
    formula: Element | None = None
    has_value: bool = False


@dataclass
class RowAt:
    element: Element
    number: int
    cells: list[CellAt] = field(default_factory=list)


def move_sheet(
    sheet: Splice,
    growth: Growth,
    *,
    style_row: int,
    total_rows: Sequence[int],
    totals: Mapping[int, int | float],
) -> Place:
    """Edits the sheet; where the rows go. Nothing of the old data stays."""
    found = sheet.elements(*_OF_CELLS, *_AROUND, *_AREAS, *_FORMULAS)
    holder = next((each for each in found if each.name == "sheetData"), None)
    if holder is None:
        raise damaged()
    rows = _rows(found)
    shared = _shared(sheet, rows)
    place = _place(sheet, holder, rows, growth)
    columns = _column_looks(sheet)
    for row in rows:
        if row.number == style_row:
            place.template = _template(sheet, row, shared, growth if growth.covers(style_row, style_row) else None)
        if row.number in total_rows[:1]:
            place.total = _template(sheet, row, shared)
        if not growth.first <= row.number <= growth.last:
            _move_row(sheet, row, growth, shared, totals if row.number in total_rows else {})
    for column, look in columns.items():
        place.template.cells.setdefault(column, (look, ""))
    _move_around(sheet, found, growth, style_row)
    return place


def _rows(found: Sequence[Element]) -> list[RowAt]:
    rows: list[RowAt] = []
    for each in found:
        if each.name == "row" and each.parent == "sheetData":
            rows.append(RowAt(each, int(each.attributes.get("r", rows[-1].number + 1 if rows else 1))))
        elif each.name == "c" and each.parent == "row":
            cells = rows[-1].cells
            place = each.attributes.get("r", "")
            column = column_of(place) if place else (cells[-1].column + 1 if cells else 1)
            cells.append(CellAt(each, rows[-1].number, column))
        elif each.parent == "c" and each.name in ("f", "v", "is"):
            cell = rows[-1].cells[-1]
            cell.formula = each if each.name == "f" else cell.formula
            cell.has_value |= each.name == "is" or (each.name == "v" and each.close > each.inner)
    return rows


def _shared(sheet: Splice, rows: Sequence[RowAt]) -> dict[str, tuple[str, int, int]]:
    """Formulas written once for several cells: number → text, row, column."""
    found = {}
    for row in rows:
        for cell in row.cells:
            formula = cell.formula
            if formula is not None and formula.attributes.get("t") == "shared" and formula.close > formula.inner:
                found[formula.attributes["si"]] = sheet.text(formula), cell.row, cell.column
    return found


def _formula(sheet: Splice, cell: CellAt, shared: Mapping[str, tuple[str, int, int]]) -> str:
    formula = cell.formula
    if formula is None:
        return ""
    if formula.attributes.get("t") == "shared" and formula.attributes.get("si") in shared:
        text, row, column = shared[formula.attributes["si"]]
        return repeated(text, cell.row - row, cell.column - column)
    return sheet.text(formula)


def _place(sheet: Splice, holder: Element, rows: Sequence[RowAt], growth: Growth) -> Place:
    prefix = sheet.prefix(holder)
    template = Template(0)
    if holder.is_empty:
        name = f"{prefix}sheetData>".encode()
        return Place(prefix, holder.start, holder.end, template, None, b"<" + name, b"</" + name)
    start = next((row.element.start for row in rows if row.number >= growth.first), holder.close)
    end = next((row.element.start for row in rows if row.number > growth.last), holder.close)
    return Place(prefix, start, max(start, end), template)


def _template(
    sheet: Splice, row: RowAt, shared: Mapping[str, tuple[str, int, int]], growth: Growth | None = None
) -> Template:
    """With its formulas, where it is a row of data that the growth repeats."""
    kept = {
        key: value for key, value in row.element.attributes.items() if key not in ("r", "spans", "hidden", "collapsed")
    }
    tag = "".join(f' {key}="{escape(value, {chr(34): "&quot;"})}"' for key, value in kept.items())
    cells = {}
    for cell in row.cells:
        formula = _formula(sheet, cell, shared) if growth else ""
        cells[cell.column] = (
            cell.element.attributes.get("s", ""),
            moved(formula, growth.sheet, growth) if growth else "",
        )
    return Template(row.number, tag, cells)


def _column_looks(sheet: Splice) -> dict[int, str]:
    """Formats of whole columns, for cells that the row does not have; a column set to the sheet's end is not one."""
    return {
        column: each.attributes["style"]
        for each in sheet.elements("col")
        if "style" in each.attributes and int(each.attributes["max"]) < 256
        for column in range(int(each.attributes["min"]), int(each.attributes["max"]) + 1)
    }


def _move_row(
    sheet: Splice,
    row: RowAt,
    growth: Growth,
    shared: Mapping[str, tuple[str, int, int]],
    totals: Mapping[int, int | float],
) -> None:
    number = growth.row(row.number)
    if number != row.number:
        sheet.put_attributes(row.element, r=str(number))
    for cell in row.cells:
        formula = _formula(sheet, cell, shared)
        text = moved(formula, growth.sheet, growth) if formula else ""
        if cell.column in totals and (_adds(text) or not (formula or cell.has_value)):
            _put_total(sheet, cell, number, text, totals[cell.column])
            continue
        if number != row.number and "r" in cell.element.attributes:
            sheet.put_attributes(cell.element, r=f"{column_letters(cell.column - 1)}{number}")
        if cell.formula is not None:
            _put_formula(sheet, cell.formula, text, growth)


def _adds(formula: str) -> bool:
    return formula.startswith(("SUM(", "SUBTOTAL("))


def _put_total(sheet: Splice, cell: CellAt, number: int, formula: str, value: float) -> None:
    prefix, look = sheet.prefix(cell.element), cell.element.attributes.get("s")
    style = f' s="{look}"' if look else ""
    counted = f"<{prefix}f>{escape(formula)}</{prefix}f>" if formula else ""
    place = f"{column_letters(cell.column - 1)}{number}"
    xml = f'<{prefix}c r="{place}"{style}>{counted}<{prefix}v>{value}</{prefix}v></{prefix}c>'
    sheet.put(cell.element.start, cell.element.end, xml)


def _put_formula(sheet: Splice, element: Element, text: str, growth: Growth) -> None:
    if element.attributes.get("t") == "shared":
        prefix = sheet.prefix(element)
        sheet.put(element.start, element.end, f"<{prefix}f>{escape(text)}</{prefix}f>")
        return
    if "ref" in element.attributes:
        sheet.put_attributes(element, ref=moved_area(element.attributes["ref"], growth, style_row=growth.first))
    if not element.is_empty:
        sheet.put_text(element, text)


def _move_around(sheet: Splice, found: Sequence[Element], growth: Growth, style_row: int) -> None:
    for each in found:
        if each.name in _AREAS and (key := _AREAS[each.name]) in each.attributes:
            area = _filtered(each, growth) or moved_area(each.attributes[key], growth, style_row=style_row)
            sheet.put_attributes(each, **{key: area})
        elif (each.name in _FORMULAS and b"<" not in sheet.xml[each.inner : each.close]) or (
            each.name == "f" and each.parent != "c"
        ):
            sheet.put_text(each, moved(sheet.text(each), growth.sheet, growth))
        elif each.name == "sqref":
            sheet.put_text(each, moved_area(sheet.text(each), growth, style_row=style_row))
        elif each.name == "brk" and each.parent == "rowBreaks" and int(each.attributes.get("id", 0)) > growth.last:
            sheet.put_attributes(each, id=str(growth.row(int(each.attributes["id"]))))
        elif each.name == "dimension":
            _stretch_dimension(sheet, each, growth)
    _move_listed(sheet, found, "mergeCell", _merges(found, growth, style_row), growth)
    _move_listed(sheet, found, "hyperlink", [], growth)


def _filtered(element: Element, growth: Growth) -> str:
    """A filter on the heading alone reaches over the rows that have come."""
    if element.name != "autoFilter" or growth.last >= growth.first:
        return ""
    start, _colon, end = element.attributes["ref"].partition(":")
    if not end or rows_of(element.attributes["ref"])[1] != growth.first - 1:
        return ""
    return f"{start}:{end.rstrip('0123456789')}{growth.new_last}"


def _stretch_dimension(sheet: Splice, element: Element, growth: Growth) -> None:
    start, _colon, end = element.attributes["ref"].partition(":")
    bottom = max(growth.row(rows_of(end or start)[1]), growth.new_last)
    sheet.put_attributes(element, ref=f"{start}:{(end or start).rstrip('0123456789')}{bottom}")


def _merges(found: Sequence[Element], growth: Growth, style_row: int) -> list[str]:
    """Merges of the row that data take after, once for each row of data."""
    areas = [each.attributes["ref"] for each in found if each.name == "mergeCell"]
    wide = [columns_of(area) for area in areas if rows_of(area) == (style_row, style_row)]
    if not growth.covers(style_row, style_row):
        return []
    names = [(column_letters(left - 1), column_letters(right - 1)) for left, right in wide]
    return [f"{left}{row}:{right}{row}" for row in range(growth.first, growth.new_last + 1) for left, right in names]


def _move_listed(sheet: Splice, found: Sequence[Element], name: str, added: Sequence[str], growth: Growth) -> None:
    """Merges and links: those within the old data go, for what they belonged to is gone."""
    holder = next((each for each in found if each.name == name + "s"), None)
    if holder is None:
        return
    kept = 0
    for each in (element for element in found if element.name == name):
        top, bottom = rows_of(each.attributes["ref"])
        if growth.first <= top and bottom <= growth.last:
            sheet.drop(each)
        else:
            kept += 1
            sheet.put_attributes(each, ref=moved_area(each.attributes["ref"], growth, style_row=growth.first))
    if not kept and not added:
        sheet.put(holder.start, holder.inner, b"")
        sheet.put(holder.close, holder.end, b"")
        return
    if "count" in holder.attributes:
        sheet.put_attributes(holder, count=str(kept + len(added)))
    prefix = sheet.prefix(holder)
    sheet.put(holder.close, holder.close, "".join([f'<{prefix}{name} ref="{area}"/>' for area in added]))


def move_book(package: Package, growth: Growth) -> None:
    """Names of areas: what is printed, what is repeated on each page, what is filtered."""
    for each in package.book.elements("definedName"):
        package.book.put_text(each, moved(package.book.text(each), "", growth))


def move_others(package: Package, part: str, growth: Growth) -> None:
    """What hangs on the sheet, and the formulas of other sheets and charts that refer to it."""
    for kind, path in package.relations(part).values():
        if kind == "vmlDrawing":
            package.parts[package.names[path.lower()]] = _moved_vml(package.read(path), growth)
        elif kind in ("comments", "threadedComment", "table", "drawing"):
            _move_part(package, path, growth)
    names = {path: name for name, path in package.sheets.items() if path != part}
    charts = [name for name in package.names.values() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    for path in [*names, *charts]:
        if package.archive.getinfo(package.names[path.lower()]).file_size > LARGEST_PART:
            continue
        splice = Splice(package.read(path))
        for each in splice.elements("f", *_FORMULAS):
            if not each.is_empty and b"<" not in splice.xml[each.inner : each.close]:
                splice.put_text(each, moved(splice.text(each), names.get(path, ""), growth))
        if splice.is_changed:
            package.parts[package.names[path.lower()]] = splice.pieces()


def _move_part(package: Package, path: str, growth: Growth) -> None:
    splice = Splice(package.read(path))
    for each in splice.elements("comment", "threadedComment", "table", "autoFilter", "row"):
        if each.name == "row" and each.parent in ("from", "to"):
            row = int(splice.text(each)) + 1
            splice.put_text(each, str(growth.row(row) - 1))
        elif "ref" in each.attributes:
            splice.put_attributes(each, ref=moved_area(each.attributes["ref"], growth, style_row=growth.first))
    if splice.is_changed:
        package.parts[package.names[path.lower()]] = splice.pieces()


def _moved_vml(xml: bytes, growth: Growth) -> bytes:
    """By their text: such drawings are not always well-formed."""

    def anchor(match: re.Match[bytes]) -> bytes:
        numbers = match[2].split(b",")
        if len(numbers) == 8:
            for index in (2, 6):
                numbers[index] = b" " + _moved_row(numbers[index], growth)
        return match[1] + b",".join(numbers) + match[3]

    xml = _VML_ROW.sub(lambda match: match[1] + _moved_row(match[2], growth) + match[3], xml)
    return _VML_ANCHOR.sub(anchor, xml)


def _moved_row(number: bytes, growth: Growth) -> bytes:
    return str(growth.row(int(number) + 1) - 1).encode()
