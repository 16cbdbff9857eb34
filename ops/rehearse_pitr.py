"""Somebody deletes what should have stayed. The database is brought back to the moment before, from a full base backup and the archived log.

`.venv/bin/python -m ops.rehearse_pitr`

The base backup is a full one: incremental base backups of this server version restore wrongly (rows that an index shows
and a scan does not). It is verified by restoring it and counting both ways.
"""

import argparse
import shutil
import sys
import threading
import time
from pathlib import Path

import psycopg
from psycopg import conninfo

from ops.clusters import Cluster, base_backup, clusters

SCRIPT = Path(__file__).with_name("archive_wal.sh")
POINT = "before_the_mistake"


def archiving(cluster: Cluster, folder: Path, timeout: int = 60) -> str:
    """The settings of continuous archiving: at most `timeout` seconds of work can be lost with the machine."""
    script = folder.with_name("archive_wal.sh")
    shutil.copy(SCRIPT, script)
    script.chmod(0o755)
    cluster.server.make_own_folder(folder)
    return (
        f"archive_mode = on\narchive_timeout = '{timeout}s'\narchive_command = '{script} \"%p\" \"%f\" {folder}'\n"
        "wal_level = replica\n"
    )


def recovering(folder: Path, point: str) -> str:
    """The settings under which a restored base backup replays the archived log up to a named point, and opens there."""
    return (
        f"restore_command = 'cp \"{folder}/%f\" \"%p\"'\nrecovery_target_name = '{point}'\n"
        "recovery_target_action = 'promote'\n"
    )


def recover(lost: Cluster, restored: Cluster, base: Path, folder: Path, point: str) -> float:
    """Start `restored` from a base backup and the archive. Gives the seconds until it takes writes."""
    start = time.monotonic()
    restored.place.var.mkdir(exist_ok=True)
    shutil.copy(lost.place.var / "secrets.json", restored.place.var / "secrets.json")
    restored.server.make_folders()
    base.rename(restored.place.data)
    (restored.place.data / "recovery.signal").touch()
    restored.configure(recovering(folder, point))
    restored.start()
    while restored.command("SELECT pg_is_in_recovery()") == [(True,)]:
        time.sleep(0.05)
    return time.monotonic() - start


def write_until(cluster: Cluster, stop: threading.Event) -> None:
    """Somebody goes on working while the base backup is made."""
    with psycopg.connect(conninfo.make_conninfo("", **cluster.known("owner")), autocommit=True) as connection:
        while not stop.is_set():
            connection.execute("UPDATE kept SET name = name || '.' WHERE id = (random() * 1000)::int")
            connection.execute("DELETE FROM kept WHERE id = (SELECT max(id) FROM kept)")
            connection.execute("INSERT INTO kept (name) VALUES ('后来')")


def run(rows: int) -> int:
    with clusters("lost", "restored") as [lost, restored]:
        folder = lost.place.system.parent / "archive"
        lost.configure(archiving(lost, folder))
        lost.start()
        lost.ask("CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)")
        lost.ask("INSERT INTO kept (name) SELECT '居民' || g FROM generate_series(1, %s) g", [rows])
        lost.ask("VACUUM kept")
        base, stop = lost.place.system.parent / "base", threading.Event()
        worker = threading.Thread(target=write_until, args=(lost, stop))
        worker.start()
        try:
            start = time.monotonic()
            base_backup(lost.server, base)
            backed_up = time.monotonic() - start
            lost.ask("INSERT INTO kept (name) SELECT '新增' || g FROM generate_series(1, %s) g", [rows // 10])
        finally:
            stop.set()
            worker.join()
        wanted = lost.count("kept")
        lost.command(f"SELECT pg_create_restore_point('{POINT}')")
        lost.ask("DELETE FROM kept WHERE mod(id, 6) = 0")
        after = lost.count("kept")
        lost.command("SELECT pg_switch_wal()")
        wait_for_archive(lost)
        lost.kill("all")
        lost.wait_until_gone()
        seconds = recover(lost, restored, base, folder, POINT)
        found = restored.count("kept")
        restored.ask("INSERT INTO kept (name) VALUES ('恢复之后')")
    print(f"base backup {backed_up:.1f} s; {wanted[0]} rows, {wanted[0] - after[0]} deleted by mistake")
    print(f"recovered in {seconds:.1f} s to “{POINT}”: {found[0]} rows by scan, {found[1]} by index")
    return 0 if found == wanted else 1


def wait_for_archive(cluster: Cluster) -> None:
    """Until the last finished piece of the log is in the archive."""
    [(wanted,)] = cluster.command("SELECT pg_walfile_name(pg_switch_wal())")
    deadline = time.monotonic() + 60
    while not cluster.command(f"SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal >= '{wanted}'"):
        if time.monotonic() > deadline:
            raise RuntimeError(f"The archive does not take the log: {cluster.command('TABLE pg_stat_archiver')}")
        cluster.command("SELECT pg_switch_wal()")
        time.sleep(0.1)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="ops.rehearse_pitr", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    return run(parser.parse_args(arguments).rows)


if __name__ == "__main__":
    sys.exit(main())
