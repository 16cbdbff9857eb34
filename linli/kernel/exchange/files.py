"""The folder in which uploads and exports lie for a while. Nobody reaches it by an address; names are random."""

import hashlib
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Only the system's own user may look into it. Web server and workers must share it."""
    found = Path(settings.LINLI_EXCHANGE_DIR)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def keep(blocks: Iterable[bytes]) -> tuple[str, int, str]:
    """Store what comes in blocks: its name, its size and its SHA-256. What was not stored whole is not there at all."""
    name, digest, size = secrets.token_hex(20), hashlib.sha256(), 0
    draft = folder() / f"{name}.part"
    try:
        with draft.open("xb") as file:
            draft.chmod(0o600)
            for block in blocks:
                file.write(block)
                digest.update(block)
                size += len(block)
        draft.rename(folder() / name)
    finally:
        draft.unlink(missing_ok=True)
    return name, size, digest.hexdigest()


def new_path() -> Path:
    """Where a new file may be written; hand its name to those who are to find it."""
    return folder() / secrets.token_hex(20)


def path_of(name: str) -> Path:
    """Raises FileNotFoundError where it is gone, or where the name is none of ours."""
    path = folder() / name
    if not name or not name.isalnum() or not path.is_file():
        raise FileNotFoundError(name)
    return path


def remove(name: str) -> None:
    if name and name.isalnum():
        (folder() / name).unlink(missing_ok=True)


def sweep(older_than_seconds: float) -> int:
    """Remove what has lain too long, and say how much that was."""
    limit, count = time.time() - older_than_seconds, 0
    for path in folder().iterdir():
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            count += 1
    return count
