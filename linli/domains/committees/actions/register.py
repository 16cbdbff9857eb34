"""Deeds on the register itself: codes, certificates that were issued on paper before, and the end of a committee."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domains.committees import rules
from linli.domains.committees.actions.papers import bring_to_end, name_to_print, put_forth
from linli.domains.committees.enums import Ending
from linli.domains.committees.models import Committee
from linli.domains.committees.permissions import Permission
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, deed, refuse_future


@deed(Permission.CERTIFY, "issue_certificate")
def issue_certificate(
    committee: Committee,
    *,
    certificate_no: str,
    issued_on: date,
    expires_on: date,
    head_name: str = "",
    by: Post,
    at: datetime,
) -> None:
    """Give a coded committee its first certificate, or a new one once the old has ended."""
    refuse_future(issued_on, at)
    if committee.dissolved_on:
        raise Refused(_("该组织已于%(day)s撤销，不能发证。") % {"day": committee.dissolved_on})
    if committee.code is None:
        raise Refused(_("该组织还没有统一社会信用代码，请先赋码再发证。"))
    ended_on = committee.certificate_ended_on
    if committee.certificate_no and (ended_on is None or ended_on > issued_on):
        raise Refused(_("证书%(number)s仍然有效，请先收回再换发。") % {"number": committee.certificate_no})
    # One whose time is over is followed by the new one; it has not been ended by anybody yet.
    bring_to_end(committee, "issue_certificate", ending=Ending.REPLACED, on=issued_on, by=by, at=at)
    put_forth(
        committee,
        "issue_certificate",
        certificate_no=certificate_no,
        head_name=name_to_print(committee, head_name),
        issued_on=issued_on,
        expires_on=expires_on,
        by=by,
        at=at,
    )
    committee.certificate_no, committee.certificate_issued_on = certificate_no, issued_on
    committee.certificate_expires_on, committee.certificate_withdrawn_on = expires_on, None


@deed(Permission.CERTIFY, "withdraw_certificate")
def withdraw_certificate(committee: Committee, *, withdrawn_on: date, reason: str, by: Post, at: datetime) -> None:
    """From that day on the committee has no certificate."""
    refuse_future(withdrawn_on, at)
    if committee.certificate_no is None:
        raise Refused(_("该组织没有证书可以收回。"))
    if committee.certificate_withdrawn_on:
        raise Refused(_("证书已于%(day)s收回。") % {"day": committee.certificate_withdrawn_on})
    committee.certificate_withdrawn_on = withdrawn_on
    bring_to_end(committee, "withdraw_certificate", ending=Ending.WITHDRAWN, on=withdrawn_on, note=reason, by=by, at=at)


@deed(Permission.EDIT, "dissolve")
def dissolve(committee: Committee, *, dissolved_on: date, reason: str, by: Post, at: datetime) -> None:
    """End the committee; from that day its code and its certificate no longer count."""
    refuse_future(dissolved_on, at)
    if committee.dissolved_on:
        raise Refused(_("该组织已于%(day)s撤销。") % {"day": committee.dissolved_on})
    committee.dissolved_on = dissolved_on
    bring_to_end(committee, "dissolve", ending=Ending.WITHDRAWN, on=dissolved_on, note=reason, by=by, at=at)


@deed(Permission.CERTIFY, "accept_code")
def accept_code(
    committee: Committee, *, code: str, code_assigned_on: date, reason: str, by: Post, at: datetime
) -> None:
    """Take a code that fails its check, as those of the early pilots do, with the reason on record. Its form must hold."""
    refuse_future(code_assigned_on, at)
    cleaned = rules.clean_code(code)
    if not reason.strip():
        raise Refused(_("请写明采用这个代码的理由，如早期试点赋码的批准文号。"))
    errors = [fault for fault in rules.code_faults(cleaned, committee.kind, is_overridden=True) if fault.is_error]
    if errors:
        raise Refused("".join(str(fault) for fault in errors))
    committee.code, committee.code_assigned_on, committee.code_override = cleaned, code_assigned_on, reason.strip()
