"""Issuing and ending the paper itself. Every way to a certificate comes through here, so that none is ever overwritten."""

from datetime import date, datetime

from linli.domains.committees import queries
from linli.domains.committees.enums import Ending
from linli.domains.committees.models import Certificate, Committee
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import alter, enter, locked
from linli.kernel.documents import proofs


def put_forth(
    committee: Committee,
    verb: str,
    *,
    certificate_no: str,
    head_name: str,
    issued_on: date,
    expires_on: date,
    by: Post,
    at: datetime,
) -> Certificate:
    """Write the new certificate as it is printed. Raises Refused where one is still in force."""
    contents = queries.contents_for(
        committee, certificate_no=certificate_no, head_name=head_name, issued_on=issued_on, expires_on=expires_on
    )
    certificate = Certificate(
        division=committee.division,
        committee=committee,
        certificate_no=certificate_no,
        proof=proofs.new_number(committee.division.code),
        head_name=head_name,
        contents=contents,
        issued_on=issued_on,
        expires_on=expires_on,
    )
    return enter(certificate, verb, by=by, at=at)


def bring_to_end(
    committee: Committee, verb: str, *, ending: Ending, on: date, note: str = "", by: Post, at: datetime
) -> Certificate | None:
    """End the certificate in force, where the register has its paper."""
    current = locked(Certificate.objects.filter(committee=committee, ended_on=None)).first()
    if current is None:
        return None
    # A paper may be ended on the day of its issue, never before.
    day = max(on, current.issued_on)
    return alter(current, verb, by=by, at=at, ending=ending, ended_on=day, ending_note=note[:200])


def name_to_print(committee: Committee, given: str = "") -> str:
    """The legal representative: who was named, else who heads the committee on record."""
    head = queries.head_of(committee)
    return given.strip() or (head.name if head else "")
