"""The key with which seals are signed. It lives in a file, never in the database that the seals are to guard."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _


class KeyProblem(RuntimeError):
    """There is no usable key; the message says which file to restore."""


def private_key(*, may_make: bool) -> Ed25519PrivateKey:
    """The key of this installation, made at its first seal. Raises KeyProblem when seals are there and the key is not."""
    path = Path(settings.LINLI_SEAL_KEY)
    if not path.exists():
        if not may_make:
            raise KeyProblem(
                _("没有封签私钥 %(path)s，而库中已有封签。请恢复该文件的备份，不要另造新钥。") % {"path": path}
            )
        _make(path)
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except ValueError as error:
        raise KeyProblem(_("封签私钥 %(path)s 已损坏，请恢复该文件的备份。") % {"path": path}) from error


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(os.urandom(32).hex() + "\n")
    with path.with_suffix(".pub").open("a") as file:
        file.write(public_key(private_key(may_make=False)).hex() + "\n")


def trusted() -> set[str]:
    """The public keys, in hex, whose signatures count: that of the key here, and those kept beside it in `.pub`."""
    path = Path(settings.LINLI_SEAL_KEY)
    kept = path.with_suffix(".pub")
    own = {public_key(private_key(may_make=False)).hex()} if path.exists() else set()
    return own | (set(kept.read_text().split()) if kept.exists() else set())


def public_key(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
