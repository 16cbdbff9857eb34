"""The file of seals outside the database: one line of JSON for each, appended and never rewritten.

Let another user of the operating system own its folder, or copy it to another machine, and no one person can forge both.
"""

import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from linli.kernel.audit import statement

TAIL = 1 << 16


def path() -> Path:
    return Path(settings.LINLI_SEALS_FILE)


def read(file: Path | None = None) -> list[dict[str, Any]]:
    """All statements, oldest first; a line that a crash cut short is none."""
    file = file or path()
    if not file.exists():
        return []
    return _statements(file.read_bytes())


def _statements(data: bytes) -> list[dict[str, Any]]:
    found = []
    for line in data.split(b"\n"):
        with suppress(ValueError):
            found.append(json.loads(line))
    return [each for each in found if isinstance(each, dict)]


def last_number() -> int:
    """The number of the last seal in the file, or 0. Reads its end alone."""
    if not path().exists():
        return 0
    with path().open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        tail = file.read()
    return max((each["number"] for each in _statements(tail) if "number" in each), default=0)


def append(seals: list[dict[str, Any]]) -> None:
    """Add the statements whose seals are not there yet; on the disk when this returns."""
    if not seals:
        return
    path().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        known = last_number()
        size = os.fstat(descriptor).st_size
        cut_short = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        lines = [statement.text(each) + "\n" for each in seals if each.get("number", known + 1) > known]
        # A line that a crash cut short is closed, and read as no seal.
        os.write(descriptor, ("\n" if cut_short else "").encode() + "".join(lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
