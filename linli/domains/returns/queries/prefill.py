"""What a form can be filled with before anybody types: from registers, figures, facts once typed, and the last period.

A constant number of queries, however many communities are asked. Everything is read within the scope.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from linli.domains.returns.enums import Rhythm, Source
from linli.domains.returns.models import Answer, FactValue, Request, Row
from linli.domains.returns.queries import registers
from linli.domains.returns.queries.registers import Read
from linli.domains.returns.rules.asked import FACT, FIGURE, Asked
from linli.domains.returns.rules.cells import Cell, Value
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.periods import Period, period_of
from linli.kernel.divisions.models import Division
from linli.kernel.indicators import periods
from linli.kernel.indicators.declaration import Indicator
from linli.kernel.indicators.questions import Question
from linli.kernel.indicators.registry import UnknownFigure, get_indicator
from linli.kernel.indicators.spread import spread

YUAN_OF_A_WAN = 10_000
DIGITS_OF_A_RATIO = 2
UNNAMED = "row:"
Reads = dict[int, Read]


@dataclass(frozen=True)
class Prefilled:
    """One row to be: `sealed` holds the values of personal columns, whose cells have none."""

    about: str = ""
    cells: Mapping[int, Cell] = field(default_factory=dict)
    sealed: Mapping[int, Value] = field(default_factory=dict)


def columns_of(request: Request) -> tuple[Asked, ...]:
    """What a register keeps sealed is personal on every form, whatever the form says."""
    return tuple(_kept_sealed(Asked.from_json(each)) for each in request.columns)


def _kept_sealed(column: Asked) -> Asked:
    if column.is_personal:
        return column
    is_sealed = column.kind is Kind.ID_NUMBER or registers.is_sealed(column.fact)
    return replace(column, is_personal=True) if is_sealed else column


def rows_for(request: Request, divisions: Sequence[Division], *, on: date) -> dict[int, list[Prefilled]]:
    """Community's code → its rows, in order, for the period in which the day lies; none where only people know the rows."""
    divisions = sorted(divisions, key=lambda each: each.code)
    if not divisions:
        return {}
    columns = columns_of(request)
    period = period_of(request.rhythm, on, request.due_days)
    own = _of_divisions(request, columns, divisions, period, on)
    facts = facts_known(columns, [each.code for each in divisions], on)
    last = _last(request, columns, divisions, period)
    found: dict[int, list[Prefilled]] = {each.code: [] for each in divisions}
    for code, about, reads in _rows(request, columns, divisions, last):
        of_community = (own.get(code, {}), facts.get((code, ""), {}))
        of_subject = facts.get((code, about), {}) if about else {}
        layers = (last.get(code, {}).get(about, {}), *of_community, of_subject, reads)
        found[code].append(_merged(columns, "" if about.startswith(UNNAMED) else about, layers))
    return found


def _rows(
    request: Request, columns: Sequence[Asked], divisions: Sequence[Division], last: Mapping[int, Mapping[str, Reads]]
) -> Iterator[tuple[int, str, Reads]]:
    """Which rows there are: of a register, of the community itself, or those of the last period."""
    if request.rows_of:
        yield from registers.of_rows(request.rows_of, request.rows_where, columns, divisions)
    elif request.subject == Subject.DIVISION:
        yield from ((each.code, "", {}) for each in divisions)
    else:
        for code, rows in last.items():
            yield from ((code, about, {}) for about in rows)


def _merged(columns: Sequence[Asked], about: str, layers: Sequence[Reads]) -> Prefilled:
    """Of each column the value of the last layer that has one."""
    reads: Reads = {}
    for layer in layers:
        reads |= {index: each for index, each in layer.items() if not _is_blank(each)}
    reads = {column.index: reads[column.index] for column in columns if column.is_cell and column.index in reads}
    cells = {index: each.cell for index, each in reads.items()}
    return Prefilled(about, cells, {index: each.sealed for index, each in reads.items() if each.sealed is not None})


def _is_blank(each: Read) -> bool:
    return each.cell.value is None and each.sealed is None


def _of_divisions(
    request: Request, columns: Sequence[Asked], divisions: Sequence[Division], period: Period, on: date
) -> dict[int, Reads]:
    found = registers.of_communities(columns, divisions)
    span = None if request.rhythm == Rhythm.ONCE else periods.Period(period.first, period.last)
    for column in columns:
        if column.is_cell and column.is_figure:
            for code, cell in figures_of(column, divisions, span, on).items():
                found.setdefault(code, {})[column.index] = Read(cell)
    return found


def figures_of(column: Asked, divisions: Sequence[Division], span: periods.Period | None, on: date) -> dict[int, Cell]:
    """A figure of each community, as of the day; a flow over the period, without one over the twelve months to the day."""
    try:
        indicator = get_indicator(column.fact.removeprefix(FIGURE))
    except UnknownFigure:
        return {}
    at = min(on, span.last) if span else on
    place = (divisions[0].code, max(each.upper for each in divisions))
    question = Question(indicator, divisions[0], at, span or periods.twelve_months_to(at), places=(place,))
    found: dict[int, Cell] = {}
    rest = urlencode({name: value for name, value in question.params().items() if name not in {"figure", "place"}})
    for level in {each.level for each in divisions}:
        for share in spread(question, [each for each in divisions if each.level == level]):
            of = f"{FIGURE}{indicator.code}?place={share.division.short_code}&{rest}"
            value = _as_asked(column, indicator, share.value)
            found[share.division.code] = Cell(value, Source.FIGURE, of, at)
    return found


def _as_asked(column: Asked, indicator: Indicator, value: Any) -> Value:
    """A sum of money in 元 where the column asks for it; a ratio to two digits."""
    if isinstance(value, Fraction):
        value = round(Decimal(value.numerator) / Decimal(value.denominator), DIGITS_OF_A_RATIO)
    if value is not None and indicator.is_money and column.unit == "元":
        value = value * YUAN_OF_A_WAN
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None else int(value)


def facts_known(columns: Sequence[Asked], codes: Sequence[int], on: date) -> dict[tuple[int, str], Reads]:
    """(community, subject) → column → the newest value once typed; one whose time is over is doubted."""
    asked = {int(each.fact.removeprefix(FACT)): each for each in columns if each.fact.startswith(FACT) and each.is_cell}
    found: dict[tuple[int, str], Reads] = {}
    if not asked:
        return found
    values = FactValue.objects.filter(fact_id__in=asked, division_id__in=codes)
    newest = values.order_by("fact_id", "division_id", "about", "-as_of", "-id").distinct("fact", "division", "about")
    for each in newest:
        column = asked[each.fact_id]
        read = _of_fact(each, on)
        found.setdefault((each.division_id, each.about), {})[column.index] = read
    return found


def _of_fact(each: FactValue, on: date) -> Read:
    doubt = ""
    if each.valid_until and each.valid_until < on:
        doubt = _("这个值的有效期到%(day)s，请核对。") % {"day": each.valid_until.isoformat()}
    sealed = json.loads(each.sealed.plain) if each.sealed else None
    return Read(Cell(each.value, Source.FACT, f"{FACT}{each.fact_id}", each.as_of, doubt=doubt), sealed)


def _last(
    request: Request, columns: Sequence[Asked], divisions: Sequence[Division], period: Period
) -> dict[int, dict[str, Reads]]:
    """Community → subject → column → what the last period before this one said; a figure is always asked anew."""
    found: dict[int, dict[str, Reads]] = {}
    if request.rhythm == Rhythm.ONCE:
        return found
    codes = [each.code for each in divisions]
    before = Answer.objects.filter(request=request, division_id__in=codes, period_on__lt=period.first)
    newest = before.order_by("division_id", "-period_on").distinct("division")
    days = dict(newest.values_list("pk", "period_until"))
    kept = {str(each.index) for each in columns if each.may_be_typed}
    for row in Row.objects.filter(answer_id__in=days).order_by("division_id", "ordinal"):
        sealed = json.loads(row.sealed.plain) if row.sealed else {}
        of = f"returns.answer:{row.answer_id}"
        reads = {
            int(index): Read(Cell(said.get("v"), Source.LAST, of, days[row.answer_id]), sealed.get(index))
            for index, said in row.cells.items()
            if index in kept
        }
        found.setdefault(row.division_id, {})[row.about or _unnamed(request, row)] = reads
    return found


def _unnamed(request: Request, row: Row) -> str:
    """A row that nobody has named yet is not carried on under the name of another."""
    return "" if request.subject == Subject.DIVISION else f"{UNNAMED}{row.ordinal}"
