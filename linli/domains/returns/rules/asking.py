"""What is kept of a form once it is recognised: its columns as a request asks for them, and how its sheet looks."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.returns.rules.asked import FACT, FIGURE, Asked
from linli.domains.returns.rules.forms import Column, Form, Kind, Subject
from linli.domains.returns.rules.layout import Grid
from linli.domains.returns.rules.matching import LIKELY, OTHERS, SURE, Match
from linli.domains.returns.rules.subjects import Place
from linli.kernel.exchange.workbooks import column_letters
from linli.kernel.exchange.workbooks.sketching import Sketch

ROWS_SHOWN = 4
MOST_ROWS = 30
LONGEST = 60
HIDDEN = "＊＊＊"
_OF_PERSONS = re.compile(r"姓名|签名|身份证|证件号|住址|病|残疾")
_PERSONS = frozenset({Subject.PERSON, Subject.HOUSEHOLD})
_NUMBERS = frozenset({Kind.ID_NUMBER, Kind.PHONE})


class Standing(StrEnum):
    """How a column stands before somebody has looked at it."""

    SURE = "sure"
    LIKELY = "likely"
    NEW = "new"
    NOTHING = "nothing"


def asked_of(match: Match, place: Place | None, subject: Subject) -> Asked:
    """A column as it is asked for. Serial numbers and what Excel computes need nobody's confirmation."""
    column, known = match.column, match.known
    kind = column.kind if column.kind is not Kind.TEXT or known is None or column.samples else known.kind
    return Asked(
        index=column.index,
        path=column.path,
        kind=kind,
        fact=known.code if known and place is None else "",
        place=place or "",
        unit=column.unit,
        choices=column.choices or (known.choices if known and kind is Kind.CHOICE else ()),
        confidence=100 if place or not match.reasons else match.confidence,
        is_confirmed=column.kind is Kind.SERIAL or column.is_computed,
        is_hidden=column.is_hidden,
        is_computed=column.is_computed,
        is_required=bool(match.reasons) and "选填" not in column.hint and "选填" not in column.name,
        is_personal=place is None and is_personal(column, subject),
    )


def is_personal(column: Column | Asked, subject: Subject) -> bool:
    """Whatever a roster says of each person; elsewhere the numbers, telephones and names of whoever is responsible."""
    if column.kind is Kind.SERIAL or column.is_computed:
        return False
    if subject in _PERSONS or column.kind in _NUMBERS:
        return True
    return column.kind is Kind.TEXT and bool(_OF_PERSONS.search(column.name) or OTHERS.search(column.name))


def standing(asked: Asked) -> Standing:
    if asked.is_serial or asked.is_computed:
        return Standing.NOTHING
    if asked.place or (asked.fact and asked.confidence >= SURE):
        return Standing.SURE
    if asked.fact and asked.confidence >= LIKELY:
        return Standing.LIKELY
    return Standing.SURE if asked.confidence >= SURE else Standing.NEW


def register_of_rows(columns: Sequence[Asked], subject: Subject, subjects: Mapping[str, str]) -> str:
    """The register that most columns are fields of and whose records are of the form's kind; "" where there is none.

    `subjects`: register → what its records are about. A form of one row for each community takes its rows from the communities.
    """
    if subject is Subject.DIVISION:
        return ""
    registers = Counter(asked.fact.rpartition(".")[0] for asked in columns if is_of_register(asked))
    found = [(count, code) for code, count in registers.items() if subjects.get(code) == subject]
    return max(found, default=(0, ""))[1]


def is_of_register(asked: Asked) -> bool:
    return bool(asked.fact) and not asked.fact.startswith((FIGURE, FACT))


def preview_of(form: Form, sketch: Sketch, sheets: Sequence[str], matches: Sequence[Match], subject: Subject) -> dict:
    """What the page shows of the sheet, as JSON: never more than a few rows of data, and of persons nothing."""
    grid = Grid(sketch)
    data = [row for row in grid.numbers if row >= form.first_row][:ROWS_SHOWN]
    shown = [row for row in grid.numbers if row < form.first_row][:MOST_ROWS] + data
    sealed = {column.index for column in form.columns if is_personal(column, subject)}
    return {
        "rows": [
            [row, [_shown(grid, row, column, row in data and column in sealed) for column in _columns(grid)]]
            for row in shown
        ],
        "merged": [
            [box.first_row, box.first_column, box.last_row, box.last_column]
            for box in sketch.merged
            if box.first_row in shown
        ],
        "sheets": list(sheets),
        "doubts": [*_doubts(form)],
        "reasons": {str(match.column.index): list(match.reasons) for match in matches if match.reasons},
    }


def _columns(grid: Grid) -> range:
    return range(1, grid.sketch.width + 1)


def _shown(grid: Grid, row: int, column: int, is_sealed: bool) -> str:
    text = grid.own.get((row, column), "")
    return HIDDEN if text and is_sealed else text[:LONGEST]


def _doubts(form: Form) -> list[dict[str, Any]]:
    told = [vars(doubt) for doubt in form.doubts]
    if form.count:
        message = _("表里已有%(count)d行数据，下发时只用表头和版式，不用这些数据。") % {"count": form.count}
        told.append({"message": message, "remedy": "", "cell": f"A{form.first_row}", "is_error": False})
    return told


@dataclass(frozen=True)
class Shown:
    """One cell of the sheet on the page."""

    text: str
    column: int
    rows: int = 1
    columns: int = 1


def table(preview: Mapping[str, Any]) -> list[tuple[int, list[Shown]]]:
    """Rows with their numbers; what a merged cell covers is left out."""
    kept = [number for number, _texts in preview["rows"]]
    spans, covered = {}, set()
    for top, left, bottom, right in preview["merged"]:
        places = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        spans[top, left] = (sum(1 for row in kept if top <= row <= bottom) or 1, right - left + 1)
        covered |= places - {(top, left)}
    width = max((len(texts) for _number, texts in preview["rows"]), default=0)
    found = []
    for number, texts in preview["rows"]:
        padded = [*texts, *[""] * (width - len(texts))]
        if padded[0] and not any(padded[1:]) and (number, 1) not in spans:
            # A remark runs on over the cells to its right, as it does in the workbook.
            found.append((number, [Shown(padded[0], 1, 1, width)]))
            continue
        cells = [
            Shown(text, column, *_fitting(spans.get((number, column), (1, 1)), width - column + 1))
            for column, text in enumerate(padded, start=1)
            if (number, column) not in covered
        ]
        found.append((number, cells))
    return found


def _fitting(span: tuple[int, int], left: int) -> tuple[int, int]:
    return span[0], min(span[1], left)


def letters_of(preview: Mapping[str, Any]) -> list[str]:
    return [column_letters(place) for place in range(max((len(texts) for _n, texts in preview["rows"]), default=0))]
