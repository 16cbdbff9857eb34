"""Where the state of one clone lives, and the secrets made at its first start.

Nothing here needs Django: settings read it. Messages are therefore plain Chinese, without gettext.
"""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib/linli")
# A socket's whole path may have 107 bytes, and PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 85
KEYS = ("secret_key", "postgres", "linli_owner", "linli_web", "instance")


class SetupProblem(Exception):
    """Something about this machine must be mended by its operator; the message says what, in Chinese."""


@dataclass(frozen=True)
class Place:
    """The folders of one clone. As root the database lives in a system folder, because PostgreSQL refuses to run as root."""

    project: Path = PROJECT
    system: Path = SYSTEM_STATE

    @property
    def var(self) -> Path:
        return self.project / "var"

    @property
    def as_root(self) -> bool:
        return os.geteuid() == 0

    @property
    def postgres(self) -> Path:
        """Holds the data folder, the log and, as root, a copy of the programs."""
        if not self.as_root:
            return self.var / "postgres"
        return self.system / hashlib.sha256(os.fsencode(self.project)).hexdigest()[:12]

    @property
    def data(self) -> Path:
        return self.postgres / "data"

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or under /tmp with a name nobody can guess when that path is too long for a socket."""
        beside = self.postgres / "run"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
            return beside
        return Path("/tmp") / f"linli-{self.keys['instance']}"  # noqa: S108 - private folder, unguessable name

    @cached_property
    def keys(self) -> dict[str, str]:
        """The secrets of this clone, made when first asked for and readable by their owner alone."""
        path = self.var / "secrets.json"
        if not path.exists():
            with self.locked("secrets"):
                if not path.exists():
                    write_private(path, json.dumps(dict.fromkeys(KEYS, "") | _fresh(), indent=1))
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except PermissionError as error:
            raise SetupProblem(f"没有权限读取 {path}：它是由另一个用户建立的。请用建立它的用户运行。") from error
        if missing := [key for key in KEYS if not found.get(key)]:
            raise SetupProblem(f"{path} 缺少 {'、'.join(missing)}。请恢复该文件的备份。")
        return found

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Only one process of this clone at a time is inside the block."""
        try:
            self.var.mkdir(exist_ok=True)
            lock = os.open(self.var / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise SetupProblem(f"没有权限写入 {self.var}：它属于另一个用户。请用克隆项目的用户运行。") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _fresh() -> dict[str, str]:
    made = {key: secrets.token_urlsafe(32) for key in KEYS}
    return made | {"secret_key": secrets.token_urlsafe(64), "instance": secrets.token_hex(8)}


def write_private(path: Path, text: str, owner: tuple[int, int] | None = None) -> None:
    """Write a file that only its owner can read; it appears whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        if owner:
            os.fchown(file.fileno(), *owner)
    draft.replace(path)
