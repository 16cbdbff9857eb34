"""The same figures counted a second way: row by row in Python, without the database's dates, sums or ranges.

`linli check-figures` compares both. Nothing here calls `figures`; a mistake there is not repeated here.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, cast

from django.db.models import Q

from linli.kernel.divisions.models import Division
from linli.kernel.indicators.declaration import Flow, Measure, Stock
from linli.kernel.indicators.periods import Period

Row = dict[str, Any]
TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, wanted: value == wanted,
    "isnull": lambda value, wanted: (value is None) == wanted,
    "gt": lambda value, wanted: value is not None and value > wanted,
    "gte": lambda value, wanted: value is not None and value >= wanted,
    "lt": lambda value, wanted: value is not None and value < wanted,
    "lte": lambda value, wanted: value is not None and value <= wanted,
    "in": lambda value, wanted: value in wanted,
}


def amounts(measure: Measure, *, at: date, period: Period) -> dict[int, Any]:
    """The amount of the figure in each division that has records of its own, over all records in scope.

    Sums are in fen. Distinct counts come as sets, to be united by the caller.
    """
    found: dict[int, Any] = {}
    for row in _rows(measure):
        if not (_happened(measure, row, at, period) and holds(measure.where, row)):
            continue
        place = row["division_id"]
        if measure.distinct:
            found.setdefault(place, set()).add(row[measure.distinct])
        else:
            found[place] = found.get(place, 0) + (row[measure.value] if measure.value else 1)
    return found


def total(found: dict[int, Any], division: Division) -> int:
    """The amounts of a division and of everything below it, together."""
    inside = [amount for place, amount in found.items() if division.code <= place < division.upper]
    if inside and isinstance(inside[0], set):
        return len(set().union(*inside))
    return sum(inside)


def _rows(measure: Measure) -> Iterable[Row]:
    names = {"division_id", *_names(measure.where), measure.value, measure.distinct}
    if isinstance(measure, Flow):
        names.add(measure.on)
    if isinstance(measure, Stock):
        names |= {measure.since, measure.until}
    return measure.records.objects.values(*sorted(names - {""})).iterator(5000)


def _names(condition: Q) -> Iterable[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _names(child)
        else:
            lookup, _value = cast("tuple[str, Any]", child)
            yield _split(lookup)[0]


def _split(lookup: str) -> tuple[str, str]:
    name, _, test = lookup.rpartition("__")
    return (name, test) if name and test in TESTS else (lookup, "exact")


def _happened(measure: Measure, row: Row, at: date, period: Period) -> bool:
    if isinstance(measure, Flow):
        day = row[measure.on]
        return day is not None and period.first <= day <= period.last and day <= at
    assert isinstance(measure, Stock)
    since, until = row[measure.since], row[measure.until] if measure.until else None
    return since is not None and since <= at and (until is None or until > at)


def holds(condition: Q, row: Row) -> bool:
    """Whether a row meets a `where`, worked out in Python."""
    verdicts = [
        holds(child, row) if isinstance(child, Q) else _test(row, *cast("tuple[str, Any]", child))
        for child in condition.children
    ]
    verdict = any(verdicts) if condition.connector == Q.OR else all(verdicts)
    return verdict != condition.negated


def _test(row: Row, lookup: str, wanted: Any) -> bool:
    name, test = _split(lookup)
    if test == "exact" and wanted is None:
        return row[name] is None
    return TESTS[test](row[name], wanted)
