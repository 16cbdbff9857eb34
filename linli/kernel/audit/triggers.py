"""The database writes the account of every record, whoever changes it and however: one by one, in bulk, by cascade, in psql.

Statement triggers see all rows that a statement touched. The deed they are put down to is what `linli_account` told the
transaction; without one, the verb is `direct` and the name that of the login. They are made from the model registry after
every migration. While a migration runs, a slower form stands in that asks for no column by name.
"""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import DateTimeField, JSONField, Model

from linli.kernel.audit.log import SILENT
from linli.kernel.audit.models import Record
from linli.kernel.audit.partitions import statements as month_statements

# These keep their type in the account.
TYPED = (JSONField, DateTimeField, ArrayField)
ROLES = "linli_scope_none, linli_scope_one, linli_scope_many, linli_scope_all"
TABLE = "public.audit_auditentry"
# Full joins are hashed whatever the planner expected when it first saw a statement of one row; a changed key shows as both.
FUNCTION = """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $body$
DECLARE
  deed jsonb := nullif(current_setting('linli.deed', true), '')::jsonb;
  done varchar := coalesce(deed->>'verb', 'direct');
  done_at timestamptz := coalesce((deed->>'at')::timestamptz, now());
  post bigint := (deed->>'post')::bigint;
  person varchar := coalesce(deed->>'by', session_user || '/' || current_setting('role'));
  why varchar := coalesce(deed->>'reason', '');
  xact bigint := pg_current_xact_id()::text::bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {table} (xid, kind, at, division_id, post_id, by_name, verb, record_type, record_id, after, reason)
    SELECT xact, 'i', done_at, n.division_id, post, person, done, '{label}', n.{key}, {new}, why FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {table} (xid, kind, at, division_id, post_id, by_name, verb, record_type, record_id, before, reason)
    SELECT xact, 'd', done_at, o.division_id, post, person, done, '{label}', o.{key}, {old}, why FROM old_rows o;
  ELSE
    INSERT INTO {table} (xid, kind, at, division_id, post_id, by_name, verb, record_type, record_id, before, after, reason)
    SELECT xact, 'u', done_at, coalesce(new_division, old_division), post, person, done, '{label}',
      coalesce(new_key, old_key), was, is_now, why
    FROM (
      SELECT n.{key} AS new_key, o.{key} AS old_key, n.division_id AS new_division, o.division_id AS old_division,
        CASE WHEN o.{key} IS NOT NULL THEN {old} END AS was, CASE WHEN n.{key} IS NOT NULL THEN {new} END AS is_now
      FROM old_rows o FULL JOIN new_rows n ON n.{key} = o.{key} OFFSET 0
    ) touched WHERE was IS DISTINCT FROM is_now;
  END IF;
  RETURN NULL;
END $body$"""
EVENTS = {
    "insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows",
    "update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows",
}
DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
DOORS = [
    f"""CREATE OR REPLACE FUNCTION linli_account(verb text, post bigint, person text, at timestamptz, reason text)
    RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
    BEGIN
      PERFORM set_config('linli.deed', CASE WHEN verb IS NULL THEN '' ELSE jsonb_build_object(
        'verb', left(verb, 60), 'post', post, 'by', left(person, 160), 'at', at, 'reason', reason)::text END, true);
    END $$""",
    f"""CREATE OR REPLACE FUNCTION linli_happened(verb text, at timestamptz, division bigint, post bigint, person text,
      record_type text, record_id bigint, detail jsonb, reason text)
    RETURNS bigint LANGUAGE sql {DEFINER} AS $$
      INSERT INTO {TABLE} (kind, at, division_id, post_id, by_name, verb, record_type, record_id, after, reason)
      VALUES ('h', $2, $3, $4, left($5, 160), left($1, 60), $6, $7, $8, left($9, 400)) RETURNING id
    $$""",
    f"""CREATE OR REPLACE FUNCTION linli_happened_lost(wanted bigint[]) RETURNS SETOF bigint
    LANGUAGE sql {DEFINER} AS $$
      SELECT w FROM unnest(wanted) w WHERE NOT EXISTS (SELECT 1 FROM {TABLE} a WHERE a.id = w)
    $$""",
    f"""CREATE OR REPLACE FUNCTION linli_seal(made text) RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
    BEGIN
      INSERT INTO public.audit_seal SELECT (jsonb_populate_record(NULL::public.audit_seal, made::jsonb)).*;
    END $$""",
    f"""CREATE OR REPLACE FUNCTION linli_seal_leaves(seal bigint, part int, ids bytea, months bytea, hashes bytea)
    RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
    BEGIN
      INSERT INTO public.audit_sealleaves (seal_number, ordinal, ids, months, hashes)
      VALUES (seal, part, ids, months, hashes);
    END $$""",
]
SIGNATURES = {
    "linli_account(text, bigint, text, timestamptz, text)": ROLES,
    "linli_happened(text, timestamptz, bigint, bigint, text, text, bigint, jsonb, text)": ROLES,
    "linli_happened_lost(bigint[])": ROLES,
    "linli_seal(text)": "linli_scope_all",
    "linli_seal_leaves(bigint, int, bytea, bytea, bytea)": "linli_scope_all",
}


def audited_models() -> list[type[Record]]:
    """Every record that has a table of its own."""
    return [model for model in apps.get_models() if issubclass(model, Record) and not model._meta.proxy]


def install(using: str) -> None:
    """Idempotent. Run by `migrate` when the tables are as the models say."""
    with connections[using].cursor() as cursor:
        made = set(connections[using].introspection.table_names(cursor))
        if "audit_auditentry" not in made:
            return
        for statement in [*month_statements(), "SELECT linli_audit_months(12)", *DOORS]:
            cursor.execute(statement)
        for signature, roles in SIGNATURES.items():
            cursor.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {roles}")
        for model in audited_models():
            if model._meta.db_table in made:
                _watch(cursor, model)


def stand_in(using: str) -> None:
    """Before a migration changes columns: the triggers there are go on, without asking for any column by name."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_insert'")
        watched = {name for (name,) in cursor.fetchall()}
        for model in audited_models():
            if model._meta.db_table in watched:
                cursor.execute(function(model, *(f"to_jsonb({side}) - {_silent(model)}" for side in "on")))


def _watch(cursor: Any, model: type[Model]) -> None:
    table = model._meta.db_table
    cursor.execute(function(model, *(columns(model, side) for side in "on")))
    cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [f'"{table}"'])
    there = {name for (name,) in cursor.fetchall()}
    for event, when in EVENTS.items():
        if f"audit_{event}" not in there:
            made = when.format(table=f'"{table}"')
            cursor.execute(f"CREATE TRIGGER audit_{event} {made} FOR EACH STATEMENT EXECUTE FUNCTION {_name(model)}()")
    if "audit_truncate" not in there:
        cursor.execute(
            f'CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT '
            "EXECUTE FUNCTION linli_audit_stays()"
        )


def function(model: type[Model], old: str, new: str) -> str:
    """The trigger function of one table, where `old` and `new` are SQL for a row of each side as jsonb."""
    key = f'"{model._meta.pk.column}"'
    return FUNCTION.format(name=_name(model), table=TABLE, label=model._meta.label_lower, key=key, old=old, new=new)


def columns(model: type[Model], side: str) -> str:
    """The record's own columns as texts, in half the time that JSON of each one's type takes. `AuditEntry.was` turns them back.

    They stand in the order in which jsonb keeps its keys: it need not sort them for each row then.
    """
    fields = [field for field in model._meta.concrete_fields if field.attname not in SILENT and not field.generated]
    shown = [(field, _shown(field, side)) for field in sorted(fields, key=_place_in_jsonb)]
    texts = {field.column: sql for field, sql in shown if sql and not isinstance(field, TYPED)}
    others = [f"'{field.column}', {sql}" for field, sql in shown if sql and isinstance(field, TYPED)]
    names, values = ", ".join(f"'{name}'" for name in texts), ", ".join(f"{sql}::text" for sql in texts.values())
    built = [f"jsonb_build_object({', '.join(others)})"] if others else []
    return " || ".join([f"jsonb_object(ARRAY[{names}]::text[], ARRAY[{values}]::text[])", *built])


def _place_in_jsonb(field: Any) -> tuple[int, bytes]:
    return len(field.column.encode()), field.column.encode()


def _shown(field: Any, side: str) -> str:
    """A column as the account holds it. A field that must not stand there says by `audited` what does; "" for nothing."""
    return field.audited(side) if hasattr(field, "audited") else f'{side}."{field.column}"'


def _silent(model: type[Model]) -> str:
    generated = {str(field.column) for field in model._meta.concrete_fields if field.generated}
    return "'{" + ",".join(sorted(SILENT | generated)) + "}'::text[]"


def _name(model: type[Model]) -> str:
    return f'"audit_{model._meta.db_table}"'
