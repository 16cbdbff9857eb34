"""Moving the queue of deltas into the tally.

Writers only ever append to the queue, so they wait for nobody. One compactor at a time adds what has gathered to every
level; whoever reads takes tally and queue in one statement and cannot tell whether it ran.
"""

from django.db import connection, transaction

from linli.kernel.divisions import scope
from linli.kernel.indicators.contributions import LEVELS, Kept

BATCH = 100_000
# The advisory lock of the tally: held by whoever changes it.
LOCK = 5_001_234_568
COLUMNS = "measure, grain, digits, division_id, day, key, records, amount"


def compact() -> int:
    """Move all committed deltas into the tally; gives how many there were, or 0 where another compactor is at work.

    May be called at any time, in a transaction or not, and needs no scope.
    """
    moved = 0
    while batch := _compact_once():
        moved += batch
    return moved


def _compact_once() -> int:
    with transaction.atomic(), scope.entered(scope.NOTHING), connection.cursor() as cursor:
        cursor.execute("SELECT linli_compact_figures(%s)", [BATCH])
        return cursor.fetchone()[0]


def folded(level: Kept, rows: str, finer: Kept) -> str:
    """The rows of one level, summed from `rows` of a `finer` one; those that come to nought are left out."""
    return f"""
        SELECT measure, {level.grain.value}::smallint AS grain, {level.digits}::smallint AS digits,
               {level.fold(finer)}, key, sum(records)::bigint, sum(amount)::bigint
        FROM {rows} GROUP BY 1, 4, 5, 6 HAVING sum(records) <> 0 OR sum(amount) <> 0"""


def compactor() -> str:
    """The function that the application may call though it may write to neither table."""
    levels = "\n        UNION ALL".join(folded(level, "finest", LEVELS[0]) for level in LEVELS)
    return f"""
CREATE OR REPLACE FUNCTION public.linli_compact_figures(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '64MB' AS $body$
DECLARE moved integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock({LOCK}) THEN
        RETURN 0;
    END IF;
    WITH taken AS (
        DELETE FROM public.indicators_delta
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM public.indicators_delta LIMIT most))
        RETURNING measure, division_id, day, key, records, amount
    ), finest AS MATERIALIZED (
        SELECT measure, division_id, day, key, sum(records) AS records, sum(amount) AS amount
        FROM taken GROUP BY 1, 2, 3, 4
    ), added AS (
        INSERT INTO public.indicators_tally AS kept ({COLUMNS})
        SELECT * FROM ({levels}
        ) AS sums ({COLUMNS})
        ORDER BY measure, grain, digits, division_id, day, key
        ON CONFLICT (measure, grain, digits, division_id, day, key) DO UPDATE
        SET records = kept.records + excluded.records, amount = kept.amount + excluded.amount
    )
    SELECT count(*) INTO moved FROM taken;
    RETURN moved;
END $body$"""
