"""The staging table: filled by COPY, emptied when its rows are written or given up."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from linli.kernel.divisions import scope
from linli.kernel.exchange.formats import NONE
from linli.kernel.exchange.models import Kind, Upload

ROLE = "linli_stage"
TABLE = "exchange_staged"
COLUMNS = ("upload_id", "row", "kind", "record_id", "record_version", "division_id", "key", "mark")

Params = Sequence[Any] | Mapping[str, Any]


def cell(number: int) -> str:
    """The column of the staging table that holds a format's value of that number."""
    return f"c{number:02d}"


@contextmanager
def as_stage():
    """COPY does not work under row security, so this role passes it; adding rows here is all that it can do."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(scope.current().statements())


def copy_in(lines: Iterable[str | bytes], cells: int) -> None:
    """Add rows in the form of `formats.line`, in the current transaction."""
    columns = ", ".join([f'"{name}"' for name in COLUMNS] + [cell(number) for number in range(cells)])
    statement = f"COPY {TABLE} ({columns}) FROM STDIN (FORMAT text, NULL E'\\x{ord(NONE):02x}')"
    with as_stage(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        for each in lines:
            copy.write(each)


def rows(sql: str, params: Params) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def run(sql: str, params: Params) -> int:
    """Run a statement, and say how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def count(upload: Upload) -> int:
    return rows(f"SELECT count(*) FROM {TABLE} WHERE upload_id = %s", [upload.pk])[0][0]


def counts_of_kinds(upload: Upload) -> dict[int, int]:
    found = rows(f"SELECT kind, count(*) FROM {TABLE} WHERE upload_id = %s GROUP BY kind", [upload.pk])
    return {int(kind): 0 for kind in Kind} | dict(found)


def places(upload: Upload) -> list[tuple[int, int]]:
    """How many rows are staged for each community in scope, under the first code after it; in the order of codes."""
    return rows(
        f"SELECT division_id / 1000 * 1000 + 1000 AS upper, count(*) FROM {TABLE} WHERE upload_id = %s GROUP BY 1 ORDER BY 1",
        [upload.pk],
    )


def drop(upload: Upload, numbers: Iterable[int] | None = None) -> None:
    """Take rows out of the staging table: those with the given numbers, or all of them."""
    if numbers is None:
        run(f"DELETE FROM {TABLE} WHERE upload_id = %s", [upload.pk])
    else:
        run(
            f'DELETE FROM {TABLE} WHERE upload_id = %s AND "row" IN (SELECT unnest(%s::bigint[]))',
            [upload.pk, list(numbers)],
        )


def doubles(upload: Upload, column: str) -> list[tuple[int, int, str]]:
    """(row, the earlier row, value) where two staged rows have the same value in a column."""
    some = f"FROM {TABLE} WHERE upload_id = %s AND {column} IS NOT NULL"
    # Whether there are any is asked first, at half the price: most files have none.
    if not rows(f"SELECT 1 {some} GROUP BY {column} HAVING count(*) > 1 LIMIT 1", [upload.pk]):
        return []
    return rows(
        f"""
        SELECT "row", first, value FROM (
          SELECT "row", {column} AS value, min("row") OVER (PARTITION BY {column}) AS first {some}
        ) AS numbered WHERE "row" > first ORDER BY "row"
        """,
        [upload.pk],
    )
