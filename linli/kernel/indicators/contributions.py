"""What one record adds to a measure, as SQL made from the declaration.

The triggers, the first filling, and the check against the records all run these same statements; `recount` does not.
"""

import hashlib
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from linli.kernel.divisions.models import SPAN
from linli.kernel.indicators.declaration import Flow, Measure, Stock
from linli.kernel.indicators.models import Grain

# Digits of the code that are added up: a village's code ends in three, a township's in six, and so on.
DIGITS = {level: len(str(span)) - 1 for level, span in SPAN.items() if level != "grid"}
FINEST = DIGITS["village"]
SEPARATOR = "\x1f"
_UNITS = {Grain.DAY: "day", Grain.MONTH: "month", Grain.YEAR: "year"}
_fingerprints: dict[int, tuple[Measure, str]] = {}


@dataclass(frozen=True)
class Kept:
    """One of the tables within the tally: the sums of one level by day, month or year, and those it is summed from."""

    digits: int
    grain: Grain
    source: "Kept | None" = None

    def fold(self, finer: "Kept") -> str:
        """The division and the day under which a row of the `finer` level is added up here."""
        division = rounded("division_id", self.digits) if self.digits > finer.digits else "division_id"
        return f"{division}, {rounded_day('day', self.grain)}"


def kept_levels() -> list[Kept]:
    """Every level after the one it is summed from.

    A village has too few records in a month for months to be worth it, and a township too few on a day: almost each of its
    days would be a village's day over again, so those are read instead.
    """
    village, township, *higher = sorted(DIGITS.values())
    days = Kept(village, Grain.DAY)
    months = Kept(township, Grain.MONTH, days)
    found = [days, Kept(village, Grain.YEAR, days), months, Kept(township, Grain.YEAR, months)]
    for digits in higher:
        days = Kept(digits, Grain.DAY, days)
        months = Kept(digits, Grain.MONTH, days)
        found += [days, months, Kept(digits, Grain.YEAR, months)]
    return found


LEVELS = kept_levels()
GRAINS = {digits: [level.grain for level in LEVELS if level.digits == digits] for digits in DIGITS.values()}


def kept_under(digits: int, grain: Grain) -> int:
    """The digits of the rows that make up a place in that unit of time: its own, or those of its villages."""
    return digits if grain in GRAINS[digits] else FINEST


def runs(low: int, upper: int) -> list[tuple[int, int, int]]:
    """[low, upper) as runs of whole places, the largest there are: (digits, low, upper). A division is a run of one.

    Gives none where the ends are not those of villages: such a place is counted from its records.
    """
    if low % 10**FINEST or upper % 10**FINEST:
        return []
    return _runs(low, upper, sorted(DIGITS.values(), reverse=True))


def _runs(low: int, upper: int, sizes: list[int]) -> list[tuple[int, int, int]]:
    if low >= upper:
        return []
    digits, *finer = sizes
    opens, closes = -(-low // 10**digits) * 10**digits, upper // 10**digits * 10**digits
    if opens >= closes:
        return _runs(low, upper, finer)
    return [*_runs(low, opens, finer), (digits, opens, closes), *_runs(closes, upper, finer)]


def stretches(first: date, last: date, digits: int) -> list[tuple[Grain, date, date]]:
    """The fewest rows of the tally that make up a period: whole years, whole months, the rest by day."""
    return _split(first, last, sorted({*GRAINS[digits], Grain.DAY}, reverse=True))


def _split(first: date, last: date, grains: list[Grain]) -> list[tuple[Grain, date, date]]:
    grain, *finer = grains
    if first > last or not finer:
        return [(grain, first, last)] if first <= last else []
    opens, closes = begin(first, grain), end(last, grain)
    if begin(last, grain) == opens:
        return [(grain, first, last)] if (opens, closes) == (first, last) else _split(first, last, finer)
    low = first if opens == first else end(first, grain) + timedelta(days=1)
    high = last if closes == last else begin(last, grain) - timedelta(days=1)
    if low > high:
        return _split(first, last, finer)
    before = _split(first, low - timedelta(days=1), finer) if first < low else []
    after = _split(high + timedelta(days=1), last, finer) if high < last else []
    return [*before, (grain, low, high), *after]


def begin(day: date, grain: Grain) -> date:
    return day.replace(day=1, **({"month": 1} if grain == Grain.YEAR else {}))


def end(day: date, grain: Grain) -> date:
    return day.replace(month=12, day=31) if grain == Grain.YEAR else day.replace(day=monthrange(day.year, day.month)[1])


def rounded(code: str, digits: int) -> str:
    return f"({code} - mod({code}, {10**digits}))"


def rounded_day(day: str, grain: Grain) -> str:
    return day if grain == Grain.DAY else f"date_trunc('{_UNITS[grain]}', {day}::timestamp)::date"


def fingerprint(measure: Measure) -> str:
    """Changes whenever the sums of a measure would have to be built anew."""
    if id(measure) not in _fingerprints:
        text = f"{contributions(measure, 'records', 0)} {LEVELS}"
        _fingerprints[id(measure)] = measure, hashlib.sha256(text.encode()).hexdigest()
    return _fingerprints[id(measure)][1]


def contributions(measure: Measure, source: str, number: int, sign: str = "1") -> str:
    """SELECT measure, division_id, day, key, records, amount: one row for each day on which a record begins or ends to count.

    `source` is the table, or one that has its columns. `sign`, an integer in SQL, is what each of its rows counts for. A
    stock that ends no later than it begins cancels itself out.
    """
    if isinstance(measure, Flow):
        return _select(measure, source, number, sign, measure.on)
    assert isinstance(measure, Stock)
    begun = _select(measure, source, number, sign, measure.since)
    if not measure.until:
        return begun
    return f"{begun}\nUNION ALL\n{_select(measure, source, number, f'-{sign}', measure.since, measure.until)}"


def columns_of(measure: Measure) -> set[str]:
    """The columns of a record that decide what it contributes."""
    names = {"division", *measure.dates, *measure.dimensions.values(), *_tested(measure.where)}
    names |= {measure.value} if measure.value else set()
    fields: list[Any] = [measure.records._meta.get_field(name) for name in names]
    return {field.column for field in fields}


def _tested(condition: Q) -> Iterator[str]:
    """The fields that a condition asks about; a measure that is rolled up asks about its own record's only."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _tested(child)
        else:
            pair: Any = child
            yield pair[0].split("__")[0]


def _select(measure: Measure, source: str, number: int, sign: str, *dates: str) -> str:
    """The rows that count from the later of `dates` on; a record that lacks one of them does not.

    Records are counted in `integer`, whose sum PostgreSQL keeps in a bigint: that of bigints is a slow numeric.
    """
    days = [_column(measure, name) for name in dates]
    day = f"greatest({', '.join(days)})" if len(days) > 1 else days[0]
    amount = f"({sign} * coalesce({_column(measure, measure.value)}, 0))::bigint" if measure.value else sign
    tests = [*(f"{each} IS NOT NULL" for each in days), *_where(measure)]
    return (
        f"SELECT {number}::smallint AS measure, {rounded(_column(measure, 'division'), FINEST)} AS division_id, "
        f"{day} AS day, {_key(measure)} AS key, {sign} AS records, {amount} AS amount "
        f"FROM {source} AS {quoted(measure.records._meta.db_table)} WHERE {' AND '.join(tests)}"
    )


def _key(measure: Measure) -> str:
    """The values of all dimensions as one text; a missing value is an empty one."""
    parts = [f"coalesce({_column(measure, name)}::text, '')" for name in measure.dimensions.values()]
    return " || chr(31) || ".join(parts) or "''"


def parts_of(key: str, measure: Measure) -> dict[str, str]:
    """The other way round of the key that the database builds."""
    return dict(zip(measure.dimensions, key.split(SEPARATOR), strict=False))


def _where(measure: Measure) -> list[str]:
    """The measure's own condition, with its values written in: a trigger takes no parameters."""
    query = measure.records._base_manager.filter(measure.where).order_by().query
    try:
        sql, params = query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return ["FALSE"]
    _head, where, condition = sql.partition(" WHERE ")
    return [f"({_composed(condition, params)})"] if where else []


def _composed(sql: str, params: Any) -> str:
    return connection.ops.compose_sql(sql, params)


def _column(measure: Measure, name: str) -> str:
    field: Any = measure.records._meta.get_field(name)
    return f"{quoted(measure.records._meta.db_table)}.{quoted(field.column)}"


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
