"""Who takes a seat and who leaves it; a new head opens a change of the certificate by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.committees import queries
from linli.domains.committees.actions.cases import begin
from linli.domains.committees.enums import CaseKind, Role
from linli.domains.committees.models import Case, Committee, Seat
from linli.domains.committees.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import alter, enter, locked, refuse_future
from linli.kernel.divisions.models import Division


@dataclass(frozen=True)
class Elected:
    """Somebody who was elected; `role` is one of head, deputy, member."""

    role: str
    name: str
    sex: str = ""


@transaction.atomic
def take_office(
    division: Division, people: Iterable[Elected], *, on: date, is_whole: bool = True, by: Post, at: datetime
) -> Case | None:
    """What an election brings about here: those elected sit from that day on, and a new head's certificate case is begun.

    `is_whole`: the whole committee was elected, so everybody else leaves; a by-election fills seats one by one. For other
    domains, which have asked for their own permission. Returns the case, or None where there is none to begin.
    """
    committee = queries.committee_of(division)
    if committee is None:
        return None
    newcomers = list(people)
    roles = {each.role for each in newcomers}
    leaving = Seat.objects.filter(division=division, body="", until=None)
    if not is_whole:
        leaving = leaving.filter(role__in=roles & {Role.HEAD})
    for seat in locked(leaving):
        alter(seat, "leave_office", by=by, at=at, until=max(on, seat.since))
    for each in newcomers:
        seat = Seat(division=division, role=each.role, name=each.name, sex=each.sex, since=on)
        enter(seat, "take_office", by=by, at=at)
    head = next((each.name for each in newcomers if each.role == Role.HEAD), None)
    return _change(committee, head, on, by=by, at=at) if head else None


@transaction.atomic
def give_up_seats(
    division: Division, people: Iterable[Elected], *, on: date, reason: str, by: Post, at: datetime
) -> Case | None:
    """What recall, resignation, loss of office or an annulled election brings about here: these people sit no longer from that day on.

    A head who leaves is named by no further certificate: a change is begun that waits for the next head. For other domains,
    which have asked for their own permission. Returns that case, or None where there is none to begin.
    """
    committee = queries.committee_of(division)
    if committee is None:
        return None
    leaving = {(each.role, each.name) for each in people}
    sitting = locked(Seat.objects.filter(division=division, body="", until=None))
    gone = [seat for seat in sitting if (seat.role, seat.name) in leaving]
    for seat in gone:
        alter(seat, "leave_office", by=by, at=at, until=max(on, seat.since))
    head = next((seat.name for seat in gone if seat.role == Role.HEAD), None)
    return _await_head(committee, head, reason, by=by, at=at) if head else None


def _await_head(committee: Committee, former: str, reason: str, *, by: Post, at: datetime) -> Case | None:
    """Whoever left is taken off the cases that would have named them; a change waits for who comes next."""
    open_cases = Case.objects.filter(committee=committee, settled_on=None)
    for case in locked(open_cases.filter(head_name=former)):
        alter(case, "leave_office", by=by, at=at, head_name="")
    if committee.dissolved_on or committee.certificate_no is None or committee.certificate_withdrawn_on:
        return None
    if waiting := open_cases.filter(kind=CaseKind.CHANGE).first():
        return waiting
    return begin(committee, kind=CaseKind.CHANGE, reason=reason, by=by, at=at)


def _change(committee: Committee, head: str, on: date, *, by: Post, at: datetime) -> Case | None:
    """Begin a change for a new head; an open one goes on with the new name. Nothing where the paper names the head already."""
    current = queries.in_force(committee)
    if committee.dissolved_on or committee.code is None or (current and current.head_name == head):
        return None
    kind = CaseKind.CHANGE if committee.certificate_no and not committee.certificate_withdrawn_on else CaseKind.ISSUE
    if waiting := locked(Case.objects.filter(committee=committee, kind=kind, settled_on=None)).first():
        return alter(waiting, "open", by=by, at=at, head_name=head)
    reason = _("%(day)s依法选举产生新的主任%(name)s") % {"day": on, "name": head}
    return begin(committee, kind=kind, reason=reason, head_name=head, by=by, at=at)


@transaction.atomic
def leave_office(seat: Seat, *, until: date, reason: str = "", by: Post, at: datetime) -> Seat:
    """Somebody leaves; `until` is the first day on which they no longer sit."""
    require(by, Permission.EDIT)
    refuse_future(until, at)
    current = locked(Seat.objects.filter(pk=seat.pk)).get()
    return alter(current, "leave_office", by=by, at=at, until=until)
