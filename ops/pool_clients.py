"""The clients of ops.pooled_leak: 32 processes that read through Django's own connection, each time under another scope.

Run by ops.pooled_leak with DATABASE_URL set to the pooler. Prints what was counted as one line of JSON.
Rows are read by plain SQL, so that row security alone decides; the scoped managers would hide a leak.
"""

import argparse
import json
import mmap
import os
import random
import signal
import sys
import time

import django

CLIENTS = 32
# Of a hundred transactions, this many end by the death of their client.
DEATHS_PERCENT = 5
# Reads in one transaction: most are short, so that connections change hands often; the long ones make up the number.
LENGTHS = (*range(1, 8), 150)
READS, WRONG, TRANSACTIONS, ERRORS, FIELDS = range(5)
QUERY = "SELECT division_id FROM consultation_session"


class Tally:
    """Counters that outlive the process that counts: one row for each client, written by it alone."""

    def __init__(self) -> None:
        self.numbers = memoryview(mmap.mmap(-1, CLIENTS * FIELDS * 8)).cast("Q")

    def add(self, client: int, what: int, count: int = 1) -> None:
        self.numbers[client * FIELDS + what] += count

    def total(self, what: int) -> int:
        return sum(self.numbers[what::FIELDS])


def live(client: int, tally: Tally, places: dict[int, int], reads: int, *, session_level: bool) -> None:
    """One life of one client: transactions until it dies in one, or until enough has been read by all."""
    from django.db import DatabaseError, connection  # noqa: PLC0415 - Django must be set up first

    chance = random.Random(os.urandom(8))  # noqa: S311 - chooses villages, no secret
    while tally.total(READS) < reads:
        scope, wanted = another_scope(chance, places)
        dies = chance.random() * 100 < DEATHS_PERCENT
        work = wrongly_scoped if session_level else rightly_scoped
        try:
            work(connection, scope, lambda: read(connection, client, tally, wanted, chance, dies=dies))  # noqa: B023 - called at once
        except DatabaseError as error:
            tally.add(client, ERRORS)
            if not session_level:
                print(f"client {client}: {error!r}", file=sys.stderr, flush=True)
            connection.close()
        tally.add(client, TRANSACTIONS)


def another_scope(chance: random.Random, places: dict[int, int]):
    """One village, two, or now and then everything; with the rows it must show, by village."""
    from linli.kernel.divisions.scope import EVERYTHING, Scope  # noqa: PLC0415 - Django must be set up first

    if chance.random() < 0.05:
        return Scope(EVERYTHING, "a client of the rehearsal"), places
    codes = sorted(chance.sample(sorted(places), 2 if chance.random() < 0.2 else 1))
    return Scope(tuple((code, code + 1000) for code in codes)), {code: places[code] for code in codes}


def rightly_scoped(connection, scope, work) -> None:
    """As the application does it: SET LOCAL in the transaction that reads."""
    from django.db import transaction  # noqa: PLC0415 - Django must be set up first

    from linli.kernel.divisions.scope import entered  # noqa: PLC0415

    with transaction.atomic(), entered(scope):
        work()


def wrongly_scoped(connection, scope, work) -> None:
    """The mistake that this test must be able to see: the scope is set for the session, which a pooler shares."""
    from django.db import transaction  # noqa: PLC0415 - Django must be set up first

    with connection.cursor() as cursor:
        cursor.execute(scope.statements().replace("SET LOCAL", "SET"))
    with transaction.atomic():
        work()


def read(connection, client: int, tally: Tally, wanted: dict[int, int], chance: random.Random, *, dies: bool) -> None:
    """A few reads in one transaction, each compared with what the scope must show."""
    last = chance.choice(LENGTHS)
    for number in range(last):
        if dies and number == last // 2:
            die(connection, chance)
        with connection.cursor() as cursor:
            cursor.execute(QUERY)
            rows = cursor.fetchall()
        found: dict[int, int] = {}
        for (place,) in rows:
            found[place] = found.get(place, 0) + 1
        tally.add(client, READS)
        tally.add(client, WRONG, found != wanted)


def die(connection, chance: random.Random) -> None:
    """By SIGKILL, in mid-transaction; every other time with a statement still running."""
    if chance.random() < 0.5:
        connection.connection.pgconn.send_query(b"SELECT pg_sleep(0.05)")
    os.kill(os.getpid(), signal.SIGKILL)


def run(places: dict[int, int], reads: int, *, session_level: bool) -> dict[str, float]:
    """Keep 32 clients alive until enough has been read."""
    tally, clients, deaths, started = Tally(), {}, 0, time.monotonic()
    for number in range(CLIENTS):
        clients[born(number, tally, places, reads, session_level=session_level)] = number
    while clients:
        pid, status = os.wait()
        number = clients.pop(pid)
        if os.WIFSIGNALED(status):
            deaths += 1
            clients[born(number, tally, places, reads, session_level=session_level)] = number
    return {
        "reads": tally.total(READS),
        "wrong": tally.total(WRONG),
        "transactions": tally.total(TRANSACTIONS) + deaths,
        "errors": tally.total(ERRORS),
        "deaths": deaths,
        "seconds": round(time.monotonic() - started, 1),
    }


def born(number: int, tally: Tally, places: dict[int, int], reads: int, *, session_level: bool) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        live(number, tally, places, reads, session_level=session_level)
        code = 0
    finally:
        os._exit(code)


def main() -> int:
    parser = argparse.ArgumentParser(prog="ops.pool_clients", description=__doc__)
    parser.add_argument("--reads", type=int, required=True)
    parser.add_argument("--places", required=True, help="JSON: rows by division key")
    parser.add_argument("--session-level", action="store_true")
    given = parser.parse_args()
    django.setup()
    places = {int(code): count for code, count in json.loads(given.places).items()}
    print(json.dumps(run(places, given.reads, session_level=given.session_level)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
