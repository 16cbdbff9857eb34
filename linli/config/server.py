"""The web server: granian with one process or more of a few threads, static files included; and beside it the worker of the job queue."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from linli.config import postgres
from linli.config.keys import PROJECT, Place, SetupProblem

HOME = "127.0.0.1"
THREADS = 4
PATIENCE_SECONDS = 60
WORKER_PATIENCE_SECONDS = 8


def run(place: Place, host: str, port: int, *, workers: int = 1) -> int:
    """Serve until interrupted. The embedded database is stopped at the end, unless somebody else is using it."""
    require_free(host, port)
    _require_static(place)
    postgres.ensure(place)
    # Addresses printed in documents lead here, unless the operator says where the outside sees us.
    os.environ.setdefault("LINLI_BASE_URL", f"http://{host}:{port}")
    threading.Thread(target=_announce, args=(place, host, port), daemon=True).start()
    from granian import Granian  # noqa: PLC0415 - slow import
    from granian.constants import Interfaces  # noqa: PLC0415 - slow import
    from granian.log import LogLevels  # noqa: PLC0415 - slow import

    granian = Granian(
        "linli.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=64,
        log_level=LogLevels.warning,
        # Without it a thread stuck in a request would keep Ctrl-C waiting for ever.
        workers_kill_timeout=10,
    )
    worker = Worker()
    worker.start()
    try:
        granian.serve()
    finally:
        worker.stop()
        if not postgres.is_external():
            postgres.Server(place).stop_when_idle()
    print("邻里已停止。")
    return 0


class Worker:
    """The process that runs the jobs. One that ends before its time is started anew; it ends when this process does."""

    def __init__(self) -> None:
        self._is_wanted = True
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        threading.Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        self._is_wanted = False
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(WORKER_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                # Its jobs are rolled back, and taken up at the next start.
                self._process.kill()
                self._process.wait()

    def _keep(self) -> None:
        while self._is_wanted:
            # It reads our end of the pipe: when we are killed, the pipe closes, and it ends too.
            self._process = begin([sys.executable, "-m", "linli.config.cli", "worker", "--attached"])
            self._process.wait()
            time.sleep(1)


def begin(command: list[str]) -> "subprocess.Popen[bytes]":
    """Start a program with a pipe as its input, while no other thread forks.

    Granian forks its web workers. One forked just now would hold the pipe by which Popen learns that the program runs:
    Popen would then wait until that web worker ends, and nobody would notice that the program has died meanwhile.
    """
    with _forking:
        return subprocess.Popen(command, stdin=subprocess.PIPE, cwd=PROJECT)


_forking = threading.Lock()
os.register_at_fork(before=_forking.acquire, after_in_parent=_forking.release, after_in_child=_forking.release)


def require_free(host: str, port: int) -> None:
    """Refuse in words when the port is taken or may not be used."""
    try:
        with socket.create_server((host, port)):
            pass
    except PermissionError as error:
        raise SetupProblem(f"没有权限使用端口 {port}。请换一个大于1023的端口，例如：linli serve --port 8000") from error
    except OSError as error:
        raise SetupProblem(
            f"端口 {port} 已被占用：可能邻里已经在运行（http://{host}:{port}），也可能是别的程序。"
            f"请先停止它，或换一个端口：linli serve --port {port + 1}"
        ) from error


def _announce(place: Place, host: str, port: int) -> None:
    """Say where the pages are, once they really answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
            continue
        print(f"\n邻里正在运行：http://{host}:{port}    （按 Ctrl-C 停止）", flush=True)
        accounts = place.var / "demo-accounts.txt"
        if accounts.exists():
            print(accounts.read_text(encoding="utf-8"), flush=True)
        return


def _require_static(place: Place) -> None:
    if (
        "dev" not in os.environ.get("DJANGO_SETTINGS_MODULE", "")
        and not (place.var / "static/staticfiles.json").exists()
    ):
        raise SetupProblem("静态文件还没有收集。请先运行 make demo（或 linli collectstatic --noinput）。")


def collect_static(place: Place) -> bool:
    """Copy, compress and name the static files; skipped while none of their sources has changed. Needs Django."""
    from django.core.management import call_command  # noqa: PLC0415 - slow import

    stamp, wanted = place.var / "static.stamp", _fingerprint_of_sources()
    if (place.var / "static/staticfiles.json").exists() and stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)
    return True


def _fingerprint_of_sources() -> str:
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415 - slow import

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            prefix = getattr(storage, "prefix", "")
            digest.update(f"{prefix}/{name}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
