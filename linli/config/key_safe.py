"""The keys of a clone, apart from its data: which there are, and how they travel with a backup when asked to.

A backup without its keys shows no personal data and signs nobody in; a backup with them must not lie about in clear.
"""

import getpass
import hashlib
import json
import os
import re
import sys
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from linli.config.keys import Place, SetupProblem, write_private

NAME = "keys.sealed"
SHORTEST_PASSPHRASE, SHORTEST_KEY = 12, 16
LONGEST_PATH = 255
# These open this clone's own database server and nothing that is in a backup.
OF_THE_SERVER = {"postgres", "linli_owner", "linli_web", "instance"}
_MARK = b"linli-keys-1"
_SALT, _NONCE = 16, 12


def fingerprints(place: Place) -> dict[str, str]:
    """Which keys a reader of this clone's data needs, each with the beginning of its SHA-256, which gives nothing away.

    A file of several keys counts as several, so that a key added later does not make the older ones look foreign.
    """
    parts = [(name, part, value) for name, text in _sources(place).items() for part, value in _parts(text)]
    return {
        f"{name}{part}": hashlib.sha256(f"linli-key:{value}".encode()).hexdigest()[:16] for name, part, value in parts
    }


def _parts(text: str) -> list[tuple[str, str]]:
    """The keys in one text: all long strings of a JSON object by their place in it, or the text itself."""
    try:
        known = json.loads(text)
    except ValueError:
        known = None
    if not isinstance(known, dict):
        return [("", text.strip())]
    return [
        (f":{name}{part}", value)
        for name, inner in sorted(known.items())
        for part, value in (_parts(json.dumps(inner)) if isinstance(inner, dict) else [("", inner)])
        if isinstance(value, str) and len(value) >= SHORTEST_KEY
    ]


def _sources(place: Place) -> dict[str, str]:
    """Where this clone has its keys: its secrets, the environment, and the files of var that hold keys."""
    found = {name: value for name, value in place.keys.items() if name not in OF_THE_SERVER}
    files = [*place.var.glob("*key*"), *(place.var / "secrets").glob("*")]
    for name, value in os.environ.items():
        if name.startswith("LINLI_") and re.search("KEY|SECRET", name) and value:
            if len(value) < LONGEST_PATH and Path(value).is_file():
                files.append(Path(value))
            else:
                found[name] = value
    return dict(sorted((found | {path.name: path.read_text("utf-8") for path in files if path.is_file()}).items()))


def seal(place: Place, passphrase: str) -> bytes:
    """All keys, enciphered by a passphrase: scrypt, then AES-256-GCM."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise SetupProblem(f"口令太短：至少 {SHORTEST_PASSPHRASE} 个字符。")
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    plain = json.dumps(_sources(place), ensure_ascii=False).encode()
    return _MARK + salt + nonce + AESGCM(_stretch(passphrase, salt)).encrypt(nonce, plain, _MARK)


def unseal(sealed: bytes, passphrase: str) -> dict[str, str]:
    """The keys by name. Raises SetupProblem for a wrong passphrase or an altered file."""
    start = len(_MARK)
    salt, nonce, secret = (
        sealed[start : start + _SALT],
        sealed[start + _SALT :][:_NONCE],
        sealed[start + _SALT + _NONCE :],
    )
    try:
        if not sealed.startswith(_MARK):
            raise InvalidTag
        plain = AESGCM(_stretch(passphrase, salt)).decrypt(nonce, secret, _MARK)
    except InvalidTag as error:
        raise SetupProblem(f"{NAME} 打不开：口令不对，或者文件被改动过。") from error
    return json.loads(plain)


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def put_down(keys: dict[str, str], target: Path) -> None:
    """Write the keys as one private file, for the operator to put where they belong."""
    if target.exists():
        raise SetupProblem(f"{target} 已经存在，不会覆盖。请换一个文件名。")
    write_private(target, json.dumps(keys, ensure_ascii=False, indent=1))


def ask_passphrase(file: Path | None, *, twice: bool) -> str:
    """From the first line of a file, or typed by somebody at a terminal."""
    if file is not None:
        try:
            return file.read_text("utf-8").split("\n", 1)[0]
        except OSError as error:
            raise SetupProblem(f"不能读取口令文件 {file}：{error.strerror}。") from error
    if not sys.stdin.isatty():
        raise SetupProblem("没有终端可以输入口令：请用 --passphrase-file 指明一个文件。")
    passphrase = getpass.getpass("口令：")
    if twice and getpass.getpass("再输入一次：") != passphrase:
        raise SetupProblem("两次输入的口令不同。")
    return passphrase
