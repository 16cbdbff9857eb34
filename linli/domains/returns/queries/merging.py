"""The result of a request: the rows of all that have answered, in the order of divisions, with sub-totals or summed by level."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, DecimalField, F, Func, Q, QuerySet, Sum, Value

from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models import Request, Row
from linli.domains.returns.queries.answers import cells_of
from linli.domains.returns.rules.asked import Asked, Layout
from linli.domains.returns.rules.cells import Value as CellValue
from linli.domains.returns.rules.sheets import adds_up, hidden, written
from linli.domains.returns.rules.subjects import Place
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import tree_on
from linli.kernel.divisions.rules.intervals import Range
from linli.kernel.divisions.rules.places import SPAN, above, short
from linli.kernel.exchange.workbooks.filling import Line, Subtotal
from linli.kernel.exchange.workbooks.writing import clean_text

FETCHED = 2000
# What has been handed in and not sent back.
HANDED_IN = (AnswerState.SUBMITTED, AnswerState.TOWN_CHECKED, AnswerState.COUNTY_CHECKED, AnswerState.APPROVED)
NAMES = {Place.COUNTY: "county", Place.TOWN: "township", Place.VILLAGE: "village"}


class Detail(StrEnum):
    """What one line of the result is of: a row as it was answered, or all of a place together."""

    ROW = "row"
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"


@dataclass(frozen=True)
class Wanted:
    """`ranges`: the places of which the result is, all in scope without; `subtotals`: levels that get a line of their own
    after each of their places; personal values are hidden unless `is_revealed`."""

    request: Request
    period_on: date
    ranges: Sequence[Range] = ()
    detail: Detail = Detail.ROW
    subtotals: frozenset[str] = frozenset()
    is_revealed: bool = False

    @property
    def columns(self) -> list[Asked]:
        return [Asked.from_json(each) for each in self.request.columns]

    @property
    def layout(self) -> Layout:
        return Layout.from_json(self.request.form)

    @property
    def levels(self) -> list[str]:
        """Levels of sub-totals, the smallest first; none below what a line is of."""
        order = ["village", "township", "county", "city"]
        lowest = 0 if self.detail is Detail.ROW else order.index(self.detail) + 1
        return [level for level in order[lowest:] if level in self.subtotals]


def rows_of(wanted: Wanted) -> QuerySet[Row]:
    """Within the scope, in order."""
    found = Row.objects.filter(
        answer__request=wanted.request, answer__period_on=wanted.period_on, answer__state__in=HANDED_IN
    )
    if wanted.ranges:
        inside = Q(pk__in=[])
        for low, high in wanted.ranges:
            inside |= Q(division_id__gte=low, division_id__lt=high)
        found = found.filter(inside)
    return found.order_by("division_id", "ordinal")


def totals_of(wanted: Wanted) -> dict[int, int | float]:
    """The sum of each column that adds up, by the database itself."""
    columns = [each.index for each in wanted.columns if adds_up(each)]
    if not columns:
        return {}
    sums = {f"c{index}": Sum(_number(index)) for index in columns}
    found = rows_of(wanted).order_by().aggregate(**sums)
    return {index: _plain(found[f"c{index}"]) for index in columns if found[f"c{index}"] is not None}


def _number(index: int) -> Func:
    path = Value(f'$."{index}"."v" ? (@.type() == "number")')
    template = "(jsonb_path_query_first(%(expressions)s::jsonpath))::numeric"
    return Func(F("cells"), path, template=template, output_field=DecimalField(max_digits=40, decimal_places=10))


def _plain(number: Any) -> int | float:
    return int(number) if number == int(number) else float(number)


class Names:
    """What the columns of places say of a division, as it was called on the day."""

    def __init__(self, on: date, columns: Sequence[Asked], rows: Iterable[int]):
        codes = list(rows)
        low = min(codes, default=0)
        city = (above(low, "city"), above(max(codes, default=0), "city") + SPAN["city"])
        self._tree = tree_on(on, city)
        self._columns = [(each.index, Place(each.place)) for each in columns if each.place]
        self._known: dict[tuple[int, str], dict[int, str]] = {}

    def of(self, code: int, level: str = "village") -> dict[int, str]:
        found = self._known.get((code, level))
        if found is None:
            found = self._known[code, level] = dict(self._find(code, level))
        return found

    def name(self, code: int) -> str:
        place = self._tree.get(code) or Division.objects.filter(code=code).first()
        return place.name if place else short(code)

    def _find(self, code: int, level: str) -> Iterator[tuple[int, str]]:
        for index, place in self._columns:
            if place is Place.CODE:
                yield index, short(code)
            elif SPAN[NAMES[place]] >= SPAN[level]:
                yield index, self.name(above(code, NAMES[place]))


@dataclass
class _Group:
    code: int
    since: int
    sums: dict[int, int | float]


class Merging:
    """The lines of a result; how many they are is known before the first."""

    def __init__(self, wanted: Wanted):
        self.wanted, self.columns = wanted, wanted.columns
        self._counts = dict(
            rows_of(wanted).order_by().values_list("division_id").annotate(count=Count("pk")).order_by("division_id")
        )
        self.names = Names(wanted.period_on, self.columns, self._counts)
        self._summed = [each.index for each in self.columns if adds_up(each)]
        self._width = max((each.index for each in self.columns), default=1)

    @property
    def row_count(self) -> int:
        """Without sub-totals."""
        detail = self.wanted.detail
        if detail is Detail.ROW:
            return sum(self._counts.values())
        return len({above(code, detail) for code in self._counts})

    @property
    def count(self) -> int:
        groups = sum(len({above(code, level) for code in self._counts}) for level in self.wanted.levels)
        return self.row_count + groups

    def lines(self) -> Iterator[Line]:
        open_groups: dict[str, _Group] = {}
        written_count = 0
        for number, (code, values) in enumerate(self._rows(), start=1):
            for level in self.wanted.levels:
                if level in open_groups and open_groups[level].code != above(code, level):
                    yield self._subtotal(level, open_groups.pop(level))
                    written_count += 1
            for level in self.wanted.levels:
                group = open_groups.setdefault(level, _Group(above(code, level), written_count, {}))
                for index in self._summed:
                    if isinstance(value := values.get(index), int | float) and not isinstance(value, bool):
                        group.sums[index] = group.sums.get(index, 0) + value
            yield self._line(number, code, values)
            written_count += 1
        for level in self.wanted.levels:
            if level in open_groups:
                yield self._subtotal(level, open_groups[level])

    def _rows(self) -> Iterator[tuple[int, Mapping[int, CellValue]]]:
        detail = self.wanted.detail
        rows = rows_of(self.wanted).only("division_id", "cells", "sealed").iterator(FETCHED)
        if detail is Detail.ROW:
            for row in rows:
                yield row.division_id, cells_of(row)
            return
        group: _Group | None = None
        for row in rows:
            code = above(row.division_id, detail)
            if group is None or group.code != code:
                if group is not None:
                    yield group.code, group.sums
                group = _Group(code, 0, {})
            for index in self._summed:
                value = row.cells.get(str(index), {}).get("v")
                if isinstance(value, int | float) and not isinstance(value, bool):
                    group.sums[index] = group.sums.get(index, 0) + value
        if group is not None:
            yield group.code, group.sums

    def _line(self, number: int, code: int, values: Mapping[int, CellValue]) -> list[Any]:
        line: list[Any] = [None] * self._width
        level = "village" if self.wanted.detail is Detail.ROW else self.wanted.detail
        for index, name in self.names.of(code, level).items():
            line[index - 1] = name
        for column in self.columns:
            if column.is_serial:
                line[column.index - 1] = number
            elif column.is_cell:
                value = values.get(column.index)
                if value is not None:
                    shown = value if self.wanted.is_revealed else hidden(column, value)
                    line[column.index - 1] = written(column, shown)
        return line

    def _subtotal(self, level: str, group: _Group) -> Subtotal:
        label = f"{clean_text(self.names.name(group.code))}小计"
        return Subtotal(label, self._label_column(level), group.since, {k: _rounded(v) for k, v in group.sums.items()})

    def _label_column(self, level: str) -> int:
        places = {NAMES.get(Place(each.place), ""): each.index for each in self.columns if each.place}
        first = next((each.index for each in self.columns if not each.is_serial), 1)
        return places.get(level) or next(iter(places.values()), first)


def _rounded(value: float) -> int | float:
    return value if isinstance(value, int) else _plain(round(value, 8))
