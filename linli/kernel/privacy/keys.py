"""The keys that seal personal data: several ciphering keys with numbers, one of them current, and one key for fingerprints.

They come from the environment (LINLI_PERSONAL_KEYS) or from a file (LINLI_KEY_FILE), never from the database. Written as
{"current": 2, "keys": {"1": "<32 hex digits>", "2": "…"}, "fingerprint": "<64 hex digits>"}.
"""

import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

KEY_HEX, FINGERPRINT_HEX = 32, 64
MOST_KEYS = 255  # the number is one byte of the ciphertext
ENVIRONMENT = "LINLI_PERSONAL_KEYS"


class KeyProblem(RuntimeError):
    """Personal data cannot be sealed or opened; the message says to the operator, in Chinese, what to mend."""


@dataclass(frozen=True)
class Keyring:
    """`ciphers` by number; `current` is the one that seals. Its repr shows no key."""

    current: int
    ciphers: dict[int, bytes]
    fingerprint: bytes

    def __repr__(self) -> str:
        return f"Keyring(current={self.current}, numbers={sorted(self.ciphers)})"

    def cipher(self, number: int) -> bytes:
        """Raises KeyProblem for a number that the ring does not hold."""
        if number not in self.ciphers:
            raise KeyProblem(f"密文使用第{number}号密钥，密钥文件里没有它。请把该密钥补回密钥文件后再试。")
        return self.ciphers[number]


_read: dict[tuple[str, int], Keyring] = {}  # the ring by what it was read from; holds one


def keyring() -> Keyring:
    """The keys of this installation, read again when their file has changed: another process may have added one.

    Raises KeyProblem where there are none or they are not well formed.
    """
    source = _source()
    if source not in _read:
        ring = parse(_text())
        _read.clear()
        _read[_source()] = ring
        return ring
    return _read[source]


def _source() -> tuple[str, int]:
    if is_from_environment():
        return os.environ[ENVIRONMENT], 0
    try:
        return settings.LINLI_KEY_FILE, key_file().stat().st_mtime_ns
    except OSError:
        return settings.LINLI_KEY_FILE, 0


def parse(text: str) -> Keyring:
    """Raises KeyProblem; its message names what is wrong and never a key."""
    try:
        found = json.loads(text)
        ciphers = {int(number): _key(key, KEY_HEX) for number, key in found["keys"].items()}
        current, fingerprint = int(found["current"]), _key(found["fingerprint"], FINGERPRINT_HEX)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyProblem(
            "个人信息密钥的格式不对：应为 JSON，含 current、keys（每把32位十六进制）、fingerprint（64位十六进制）。"
        ) from None
    if current not in ciphers or not all(1 <= number <= MOST_KEYS for number in ciphers):
        raise KeyProblem("个人信息密钥的编号不对：编号应为1到255，current 应是 keys 中的一个。")
    return Keyring(current, ciphers, fingerprint)


def with_new_cipher(ring: Keyring) -> Keyring:
    """The ring with one more key, which is now the current one. Raises KeyProblem when all numbers are taken."""
    free = [number for number in range(ring.current + 1, MOST_KEYS + 1) if number not in ring.ciphers]
    if not free:
        raise KeyProblem("密钥编号已用完（255把）。请先删去已不再使用的旧密钥。")
    return Keyring(free[0], {**ring.ciphers, free[0]: secrets.token_bytes(KEY_HEX // 2)}, ring.fingerprint)


def written(ring: Keyring) -> str:
    """The form in which `parse` reads it: for a file that only its owner may read."""
    names = {str(number): key.hex() for number, key in sorted(ring.ciphers.items())}
    return json.dumps({"current": ring.current, "keys": names, "fingerprint": ring.fingerprint.hex()}, indent=1)


def key_file() -> Path:
    return Path(settings.LINLI_KEY_FILE)


def is_from_environment() -> bool:
    return bool(os.environ.get(ENVIRONMENT))


def save(ring: Keyring) -> None:
    """Replace the key file; readable by its owner alone, whole or not at all."""
    path = key_file()
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(written(ring))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _text() -> str:
    if is_from_environment():
        return os.environ[ENVIRONMENT]
    path = key_file()
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if settings.LINLI_MAKES_KEYS:
            return _made(path)
    except OSError as error:
        raise KeyProblem(f"不能读取个人信息密钥文件 {path}：请用建立它的用户运行，或改正文件权限。") from error
    raise KeyProblem(
        f"没有个人信息密钥：请设置环境变量 {ENVIRONMENT}，或用 LINLI_KEY_FILE 指明密钥文件。"
        "已有数据的，必须用原来的密钥；新装的，运行 linli rotate-keys --new-file 生成。"
    )


def _made(path: Path) -> str:
    """The first start of a clone makes its own keys; of two processes that start together the first one's count."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = written(fresh())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return text


def fresh() -> Keyring:
    """New random keys, for an installation that holds no personal data yet."""
    return Keyring(1, {1: secrets.token_bytes(KEY_HEX // 2)}, secrets.token_bytes(FINGERPRINT_HEX // 2))


def _key(text: Any, length: int) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(rf"[0-9a-fA-F]{{{length}}}", text):
        raise ValueError
    key = bytes.fromhex(text)
    if len(set(key)) < 8:  # a key of zeros, or of one pattern, is no key
        raise ValueError
    return key
