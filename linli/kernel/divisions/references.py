"""Foreign keys that the database checks once for a statement instead of once for a row.

PostgreSQL runs a query of its own for each row and each of its keys. In tables that are filled by the hundred thousand
this costs as much as writing the rows. What is promised is the same, only sooner: when the statement ends and not the
transaction. A row refers to what is there and cannot vanish meanwhile, for the statement locks it (FOR KEY SHARE), and
what is referred to is not deleted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models

# Nested loops over an index: about a microsecond a value, whatever the planner expected when it first saw a statement.
SETTINGS = (
    "SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '64MB' SET enable_sort = off "
    "SET enable_hashjoin = off SET enable_mergejoin = off SET enable_indexscan = on"
)
# What this very transaction has made or changed, nobody else can take away: it need not be locked as well.
FOUND = """SELECT n.value INTO wrong FROM (SELECT DISTINCT "{column}" AS value FROM new_rows) n
  LEFT JOIN LATERAL (SELECT t.xmin = own AS is_own FROM public."{target}" t WHERE t."{key}" = n.value) o ON true
  LEFT JOIN LATERAL (SELECT 1 AS is_there FROM public."{target}" t WHERE t."{key}" = n.value AND o.is_own IS NOT TRUE
    FOR KEY SHARE) f ON true
  WHERE n.value IS NOT NULL AND o.is_own IS NOT TRUE AND f.is_there IS NULL LIMIT 1;
"""
USED = """SELECT o."{key}" INTO wrong FROM old_rows o
  WHERE EXISTS (SELECT 1 FROM public."{table}" r WHERE r."{column}" = o."{key}") LIMIT 1;
"""
REFUSE = """IF FOUND THEN
  RAISE foreign_key_violation USING MESSAGE = '{message}', DETAIL = wrong::text,
    TABLE = '{table}', COLUMN = '{column}', CONSTRAINT = '{table}_{column}';
END IF;
"""


class BulkForeignKey(models.ForeignKey):
    """For tables that imports fill. To `migrate` it is a key without a constraint; `install` makes its triggers."""

    is_bulk = True

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{**kwargs, "db_constraint": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint")
        return name, path, args, kwargs


def is_checked(field: models.Field) -> bool:
    """Whether the database sees to it that what a key refers to is there, by row or by statement."""
    return getattr(field, "db_constraint", True) or getattr(field, "is_bulk", False)


@dataclass(frozen=True)
class Reference:
    """A column, and the key of the table to which it refers."""

    table: str
    column: str
    target: str
    key: str

    def sql(self, template: str, message: str) -> str:
        return (template + REFUSE).format(**vars(self), message=message)


def references() -> Iterator[Reference]:
    """Of every table in the model registry."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if getattr(field, "is_bulk", False) and not model._meta.proxy:
                assert isinstance(field, models.ForeignKey)
                target = field.target_field
                yield Reference(
                    model._meta.db_table, str(field.column), target.model._meta.db_table, str(target.column)
                )


def after_migrate(sender, using, **kwargs) -> None:
    if using == "owner":
        install(using)


def install(using: str) -> None:
    """Idempotent. Run by `migrate` when the tables are as the models say."""
    with connections[using].cursor() as cursor:
        made = set(connections[using].introspection.table_names(cursor))
        known = [each for each in references() if {each.table, each.target} <= made]
        for table in sorted({each.table for each in known}):
            checks = [each.sql(FOUND, f"{table} refers to what is not there") for each in known if each.table == table]
            _function(cursor, f"linli_refers_{table}", checks)
            for event in ("insert", "update"):
                _trigger(cursor, table, f"refers_{event}", "new", f"linli_refers_{table}")
        for table in sorted({each.target for each in known}):
            checks = [each.sql(USED, f"{table} is still referred to") for each in known if each.target == table]
            _function(cursor, f"linli_referred_{table}", checks)
            _trigger(cursor, table, "referred_delete", "old", f"linli_referred_{table}")


def _function(cursor: Any, name: str, checks: list[str]) -> None:
    cursor.execute(
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql {SETTINGS} AS $body$\n'
        f"DECLARE wrong bigint; own xid := pg_current_xact_id()::xid;\nBEGIN\n{''.join(checks)}RETURN NULL;\nEND $body$"
    )


def _trigger(cursor: Any, table: str, name: str, side: str, function: str) -> None:
    """`name` ends in the event; the function reads its `side` of the rows: old or new."""
    cursor.execute("SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s", [f'"{table}"', name])
    if cursor.fetchone() is None:
        cursor.execute(
            f'CREATE TRIGGER {name} AFTER {name.rpartition("_")[2]} ON "{table}" REFERENCING {side} TABLE AS {side}_rows '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{function}"()'
        )
