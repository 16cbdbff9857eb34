"""Who and what a committee is on a day, and what waits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.domains.committees.enums import BodyKind, CaseKind, CaseState, Role
from linli.domains.committees.models import Case, Certificate, Committee, Seat
from linli.domains.committees.rules.composition import Overseer
from linli.kernel.audit.deeds import REFUSED
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions.models import Division

# A renewal that was given up so long before the certificate ends belongs to it, not to the one before.
GIVEN_UP = timedelta(days=366)


def committee_of(division: Division) -> Committee | None:
    """The committee of a village or community."""
    return Committee.objects.filter(division=division).first()


def in_force(committee: Committee) -> Certificate | None:
    """The certificate that has not been ended; its time may be over all the same."""
    return committee.certificates.filter(ended_on=None).first()


def head_of(committee: Committee) -> Seat | None:
    """Who heads the committee now, where it is on record."""
    return Seat.objects.filter(division=committee.division_id, role=Role.HEAD, body="", until=None).first()


def sitting(committee: Committee, on: date) -> QuerySet[Seat]:
    """Everybody who sits on the committee or one of its bodies on a day."""
    seats = Seat.objects.filter(division=committee.division_id)
    return seats.filter(Q(until=None) | Q(until__gt=on), since__lte=on)


def list_overseers(committee: Committee, on: date) -> list[Overseer]:
    """The members of the supervision committee, as the rules want them."""
    seats = list(sitting(committee, on))
    own = {seat.name for seat in seats if not seat.body}
    return [
        Overseer(seat.name, seat.knows_accounts, seat.is_near_relative, seat.name in own)
        for seat in seats
        if seat.body == BodyKind.SUPERVISION
    ]


def list_open_cases() -> QuerySet[Case]:
    """Those not settled, the oldest first."""
    return Case.objects.filter(settled_on=None).select_related("committee", "division").order_by("opened_on", "id")


def list_expiring(until: date) -> QuerySet[Committee]:
    """Committees whose certificate is over by a day and that no open case will give another.

    One whose renewal was given up since the certificate was issued is left to people.
    """
    cases = Case.objects.filter(committee=OuterRef("pk"))
    waiting = cases.filter(settled_on=None)
    given_up = cases.filter(
        kind=CaseKind.RENEW, state=CaseState.CANCELLED, opened_on__gte=OuterRef("certificate_expires_on") - GIVEN_UP
    )
    return (
        Committee.objects.filter(
            certificate_no__isnull=False,
            certificate_withdrawn_on=None,
            dissolved_on=None,
            certificate_expires_on__lte=until,
        )
        .exclude(Exists(waiting) | Exists(given_up))
        .select_related("division")
        .order_by("certificate_expires_on", "id")
    )


WORDS = {
    "create": _("登记"),
    "import": _("导入登记"),
    "change": _("更正登记内容"),
    "open": _("发起"),
    "submit": _("提交材料"),
    "return_": _("退回补正"),
    "issue": _("发证"),
    "end": _("收回证书"),
    "cancel": _("终止办理"),
    "issue_certificate": _("发证"),
    "withdraw_certificate": _("收回证书"),
    "accept_code": _("采用特许代码"),
    "dissolve": _("撤销组织"),
    "take_office": _("就任"),
    "leave_office": _("离任"),
    "declare_lost": _("声明作废"),
}


@dataclass(frozen=True)
class Step:
    """One thing that was done, or was refused, and why."""

    at: datetime
    by_name: str
    label: str
    what: str
    is_refused: bool
    reason: str = ""
    about: int = 0
    is_case: bool = False


def timeline(committee: Committee) -> list[Step]:
    """What was done to the committee, its certificates and its cases, newest first."""
    kinds = {
        Committee._meta.label_lower: ([committee.pk], committee._meta.verbose_name),
        Certificate._meta.label_lower: (
            list(committee.certificates.values_list("pk", flat=True)),
            Certificate._meta.verbose_name,
        ),
        Case._meta.label_lower: (list(committee.cases.values_list("pk", flat=True)), Case._meta.verbose_name),
    }
    wanted = Q()
    for kind, (keys, _name) in kinds.items():
        wanted |= Q(record_type=kind, record_id__in=keys)
    return [
        Step(
            entry.at,
            entry.by_name,
            str(WORDS[entry.verb.removesuffix(REFUSED)]),
            str(kinds[entry.record_type][1]),
            entry.verb.endswith(REFUSED),
            entry.reason,
            entry.record_id or 0,
            entry.record_type == Case._meta.label_lower,
        )
        for entry in AuditEntry.objects.filter(wanted).order_by("-at", "-id")
        if entry.verb.removesuffix(REFUSED) in WORDS
    ]
