"""The way of an application: on the list or not, verified, approved, issued; or answered otherwise."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.attestations import rules
from linli.domains.attestations.enums import Handling, Negative, State
from linli.domains.attestations.models import Application
from linli.domains.attestations.permissions import Permission
from linli.kernel.audit.deeds import Unlawful
from linli.kernel.rulesets.calendar import Deadline
from linli.kernel.workflow.actions import NotNow
from linli.kernel.workflow.queries import holders
from linli.kernel.workflow.tables import Transition, Workflow


def _within(application: Application, day: date) -> Deadline:
    """As many days from receipt as the list gives the item."""
    days = application.days_count
    return Deadline(application.received_on + timedelta(days=days), _("清单规定%(days)d日内") % {"days": days})


def is_on_the_list(application: Application, **values: Any) -> None:
    """Raises Unlawful, with the office that is responsible, for one of the twenty items; NotNow where no item was chosen."""
    if application.negative:
        raise Unlawful(rules.refusal_of(Negative(application.negative)))
    if not application.item_name and values.get("item") is None:
        raise NotNow(_("请先按用途选定清单上的事项。"))


def may_promise(application: Application, *, facts: str = "", **values: Any) -> None:
    is_on_the_list(application)
    if not facts.strip():
        raise NotNow(_("请写明申请人承诺的事实。"))
    if not application.offers_promise:
        raise NotNow(_("清单没有规定这一事项可以用告知承诺代替。"))
    _refuse_who_broke_a_promise(application)


def _refuse_who_broke_a_promise(application: Application) -> None:
    """Who promised falsely before is known by name and place alone, so it is told how one of the same name goes on.

    Source: 国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见（国办发〔2020〕42号） 二.
    """
    broken = (
        Application.objects.filter(division=application.division_id, applicant_name=application.applicant_name)
        .filter(promised_on__isnull=False, withdrawn_on__isnull=False)
        .order_by("-withdrawn_on")
        .first()
    )
    if broken is not None and broken.withdrawn_on is not None:
        message = _(
            "%(name)s的承诺（%(number)s）已于%(day)s因不实撤回：%(reason)s。作过虚假承诺的不再适用告知承诺（依据%(basis)s）。"
        )
        words = {
            "name": application.applicant_name,
            "number": broken.number,
            "day": broken.withdrawn_on,
            "reason": broken.withdrawal_reason.rstrip("。"),
            "basis": rules.promise_basis(broken.withdrawn_on),
        }
        raise Unlawful(message % words + _("请按规定核实后出具证明；若是同名的另一个人，请在姓名后注明再受理。"))


def is_proved(application: Application, **values: Any) -> None:
    is_on_the_list(application)
    if application.handling == Handling.CONSULTED and application.consulted_on is None:
        raise Unlawful(
            _("这一事项涉及社区公共利益，须经居民协商同意后由负责人签字出具（依据%(basis)s）。请先登记协商日期。")
            % {"basis": application.basis}
        )


def reason_given(application: Application, *, reason: str = "", **values: Any) -> None:
    if not reason.strip():
        raise NotNow(_("请写明理由，并告知申请人。"))


ATTESTATION = Workflow(
    Application,
    start=State.RECEIVED,
    end=frozenset({State.REFUSED, State.WITHDRAWN}),
    transitions=(
        Transition(
            "accept",
            (State.RECEIVED,),
            State.VERIFYING,
            gettext_lazy("按清单办理"),
            Permission.HANDLE,
            guard=is_on_the_list,
            owners=holders(Permission.HANDLE),
            deadline=_within,
        ),
        Transition(
            "refuse",
            (State.RECEIVED, State.VERIFYING, State.VERIFIED),
            State.REFUSED,
            gettext_lazy("不予出具"),
            Permission.HANDLE,
            guard=reason_given,
        ),
        Transition(
            "promise",
            (State.RECEIVED, State.VERIFYING),
            State.PROMISED,
            gettext_lazy("以告知承诺代替"),
            Permission.HANDLE,
            guard=may_promise,
        ),
        Transition(
            "verify",
            (State.VERIFYING,),
            State.VERIFIED,
            gettext_lazy("登记核实情况"),
            Permission.HANDLE,
            owners=holders(Permission.HANDLE),
            deadline=_within,
        ),
        Transition(
            "issue",
            (State.VERIFIED,),
            State.ISSUED,
            gettext_lazy("批准出具"),
            Permission.APPROVE,
            guard=is_proved,
            owners=holders(Permission.APPROVE),
            deadline=_within,
        ),
        Transition(
            "withdraw",
            (State.ISSUED, State.PROMISED),
            State.WITHDRAWN,
            gettext_lazy("撤回证明、撤销承诺"),
            Permission.APPROVE,
            guard=reason_given,
        ),
    ),
)
