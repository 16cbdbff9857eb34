"""The way of a certificate case: handed in by those of the place, decided by the civil affairs office."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.committees.enums import ENDING, ISSUING, CaseKind, CaseState
from linli.domains.committees.models import Case
from linli.domains.committees.permissions import Permission
from linli.kernel.accounts.models import Post, Unit
from linli.kernel.rulesets.calendar import Deadline
from linli.kernel.workflow.actions import NotNow
from linli.kernel.workflow.queries import list_units_for
from linli.kernel.workflow.tables import Transition, Workflow


def _issues(post: Post, case: Case) -> bool:
    return case.kind in ISSUING


def _ends(post: Post, case: Case) -> bool:
    return case.kind in ENDING


def _owners(permission: Permission, kinds: Iterable[str] = CaseKind.values) -> Callable[[Case], Iterable[Unit]]:
    wanted = frozenset(kinds)
    return lambda case: list_units_for(permission, case.division) if case.kind in wanted else ()


def _within(case: Case, day: date) -> Deadline:
    """So many days as the city allows itself; no law sets a limit."""
    days = settings.LINLI_CERTIFICATE_DAYS
    return Deadline(day + timedelta(days=days), _("本市办理时限%(days)d日") % {"days": days})


def reason_given(case: Case, *, reason: str = "", **values: Any) -> None:
    if not reason.strip():
        raise NotNow(_("请写明理由。"))


def may_be_issued(case: Case, **values: Any) -> None:
    committee = case.committee
    if committee.dissolved_on:
        raise NotNow(_("该组织已于%(day)s撤销，不能发证。") % {"day": committee.dissolved_on})
    if committee.code is None:
        raise NotNow(_("该组织还没有统一社会信用代码，请先赋码再发证。"))


CASE = Workflow(
    Case,
    start=CaseState.OPEN,
    end=frozenset({CaseState.DONE, CaseState.CANCELLED}),
    transitions=(
        Transition(
            "submit",
            (CaseState.OPEN,),
            CaseState.SUBMITTED,
            gettext_lazy("提交材料"),
            Permission.EDIT,
            owners=_owners(Permission.EDIT),
            deadline=_within,
        ),
        Transition(
            "return_",
            (CaseState.SUBMITTED,),
            CaseState.OPEN,
            gettext_lazy("退回补正"),
            Permission.CERTIFY,
            guard=reason_given,
        ),
        Transition(
            "issue",
            (CaseState.SUBMITTED,),
            CaseState.DONE,
            gettext_lazy("发证"),
            Permission.CERTIFY,
            may=_issues,
            guard=may_be_issued,
            owners=_owners(Permission.CERTIFY, ISSUING),
            deadline=_within,
        ),
        Transition(
            "end",
            (CaseState.SUBMITTED,),
            CaseState.DONE,
            gettext_lazy("收回证书"),
            Permission.CERTIFY,
            may=_ends,
            owners=_owners(Permission.CERTIFY, ENDING),
            deadline=_within,
        ),
        Transition(
            "cancel",
            (CaseState.OPEN, CaseState.SUBMITTED),
            CaseState.CANCELLED,
            gettext_lazy("终止办理"),
            Permission.CERTIFY,
            guard=reason_given,
        ),
    ),
)
