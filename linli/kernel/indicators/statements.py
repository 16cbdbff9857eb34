"""Many figures in one statement.

Those that the database keeps are read from its sums (see `tallies`), the others are counted from their records. The SQL of
such a measure depends on its declaration alone, so it is compiled once, with stand-ins for the places and the days, and kept;
asking then costs one round trip for a whole board. Row security limits the statement, as it does every other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from linli.kernel.divisions.models import Division
from linli.kernel.indicators import tallies
from linli.kernel.indicators.contributions import parts_of
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.questions import Question, condition

# Stand-ins that no record can hold; each is replaced by what is asked.
PLACE = Division(code=-1, upper=-2)
NO_CODE = -(10**17)
AT, FIRST, LAST = date(1, 1, 1), date(1, 1, 2), date(1, 1, 3)
STAND_INS = {AT: "at", FIRST: "first", LAST: "last"}
_compiled: dict[tuple[int, tuple[str, ...], str, int], "Select"] = {}


@dataclass(frozen=True)
class Count:
    """What the database answered for one measure: the total, the number of records, and the same by dimension."""

    amount: int
    records: int
    by: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Select:
    """One SELECT of a measure, whole or by one dimension, with its parameters as stand-ins."""

    sql: str
    params: tuple[Any, ...]


@dataclass(frozen=True)
class Branch:
    """A part of the statement, and what its rows mean: parts of question `number` by the dimension `name`."""

    number: int
    name: str
    select: Select


def counts(questions: Sequence[Question]) -> list[Count]:
    """Answer all questions, which must be about measures, in one statement.

    A second one is needed for a measure that is declared but not kept yet: before the next migration, or in a test.
    """
    kept = {number: each for number, each in enumerate(questions) if tallies.is_kept(each)}
    found, absent = _ask(questions, kept)
    if absent:
        again, _none = _ask([questions[number] for number in absent], {})
        found |= dict(zip(absent, again.values(), strict=True))
    return [found[number] for number in range(len(questions))]


def _ask(questions: Sequence[Question], kept: Mapping[int, Question]) -> tuple[dict[int, Count], list[int]]:
    """The answers by number; and the numbers of those of `kept` that the database does not keep."""
    branches = [
        Branch(number, name, compiled(question, name))
        for number, question in enumerate(questions)
        if number not in kept
        for name in question.split_by or [""]
    ]
    parts = [each.select.sql.replace("{number}", str(place)) for place, each in enumerate(branches)]
    params = [value for each in branches for value in filled(each.select.params, questions[each.number])]
    if kept:
        sql, values = tallies.select(kept, len(branches))
        parts.append(sql)
        params += values
    if not parts:
        return {}, []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows = cursor.fetchall()
    live = [row for row in rows if row[0] < len(branches)]
    sums = [(place - len(branches), *rest) for place, *rest in rows if place >= len(branches)]
    absent = sorted({number for number, _key, records, _amount in sums if records is None})
    answers = collected(branches, live) | summed(kept, sums)
    return answers, absent


def collected(branches: Sequence[Branch], rows: Sequence[tuple]) -> dict[int, Count]:
    """Sort the rows of counted figures by question and dimension. Totals are the sum of any one dimension's parts."""
    parts: dict[int, dict[str, dict[str, tuple[int, int]]]] = {}
    for branch in branches:
        parts.setdefault(branch.number, {})[branch.name] = {}
    for place, key, records, amount in rows:
        parts[branches[place].number][branches[place].name][key or ""] = (int(amount or 0), records)
    found = {}
    for number, part in parts.items():
        any_one = next(iter(part.values())).values()
        amount, records = sum(each[0] for each in any_one), sum(each[1] for each in any_one)
        by = {name: {key: value[0] for key, value in keys.items()} for name, keys in part.items() if name}
        found[number] = Count(amount, records, by)
    return found


def summed(kept: Mapping[int, Question], rows: Sequence[tuple]) -> dict[int, Count]:
    """Take the sums of kept figures apart by dimension; a part that no record is in is not named."""
    by_number: dict[int, list[tuple[dict[str, str], int, int]]] = {number: [] for number in kept}
    for number, key, records, amount in rows:
        question = kept[number]
        named = parts_of(key or "", question.measure)
        if records and all(named[name] == value for name, value in question.dims.items()):
            by_number[number].append((named, records, amount))
    found = {}
    for number, parts in by_number.items():
        by = {name: _by(name, parts) for name in kept[number].split_by}
        found[number] = Count(sum(part[2] for part in parts), sum(part[1] for part in parts), by)
    return found


def _by(name: str, parts: Sequence[tuple[dict[str, str], int, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for named, _records, amount in parts:
        found[named[name]] = found.get(named[name], 0) + amount
    return found


def compiled(question: Question, dimension: str) -> Select:
    """The SELECT of a measure, compiled when it is first asked for."""
    chosen = tuple(question.dims)
    key = id(question.measure), chosen, dimension, len(question.ranges)
    if key not in _compiled:
        _compiled[key] = _compile(question.measure, chosen, dimension, len(question.ranges))
    return _compiled[key]


def _compile(measure: Measure, chosen: tuple[str, ...], dimension: str, places_count: int) -> Select:
    """`chosen` are the dimensions that the question fixes; their values are the last parameters."""
    places = tuple((NO_CODE + 2 * number, NO_CODE + 2 * number + 1) for number in range(places_count))
    asked = Question(measure, PLACE, AT, Period(FIRST, LAST), places=places)
    columns = [measure.dimensions[name] for name in chosen]
    columns += [name for name in (measure.dimensions.get(dimension), measure.value or measure.distinct) if name]
    query = (
        measure.records._base_manager.filter(condition(asked, LAST)).order_by().values_list(*(columns or ["pk"])).query
    )
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    names = [select_sql for _expression, (select_sql, _params), _alias in compiler.select]
    rest = sql[sql.index(" FROM ") :]
    for column in names[: len(chosen)]:
        rest += f" AND {column}::text = %s"
    others = names[len(chosen) :]
    key = others.pop(0) if dimension else ""
    amount = amount_sql(measure, others[0] if others else "")
    head = f"SELECT {{number}}, {key + '::text' if key else 'NULL::text'}, count(*), {amount}"
    return Select(f"{head}{rest}{f' GROUP BY {key}' if key else ''}", (*params, *(f"dim:{name}" for name in chosen)))


def amount_sql(measure: Measure, column: str) -> str:
    if measure.value:
        return f"sum({column})::bigint"
    return f"count(DISTINCT {column})" if measure.distinct else "count(*)"


def filled(params: Sequence[Any], question: Question) -> list[Any]:
    asked = {"at": question.at, "first": question.period.first, "last": question.last}
    return [_fill(value, asked, question) for value in params]


def _fill(value: Any, asked: Mapping[str, Any], question: Question) -> Any:
    if isinstance(value, str) and value.startswith("dim:"):
        return str(question.dims[value[4:]])
    if isinstance(value, bool) or not isinstance(value, int | date):
        return value
    if isinstance(value, int):
        place, side = divmod(value - NO_CODE, 2)
        return question.ranges[place][side] if place < len(question.ranges) else value
    name = STAND_INS.get(value)
    return asked[name] if name else value
