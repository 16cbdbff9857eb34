"""What figures cost: twenty-five over a city's dated records, kept as sums and counted live, read and written. Numbers, no prints.

The database is one made for measuring: records are loaded past the triggers, and measures are added that no city has.
"""

import re
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connections, models, transaction
from django.db.models import Q

from linli.domains.consultation.models import Session
from linli.domains.workforce.models import Qualification
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.indicators import registry, triggers
from linli.kernel.indicators.declaration import Flow, Measure, Stock
from linli.kernel.indicators.figures import answers
from linli.kernel.indicators.periods import twelve_months_to
from linli.kernel.indicators.questions import Question, records_of
from linli.portal.bench.city import AT
from linli.portal.bench.measuring import median_ms

SLICES = 12
SURNAMES = "王李张刘陈杨赵黄周吴徐孙"
# Ten years of meetings, sixty of certificates, three in ten of them lapsed; villages of unequal size.
LOADS: dict[type[models.Model], str] = {
    Session: """
INSERT INTO consultation_session (version, created_at, updated_at, code, topic, category, held_on, participants_count,
    conclusion, division_id)
SELECT 1, now(), now(), '{mark}' || n, '议题', (ARRAY['environment', 'property', 'facilities', 'safety', 'welfare', 'other'])[1 + n % 6],
    date '2011-07-10' + (random() * 3652)::int, 1 + (random() * 119)::int, '', {village}
FROM generate_series(1, {count}) AS n""",
    Qualification: """
INSERT INTO workforce_qualification (version, created_at, updated_at, certificate_no, holder_name, level, issued_on, lapsed_on,
    division_id)
SELECT 1, now(), now(), '{mark}' || n, substr('{surnames}', 1 + n % 12, 1) || '某',
    (ARRAY['assistant', 'intermediate', 'senior'])[1 + n % 3], begun, CASE WHEN n % 10 < 3 THEN begun + (random() * 3000)::int END,
    {village}
FROM (SELECT n, date '1961-01-01' + (random() * 22000)::int AS begun FROM generate_series(1, {count}) AS n) AS made""",
}
INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)"""
FOREIGN_KEYS = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
)
TRIGGER_TIME = re.compile(r"Trigger (\w+).*?time=([\d.]+)")


def measures() -> list[Measure]:
    """Twenty-five figures: flows over slices of the meetings, stocks over slices of the certificates, and all certificates."""
    known = {each.code: each for each in registry.all_indicators()}
    flows = [
        Flow(
            code=f"bench.flow{number}",
            name="",
            unit="",
            definition="",
            records=Session,
            on="held_on",
            where=Q(participants_count__gt=10 * number, participants_count__lte=10 * number + 10),
            by={"category": "category"} if number % 3 == 0 else {},
        )
        for number in range(SLICES)
    ]
    stocks = [
        Stock(
            code=f"bench.stock{number}",
            name="",
            unit="",
            definition="",
            records=Qualification,
            since="issued_on",
            until="lapsed_on",
            where=Q(holder_name=f"{SURNAMES[number]}某"),
            by={"level": "level"} if number % 3 == 0 else {},
        )
        for number in range(SLICES)
    ]
    made = [known.get(each.code, each) for each in (*flows, *stocks)]
    registry.register(*made)
    return [*made, known["workforce.certified"]]  # type: ignore[list-item]


def load(count: int, city: Division, *, mark: str) -> tuple[float, float]:
    """Add `count` dated records, half of each kind, in the villages of the city, and sum them up. `mark` begins their codes.

    Gives the seconds of writing and of summing.
    """
    measures()
    village = _village(city)
    began = time.perf_counter()
    with connections["owner"].cursor() as cursor:
        for model, statement in LOADS.items():
            table = model._meta.db_table
            with _bare(cursor, table):
                cursor.execute(statement.format(mark=mark, village=village, count=count // 2, surnames=SURNAMES))
            # Sums are made anew where a trigger is found missing.
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER figures_insert")
            cursor.execute(f"VACUUM ANALYZE {table}")
        written = time.perf_counter()
        triggers.install("owner")
        cursor.execute("VACUUM ANALYZE indicators_tally")
    return written - began, time.perf_counter() - written


@contextmanager
def _bare(cursor, table: str) -> Iterator[None]:
    """Inside the block a table has no triggers, indexes or foreign keys; afterwards all of them, made in one go."""
    cursor.execute(INDEXES, [table])
    indexes = cursor.fetchall()
    cursor.execute(FOREIGN_KEYS, [table])
    keys = cursor.fetchall()
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name, _made in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _made in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for _name, made in indexes:
        cursor.execute(made)
    for name, made in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}')
    cursor.execute("RESET maintenance_work_mem")
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def board_ms(place: Division, asked: Sequence[Measure], rounds: int = 15) -> float:
    """The board of a place, asked by whoever covers just that place."""
    questions = [Question(each, place, AT, twelve_months_to(AT), is_split=False) for each in asked]
    with transaction.atomic(), scope.entered(scope.Scope((place.range,))):
        return median_ms(lambda: answers(questions), rounds)


def live_ms(place: Division, asked: Sequence[Measure]) -> float:
    """The same numbers counted from the records by the plainest SQL that Django writes, one statement each."""
    questions = [Question(each, place, AT, twelve_months_to(AT), is_split=False) for each in asked]
    with transaction.atomic(), scope.entered(scope.Scope((place.range,))):
        start = time.perf_counter()
        for question in questions:
            records_of(question).count()
        return (time.perf_counter() - start) * 1000


def bulk_ratio(count: int, city: Division, *, rounds: int = 3) -> float:
    """One statement that inserts `count` meetings: its time, divided by its time without the trigger that keeps the sums.

    Both are from the same run, as PostgreSQL tells the time of each trigger; the rows are undone.
    """
    statement = LOADS[Session].format(mark="bench-undone-", village=_village(city), count=count)
    ratios = []
    for _round in range(rounds):
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE) {statement}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            transaction.set_rollback(True, using="owner")
        spent = {name: float(ms) for name, ms in TRIGGER_TIME.findall(plan)}["figures_insert"]
        whole = float(re.findall(r"Execution Time: ([\d.]+)", plan)[0])
        ratios.append(whole / (whole - spent))
    return statistics.median(ratios)


def single_ratio(city: Division, *, rounds: int = 6, inserts: int = 50) -> float:
    """One meeting in a transaction of its own: the median time with the trigger, divided by that without, taken in turns."""
    times: dict[bool, list[float]] = {True: [], False: []}
    village = _village(city)
    with connections["owner"].cursor() as cursor:
        for number in range(2 * rounds):
            is_kept = number % 2 == 0
            _switch(cursor, is_on=is_kept)
            for each in range(inserts):
                statement = LOADS[Session].format(mark=f"bench-{number}-{each}-", village=village, count=1)
                start = time.perf_counter()
                cursor.execute(statement)
                times[is_kept].append((time.perf_counter() - start) * 1000)
            cursor.execute("DELETE FROM consultation_session WHERE starts_with(code, %s)", [f"bench-{number}-"])
        _switch(cursor, is_on=True)
    return statistics.median(times[True]) / statistics.median(times[False])


def _switch(cursor, *, is_on: bool) -> None:
    for event in ("insert", "delete"):
        cursor.execute(f"ALTER TABLE consultation_session {'ENABLE' if is_on else 'DISABLE'} TRIGGER figures_{event}")


def _village(city: Division) -> str:
    """SQL for a village of the city by chance; some come up more often than others."""
    low, high = city.range
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(code) FROM divisions_division WHERE level = 'village' AND code >= %s AND code < %s",
            [low, high],
        )
        villages = cursor.fetchone()[0]
    listed = f"'{{{','.join(map(str, villages))}}}'::bigint[]"
    return f"({listed})[1 + floor(power(random(), 1.5) * {len(villages)})::int]"
