"""The burden of a request, counted from the records that there are: a few statements, however many communities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod

from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import FactValue, Request
from linli.domains.returns.queries.facts import register_of
from linli.domains.returns.rules.asked import FACT, Asked
from linli.domains.returns.rules.burden import (
    NEARLY,
    Answered,
    Burden,
    Line,
    answered_by,
    asks_for,
    overlap,
    periods_count,
    share,
)
from linli.domains.returns.rules.forms import Subject
from linli.kernel.divisions.models import Division, Level
from linli.kernel.divisions.queries import get_division, in_force, inside
from linli.kernel.divisions.rules.places import SPAN
from linli.kernel.exchange.spec import RecordSpec, all_specs
from linli.kernel.ui.filters import Part, read_filter

Ranges = list[tuple[int, int]]
# A record in whose register one of these days is written is no longer what it was.
GONE = ("left_on", "ended_on", "dissolved_on", "until", "stopped_on")


@dataclass(frozen=True)
class Similar:
    """A request in force, or waiting for the guard, that asks nearly the same of some of the same communities."""

    request: Request
    percent: int
    common: list[str]


def measure(request: Request, on: date) -> Burden:
    """As the records stand now; what lies outside the scope that is entered counts as not known."""
    ranges = ranges_of(request.targets)
    columns = [Asked.from_json(each) for each in request.columns]
    counting = _Counting(request, ranges, communities_in(ranges, on), on)
    cells = [asked for asked in columns if asked.is_cell]
    lines = tuple(Line(asked, answered_by(asked), counting.missing(asked)) for asked in cells)
    periods = periods_count(request.rhythm, request.begins_on, request.ends_on)
    return Burden(lines, counting.communities, counting.rows, periods, counting.is_open)


def ranges_of(targets: Sequence[str]) -> Ranges:
    return [get_division(code).range for code in targets]


def communities_in(ranges: Ranges, on: date) -> int:
    return in_force(Division.objects.filter(inside(ranges), level=Level.VILLAGE), on).count() if ranges else 0


def similar(request: Request) -> list[Similar]:
    """The nearest first."""
    mine, ranges = asks_for(map(Asked.from_json, request.columns)), ranges_of(request.targets)
    found = []
    others = Request.objects.filter(state__in=[RequestState.IN_FORCE, RequestState.SUBMITTED]).exclude(pk=request.pk)
    for other in others.select_related("unit").defer("workbook", "preview"):
        theirs = asks_for(map(Asked.from_json, other.columns))
        part = share(mine, theirs)
        if part >= NEARLY and overlap(ranges or [request.division.range], ranges_of(other.targets)):
            common = [asked.name for key, asked in mine.items() if key in theirs]
            found.append(Similar(other, round(100 * part), common))
    return sorted(found, key=lambda each: -each.percent)


def filters_of(rows_of: str, params: Any) -> list[Part]:
    """The list filters of the register that rows are taken from, as they are set."""
    spec = next((each for each in all_specs() if each.code == rows_of), None)
    return [read_filter(spec, name, params) for name in spec.filters] if spec else []


def still_there(rows_of: str) -> dict[str, str]:
    """The filters by which a register shows those alone that have not left it."""
    spec = next((each for each in all_specs() if each.code == rows_of), None)
    return {f"{name}_set": "no" for name in (spec.filters if spec else ()) if name in GONE}


class _Counting:
    """Counts of one request: rows, and of each column the cells that nothing fills."""

    def __init__(self, request: Request, ranges: Ranges, communities: int, on: date):
        self.ranges, self.communities, self.on = ranges, communities, on
        self.spec = next((each for each in all_specs() if each.code == request.rows_of), None)
        self.is_open = self.spec is None and request.subject != Subject.DIVISION
        self.records = self._records(self.spec, request) if self.spec else None
        self.rows = self.records.count() if self.records is not None else communities

    def _records(self, spec: RecordSpec, request: Request) -> models.QuerySet:
        found = spec.model._default_manager.filter(spec.listed, self._within())
        for part in filters_of(spec.code, request.rows_where):
            found = found.filter(part.condition)
        return found

    def _within(self) -> Q:
        condition = Q(pk__in=[])
        for low, high in self.ranges:
            condition |= Q(division_id__gte=low, division_id__lt=high)
        return condition

    def missing(self, asked: Asked) -> int:
        answered = answered_by(asked)
        if answered in {Answered.FIGURE, Answered.REMARK}:
            return 0
        if answered is Answered.NEW:
            return self.rows
        known = self._values(asked) if answered is Answered.FACT else self._fields(asked)
        return max(0, self.rows - known)

    def _values(self, asked: Asked) -> int:
        found = FactValue.objects.filter(self._within(), fact=int(asked.fact.removeprefix(FACT)))
        found = found.filter(Q(valid_until=None) | Q(valid_until__gte=self.on))
        if self.spec:
            return found.filter(about__startswith=f"{self.spec.code}:").values("about").distinct().count()
        return _communities(found.filter(about=""))

    def _fields(self, asked: Asked) -> int:
        """How many rows have the register's field: of the rows' own register, or of one with a record for each community."""
        spec, name = register_of(asked.fact), asked.fact.rpartition(".")[2]
        if spec is None:
            return 0
        if self.spec and spec.code == self.spec.code and self.records is not None:
            return self.records.exclude(_blank(spec, name)).count()
        if spec.subject != Subject.DIVISION or self.spec:
            return 0
        gone = Q(**{f"{each}__isnull": False for each in GONE if each in spec.filters})
        found = spec.model._default_manager.filter(spec.listed, self._within()).exclude(_blank(spec, name))
        return _communities(found.exclude(gone) if gone else found)


def _communities(records: models.QuerySet) -> int:
    """In how many communities records lie; those of a grid lie in its community."""
    village = F("division_id") - Mod(F("division_id"), SPAN["village"])
    return records.order_by().annotate(village=village).values("village").distinct().count()


def _blank(spec: RecordSpec, name: str) -> Q:
    field = spec.model_field(name)
    condition = Q(**{f"{name}__isnull": True}) if field.null else Q(pk__in=[])
    is_text = isinstance(field, models.CharField | models.TextField)
    return condition | Q(**{name: ""}) if is_text else condition
