"""Many figures in one statement.

The SQL of a measure depends on its declaration alone, so it is compiled once, with stand-ins for the place and the days, and
kept; asking then costs one round trip for a whole board. Row security limits the statement, as it does every other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from linli.kernel.divisions.models import Division
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.questions import Question, condition

# Stand-ins that no record can hold; each is replaced by what is asked.
PLACE = Division(code=-1, upper=-2)
AT, FIRST, LAST = date(1, 1, 1), date(1, 1, 2), date(1, 1, 3)
_compiled: dict[tuple[int, tuple[str, ...], str], "Select"] = {}
STAND_INS = {-1: "code", -2: "upper", AT: "at", FIRST: "first", LAST: "last"}


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


def counts(questions: Sequence[Question]) -> list[Count]:
    """Answer all questions, which must be about measures, in one statement."""
    selects, labels = [], []
    for number, question in enumerate(questions):
        for name in dimensions(question) or [""]:
            selects.append((compiled(question.measure, tuple(question.dims), name), number, question))
            labels.append((number, name))
    if not selects:
        return []
    sql = " UNION ALL ".join(
        select.sql.replace("{number}", str(place)) for place, (select, _n, _q) in enumerate(selects)
    )
    params = [value for select, _number, question in selects for value in filled(select.params, question)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return collected(questions, labels, rows)


def dimensions(question: Question) -> list[str]:
    """The dimensions by which the answer is split."""
    wanted = question.measure.dimensions if question.is_detailed else question.measure.by
    return [name for name in wanted if name not in question.dims] if question.is_split else []


def collected(questions: Sequence[Question], labels: list[tuple[int, str]], rows: list[tuple]) -> list[Count]:
    """Sort the rows of the statement by question and dimension. Totals are the sum of any one dimension's parts."""
    parts: list[dict[str, dict[str, tuple[int, int]]]] = [{} for _question in questions]
    for number, name in labels:
        parts[number].setdefault(name, {})
    for place, key, records, amount in rows:
        number, name = labels[place]
        parts[number][name][key or ""] = (int(amount or 0), records)
    found = []
    for part in parts:
        any_one = next(iter(part.values())).values()
        amount, records = sum(each[0] for each in any_one), sum(each[1] for each in any_one)
        by = {name: {key: value[0] for key, value in keys.items()} for name, keys in part.items() if name}
        found.append(Count(amount, records, by))
    return found


def compiled(measure: Measure, chosen: tuple[str, ...], dimension: str) -> Select:
    """The SELECT of a measure, compiled when it is first asked for."""
    key = id(measure), chosen, dimension
    if key not in _compiled:
        _compiled[key] = _compile(measure, chosen, dimension)
    return _compiled[key]


def _compile(measure: Measure, chosen: tuple[str, ...], dimension: str) -> Select:
    """`chosen` are the dimensions that the question fixes; their values are the last parameters."""
    asked = Question(measure, PLACE, AT, Period(FIRST, LAST))
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
    asked = {
        "code": question.division.code,
        "upper": question.division.upper,
        "at": question.at,
        "first": question.period.first,
        "last": min(question.period.last, question.at),
    }
    return [_fill(value, asked, question) for value in params]


def _fill(value: Any, asked: Mapping[str, Any], question: Question) -> Any:
    if isinstance(value, str) and value.startswith("dim:"):
        return str(question.dims[value[4:]])
    if isinstance(value, bool) or not isinstance(value, int | date):
        return value
    name = STAND_INS.get(value)
    return asked[name] if name else value
