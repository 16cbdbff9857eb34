"""A question about a figure, and the condition that picks the records which answer it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from linli.kernel.divisions.models import Division
from linli.kernel.indicators.declaration import Flow, Indicator, Measure, Stock
from linli.kernel.indicators.periods import Period

DIM = "dim."


class NoSuchDimension(LookupError):
    """The figure is not kept by that dimension, the dimension has no such value, or a list was asked of a ratio."""


@dataclass(frozen=True)
class Question:
    """Which figure, where, when, and which part of it. The parts of a ratio are asked for whole, not by dimension;
    the page of one figure asks for its detail too.

    `places` are the disjoint ranges [code, upper) that are counted, where they are others than the division's own: what
    once was one county may lie in several of today's.
    """

    indicator: Indicator
    division: Division
    at: date
    period: Period
    dims: Mapping[str, str] = field(default_factory=dict)
    is_split: bool = True
    is_detailed: bool = False
    places: tuple[tuple[int, int], ...] = ()

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        return self.places or (self.division.range,)

    @property
    def last(self) -> date:
        """The last day of the period that is not beyond the day asked for."""
        return min(self.period.last, self.at)

    @property
    def split_by(self) -> list[str]:
        """The dimensions by which the answer is split."""
        wanted = self.measure.dimensions if self.is_detailed else self.measure.by
        return [name for name in wanted if name not in self.dims] if self.is_split else []

    @property
    def measure(self) -> Measure:
        """The indicator, where it is known to be no ratio."""
        assert isinstance(self.indicator, Measure)
        return self.indicator

    def params(self) -> dict[str, str]:
        """The question as the address of a page carries it."""
        named = {f"{DIM}{name}": value for name, value in self.dims.items()}
        when = {"at": self.at.isoformat(), "period": str(self.period)}
        return {"figure": self.indicator.code, "place": self.division.short_code, **when, **named}

    def query(self) -> str:
        return urlencode(self.params())


def dims_of(params: Mapping[str, str]) -> dict[str, str]:
    """The dimensions that a page's address names; the other way round of `Question.params`."""
    return {key.removeprefix(DIM): value for key, value in params.items() if key.startswith(DIM)}


def records_of(question: Question) -> QuerySet:
    """The records behind a flow or a stock, in the asker's scope."""
    measure = question.measure
    check_dimensions(question)
    found = measure.records.objects.filter(condition(question, question.last))
    return found.filter(**{measure.dimensions[name]: value for name, value in question.dims.items()})


def check_dimensions(question: Question) -> None:
    """Raises NoSuchDimension, and names those that there are. A misspelt value must not be counted as nought."""
    code, by = question.indicator.code, question.indicator.dimensions
    for name in question.dims:
        if name not in by:
            known = "、".join(by) or "无"
            raise NoSuchDimension(f"指标“{code}”没有“{name}”这个维度（可用：{known}）。")
    for name, value in question.dims.items():
        field = question.measure.records._meta.get_field(by[name].split("__")[0])
        values = [str(key) for key, _label in field.flatchoices]
        if "\0" in value or (values and value not in values):
            known = "、".join(values) or "文字"
            raise NoSuchDimension(f"指标“{code}”的维度“{name}”没有“{value}”这个值（可用：{known}）。")


def condition(question: Question, last: date) -> Q:
    """What must hold of a record: the measure's own condition, the place, and the days. `last` ends the period of a flow."""
    measure = question.measure
    place = Q()
    for low, upper in question.ranges:
        place |= Q(division_id__gte=low, division_id__lt=upper)
    if isinstance(measure, Flow):
        return place & measure.where & Q(**{f"{measure.on}__gte": question.period.first, f"{measure.on}__lte": last})
    assert isinstance(measure, Stock)
    true = place & measure.where & Q(**{f"{measure.since}__lte": question.at})
    if measure.until:
        true &= Q(**{measure.until: None}) | Q(**{f"{measure.until}__gt": question.at})
    return true
