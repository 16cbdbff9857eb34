"""What can be done to an election: for each deed its label, the fields that it asks for, and the action that it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.elections import actions, forms
from linli.domains.elections.actions.kinship import KNOWN
from linli.domains.elections.enums import State
from linli.domains.elections.models import Election
from linli.domains.elections.permissions import Permission
from linli.domains.elections.workflow import ELECTION
from linli.kernel.accounts.models import Post
from linli.kernel.workflow.actions import offered

ON_LIST = (State.REGISTRATION, State.LISTED, State.NOMINATION, State.REVIEW, State.CANDIDATES)
PREPARING = (State.LISTED, State.NOMINATION, State.REVIEW, State.CANDIDATES)
STANDING = (State.NOMINATION, State.REVIEW, State.CANDIDATES)
RUNNING = (State.COMMITTEE, *ON_LIST)
ELECTED = (State.RESULT, State.HANDED_OVER, State.ARCHIVED)


@dataclass(frozen=True)
class Deed:
    """A button on the page of an election. One that is no step of the way is offered in `states` to whom `permission` lets."""

    label: Any
    form: type[forms.DeedForm]
    run: Callable[..., Any]
    permission: str = ""
    states: tuple[str, ...] = ()


def on(record: str, run: Callable[..., Any]) -> Callable[..., Any]:
    """An action on a record that the form chose, instead of on the election."""
    return lambda election, *, by, at, **values: run(values.pop(record), by=by, at=at, **values)


def _step(label: Any, form: type[forms.DeedForm], run: Callable[..., Any]) -> Deed:
    return Deed(label, form, run)


CONDUCT, SUPERVISE = Permission.CONDUCT, Permission.SUPERVISE
DEEDS = {
    "plan": _step(_("制定选举方案"), forms.PlanForm, actions.plan),
    "establish_committee": _step(_("选举委员会产生"), forms.DeedForm, actions.establish_committee),
    "open_registration": _step(_("开始选民登记"), forms.DeedForm, actions.open_registration),
    "post_list": _step(_("公布选民名单"), forms.PostedForm, actions.post_list),
    "open_nomination": _step(_("开始提名候选人"), forms.DeedForm, actions.open_nomination),
    "send_to_review": _step(_("提名结束，送联审"), forms.DeedForm, actions.send_to_review),
    "reopen_nomination": _step(_("补充提名"), forms.ReasonForm, actions.reopen_nomination),
    "post_candidates": _step(_("公告候选人名单"), forms.PostedForm, actions.post_candidates),
    "open_poll": _step(_("开始投票"), forms.HeldForm, actions.open_poll),
    "close_poll": _step(_("投票结束，开始计票"), forms.DeedForm, actions.close_poll),
    "agree": _step(_("核对两次录入"), forms.DeedForm, actions.agree),
    "call_again": _step(_("组织再次投票"), forms.HeldForm, actions.call_again),
    "declare": _step(_("公布选举结果"), forms.DeclareForm, actions.declare),
    "hand_over": _step(_("完成工作移交"), forms.HandOverForm, actions.hand_over),
    "archive": _step(_("归档"), forms.ArchiveForm, actions.archive),
    "annul": _step(_("宣布选举无效"), forms.ReasonForm, actions.annul),
    "hold_again": _step(_("组织重新选举"), forms.DeedForm, actions.hold_again),
    "choose_committee": Deed(
        _("登记选举委员会成员"), forms.CommitteeForm, actions.choose_committee, CONDUCT, (State.PLANNED,)
    ),
    "choose_head": Deed(
        _("推选选举委员会主任"), forms.HeadForm, on("member", actions.choose_head), CONDUCT, (State.PLANNED, *RUNNING)
    ),
    "register_residents": Deed(
        _("从居民档案登记选民"), forms.DeedForm, actions.register_residents, CONDUCT, (State.REGISTRATION,)
    ),
    "register_voter": Deed(_("登记选民"), forms.RegisterVoterForm, actions.register_voter, CONDUCT, ON_LIST),
    "set_parts": Deed(_("指定户代表、居民代表"), forms.PartsForm, actions.set_parts, CONDUCT, (State.REGISTRATION,)),
    "strike_voter": Deed(_("除名"), forms.StrikeForm, on("voter", actions.strike_voter), CONDUCT, ON_LIST),
    "raise_objection": Deed(
        _("登记名单异议"), forms.ObjectionForm, actions.raise_objection, CONDUCT, (*PREPARING, State.POLLING)
    ),
    "decide_objection": Deed(
        _("处理异议"), forms.DecideForm, on("objection", actions.decide_objection), CONDUCT, (*PREPARING, State.POLLING)
    ),
    "nominate": Deed(
        _("提名候选人"), forms.NominateForm, actions.nominate, CONDUCT, (State.NOMINATION, State.COUNTING)
    ),
    "declare_kin": Deed(_("登记近亲属关系"), forms.KinForm, actions.declare_kin, CONDUCT, KNOWN),
    "add_teller": Deed(_("登记计票工作人员"), forms.TellerForm, actions.add_teller, CONDUCT, KNOWN),
    "leave_count": Deed(_("计票工作人员退出"), forms.LeaveCountForm, on("teller", actions.leave_count), CONDUCT, KNOWN),
    "pass_over": Deed(
        _("未列为正式候选人"),
        forms.PassOverForm,
        on("candidate", actions.pass_over),
        CONDUCT,
        (State.NOMINATION, State.REVIEW),
    ),
    "review": Deed(
        _("写审查结论"),
        forms.ReviewForm,
        on("candidate", actions.review),
        Permission.REVIEW,
        (State.NOMINATION, State.REVIEW, State.COUNTING),
    ),
    "withdraw_candidate": Deed(
        _("候选人放弃"), forms.WithdrawForm, on("candidate", actions.withdraw_candidate), CONDUCT, STANDING
    ),
    "hold_meeting": Deed(_("登记候选人见面"), forms.MeetingForm, actions.hold_meeting, CONDUCT, (State.CANDIDATES,)),
    "give_proxy": Deed(_("登记委托投票"), forms.ProxyForm, actions.give_proxy, CONDUCT, PREPARING),
    "withdraw_proxy": Deed(
        _("撤回委托"), forms.WithdrawProxyForm, on("proxy", actions.withdraw_proxy), CONDUCT, PREPARING
    ),
    "add_station": Deed(_("设投票站"), forms.StationForm, actions.add_station, CONDUCT, PREPARING),
    "write_in": Deed(_("登记选票上另选的人"), forms.WriteInForm, actions.write_in, Permission.COUNT, (State.COUNTING,)),
    "seal_ballots": Deed(
        _("封存选票"), forms.SealForm, actions.seal_ballots, SUPERVISE, (State.RESULT, State.HANDED_OVER)
    ),
    "complain": Deed(_("登记举报"), forms.ComplaintForm, actions.complain, SUPERVISE, tuple(State.values)),
    "answer_complaint": Deed(
        _("答复举报"), forms.AnswerForm, on("complaint", actions.answer_complaint), SUPERVISE, tuple(State.values)
    ),
    "ask_leaving": Deed(_("登记离任、罢免"), forms.LeavingForm, on("member", actions.ask_leaving), SUPERVISE, ELECTED),
    "decide_leaving": Deed(
        _("登记会议决定"), forms.DecideLeavingForm, on("leaving", actions.decide_leaving), SUPERVISE, ELECTED
    ),
    "announce_leaving": Deed(
        _("公告职务终止"),
        forms.AnnounceForm,
        on("leaving", actions.announce_leaving),
        SUPERVISE,
        (*ELECTED, State.ANNULLED),
    ),
    "by_elect": Deed(_("登记补选"), forms.ByElectForm, on("vacated", actions.by_elect), SUPERVISE, ELECTED),
}


def steps_offered(election: Election, post: Post) -> list[tuple[str, Any]]:
    """The next steps of the way that this post may take."""
    return [(each.name, each.label) for each in offered(ELECTION, election, post)]


def deeds_offered(election: Election, post: Post) -> list[tuple[str, Any]]:
    """What else this post can do now; nothing of it moves the election on."""
    return [
        (name, deed.label)
        for name, deed in DEEDS.items()
        if deed.permission and post.may(deed.permission) and election.state in deed.states
    ]
