"""From the staging table into a register's own: INSERT … SELECT and UPDATE … FROM, so that row security looks at each row."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.db.models.fields.json import JSONField

from linli.kernel.exchange import staging
from linli.kernel.exchange.formats import NONE
from linli.kernel.exchange.models import CELLS, Kind, Upload

KEPT_BY_THE_DATABASE = ("version", "created_at", "updated_at")


def as_text(value: Any) -> str:
    """A value prepared for the database, as the text from which `cast` makes it again."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def cast(field: models.Field, column: str) -> str:
    """The SQL that makes the field's own type of a text in the staging table."""
    kind = str(field.db_type(connection))
    if kind == "bytea":
        return f"decode({column}, 'hex')"
    # An explicit cast to varchar(n) would cut a text off in silence; an assignment refuses it.
    return column if kind.startswith(("varchar", "text", "char")) else f"{column}::{kind}"


class TableWrites:
    """For one model: every column of its own but those that the database or this class fills."""

    def __init__(self, model: type[models.Model]):
        self.model, self.table = model, f'"{model._meta.db_table}"'
        self.fields = [
            field
            for field in model._meta.local_concrete_fields
            if not (field.primary_key or field.generated or field.name in KEPT_BY_THE_DATABASE)
        ]
        assert len(self.fields) <= CELLS, f"{model} has more columns than the staging table has cells"
        self._texts = [_text_of(field) for field in self.fields]

    def cell_of(self, name: str) -> str:
        return staging.cell(next(number for number, field in enumerate(self.fields) if field.name == name))

    def cells_of(self, record: models.Model, *, is_new: bool) -> list[str]:
        return [text(record, is_new) for text in self._texts]

    def _casts(self) -> list[tuple[str, str]]:
        return [(f'"{field.column}"', cast(field, f"s.{staging.cell(n)}")) for n, field in enumerate(self.fields)]

    def insert(self, upload: Upload, at: datetime, rows: Sequence[int] | None = None) -> list[int]:
        """Write the fresh rows, all or those with the given numbers, in their order; the keys of the new records."""
        columns, values = zip(*self._casts(), strict=True)
        only, params = _only(rows)
        found = staging.rows(
            f"INSERT INTO {self.table} ({', '.join(columns)}, version, created_at, updated_at) "
            f"SELECT {', '.join(values)}, 1, %s, %s FROM {staging.TABLE} s "
            f'WHERE s.upload_id = %s AND s.kind = {Kind.FRESH}{only} ORDER BY s."row" RETURNING id',
            [at, at, upload.pk, *params],
        )
        return [pk for (pk,) in found]

    def update(self, upload: Upload, at: datetime, rows: Sequence[int] | None = None) -> int:
        """Write the changed rows onto the versions that were looked at."""
        only, params = _only(rows)
        sets = ", ".join(f"{column} = {value}" for column, value in self._casts())
        return staging.run(
            f"UPDATE {self.table} t SET {sets}, version = t.version + 1, updated_at = %s FROM {staging.TABLE} s "
            f"WHERE s.upload_id = %s AND s.kind = {Kind.CHANGED}{only} AND t.id = s.record_id AND t.version = s.record_version",
            [at, upload.pk, *params],
        )

    def changed_since(self, upload: Upload) -> list[int]:
        """The rows whose record is another version now, or is gone."""
        found = staging.rows(
            f'SELECT s."row" FROM {staging.TABLE} s LEFT JOIN {self.table} t ON t.id = s.record_id '
            f"WHERE s.upload_id = %s AND s.kind = {Kind.CHANGED} AND t.version IS DISTINCT FROM s.record_version "
            f'ORDER BY s."row"',
            [upload.pk],
        )
        return [row for (row,) in found]

    def entered_since(self, upload: Upload, key: Sequence[str]) -> list[int]:
        """The fresh rows whose key a record has now."""
        casts = {
            field.name: (f't."{field.column}"', cast(field, f"s.{staging.cell(n)}"))
            for n, field in enumerate(self.fields)
        }
        same = " AND ".join(f"{column} = {value}" for column, value in (casts[name] for name in key))
        found = staging.rows(
            f'SELECT s."row" FROM {staging.TABLE} s JOIN {self.table} t ON {same} '
            f'WHERE s.upload_id = %s AND s.kind = {Kind.FRESH} ORDER BY s."row"',
            [upload.pk],
        )
        return [row for (row,) in found]


def _only(rows: Sequence[int] | None) -> tuple[str, list[Any]]:
    return ("", []) if rows is None else (' AND s."row" IN (SELECT unnest(%s::bigint[]))', [list(rows)])


def _text_of(field: models.Field) -> Callable[[models.Model, bool], str]:
    def text(record: models.Model, is_new: bool) -> str:
        value = field.pre_save(record, is_new)
        if isinstance(field, JSONField):
            return NONE if value is None else json.dumps(value, ensure_ascii=False, cls=field.encoder)
        return as_text(field.get_prep_value(value))

    return text
