"""The burden of a request, counted from the records that there are: a few statements, however many communities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Mod

from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import FactValue, Request
from linli.domains.returns.queries.registers import path_to
from linli.domains.returns.queries.targets import communities_of
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
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import SPAN
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange.spec import RecordSpec, all_specs, get_spec
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
    """As the records stand now, of those communities that lie in the scope that is entered."""
    columns = [Asked.from_json(each) for each in request.columns]
    counting = _Counting(request, on)
    cells = [asked for asked in columns if asked.is_cell]
    lines = tuple(Line(asked, answered_by(asked), counting.missing(asked)) for asked in cells)
    periods = periods_count(request.rhythm, request.begins_on, request.ends_on)
    return Burden(lines, counting.communities, counting.rows, periods, counting.is_open)


def ranges_of(targets: Sequence[str]) -> Ranges:
    return [get_division(code).range for code in targets]


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
    """Counts of one request: rows, and of each column the cells that nothing fills. As `prefill` will fill them."""

    def __init__(self, request: Request, on: date):
        self.on, self.rows_of = on, request.rows_of
        self.places = _lying_in(ranges_of(request.targets))
        limits = scope.current()
        self.communities = sum(1 for each in communities_of(request, on) if limits.covers(*each.range))
        self.records = self._records(request) if request.rows_of else None
        self.is_open = self.records is None and request.subject != Subject.DIVISION
        self.rows = self.communities if self.records is None else self.records.count()

    def _records(self, request: Request) -> QuerySet[Any]:
        spec = get_spec(request.rows_of)
        found = spec.model._default_manager.filter(self.places, spec.listed)
        for part in filters_of(spec.code, request.rows_where):
            found = found.filter(part.condition)
        return found

    def missing(self, asked: Asked) -> int:
        answered = answered_by(asked)
        if answered is Answered.FIGURE or not asked.is_required:
            return 0
        if answered is Answered.NEW:
            return self.rows
        known = self._values(asked) if answered is Answered.FACT else self._fields(asked)
        return max(0, self.rows - known)

    def _values(self, asked: Asked) -> int:
        found = FactValue.objects.filter(self.places, fact=int(asked.fact.removeprefix(FACT)))
        found = found.filter(Q(valid_until=None) | Q(valid_until__gte=self.on)).order_by()
        if self.records is None:
            return found.filter(about="").values("division").distinct().count()
        return found.filter(about__startswith=f"{self.rows_of}:").values("about").distinct().count()

    def _fields(self, asked: Asked) -> int:
        """How many rows have the register's field: their own, of a record that they point to, or of their community's one."""
        place = path_to(self.rows_of, asked)
        if self.records is not None and place is not None:
            return self.records.exclude(
                _blank(place.spec, place.field, f"{place.path}__" if place.path else "")
            ).count()
        place = path_to("", asked)
        if place is None or place.spec.subject != Subject.DIVISION:
            return 0
        known = self._communities(place.spec, place.field)
        return (
            known.count() if self.records is None else _of_communities(self.records).filter(community__in=known).count()
        )

    def _communities(self, spec: RecordSpec, name: str) -> QuerySet[Any]:
        """The communities whose newest record of a register has the field."""
        records = spec.model._default_manager
        newest = _of_communities(records.filter(self.places, spec.listed)).order_by().values("community")
        newest = newest.annotate(newest=Max("pk")).values("newest")
        known = records.filter(pk__in=newest).exclude(_blank(spec, name))
        return _of_communities(known).order_by().values("community")


def _of_communities(records: QuerySet[Any]) -> QuerySet[Any]:
    community: Any = F("division_id") - Mod(F("division_id"), SPAN["village"])
    return records.annotate(community=community)


def _lying_in(ranges: Ranges) -> Q:
    condition = Q(pk__in=[])
    for low, high in ranges:
        condition |= Q(division_id__gte=low, division_id__lt=high)
    return condition


def _blank(spec: RecordSpec, name: str, path: str = "") -> Q:
    field = spec.model_field(name)
    condition = Q(**{f"{path}{name}__isnull": True}) if field.null or path else Q(pk__in=[])
    is_text = isinstance(field, models.CharField | models.TextField)
    return condition | Q(**{f"{path}{name}": ""}) if is_text else condition
