"""Throw-away database clusters, run exactly as the embedded one is."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import conninfo

from linli.config import postgres
from linli.config.keys import PROJECT, Place, write_private

PATIENCE_SECONDS = 60


class Database:
    """A database with Linli in it: how to connect as `default` and as `owner`, and what may be asked of it."""

    def __init__(self, known: Mapping[str, dict[str, str]]):
        self._known = known

    def known(self, alias: str) -> dict[str, str]:
        return self._known[alias]

    def ask(self, statement: str, values: Sequence | Mapping | None = None) -> list[tuple]:
        """As the owner of the tables, who passes row security."""
        with psycopg.connect(conninfo.make_conninfo("", **self.known("owner")), autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def count(self, table: str) -> tuple[int, int]:
        """Rows as a scan of the table finds them, and as its index does; a broken visibility map makes them differ."""
        with psycopg.connect(conninfo.make_conninfo("", **self.known("owner")), autocommit=True) as connection:
            found: list[int] = []
            for settings in ("SET enable_indexonlyscan = off; SET enable_indexscan = off", "SET enable_seqscan = off"):
                connection.execute(f"RESET ALL; {settings}; SET enable_bitmapscan = off")
                found += connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
        return found[0], found[1]

    def environment(self) -> dict[str, str]:
        """What a process of Linli needs to work with this database."""
        urls = {"DATABASE_URL": "default", "DATABASE_OWNER_URL": "owner"}
        return {
            **os.environ,
            **{name: conninfo.make_conninfo("", **self.known(alias)) for name, alias in urls.items()},
            "DJANGO_SETTINGS_MODULE": "ops.settings.dev",
            "PYTHONUNBUFFERED": "1",
        }

    def linli(self, *words: str, timeout: int = 600) -> subprocess.CompletedProcess:
        """Run one command of Linli on this database."""
        line = [sys.executable, "-m", "linli.config.cli", *words]
        return subprocess.run(
            line, cwd=PROJECT, env=self.environment(), capture_output=True, text=True, timeout=timeout, check=False
        )


class Cluster(Database):
    """One server with a folder of its own. `place` is what a clone of the project would have."""

    def __init__(self, folder: Path, name: str):
        self.name = name
        # PostgreSQL refuses to run as root; the user it runs as must be able to enter.
        self.place = Place(folder / name / "clone", folder / name / "system")
        self.place.project.mkdir(parents=True)
        self.server = postgres.Server(self.place)

    def known(self, alias: str) -> dict[str, str]:
        return postgres.parameters(self.place, {})[alias]

    def environment(self) -> dict[str, str]:
        """Files and keys of its own besides: nothing of the installation's is touched."""
        own = {
            "LINLI_EXCHANGE_DIR": str(self.place.var / "exchange"),
            "LINLI_KEY_FILE": str(self.place.var / "personal-keys.json"),
            "LINLI_SECRET_KEY": self.place.keys["secret_key"],
        }
        return super().environment() | own

    def start(self) -> None:
        self.server.start()

    def configure(self, settings: str) -> None:
        """Settings that take effect at the next start."""
        self.place.var.mkdir(exist_ok=True)
        (self.place.var / "postgres.conf").write_text(settings, encoding="utf-8")

    def command(self, statement: str) -> list[tuple]:
        """As the superuser."""
        with self.server.superuser("postgres") as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def kill(self, whom: str = "postmaster") -> None:
        """SIGKILL to the postmaster, to all its processes at once, or to one that serves a client."""
        pid = self.server.running_pid()
        assert pid is not None
        children = children_of(pid)
        victims = {"postmaster": [pid], "all": [pid, *children], "backend": children[-1:]}[whom]
        for each in victims:
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def wait_until_gone(self) -> None:
        """The children of a killed postmaster end by themselves; until then they could still write."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.server.running_pid() is not None:
            if time.monotonic() > deadline:
                raise RuntimeError(f"The server of {self.name} does not end.")
            time.sleep(0.01)

    def clone_to(self, other: "Cluster", *options: str) -> None:
        """A full base backup of this cluster becomes the data of the other, which has the same passwords."""
        other.place.var.mkdir(exist_ok=True)
        shutil.copy(self.place.var / "secrets.json", other.place.var / "secrets.json")
        other.place.__dict__.pop("keys", None)
        other.server.make_folders()
        shutil.rmtree(other.place.data, ignore_errors=True)
        base_backup(self.server, other.place.data, *options)


def base_backup(server: postgres.Server, target: Path, *options: str) -> None:
    """A full base backup of a running server; never an incremental one, which this version of it restores wrongly.

    The folder appears when it is complete. The server's own user writes it, so that it can be started as it is.
    """
    password = server.place.socket_folder / "pgpass"
    password.unlink(missing_ok=True)
    write_private(password, f"*:*:*:postgres:{server.place.keys['postgres']}\n", server.owner())
    source = f"host={server.place.socket_folder} user=postgres passfile={password} application_name=standby"
    draft = target.with_name(f"{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    server.make_own_folder(draft)
    server.run("pg_basebackup", "-d", source, "-D", str(draft), "-c", "fast", "-X", "stream", *options)
    draft.rename(target)


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in tasks.read_text().split()] if tasks.exists() else []


@contextmanager
def clusters(*names: str) -> Iterator[list[Cluster]]:
    """Clusters that are stopped and removed at the end, however that comes."""
    folder = Path(tempfile.mkdtemp(prefix="linli-ops-"))
    folder.chmod(0o755)
    made = [Cluster(folder, name) for name in names]
    try:
        yield made
    finally:
        for each in made:
            pid = each.server.running_pid()
            if pid is not None:
                os.kill(pid, signal.SIGQUIT)
                each.wait_until_gone()
            shutil.rmtree(each.place.socket_folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
