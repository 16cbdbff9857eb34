"""Proving that the kept sums are what the records say, and mending them where they are not.

The finest sums, with the queue, are compared with a GROUP BY over the records; each higher level with the one it is summed
from. Every comparison is one statement, and so one moment: writers and the compactor may go on meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, connections, transaction

from linli.kernel.indicators.compaction import COLUMNS, LOCK
from linli.kernel.indicators.contributions import LEVELS, Kept, contributions, parts_of
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.triggers import Numbered

SHOWN = 20
ROOM = "SET LOCAL work_mem = '128MB'"  # a level may have millions of cells
CELL = "division_id, day, key"
SUMS = "sum(records)::bigint AS records, sum(amount)::bigint AS amount"


@dataclass(frozen=True)
class Cell:
    """A sum that is kept wrong: (records, amount) as kept, and as they should be."""

    measure: Measure
    level: Kept
    division: int
    day: date
    key: str
    kept: tuple[int, int]
    true: tuple[int, int]

    @property
    def parts(self) -> dict[str, str]:
        return parts_of(self.key, self.measure)


@dataclass(frozen=True)
class Verdict:
    compared_count: int
    differing_count: int
    first: tuple[Cell, ...]


def check(each: Numbered) -> Iterator[Verdict]:
    """Compare the sums of one measure, level by level, from the finest up. In a scope that sees everything."""
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
    for level in LEVELS:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE differs) {_cells(each, level)}")
            compared, differing = cursor.fetchone()
        yield Verdict(compared, differing, _first(each, level) if differing else ())


def _first(each: Numbered, level: Kept) -> tuple[Cell, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * {_cells(each, level)} WHERE differs ORDER BY {CELL} LIMIT {SHOWN}")
        return tuple(
            Cell(each.measure, level, division, day, key, kept=(records, amount), true=(true_records, true_amount))
            for division, day, key, true_records, true_amount, records, amount, _differs in cursor.fetchall()
        )


def repair(each: Numbered) -> int:
    """Add to every sum what it lacks, as the owner; gives how many were wrong.

    Only the compactor waits meanwhile. Readers see the sums as they were until the last one is right.
    """
    mended = 0
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(ROOM)
        for level in LEVELS:
            cursor.execute(
                f"INSERT INTO indicators_tally AS kept ({COLUMNS}) "
                f"SELECT {each.number}, {level.grain.value}, {level.digits}, {CELL}, "
                f"true_records - records, true_amount - amount {_cells(each, level)} WHERE differs "
                "ON CONFLICT (measure, grain, digits, division_id, day, key) DO UPDATE "
                "SET records = kept.records + excluded.records, amount = kept.amount + excluded.amount"
            )
            mended += cursor.rowcount
    return mended


def _cells(each: Numbered, level: Kept) -> str:
    """FROM every cell of one level, as it is kept and as it should be."""
    kept = f"SELECT {CELL}, records, amount FROM {_tally(each, level)}"
    if level.source is None:
        # What is still in the queue belongs to the finest sums; the higher levels get it together with them.
        kept += f" UNION ALL SELECT {CELL}, records, amount FROM indicators_delta WHERE measure = {each.number}"
        table = f'"{each.measure.records._meta.db_table}"'
        true = (
            f"SELECT {CELL}, {SUMS} FROM ({contributions(each.measure, table, each.number)}) AS given GROUP BY 1, 2, 3"
        )
    else:
        true = f"SELECT {level.fold(level.source)}, key, {SUMS} FROM {_tally(each, level.source)} GROUP BY 1, 2, 3"
    return f"""FROM (
        SELECT {CELL}, coalesce(t.records, 0) AS true_records, coalesce(t.amount, 0) AS true_amount,
               coalesce(k.records, 0) AS records, coalesce(k.amount, 0) AS amount,
               (coalesce(t.records, 0), coalesce(t.amount, 0)) <> (coalesce(k.records, 0), coalesce(k.amount, 0)) AS differs
        FROM ({true}) AS t ({CELL}, records, amount)
        FULL JOIN (SELECT {CELL}, {SUMS} FROM ({kept}) AS rows GROUP BY 1, 2, 3) AS k USING ({CELL})
    ) AS cells"""


def _tally(each: Numbered, level: Kept) -> str:
    where = f"measure = {each.number} AND grain = {level.grain.value} AND digits = {level.digits}"
    return f"(SELECT * FROM indicators_tally WHERE {where}) AS tally"
