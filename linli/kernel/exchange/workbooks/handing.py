"""A filled workbook that goes out to be typed in and comes back: locked but for what is asked, with a key that only we read.

Each row carries a token in a hidden column, so that it is known again wherever it has been sorted to; a very hidden sheet
carries a text of ours. Both are plain to whoever looks for them: the text must be signed by who writes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.sax.saxutils import escape

from linli.kernel.exchange.workbooks.filling import Extra, Filling, Line, Table
from linli.kernel.exchange.workbooks.package import Package
from linli.kernel.exchange.workbooks.reading import column_letters
from linli.kernel.exchange.workbooks.references import Growth, column_of, columns_of, rows_of
from linli.kernel.exchange.workbooks.splicing import Element, Splice, with_attributes
from linli.kernel.exchange.workbooks.writing import LONGEST_LIST, clean_text

# Words that reading must know again in a file are not translated.
HIDDEN_SHEET = "_linli"
TOKEN = "linli-row-"  # noqa: S105 - no secret
CHUNK = 30_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_AFTER_LISTS = (
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)


@dataclass(frozen=True)
class Handed:
    """`key`: what comes back as it is: a signature, a line end, and JSON of which reading takes "sheet" and "first_row".
    `tokens`: of the lines in order; `open_columns` may be typed in, from `lists` where
    there is one and the form has none of its own."""

    key: str
    tokens: Sequence[str] = ()
    open_columns: frozenset[int] = frozenset()
    lists: Mapping[int, Sequence[str]] = field(default_factory=dict)


def hand_out(data: bytes, table: Table, lines: Sequence[Line], handed: Handed, out: IO[bytes]) -> None:
    """Raises WorkbookRefused where the workbook cannot be used."""
    work = Filling(Package(data), table, len(lines))
    column = _free_column(work.sheet)
    work.extra = Extra(
        open_columns=handed.open_columns, tokens=[TOKEN + token for token in handed.tokens], token_column=column
    )
    _protect(work.sheet)
    _hide_column(work.sheet, column)
    long_lists = _add_lists(work.sheet, work.growth, table, handed.lists)
    work.hidden = HIDDEN_SHEET, _hidden_sheet(handed.key, long_lists)
    work.write(lines, out, {})


def _free_column(sheet: Splice) -> int:
    """The first to the right of all that stands or is set anywhere."""
    places = [each.attributes.get("r", "A1") for each in sheet.elements("c")]
    merged = [columns_of(each.attributes["ref"])[1] for each in sheet.elements("mergeCell")]
    return max([*map(column_of, places), *merged], default=0) + 1


def _protect(sheet: Splice) -> None:
    """Without a password: it keeps people from slips, and nobody from their own work."""
    found = sheet.elements("sheetData", "sheetCalcPr", "sheetProtection")
    for each in found:
        if each.name == "sheetProtection":
            sheet.drop(each)
    last = [each for each in found if each.name != "sheetProtection"][-1]
    allowed = 'formatCells="0" formatColumns="0" formatRows="0" autoFilter="0"'
    sheet.put(last.end, last.end, f'<{sheet.prefix(last)}sheetProtection sheet="1" {allowed}/>')


def _hide_column(sheet: Splice, column: int) -> None:
    found = sheet.elements("cols", "col", "sheetData")
    data = next(each for each in found if each.name == "sheetData")
    prefix = sheet.prefix(data)
    tag = f'<{prefix}col min="{column}" max="{column}" width="0" hidden="1" customWidth="1"/>'
    holder = next((each for each in found if each.name == "cols"), None)
    if holder is None:
        sheet.put(data.start, data.start, f"<{prefix}cols>{tag}</{prefix}cols>")
        return
    after = holder.close
    for each in (element for element in found if element.name == "col"):
        first, last = int(each.attributes["min"]), int(each.attributes["max"])
        if first <= column <= last:
            own = sheet.xml[each.start : each.end]
            left = with_attributes(own, {"max": str(column - 1)}) if first < column else b""
            right = with_attributes(own, {"min": str(column + 1)}) if column < last else b""
            sheet.put(each.start, each.end, left + tag.encode() + right)
            return
        if first > column:
            after = min(after, each.start)
    sheet.put(after, after, tag)


def _add_lists(sheet: Splice, growth: Growth, table: Table, lists: Mapping[int, Sequence[str]]) -> list[Sequence[str]]:
    """The form's own lists stand; those too long for a cell's rule are given back, for the hidden sheet."""
    found = sheet.elements("dataValidations", "dataValidation", "worksheet", *_AFTER_LISTS)
    listed = {column for each in found if each.name == "dataValidation" for column in _columns(each, table)}
    tags, long_lists = [], []
    top = next(each for each in found if each.name == "worksheet")
    prefix = sheet.prefix(top)
    for column, choices in sorted(lists.items()):
        if column in listed or not choices:
            continue
        text = ",".join(choices)
        if len(text) > LONGEST_LIST or any("," in each or '"' in each for each in choices):
            long_lists.append(choices)
            letters = column_letters(len(long_lists))
            source = f"{HIDDEN_SHEET}!${letters}$1:${letters}${len(choices)}"
        else:
            source = f'"{text}"'
        letters = column_letters(column - 1)
        tags.append(
            f'<{prefix}dataValidation type="list" allowBlank="1" showErrorMessage="1"'
            f' sqref="{letters}{growth.first}:{letters}{growth.new_last}">'
            f"<{prefix}formula1>{escape(clean_text(source))}</{prefix}formula1></{prefix}dataValidation>"
        )
    if tags:
        _put_lists(sheet, found, prefix, tags)
    return long_lists


def _columns(element: Element, table: Table) -> list[int]:
    found: list[int] = []
    for area in element.attributes.get("sqref", "").split():
        top, bottom = rows_of(area)
        if top <= table.style_row <= bottom or top == bottom == 0:
            left, right = columns_of(area)
            found.extend(range(left, right + 1))
    return found


def _put_lists(sheet: Splice, found: Sequence[Element], prefix: str, tags: Sequence[str]) -> None:
    holder = next((each for each in found if each.name == "dataValidations"), None)
    if holder is not None and not holder.is_empty:
        count = sum(1 for each in found if each.name == "dataValidation" and each.parent == "dataValidations")
        sheet.put_attributes(holder, count=str(count + len(tags)))
        sheet.put(holder.close, holder.close, "".join(tags))
        return
    top = found[0]
    place = min(
        (each.start for each in found if each.name in _AFTER_LISTS and each.parent == "worksheet"), default=top.close
    )
    tag = f'<{prefix}dataValidations count="{len(tags)}">{"".join(tags)}</{prefix}dataValidations>'
    sheet.put(place, place, tag)


def _hidden_sheet(key: str, long_lists: Sequence[Sequence[str]]) -> bytes:
    """The key in column A, some of it in each cell; lists beside it."""
    columns = [[key[at : at + CHUNK] for at in range(0, len(key), CHUNK)], *long_lists]
    rows = []
    for number in range(max(map(len, columns))):
        cells = [
            f'<c r="{column_letters(index)}{number + 1}" t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(clean_text(values[number]))}</t></is></c>"
            for index, values in enumerate(columns)
            if number < len(values)
        ]
        rows.append(f'<row r="{number + 1}">{"".join(cells)}</row>')
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    return xml.encode()
