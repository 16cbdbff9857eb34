"""What an answer says: cell by cell, row by row, and summed up."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, DecimalField, F, Func, QuerySet, Sum, TextField, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from linli.domains.returns.models import Answer, Request, Row
from linli.domains.returns.queries.prefill import columns_of
from linli.domains.returns.rules import progress
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Cell, Value
from linli.domains.returns.rules.forms import Kind
from linli.kernel.divisions.models import Division

# In the sealed part: earlier values of personal columns, by column, the latest last.
WAS = "was"
SUMMED = frozenset({Kind.INT, Kind.NUMBER})


def sealed_of(row: Row) -> dict[str, Any]:
    return json.loads(row.sealed.plain) if row.sealed else {}


def cells_of(row: Row) -> dict[int, Value]:
    """Column → value, those of personal columns among them."""
    plain = {int(index): said.get("v") for index, said in row.cells.items()}
    return plain | {int(index): value for index, value in sealed_of(row).items() if index != WAS}


def cells_with_sources(row: Row) -> dict[int, Cell]:
    """Column → its cell, the values of personal columns put in."""
    sealed = sealed_of(row)
    found = {int(index): Cell.from_json(said) for index, said in row.cells.items()}
    return {
        index: replace(cell, value=sealed[str(index)]) if str(index) in sealed else cell
        for index, cell in found.items()
    }


def rows_of(answer: Answer) -> list[Row]:
    return list(Row.objects.filter(answer=answer).order_by("ordinal"))


def counts_of(columns: Sequence[Asked], rows: Sequence[Row]) -> progress.Counts:
    counted = (progress.counts(columns, cells_of(row), _cells(row)) for row in rows)
    return sum(counted, progress.Counts())


def _cells(row: Row) -> dict[int, Cell]:
    return {int(index): Cell.from_json(said) for index, said in row.cells.items()}


def missing_of(columns: Sequence[Asked], rows: Sequence[Row]) -> dict[tuple[int, int], Asked]:
    """(row, column) of every cell that still has to be filled in."""
    return {(row.pk, each.index): each for row in rows for each in progress.missing(columns, cells_of(row))}


def answers_to(request: Request, period_on: date, division: Division) -> QuerySet[Answer]:
    """Of a period, in a place and all below it, as far as the scope goes."""
    return Answer.objects.filter(request=request, period_on=period_on).within(division)


def totals(request: Request, period_on: date, division: Division) -> dict[int, int | float]:
    """Column → the sum over all rows of the place: exactly what adding the list up gives. Of columns of numbers only."""
    summed = [each for each in columns_of(request) if each.kind in SUMMED and each.is_cell and not each.is_personal]
    if not summed:
        return {}
    rows = Row.objects.filter(answer__in=answers_to(request, period_on, division).values("pk"))
    found = rows.aggregate(**{f"c{each.index}": _sum(each.index) for each in summed})
    return {each.index: _plain(found[f"c{each.index}"]) for each in summed}


def _sum(index: int) -> Sum:
    cell = KeyTransform(str(index), "cells")
    number = Cast(KeyTextTransform("v", cell), DecimalField(max_digits=40, decimal_places=10))
    kind = Func(KeyTransform("v", cell), function="jsonb_typeof", output_field=TextField())
    return Sum(Case(When(_IsNumber(kind), then=number)))


class _IsNumber(Func):
    """A register may have a text where a form wants a number; a text is not added up."""

    template = "(%(expressions)s = 'number')"
    output_field = BooleanField()
    conditional = True


def _plain(total: Decimal | None) -> int | float:
    if total is None:
        return 0
    return int(total) if total == total.to_integral_value() else float(total)


def doubles(request: Request, period_on: date, division: Division) -> dict[str, list[Row]]:
    """Whoever or whatever is listed by more than one community of the place, with the rows: told, and not refused."""
    rows = Row.objects.filter(answer__in=answers_to(request, period_on, division).values("pk")).exclude(about="")
    twice = rows.order_by().values("about").annotate(times=Count("pk")).filter(times__gt=1).values("about")
    found: dict[str, list[Row]] = {}
    for row in rows.filter(about__in=twice).select_related("answer__division").order_by("about", F("division_id")):
        found.setdefault(row.about, []).append(row)
    return found


def changed(cells: Mapping[int, Cell]) -> dict[int, Cell]:
    """Column → what the cell was when the form was sent, of cells that somebody has corrected since."""
    found = {index: progress.first(cell) for index, cell in cells.items() if cell.source in progress.TYPED}
    return {index: cell for index, cell in found.items() if cell is not None}
