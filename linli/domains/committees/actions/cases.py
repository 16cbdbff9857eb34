"""A certificate case from what gives rise to it to the paper that it ends with."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.committees import queries
from linli.domains.committees.actions.papers import bring_to_end, name_to_print, put_forth
from linli.domains.committees.enums import ENDING, CaseKind, Ending
from linli.domains.committees.models import Case, Certificate, Committee
from linli.domains.committees.permissions import Permission
from linli.domains.committees.workflow import CASE
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, Unlawful, alter, attempts_kept, enter, locked, refuse_future
from linli.kernel.audit.keeping import doing
from linli.kernel.workflow.actions import action, settle

HEAD_BASIS = {
    "villagers": "《村民委员会组织法》第十三条",
    "residents": "《城市居民委员会组织法》第十二条",
}


def open_case(
    committee: Committee,
    *,
    kind: str,
    reason: str,
    head_name: str = "",
    successor: Committee | None = None,
    by: Post,
    at: datetime,
) -> Case:
    """Begin a piece of business about a committee's certificate. Raises PermissionRefused, OutOfScope, Refused."""
    require(by, Permission.EDIT)
    return begin(committee, kind=kind, reason=reason, head_name=head_name, successor=successor, by=by, at=at)


@transaction.atomic
def begin(
    committee: Committee,
    *,
    kind: str,
    reason: str,
    head_name: str = "",
    successor: Committee | None = None,
    by: Post,
    at: datetime,
) -> Case:
    """What opens by itself when something happened elsewhere; who did that needs no permission over certificates."""
    committee = Committee.objects.select_related("division").get(pk=committee.pk)
    _refuse_impossible(committee, kind, successor)
    case = Case(
        division=committee.division,
        committee=committee,
        kind=kind,
        opened_on=timezone.localdate(at),
        reason=reason.strip()[:200],
        head_name=name_to_print(committee, head_name),
        successor=successor,
    )
    made = enter(case, "open", by=by, at=at)
    settle(CASE, made, at=at)
    return made


def _refuse_impossible(committee: Committee, kind: str, successor: Committee | None) -> None:
    if committee.dissolved_on:
        raise Refused(_("该组织已于%(day)s撤销，没有证书可办。") % {"day": committee.dissolved_on})
    if kind == CaseKind.ISSUE and committee.certificate_no and committee.certificate_withdrawn_on is None:
        raise Refused(_("该组织已有证书%(number)s，不能再办首次发证。") % {"number": committee.certificate_no})
    if kind not in {CaseKind.ISSUE, CaseKind.MERGE} and committee.certificate_no is None:
        raise Refused(_("该组织还没有证书，请办理首次发证。"))
    if kind == CaseKind.MERGE and (successor is None or successor.pk == committee.pk):
        raise Refused(_("撤并须写明并入哪一个组织，且不能是它自己。"))


@action(CASE, "submit")
def submit(case: Case, *, materials: str, head_name: str = "", by: Post, at: datetime) -> None:
    """Hand in what the certificate is to say and the papers that prove it."""
    case.materials, case.head_name = materials.strip(), head_name.strip() or case.head_name
    if case.kind not in ENDING and not case.head_name:
        raise Refused(_("请写明法定代表人，即现任主任。"))


@action(CASE, "return_")
def return_(case: Case, *, reason: str, by: Post, at: datetime) -> None:
    """Send it back; the reason says what is to be mended."""


@action(CASE, "cancel")
def cancel(case: Case, *, reason: str, by: Post, at: datetime) -> None:
    """End the case without any certificate."""
    case.settled_on = timezone.localdate(at)


@action(CASE, "issue")
def issue(case: Case, *, certificate_no: str, issued_on: date, expires_on: date, by: Post, at: datetime) -> None:
    """Issue the new certificate; the one before it is ended as replaced on the same day, so that none is ever missing.

    Raises Unlawful where it would name somebody else than the sitting head.
    """
    refuse_future(issued_on, at)
    if not case.head_name:
        raise Refused(_("还没有法定代表人：主任出缺，补选以后再发证。"))
    committee = locked(Committee.objects.filter(pk=case.committee_id)).select_related("division").get()
    head = queries.head_of(committee)
    if head is not None and head.name != case.head_name:
        raise Unlawful(
            _(
                "证书上的法定代表人是%(given)s，现任主任是%(head)s：主任为法定代表人（依据%(basis)s）。请核对后退回补正。"
            )
            % {"given": case.head_name, "head": head.name, "basis": HEAD_BASIS[committee.kind]}
        )
    bring_to_end(committee, "issue", ending=Ending.REPLACED, on=issued_on, note=case.reason, by=by, at=at)
    case.certificate = put_forth(
        committee,
        "issue",
        certificate_no=certificate_no.strip(),
        head_name=case.head_name,
        issued_on=issued_on,
        expires_on=expires_on,
        by=by,
        at=at,
    )
    case.settled_on = timezone.localdate(at)
    _show_in_register(committee, certificate_no.strip(), issued_on, expires_on, by=by, at=at)


def _show_in_register(
    committee: Committee, certificate_no: str, issued_on: date, expires_on: date, *, by: Post, at: datetime
) -> None:
    """The register shows what is in force. Where nothing was missing in between, the committee is certified since before."""
    held_until = committee.certificate_ended_on
    is_unbroken = committee.certificate_issued_on is not None and (held_until is None or held_until >= issued_on)
    values: dict[str, Any] = {
        "certificate_no": certificate_no,
        "certificate_expires_on": expires_on,
        "certificate_withdrawn_on": None,
    }
    if not is_unbroken:
        values["certificate_issued_on"] = issued_on
    alter(committee, "issue", by=by, at=at, **values)


@action(CASE, "end")
def end(case: Case, *, ended_on: date, by: Post, at: datetime) -> None:
    """Take the certificate back, or end a committee that was merged into another."""
    refuse_future(ended_on, at)
    committee = locked(Committee.objects.filter(pk=case.committee_id)).get()
    bring_to_end(committee, "end", ending=Ending.WITHDRAWN, on=ended_on, note=case.reason, by=by, at=at)
    values: dict[str, Any] = {"dissolved_on": ended_on} if case.kind == CaseKind.MERGE else {}
    if committee.certificate_no:
        values["certificate_withdrawn_on"] = ended_on
    alter(committee, "end", by=by, at=at, **values)
    case.settled_on = timezone.localdate(at)


@transaction.atomic
def declare_lost(certificate: Certificate, *, lost_on: date, notice: str, by: Post, at: datetime) -> Case:
    """The paper is lost and declared void (声明作废): from then on it verifies as lost, and a new one is to be issued.

    The committee stays certified: what is lost is the paper.
    """
    require(by, Permission.EDIT)
    refuse_future(lost_on, at)
    with attempts_kept("declare_lost", certificate, by=by, at=at):
        current = locked(Certificate.objects.filter(pk=certificate.pk)).get()
        if current.ending:
            raise Refused(_("这张证书已于%(day)s失效。") % {"day": current.ended_on})
        bring_to_end(current.committee, "declare_lost", ending=Ending.LOST, on=lost_on, note=notice, by=by, at=at)
        reason = _("证书%(number)s遗失，声明作废：%(notice)s") % {"number": current.certificate_no, "notice": notice}
        return begin(current.committee, kind=CaseKind.REISSUE, reason=reason, head_name=current.head_name, by=by, at=at)


def open_renewals(*, by: Post, at: datetime) -> int:
    """Begin the renewal of every certificate in the scope whose time is nearly over; how many."""
    require(by, Permission.CERTIFY)
    due = list(queries.list_expiring(renewal_until(timezone.localdate(at))))
    for each in due:
        begin(each, kind=CaseKind.RENEW, reason=_renewal_reason(each), by=by, at=at)
    return len(due)


def open_due_renewals(*, at: datetime) -> int:
    """The same in the whole scope by the system itself; whoever holds the to-do goes on with it. Again: nothing more."""
    due = list(queries.list_expiring(renewal_until(timezone.localdate(at))))
    cases = [
        Case(
            division_id=each.division_id,
            committee=each,
            kind=CaseKind.RENEW,
            opened_on=timezone.localdate(at),
            reason=_renewal_reason(each),
            head_name=name_to_print(each),
            created_at=at,
            updated_at=at,
        )
        for each in due
    ]
    with doing("open", by=None, at=at):
        for case in Case.objects.bulk_create(cases, batch_size=500):
            settle(CASE, case, at=at)
    return len(cases)


def renewal_until(day: date) -> date:
    """Certificates that end by this day are renewed now. The days are the city's own; no law names any."""
    return day + timedelta(days=settings.LINLI_CERTIFICATE_RENEWAL_DAYS)


def _renewal_reason(committee: Committee) -> str:
    words = {"number": committee.certificate_no, "day": committee.certificate_expires_on}
    return (_("证书%(number)s将于%(day)s到期") % words)[:200]
