"""Asking for a figure: `figure(code, division, at=…)`. The answer leads back to exactly the records it counts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division
from linli.kernel.indicators.declaration import Indicator, Measure, Ratio
from linli.kernel.indicators.periods import Period, parse_period, twelve_months_to
from linli.kernel.indicators.questions import NoSuchDimension, Question, check_dimensions, dims_of, records_of
from linli.kernel.indicators.registry import get_indicator
from linli.kernel.indicators.statements import Count, counts

FEN_PER_WAN = 1_000_000


@dataclass(frozen=True)
class Figure:
    """The answer. `value` is exact: an int, a Decimal of 万元, or a Fraction of one hundred for a ratio (None: among none).

    `fen` is the amount behind a sum of money. `by` is {dimension: {key: value}}.
    """

    question: Question
    value: int | Decimal | Fraction | None
    records: int
    by: Mapping[str, Mapping[str, int | Decimal]] = field(default_factory=dict)
    fen: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    parts: tuple["Figure", ...] = ()

    @property
    def indicator(self) -> Indicator:
        return self.question.indicator

    @property
    def code(self) -> str:
        return self.indicator.code

    def queryset(self) -> QuerySet:
        """The records that the figure counts, in the asker's scope. A ratio has parts instead."""
        if isinstance(self.indicator, Ratio):
            raise NoSuchDimension("A ratio has no list of its own; see its parts.")
        return records_of(self.question)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the keys and the weights of the records, so that a later change of any of them is seen."""
        hashed = hashlib.sha256()
        for part in self.parts or (self,):
            measure = part.indicator
            columns = [
                "pk",
                *([measure.value] if measure.value else []),
                *([measure.distinct] if measure.distinct else []),
            ]
            for row in part.queryset().order_by("pk").values_list(*columns).iterator(5000):
                hashed.update(repr(row).encode())
        return hashed.hexdigest()


def figure(code: str, division: Division, *, at: date, period: Period | str | None = None, **dims: str) -> Figure:
    """Answer one question over the records in scope.

    Raises UnknownFigure, NoSuchDimension, BadPeriod, and OutOfScope where the asker does not see the whole division: a
    figure is never quietly that of a part.
    """
    return answers([_asked(code, division, at, period, dims=dims)])[0]


def figures(
    codes: Sequence[str],
    division: Division,
    *,
    at: date,
    period: Period | str | None = None,
    places: Sequence[tuple[int, int]] = (),
) -> list[Figure]:
    """Answer several in one round trip. Raises what `figure` raises.

    `places` are the ranges of today that make up the division on another map; each of them must be in scope.
    """
    return answers([_asked(code, division, at, period, places=places) for code in codes])


def _asked(
    code: str,
    division: Division,
    at: date,
    period: Period | str | None,
    *,
    dims: Mapping[str, str] | None = None,
    places: Sequence[tuple[int, int]] = (),
) -> Question:
    span = parse_period(period) if isinstance(period, str) else period
    period = span or twelve_months_to(at)
    question = Question(get_indicator(code), division, at, period, dims or {}, places=tuple(places))
    if not all(scope.current().covers(*place) for place in question.ranges):
        raise scope.OutOfScope(f"“{division.name}”不完全在您岗位的管辖范围内，不能给出它的指标。")
    return question


def answer(question: Question) -> Figure:
    return answers([question])[0]


def answers(questions: Sequence[Question]) -> list[Figure]:
    """Answer many questions in one round trip, in the order given. Scope is limited by row security; see `figure`."""
    needed: dict[Any, Question] = {}
    for question in questions:
        check_dimensions(question)
        for each in (question, *_parts(question)):
            if isinstance(each.indicator, Measure):
                needed.setdefault(_identity(each), each)
    found = dict(zip(needed, counts(list(needed.values())), strict=True))
    return [_figure(question, found) for question in questions]


def _identity(question: Question) -> tuple:
    dims = tuple(sorted(question.dims.items()))
    return (
        question.indicator.code,
        question.division.code,
        question.at,
        question.period,
        dims,
        question.is_split,
        question.is_detailed,
        question.ranges,
    )


def _parts(question: Question) -> list[Question]:
    """The questions of a ratio's parts, the one for the denominator last."""
    ratio = question.indicator
    measures = (*ratio.of, ratio.among) if isinstance(ratio, Ratio) else ()
    return [replace(question, indicator=measure, dims={}, is_split=False, is_detailed=False) for measure in measures]


def _figure(question: Question, found: Mapping[tuple, Count]) -> Figure:
    parts = tuple(_figure(part, found) for part in _parts(question))
    if not parts:
        measure, count = question.measure, found[_identity(question)]
        by = {name: {key: in_unit(measure, each) for key, each in keys.items()} for name, keys in count.by.items()}
        fen = count.amount if measure.is_money else None
        return Figure(question, in_unit(measure, count.amount), count.records, by=by, fen=fen)
    numerator = sum(int(part.value or 0) for part in parts[:-1])
    denominator = int(parts[-1].value or 0)
    return Figure(
        question,
        Fraction(100 * numerator, denominator) if denominator else None,
        sum(part.records for part in parts[:-1]),
        numerator=numerator,
        denominator=denominator,
        parts=parts,
    )


def in_unit(measure: Measure, amount: int) -> int | Decimal:
    """Fen as 万元, exactly; anything else as it is."""
    if not measure.is_money:
        return amount
    whole, rest = divmod(amount, FEN_PER_WAN)
    return whole if rest == 0 else Decimal(amount) / FEN_PER_WAN


def figure_from_query(params: Mapping[str, str], at: date) -> Figure | None:
    """The figure that a page's address names, or None. Raises what `figure` raises, and Division.DoesNotExist."""
    code = params.get("figure")
    if not code:
        return None
    dims = dims_of(params)
    day = date.fromisoformat(params["at"]) if params.get("at") else at
    division = get_division(params.get("place", ""))
    return figure(code, division, at=day, period=params.get("period") or None, **dims)


def to_json(found: Figure) -> dict[str, Any]:
    """The shape that the command line and the API give."""
    entry: dict[str, Any] = {
        "code": found.code,
        "name": str(found.indicator.name),
        "value": _number(found.value),
        "unit": str(found.indicator.unit),
        "records": found.records,
    }
    if isinstance(found.indicator, Ratio):
        entry |= {"numerator": found.numerator, "denominator": found.denominator}
    if found.by:
        entry["by"] = {name: {key: _number(value) for key, value in keys.items()} for name, keys in found.by.items()}
    return entry


def _number(value: int | Decimal | Fraction | None) -> int | float | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return round(float(value), 6)
