"""Asking for a figure: `figure(code, division, at=…)`. The answer leads back to exactly the records it counts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum

from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division
from linli.kernel.indicators.declaration import Flow, Indicator, Measure, Ratio
from linli.kernel.indicators.periods import Period, parse_period, twelve_months_to
from linli.kernel.indicators.registry import get_indicator

FEN_PER_WAN = 1_000_000


class NoSuchDimension(LookupError):
    """The figure is not kept by that dimension, or a list was asked of a ratio."""


@dataclass(frozen=True)
class Question:
    """Which figure, where, when, and which part of it."""

    indicator: Indicator
    division: Division
    at: date
    period: Period
    dims: Mapping[str, str] = field(default_factory=dict)

    def params(self) -> dict[str, str]:
        """The question as the address of a page carries it."""
        named = {f"dim.{name}": value for name, value in self.dims.items()}
        when = {"at": self.at.isoformat(), "period": str(self.period)}
        return {
            "figure": self.indicator.code,
            "place": self.division.short_code,
            **when,
            **named,
        }

    def query(self) -> str:
        return urlencode(self.params())


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
            for row in (
                part.queryset().order_by("pk").values_list(*columns).iterator(5000)
            ):
                hashed.update(repr(row).encode())
        return hashed.hexdigest()


def figure(
    code: str,
    division: Division,
    *,
    at: date,
    period: Period | str | None = None,
    **dims: str,
) -> Figure:
    """Answer one question over the records in scope.

    Raises UnknownFigure, NoSuchDimension, BadPeriod, and OutOfScope where the asker does not see the whole division: a
    figure is never quietly that of a part.
    """
    if not scope.current().covers(*division.range):
        raise scope.OutOfScope(
            f"“{division.name}”不完全在您岗位的管辖范围内，不能给出它的指标。"
        )
    span = parse_period(period) if isinstance(period, str) else period
    question = Question(
        get_indicator(code), division, at, span or twelve_months_to(at), dims
    )
    return answer(question)


def answer(question: Question) -> Figure:
    if isinstance(question.indicator, Ratio):
        return _ratio(question, question.indicator)
    return _measure(question, question.indicator)


def records_of(question: Question) -> QuerySet:
    """The records behind a flow or a stock."""
    measure = question.indicator
    assert isinstance(measure, Measure)
    found = measure.records.objects.filter(measure.where, _when(measure, question))
    found = found.filter(
        division_id__gte=question.division.code, division_id__lt=question.division.upper
    )
    for name, value in question.dims.items():
        if name not in measure.by:
            known = "、".join(measure.by) or "无"
            raise NoSuchDimension(
                f"指标“{measure.code}”没有“{name}”这个维度（可用：{known}）。"
            )
        found = found.filter(**{measure.by[name]: value})
    return found


def _when(measure: Measure, question: Question) -> Q:
    if isinstance(measure, Flow):
        last = min(question.period.last, question.at)
        return Q(
            **{f"{measure.on}__gte": question.period.first, f"{measure.on}__lte": last}
        )
    true = Q(**{f"{measure.since}__lte": question.at})
    if measure.until:
        true &= Q(**{measure.until: None}) | Q(**{f"{measure.until}__gt": question.at})
    return true


def _measure(question: Question, measure: Measure) -> Figure:
    totals = {"records": Count("pk")}
    if measure.value:
        totals["amount"] = Sum(measure.value, default=0)
    elif measure.distinct:
        totals["amount"] = Count(measure.distinct, distinct=True)
    found = records_of(question)
    row = found.aggregate(**totals)
    amount = row.get("amount", row["records"])
    by = {}
    for name, column in measure.by.items():
        if name not in question.dims:
            rows = found.order_by().values_list(column).annotate(**totals)
            by[name] = {str(key): in_unit(measure, rest[-1]) for key, *rest in rows}
    return Figure(
        question,
        in_unit(measure, amount),
        row["records"],
        by=by,
        fen=amount if measure.is_money else None,
    )


def in_unit(measure: Measure, amount: int) -> int | Decimal:
    """Fen as 万元, exactly; anything else as it is."""
    if not measure.is_money:
        return amount
    whole, rest = divmod(amount, FEN_PER_WAN)
    return whole if rest == 0 else Decimal(amount) / FEN_PER_WAN


def _ratio(question: Question, ratio: Ratio) -> Figure:
    def part(measure: Measure) -> Figure:
        return answer(
            Question(measure, question.division, question.at, question.period)
        )

    if question.dims:
        raise NoSuchDimension(f"比率“{ratio.code}”不分维度。")
    above = [part(measure) for measure in ratio.of]
    below = part(ratio.among)
    numerator, denominator = (
        sum(int(each.value or 0) for each in above),
        int(below.value or 0),
    )
    return Figure(
        question,
        Fraction(100 * numerator, denominator) if denominator else None,
        sum(each.records for each in above),
        numerator=numerator,
        denominator=denominator,
        parts=(*above, below),
    )


def figure_from_query(params: Mapping[str, str], at: date) -> Figure | None:
    """The figure that a page's address names, or None. Raises what `figure` raises, and Division.DoesNotExist."""
    code = params.get("figure")
    if not code:
        return None
    dims = {key[4:]: value for key, value in params.items() if key.startswith("dim.")}
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
        entry["by"] = {
            name: {key: _number(value) for key, value in keys.items()}
            for name, keys in found.by.items()
        }
    return entry


def _number(value: int | Decimal | Fraction | None) -> int | float | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return round(float(value), 6)
