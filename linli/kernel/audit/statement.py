"""The text that is hashed and signed: all fields of a seal or of an archived month, as sorted JSON."""

import hashlib
import json
from datetime import UTC
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.kernel.audit import signing
from linli.kernel.audit.models import ArchivedMonth, Seal, Signed

PROOF = ("hash", "signature")


def of_seal(seal: Seal | ArchivedMonth) -> dict[str, Any]:
    """The fields, as JSON can hold them; times in UTC."""
    values = {}
    for column in seal._meta.concrete_fields:
        value = getattr(seal, column.attname)
        values[column.attname] = value.astimezone(UTC).isoformat() if hasattr(value, "astimezone") else value
    return values


def text(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def digest(values: dict[str, Any]) -> bytes:
    """The hash of a statement, whatever it says its hash is."""
    said = {name: value for name, value in values.items() if name not in PROOF}
    return hashlib.sha256(b"\x02" + text(said).encode()).digest()


def sign(made: Signed, key: Ed25519PrivateKey) -> None:
    """Fill in key, hash and signature."""
    made.key = signing.public_key(key).hex()
    hashed = digest(of_seal(made))  # type: ignore[arg-type]
    made.hash, made.signature = hashed.hex(), key.sign(hashed).hex()


def is_whole(values: dict[str, Any]) -> bool:
    """True when hash and signature fit the fields. Whether the key is to be trusted is another question."""
    hashed = digest(values)
    try:
        key, signature = bytes.fromhex(values["key"]), bytes.fromhex(values["signature"])
    except ValueError:
        return False
    return values["hash"] == hashed.hex() and signing.is_signed(key, signature, hashed)
