"""Both ends of the pipe to a child process that opens uploads under limits of memory, CPU and time.

A hostile workbook can abort the process that parses it, so the server never does. Standard library only: this file is
also the child's main program, started without site packages or Django (about 30 ms).
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

# Of a result that the parent holds whole: a million short cells come to 40 MB.
RESULT_BYTES = 64 * 1024 * 1024
REFUSED, OUT_OF_MEMORY = 3, 4
# Two children at most: each may take as much memory as the rest of the server.
_places = threading.BoundedSemaphore(2)


class ChildFailed(Exception):
    """`reason`: refused (by the job, with `detail`), memory, time, busy or crash."""

    def __init__(self, reason: str, detail: dict[str, Any] | None = None) -> None:
        self.reason = reason
        self.detail = detail or {}
        super().__init__(reason, self.detail)


def run(
    job: str, params: dict[str, Any], data: bytes, *, memory_bytes: int, cpu_seconds: int, wall_seconds: int
) -> bytes:
    """Run `job` ("read_job", "mark_job": modules of this folder) in a child on `data`; its result, or ChildFailed."""
    limits = {"memory": memory_bytes, "cpu": cpu_seconds, "result": RESULT_BYTES}
    with running(job, params, [data], limits, wall_seconds=wall_seconds) as result:
        return result.read()


@contextmanager
def running(
    job: str, params: dict[str, Any], blocks: Iterable[bytes], limits: dict[str, int], *, wall_seconds: int
) -> Iterator[IO[bytes]]:
    """As `run`, for what is too large to hold: the upload in blocks, and the result as a file. Raises ChildFailed."""
    if not _places.acquire(timeout=wall_seconds):
        raise ChildFailed("busy")
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as result, tempfile.TemporaryFile() as errors:
            task = {"job": job, "params": params, "paths": _library_paths(), **limits}
            given.write(json.dumps(task).encode() + b"\n")
            given.writelines(blocks)
            given.seek(0)
            status = _wait(given, result, errors, wall_seconds)
            result.seek(0)
            errors.seek(0)
            _check(status, result, errors)
            yield result
    finally:
        _places.release()


def _wait(given: Any, result: Any, errors: Any, wall_seconds: int) -> int:
    # Only what an interpreter needs to start: the server's environment holds passwords.
    environment = {
        name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR") if name in os.environ
    }
    command = [sys.executable, "-I", "-S", "-X", "utf8", __file__]
    process = subprocess.Popen(command, stdin=given, stdout=result, stderr=errors, env=environment)
    try:
        return process.wait(timeout=wall_seconds)
    except subprocess.TimeoutExpired:
        raise ChildFailed("time") from None
    finally:
        process.kill()
        process.wait()


def _check(status: int, result: IO[bytes], error_file: IO[bytes]) -> None:
    if status == 0:
        return
    if status == REFUSED:
        raise ChildFailed("refused", json.loads(result.read()))
    signs, errors = (b"memory allocation", b"MemoryError", b"File too large"), error_file.read(4096)
    if status == OUT_OF_MEMORY or any(sign in errors for sign in signs):
        raise ChildFailed("memory")
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ChildFailed("time")
    raise ChildFailed("crash", {"status": status, "errors": errors.decode(errors="replace")})


def _library_paths() -> list[str]:
    """Where the parsers are installed: the child knows no site packages of its own."""
    specs = [find_spec(name) for name in ("python_calamine", "openpyxl", "et_xmlfile", "defusedxml")]
    origins = [spec.origin for spec in specs if spec and spec.origin]
    return sorted({str(Path(origin).parent.parent) for origin in origins})


def _serve() -> int:
    task = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (task["cpu"], task["cpu"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (task["result"], task["result"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path[:0] = [str(Path(__file__).resolve().parent)]
    sys.path += task["paths"]
    module = __import__(task["job"])
    sys.path.pop(0)
    result, status = sys.stdout.buffer, 0
    try:
        for block in module.run(task["params"], sys.stdin.buffer.read()):
            result.write(block)
    except module.Refused as refusal:
        result.seek(0)
        result.truncate()
        result.write(json.dumps(refusal.args[0]).encode())
        status = REFUSED
    result.flush()
    return status


if __name__ == "__main__":
    try:
        code = _serve()
    except MemoryError:
        code = OUT_OF_MEMORY
    # Taking a large workbook apart object by object would cost more than all the rest.
    os._exit(code)
