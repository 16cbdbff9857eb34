"""The triggers that keep the sums, made from the declarations after every migration.

One function for each table of records: for every measure that counts it, minus what the old rows gave, plus what the new
ones give, in the same transaction, whoever writes and by whatever path. They run as the owner, so that the application
itself needs no right to write to the sums.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections, transaction

from linli.kernel.divisions.grants import BARE, SCOPED
from linli.kernel.indicators.compaction import COLUMNS, LOCK, compactor, folded
from linli.kernel.indicators.contributions import LEVELS, Kept, columns_of, contributions, fingerprint, quoted
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.registry import all_indicators

EVENTS = {"INSERT": "NEW TABLE AS new_rows", "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows"}
EVENTS["DELETE"] = "OLD TABLE AS old_rows"
PREFIX = "linli_figures_"
# What a statement adds (+1) and takes away (-1). An update that alters nothing which a measure looks at comes to nothing.
CHANGED = {
    "INSERT": "SELECT 1 AS sign, {columns} FROM new_rows",
    "UPDATE": "SELECT sum(sign)::integer AS sign, {columns} FROM ("
    "SELECT -1 AS sign, {columns} FROM old_rows UNION ALL SELECT 1, {columns} FROM new_rows"
    ") AS both_rows GROUP BY {columns} HAVING sum(sign) <> 0",
    "DELETE": "SELECT -1 AS sign, {columns} FROM old_rows",
}


@dataclass(frozen=True)
class Numbered:
    """A measure with the number under which this database keeps its sums."""

    measure: Measure
    number: int


def rolled_up() -> list[Measure]:
    return [each for each in all_indicators() if isinstance(each, Measure) and each.is_rolled_up]


def after_migrate(sender, using, **kwargs) -> None:
    if using == "owner":
        install(using)


def install(using: str) -> None:
    """Bring functions, triggers and sums in line with the declarations; does nothing where they are. As the owner.

    A new or changed measure is summed up from its records while nobody writes to their table; readers go on.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        made = set(connection.introspection.table_names(cursor))
    if "indicators_tally" not in made:
        return
    by_table: dict[str, list[Measure]] = defaultdict(list)
    for measure in rolled_up():
        if measure.records._meta.db_table in made:
            by_table[measure.records._meta.db_table].append(measure)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # A new measure may have millions of sums, which are wanted in order.
        cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL enable_hashagg = off")
        cursor.execute(compactor())
        cursor.execute("REVOKE ALL ON FUNCTION public.linli_compact_figures FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION public.linli_compact_figures TO {SCOPED}, {BARE}")
        _forget_others(cursor, by_table)
        for table, measures in by_table.items():
            _attach(cursor, table, measures)


def _forget_others(cursor, by_table: dict[str, list[Measure]]) -> None:
    """Take away what no declaration asks for any more."""
    cursor.execute("SELECT proname FROM pg_proc WHERE starts_with(proname, %s)", [PREFIX])
    for (name,) in cursor.fetchall():
        if name.removeprefix(PREFIX) not in by_table:
            cursor.execute(f'DROP FUNCTION public."{name}" CASCADE')
    codes = [measure.code for measures in by_table.values() for measure in measures]
    _forget(cursor, "code <> ALL (%s)", [codes])


def _forget(cursor, condition: str, params: list) -> None:
    cursor.execute(f"DELETE FROM indicators_rolledup WHERE {condition} RETURNING number", params)
    numbers = [number for (number,) in cursor.fetchall()]
    for table in ("indicators_delta", "indicators_tally"):
        cursor.execute(f"DELETE FROM {table} WHERE measure = ANY (%s)", [numbers])


def kept_measures(using: str = "default") -> list[Numbered]:
    """The measures whose sums this database keeps, as they are declared now."""
    with connections[using].cursor() as cursor:
        known = _known(cursor)
    found = [(measure, known.get(measure.code)) for measure in rolled_up()]
    return [Numbered(measure, row[1]) for measure, row in found if row and row[0] == fingerprint(measure)]


def unguarded_tables(using: str = "default") -> list[str]:
    """The tables of records on which a trigger is missing or switched off."""
    tables = sorted({measure.records._meta.db_table for measure in rolled_up()})
    with connections[using].cursor() as cursor:
        return [table for table in tables if not _is_guarded(cursor, table)]


def _is_guarded(cursor, table: str) -> bool:
    """Whether the triggers of a table are there and switched on."""
    cursor.execute(
        "SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid "
        "WHERE tgrelid = %s::regclass AND proname = %s AND tgenabled = 'O'",
        [f'"{table}"', PREFIX + table],
    )
    return cursor.fetchone()[0] == len(EVENTS)


def _known(cursor) -> dict[str, tuple[str, int]]:
    cursor.execute("SELECT code, fingerprint, number FROM indicators_rolledup")
    return {code: (fingerprint, number) for code, fingerprint, number in cursor.fetchall()}


def _attach(cursor, table: str, measures: list[Measure]) -> None:
    """Make what is missing of one table's triggers and sums. Sums kept while a trigger was missing are made anew."""
    is_guarded, known = _is_guarded(cursor, table), _known(cursor)
    stale = [each for each in measures if not is_guarded or known.get(each.code, ("", 0))[0] != fingerprint(each)]
    if stale:
        cursor.execute(f'LOCK TABLE "{table}" IN SHARE ROW EXCLUSIVE MODE')
        _forget(cursor, "code = ANY (%s)", [[measure.code for measure in stale]])
    fresh = [Numbered(measure, _number(cursor, measure)) for measure in stale]
    rest = [Numbered(measure, known[measure.code][1]) for measure in measures if measure not in stale]
    cursor.execute(function(table, [*rest, *fresh]))
    if not is_guarded:
        _hang(cursor, table)
    for each in fresh:
        fill(cursor, each)


def _hang(cursor, table: str) -> None:
    for event, transition in EVENTS.items():
        cursor.execute(
            f'CREATE OR REPLACE TRIGGER figures_{event.lower()} AFTER {event} ON "{table}" REFERENCING {transition} '
            f'FOR EACH STATEMENT EXECUTE FUNCTION public."{PREFIX}{table}"()'
        )
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER figures_{event.lower()}')


def _number(cursor, measure: Measure) -> int:
    cursor.execute(
        "INSERT INTO indicators_rolledup (code, fingerprint, built_at) VALUES (%s, %s, now()) RETURNING number",
        [measure.code, fingerprint(measure)],
    )
    return cursor.fetchone()[0]


def function(table: str, numbered: Iterable[Numbered]) -> str:
    """The trigger function of one table. Hashing is asked for: a plan made for one row also serves a million."""
    branches = "\n    ".join(
        f"{'IF' if number == 0 else 'ELSIF'} TG_OP = '{event}' THEN\n{_append(numbered, event)};"
        for number, event in enumerate(EVENTS)
    )
    return f"""
CREATE OR REPLACE FUNCTION public."{PREFIX}{table}"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_sort = off SET work_mem = '64MB' AS $body$
BEGIN
    {branches}
    END IF;
    RETURN NULL;
END $body$"""


def _append(numbered: Iterable[Numbered], event: str) -> str:
    """The rows of a statement are read once; the measures share the few columns that any of them looks at."""
    columns = sorted({column for each in numbered for column in columns_of(each.measure)})
    rows = "\nUNION ALL\n".join(contributions(each.measure, "changed", each.number, "sign") for each in numbered)
    return f"""WITH changed AS MATERIALIZED ({CHANGED[event].format(columns=", ".join(map(quoted, columns)))})
INSERT INTO public.indicators_delta (measure, division_id, day, key, records, amount)
SELECT measure, division_id, day, key, sum(records), sum(amount)
FROM ({rows}) AS counted
GROUP BY 1, 2, 3, 4 HAVING sum(records) <> 0 OR sum(amount) <> 0"""


def fill(cursor, each: Numbered) -> None:
    """Sum a measure up from its records, which nobody changes meanwhile, at every level of an empty tally.

    Rows are added in the order of the tally's key: every page of its index is then written once.
    """
    for level in LEVELS:
        finer = level.source or level
        source = _tally(each.number, finer) if level.source else f"({_from_records(each)}) AS given"
        cursor.execute(f"INSERT INTO indicators_tally ({COLUMNS}) {folded(level, source, finer)} ORDER BY 4, 5, 6")


def _from_records(each: Numbered) -> str:
    return contributions(each.measure, f'public."{each.measure.records._meta.db_table}"', each.number)


def _tally(number: int, level: Kept) -> str:
    columns = "measure, division_id, day, key, records, amount"
    where = f"measure = {number} AND grain = {level.grain.value} AND digits = {level.digits}"
    return f"(SELECT {columns} FROM public.indicators_tally WHERE {where}) AS finer"
