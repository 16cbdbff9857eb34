"""Behind PgBouncer in transaction mode, nobody ever sees a row of somebody else's scope: a million reads, none wrong.

`.venv/bin/python -m ops.pooled_leak --reads 1000000`

32 clients share 4 connections; of a hundred transactions five end by the death of their client. Afterwards the same
clients set their scope for the session instead of the transaction, which must show wrong reads: the test can see a leak.
"""

import argparse
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import conninfo

from linli.config.keys import PROJECT, SetupProblem
from ops.clusters import Cluster, clusters
from ops.people import village

POOL = 4
VILLAGES = 64
SLICE = 100_000
PORT = 6432
CONFIGURATION = """[databases]
* = host={host}

[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
log_connections = 0
log_disconnections = 0
log_pooler_errors = 0
"""
ROWS = """INSERT INTO consultation_session
(code, division_id, topic, category, held_on, participants_count, conclusion, version, created_at, updated_at)
SELECT 'PL-' || v || '-' || n, %(first)s + v * 1000, '议题', 'other', '2021-07-05', 9, '', 1, now(), now()
FROM generate_series(0, %(villages)s - 1) v, generate_series(0, v %% 5) n"""


def program() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")


@contextmanager
def pooler(known: dict[str, str], account: pwd.struct_passwd | None) -> Iterator[dict[str, str]]:
    """PgBouncer in front of the server that `known` leads to, run by the user who may enter its socket folder."""
    path = program()
    if path is None:
        raise SetupProblem("没有安装 pgbouncer。请先运行：apt-get install pgbouncer")
    folder = Path(tempfile.mkdtemp(prefix="linli-pool-"))
    (folder / "users").write_text(f'"{known["user"]}" "{known["password"]}"\n', encoding="utf-8")
    (folder / "pool.ini").write_text(
        CONFIGURATION.format(host=known["host"], port=PORT, folder=folder, pool=POOL), encoding="utf-8"
    )
    if account:
        for each in (folder, *folder.iterdir()):
            os.chown(each, account.pw_uid, account.pw_gid)
    process = subprocess.Popen(
        [path, "-q", str(folder / "pool.ini")],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )
    try:
        deadline = time.monotonic() + 10
        while not (folder / f".s.PGSQL.{PORT}").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SetupProblem("pgbouncer 没有启动。")
            time.sleep(0.02)
        yield {**known, "host": str(folder), "port": str(PORT)}
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def fill(ask: Callable[[str, dict], object]) -> dict[int, int]:
    """One to five consultations in each village; gives how many there are in each. `ask(statement, values)` writes as owner."""
    ask(ROWS, {"first": village(0), "villages": VILLAGES})
    return {village(number): number % 5 + 1 for number in range(VILLAGES)}


def clients(pooled: dict[str, str], places: dict[int, int], reads: int, *, session_level: bool = False) -> dict:
    """Run ops.pool_clients through the pooler and give what it counted."""
    url = conninfo.make_conninfo("", **pooled)
    words = [sys.executable, "-m", "ops.pool_clients", "--reads", str(reads), "--places", json.dumps(places)]
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "DJANGO_SETTINGS_MODULE": "ops.settings.dev",
    }
    wrong_way = ["--session-level"] if session_level else []
    done = subprocess.run([*words, *wrong_way], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def in_slices(pooled: dict[str, str], places: dict[int, int], reads: int) -> dict:
    """The same, with a word to standard error every hundred thousand reads."""
    total: dict[str, float] = {}
    while total.get("reads", 0) < reads:
        counted = clients(pooled, places, min(SLICE, reads - int(total.get("reads", 0))))
        total = {name: total.get(name, 0) + count for name, count in counted.items()}
        print(told("so far", total), file=sys.stderr, flush=True)
    return total


def told(name: str, counted: dict) -> str:
    return (
        f"{name}: {counted['reads']:,} reads in {counted['transactions']:,} transactions, {counted['wrong']:,} wrong, "
        f"{counted['deaths']:,} clients died in mid-transaction, {counted['errors']} errors; "
        f"{counted['seconds']:.0f} s, {counted['reads'] / counted['seconds']:,.0f} reads/s"
    )


def prepare(cluster: Cluster) -> dict[int, int]:
    cluster.start()
    for words in (["-m", "linli.config.cli", "migrate", "-v", "0"], ["-m", "ops.people", str(VILLAGES)]):
        subprocess.run([sys.executable, *words], cwd=PROJECT, env=cluster.environment(), check=True)
    return fill(cluster.ask)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="ops.pooled_leak", description=__doc__)
    parser.add_argument("--reads", type=int, default=1_000_000)
    parser.add_argument("--break", action="store_true", dest="is_broken", help="only with the guard taken away")
    given = parser.parse_args(arguments)
    with clusters("pooled") as [cluster]:
        places = prepare(cluster)
        is_safe = given.is_broken or is_right(cluster, places, given.reads)
        reads = given.reads if given.is_broken else min(given.reads, 5000)
        wrong = is_leak_seen(cluster, places, reads)
    return 0 if is_safe and wrong and not given.is_broken else 1


def is_right(cluster: Cluster, places: dict[int, int], reads: int) -> bool:
    with pooler(cluster.known("default"), cluster.server.account) as pooled:
        counted = in_slices(pooled, places, reads)
    print(told("scope of the transaction", counted), flush=True)
    return counted["wrong"] == 0 and counted["errors"] == 0


def is_leak_seen(cluster: Cluster, places: dict[int, int], reads: int) -> bool:
    with pooler(cluster.known("default"), cluster.server.account) as pooled:
        counted = clients(pooled, places, reads, session_level=True)
    print(told("scope of the session, which must leak", counted))
    return counted["wrong"] > 0


if __name__ == "__main__":
    sys.exit(main())
