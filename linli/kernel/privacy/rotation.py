"""Sealing every value again under the current key, while the system is in use.

What is sealed says by its first byte under which key, so that a run that was stopped goes on where it ended, and old values
can be read until the last of them is done.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from linli.kernel.audit import log
from linli.kernel.divisions.models import NATION
from linli.kernel.privacy import cipher, keys
from linli.kernel.privacy.fields import SealedField

BATCH = 2000


def sealed_fields() -> list[SealedField]:
    """Every sealed column of the system."""
    return [
        field for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, SealedField)
    ]


def numbers_in_use() -> dict[int, int]:
    """How many values are sealed under each key number. Needs a scope that sees everything."""
    found: dict[int, int] = {}
    for field in sealed_fields():
        with connection.cursor() as cursor:
            cursor.execute(
                _statement(
                    "SELECT get_byte({column}, 0), count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY 1", field
                )
            )
            for number, count in cursor.fetchall():
                found[number] = found.get(number, 0) + count
    return found


def reseal(*, at: datetime, by_name: str, enter: Callable, report: Callable[[str, int], None]) -> int:
    """Bring all values under the current key, batch by batch, each in a transaction of its own; returns how many.

    `enter()` opens the scope inside a transaction; `report(place, done)` is told after each batch. Raises Unreadable for a
    value that does not open; what was done before stays done.
    """
    total, current = 0, keys.keyring().current
    for field in sealed_fields():
        done = 0
        for count in _batches(field, current, enter):
            done += count
            report(field.place, done)
        if done:
            with transaction.atomic(), enter():
                detail = {"place": field.place, "count": done, "key": current}
                log.happened("rotate_keys", at=at, division_id=NATION, by_name=by_name, detail=detail)
        total += done
    return total


def _batches(field: SealedField, current: int, enter: Callable) -> Iterator[int]:
    last = 0
    while True:
        with transaction.atomic(), enter(), connection.cursor() as cursor:
            cursor.execute(
                _statement(
                    "SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} IS NOT NULL"
                    " AND get_byte({column}, 0) <> %s ORDER BY {key} LIMIT %s FOR UPDATE",
                    field,
                ),
                [last, current, BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            plains = [cipher.unseal(bytes(sealed), field.place) for _key, sealed in rows]
            cursor.execute(
                _statement(
                    "UPDATE {table} SET {column} = fresh.sealed"
                    " FROM unnest(%s::bigint[], %s::bytea[]) AS fresh(id, sealed) WHERE {table}.{key} = fresh.id",
                    field,
                ),
                [[key for key, _sealed in rows], field.seal_many(plains)],
            )
            last = rows[-1][0]
        yield len(rows)


def _statement(text: str, field: SealedField) -> sql.Composed:
    names = {"table": field.model._meta.db_table, "column": field.column, "key": "id"}
    return sql.SQL(text).format(**{name: sql.Identifier(str(value)) for name, value in names.items()})
