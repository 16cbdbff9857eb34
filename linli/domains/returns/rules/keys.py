"""The key that a workbook carries while it is out: whose it is, and of each cell a mark of what it held.

It is no secret, and signed: who changes it, or makes one, has no signature. Marks tell whether a value is still the same and
nothing else.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from hmac import compare_digest

from linli.domains.returns.rules.cells import Value
from linli.kernel.privacy import bearer

VERSION = 1
MARK = 6


@dataclass(frozen=True)
class Key:
    """`columns`: those that may be typed in; `rows`: id of a row → the marks of its cells, two for each: the value, and the
    text that the file shows for it. `sheet` and `first_row` say to the reader where the table stands."""

    answer: int
    request: int
    division: int
    period_on: str
    handed_at: str
    salt: str
    sheet: str
    first_row: int
    columns: tuple[int, ...]
    rows: dict[str, str]
    version: int = VERSION

    @property
    def period(self) -> date:
        return date.fromisoformat(self.period_on)

    def signed(self) -> str:
        text = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        return f"{_signature(text)}\n{text}"

    @classmethod
    def read(cls, signed: str) -> "Key | None":
        """None for what we have not signed, and for what an earlier version has."""
        signature, _mark, text = signed.partition("\n")
        if not compare_digest(signature.encode(), _signature(text).encode()):
            return None
        said = json.loads(text)
        if said.get("version") != VERSION:
            return None
        return cls(**{**said, "columns": tuple(said["columns"])})


class Marks:
    """Marks of one workbook, which nobody else can make: of the same value in another file they differ."""

    def __init__(self, answer: int, salt: str):
        self._key = bearer.mark("returns.cells", answer, salt)

    def of(self, value: Value) -> bytes:
        text = json.dumps(float(value) if type(value) is int else value, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=MARK).digest()

    def of_text(self, text: str) -> bytes:
        return hashlib.blake2b(f"text:{text}".encode(), key=self._key, digest_size=MARK).digest()


def packed(marks: list[tuple[bytes, bytes]]) -> str:
    return base64.b85encode(b"".join(value + text for value, text in marks)).decode()


def unpacked(text: str) -> list[tuple[bytes, bytes]]:
    data = base64.b85decode(text)
    return [(data[at : at + MARK], data[at + MARK : at + 2 * MARK]) for at in range(0, len(data), 2 * MARK)]


def _signature(text: str) -> str:
    return bearer.mark("returns.workbook", hashlib.sha256(text.encode()).hexdigest()).hex()
