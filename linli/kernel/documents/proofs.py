"""Papers that anybody can check: a number that cannot be guessed, and a signature that only this installation can make.

A paper carries an address with both. The page behind it needs no account and shows what the register says of the paper
today. A domain that issues papers registers how one of its own is found by its number.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import qrcode  # type: ignore[import-untyped]  # has no stubs
from django.conf import settings

from linli.kernel.audit import signing
from linli.kernel.audit.models import Seal
from linli.kernel.divisions import scope

# Without I, L, O and U: nobody who copies a number by hand takes one sign for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP_LENGTH = 4, 4
_NUMBER = re.compile(rf"[1-9][0-9]{{3}}(-[{ALPHABET}]{{{_GROUP_LENGTH}}}){{{_GROUPS}}}")
_LOOKALIKES = str.maketrans("ILOU—－–　", "110V---\u0020")
PATH = "verify/"
# The first four digits of a division's code are its prefecture; codes below it change, the prefecture's rarely does.
_PREFECTURE = 10**11


class Verdict(StrEnum):
    """What the register says of a paper today."""

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    FORGED = "forged"


@dataclass(frozen=True)
class Standing:
    """A paper as the register has it: what is printed on it, label by label, and what became of it, since when and why.

    `kept_back` are the labels whose values are shown only to whoever holds the paper, that is, has its signature.
    """

    title: str
    contents: Mapping[str, str]
    verdict: Verdict
    since: date | None = None
    reason: str = ""
    kept_back: frozenset[str] = field(default_factory=frozenset)


Find = Callable[[str, date], Standing | None]
_finders: dict[str, Find] = {}


def register(code: str, find: Find) -> None:
    """`find(number, on)` gives the paper of that number as it stands on a day; called from a domain's apps.py."""
    _finders[code] = find


def new_number(division_code: int) -> str:
    """`4109-XXXX-XXXX-XXXX-XXXX`: the prefecture, then 80 random bits; who knows one number can work out no other."""
    groups = ["".join(secrets.choice(ALPHABET) for _each in range(_GROUP_LENGTH)) for _group in range(_GROUPS)]
    return "-".join([str(division_code // _PREFECTURE), *groups])


def read_number(text: str) -> str | None:
    """A number as somebody typed it, in its one spelling; None where it cannot be one."""
    plain = re.sub(r"[\s-]", "", text.upper().translate(_LOOKALIKES))
    number = "-".join(plain[start : start + _GROUP_LENGTH] for start in range(0, len(plain), _GROUP_LENGTH))
    return number if _NUMBER.fullmatch(number) else None


def sign(number: str, contents: Mapping[str, str]) -> str:
    """The signature over a paper's number and words, for its address. Raises KeyProblem."""
    key = signing.private_key(may_make=not Seal.objects.exists())
    return base64.urlsafe_b64encode(key.sign(_message(number, contents))).decode().rstrip("=")


def is_signed(number: str, contents: Mapping[str, str], signature: str) -> bool:
    """Whether this installation signed exactly these words under exactly this number."""
    try:
        given = base64.b64decode(signature + "=" * (-len(signature) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return False
    message = _message(number, contents)
    return any(signing.is_signed(bytes.fromhex(key), given, message) for key in signing.trusted())


def _message(number: str, contents: Mapping[str, str]) -> bytes:
    packed = json.dumps(dict(contents), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    # The first line keeps these signatures apart from those of the audit, which the same key makes.
    return f"linli paper 1\n{number}\n{hashlib.sha256(packed.encode()).hexdigest()}".encode()


def address(number: str, contents: Mapping[str, str]) -> str:
    """What the QR code on the paper says."""
    return f"{settings.LINLI_BASE_URL}/{PATH}{number}/?s={sign(number, contents)}"


def picture(text: str) -> list[str]:
    """The QR code of a text, row by row, 1 for black. Stands a quarter of its area being spoilt by a stamp or a fold."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    return ["".join("1" if cell else "0" for cell in row) for row in code.get_matrix()]


def look_up(number: str, on: date) -> Standing | None:
    """The paper of that number, whoever asks; None where nothing of that number was ever issued.

    Needs no post: it sees one prefecture, and of it only the paper whose unguessable number is known.
    """
    low = int(number[:4]) * _PREFECTURE
    with scope.entered(scope.Scope(((low, low + _PREFECTURE),))):
        return next((found for find in _finders.values() if (found := find(number, on))), None)
