"""One write by several sessions of the database at once: all of it comes about, or nothing.

A session writes on one processor only. Each of these sees its own share of the places, writes what is staged there, and
prepares its transaction (two-phase commit). The upload's own row decides: once `confirmed_at` is committed the prepared
transactions are committed too; without it they are rolled back. A crash in between leaves them prepared, and `settle`
finishes them as the row says: at the beginning and end of every job for the upload, and from time to time for all.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from itertools import accumulate, pairwise
from typing import Any, TypeVar

from django.db import OperationalError, connection, connections, transaction

from linli.kernel.divisions import scope
from linli.kernel.divisions.scope import Scope
from linli.kernel.exchange import crew, staging
from linli.kernel.exchange.models import Upload

# Below this, starting more sessions takes longer than they save.
MANY_ROWS = 20_000
# Sessions of one upload, or of two, that wait for each other are no deadlock that PostgreSQL would see.
WAIT_SECONDS = 20
LOCK_NOT_AVAILABLE = "55P03"
NAME = "linli-upload-{upload}-{number}"
PREPARED = """SELECT gid FROM pg_prepared_xacts
WHERE database = current_database() AND owner = session_user AND starts_with(gid, %s) ORDER BY gid"""

T = TypeVar("T")


class InEachOthersWay(Exception):
    """The sessions wait for each other: two rows that exclude each other, or another upload. Nothing is prepared any more."""


def shares(upload: Upload, limits: Scope) -> list[Scope]:
    """The scope cut into parts with about as many staged rows each; the scope itself where several sessions are no use."""
    count = crew.size()
    if upload.staged_count < MANY_ROWS or count < 2 or not _may_prepare():
        return [limits]
    ends = [0, *_cuts(staging.places(upload), count), scope.TOP]
    parts = [_clipped(limits, low, high) for low, high in pairwise(ends)]
    return [part for part in parts if part.ranges]


def _cuts(places: Sequence[tuple[int, int]], count: int) -> list[int]:
    """Codes that cut the places, each with its number of rows, into that many parts of about as many rows."""
    uppers, numbers = [upper for upper, _number in places], list(accumulate(number for _upper, number in places))
    wanted = [numbers[-1] * part / count for part in range(1, count)] if numbers else []
    return sorted({uppers[bisect_left(numbers, each)] for each in wanted})


def _clipped(limits: Scope, low: int, high: int) -> Scope:
    ranges = ((max(lo, low), min(hi, high)) for lo, hi in limits.ranges)
    return Scope(tuple((lo, hi) for lo, hi in ranges if lo < hi), limits.reason)


def _may_prepare() -> bool:
    """A server of somebody else's may not have it switched on."""
    return int(staging.rows("SHOW max_prepared_transactions", [])[0][0]) > 0


def write(upload: Upload, parts: Sequence[Scope], work: Callable[[], T]) -> list[T]:
    """Run `work` under each part in a session of its own, and leave their transactions prepared. Raises InEachOthersWay,
    or the first error of a session.

    The caller's transaction has locked the row of the upload and goes on waiting here; it decides by its commit.
    """
    staging.run("SET LOCAL idle_in_transaction_session_timeout = 0", [])
    names = [NAME.format(upload=upload.pk, number=number) for number in range(len(parts))]
    sessions: list[Any] = []
    try:
        # Left only when no session goes on: one that was between two statements may still prepare.
        with ThreadPoolExecutor(len(parts)) as pool:
            waiting = [
                pool.submit(_write_part, part, name, work, sessions) for part, name in zip(parts, names, strict=True)
            ]
            try:
                for each in as_completed(waiting):
                    each.result()
            except BaseException:
                for session in sessions:
                    session.cancel_safe()
                raise
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
        settle(upload.pk)
        raise InEachOthersWay from error
    return [each.result() for each in waiting]


def _write_part(part: Scope, name: str, work: Callable[[], T], sessions: list[Any]) -> T:
    own: Any = connections["default"]  # of this thread
    try:
        with transaction.atomic(), scope.entered(part), own.cursor() as cursor:
            sessions.append(own.connection)
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
            found = work()
            # It belongs to the login then, and not to a role that only a scope takes on.
            cursor.execute("SET LOCAL ROLE NONE")
            cursor.execute(f"PREPARE TRANSACTION '{name}'")
        return found
    finally:
        own.close()


@contextmanager
def settled(upload: Upload) -> Iterator[None]:
    """Inside, the upload may be written by several sessions. Outside any transaction."""
    settle(upload.pk)
    try:
        yield
    finally:
        settle(upload.pk)


def settle(upload_id: int, *, wait: bool = True) -> None:
    """Finish what was prepared for an upload, as its row says. Not while somebody is at it: with wait=False it is left then."""
    names = _prepared(NAME.format(upload=upload_id, number=""))
    if not names:
        return
    with transaction.atomic(), scope.everything("an import's sessions are brought to the same end"):
        lock = Upload.objects.select_for_update(of=("self",), skip_locked=not wait)
        found = lock.filter(pk=upload_id).values_list("confirmed_at", flat=True)[:1]
        ends = ["COMMIT" if confirmed_at else "ROLLBACK" for confirmed_at in found]
    # Outside of any transaction, as PostgreSQL demands, and whoever calls may be in one.
    with closing(connection.copy()) as aside, aside.cursor() as cursor:
        for end in ends:
            for name in names:
                cursor.execute(f"{end} PREPARED '{name}'")


def settle_all() -> None:
    """What a crash left, of whichever upload."""
    names = _prepared(NAME.partition("{")[0])
    for upload_id in sorted({int(number) for name in names for number in re.findall(r"^\D+(\d+)-\d+$", name)}):
        settle(upload_id, wait=False)


def _prepared(beginning: str) -> list[str]:
    with transaction.atomic(), scope.entered(scope.NOTHING):
        return [name for (name,) in staging.rows(PREPARED, [beginning])]
