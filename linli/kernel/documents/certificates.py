"""A certificate as PDF/A-3b: what it attests, line by line, the issuer with its seal, and the code by which it is checked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from linli.kernel.documents.letters import date_text, printable
from linli.kernel.documents.pdf import faces, typeset
from linli.kernel.documents.proofs import picture

_TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True)
class Certificate:
    """`rows` are label and value; `text` is prose in place of rows or below them. `seal` is what stands around the stamp.

    `proof` is the number by which it is checked and `url` the address in its QR code.
    """

    title: str
    number: str
    issuer: str
    issued_on: date
    proof: str
    url: str
    rows: Sequence[tuple[str, str]] = ()
    text: str = ""
    note: str = ""
    seal: str = ""
    is_dense: bool = False  # smaller prose, where more has to be told than a certificate says


def render_certificate(certificate: Certificate, font_dirs: Iterable[str | Path]) -> bytes:
    """The same certificate and fonts give the same bytes. Raises CannotTypeset."""
    return typeset(_TEMPLATE, lambda families: _page_data(certificate, families), font_dirs)


def _page_data(certificate: Certificate, families: frozenset[str]) -> dict:
    day = certificate.issued_on
    return {
        **faces(families),
        "title": printable(certificate.title),
        "number": printable(certificate.number),
        "rows": [[printable(label), printable(value)] for label, value in certificate.rows],
        "text": printable(certificate.text),
        "dense": certificate.is_dense,
        "note": printable(certificate.note),
        "issuer": printable(certificate.issuer),
        "seal": printable(certificate.seal),
        "date": date_text(day),
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "proof": certificate.proof,
        "picture": picture(certificate.url),
        "url": certificate.url,
    }
