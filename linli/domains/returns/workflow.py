"""The way of a request and the way of an answer, as tables."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.returns.enums import AnswerState, RequestState
from linli.domains.returns.models import Answer, Request
from linli.domains.returns.permissions import Permission
from linli.kernel.accounts.models import Post, Unit
from linli.kernel.divisions.models import Level
from linli.kernel.divisions.queries import list_ancestors
from linli.kernel.exchange.workbooks import column_letters
from linli.kernel.rulesets.calendar import Deadline
from linli.kernel.workflow.actions import NotNow
from linli.kernel.workflow.queries import holders, list_units_for
from linli.kernel.workflow.tables import Transition, Workflow

# Who has checked an answer last, by its state; the asking unit takes it from the level below its own.
_STATE_BELOW = {
    Level.VILLAGE: AnswerState.SUBMITTED,
    Level.TOWNSHIP: AnswerState.SUBMITTED,
    Level.COUNTY: AnswerState.TOWN_CHECKED,
}
_DUE = gettext_lazy("报表写明的报送期限")


def last_state(request: Request) -> str:
    """The state from which the asking unit approves: all levels below its own have checked."""
    return _STATE_BELOW.get(Level(request.division.level), AnswerState.COUNTY_CHECKED)


def is_askers(post: Post, record: Any) -> bool:
    request = record if isinstance(record, Request) else record.request
    return bool(request.unit == post.unit)


def is_not_askers(post: Post, request: Request) -> bool:
    """Nobody guards the communities against themselves."""
    return not is_askers(post, request)


def covers_level(level: str) -> Any:
    """Whether a post stands at that level or above, and covers the answer's place."""
    order = [Level.NATION, Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
    at_or_above = {each.value for each in order[: order.index(Level(level)) + 1]}

    def may(post: Post, answer: Answer) -> bool:
        return any(
            place.level in at_or_above and place.code <= answer.division_id < place.upper
            for place in post.divisions.all()
        )

    return may


def _at(level: str) -> Any:
    """To-do of the units nearest to the answer's township, or county, that check answers."""

    def units(answer: Answer) -> Iterable[Unit]:
        place = next((each for each in list_ancestors(answer.division) if each.level == level), None)
        return list_units_for(Permission.CHECK, place) if place else Unit.objects.none()

    return units


def _due(answer: Answer, day: Any) -> Deadline:
    return Deadline(answer.due_on, str(_DUE))


def is_founded(request: Request, **values: Any) -> None:
    """What every request has to say before anybody looks at it."""
    said = {
        _("制发依据"): request.basis,
        _("经费由谁承担"): request.payer,
        _("开始日期"): request.begins_on,
        _("停止日期"): request.ends_on,
        _("填报范围"): request.targets,
    }
    if any(column["is_personal"] for column in request.columns):
        said[_("处理个人信息的目的")] = request.purpose
    if missing := [name for name, value in said.items() if not value]:
        raise NotNow(_("送审前请先写明：%(missing)s。") % {"missing": "、".join(missing)})
    if errors := [doubt for doubt in request.preview.get("doubts", ()) if doubt["is_error"]]:
        raise NotNow(_("表格本身还有要改的地方：%(message)s") % {"message": errors[0]["message"] + errors[0]["remedy"]})
    waiting = [column for column in request.columns if not column["is_confirmed"]]
    if waiting:
        message = _("还有%(count)d列没有人核对（如%(letters)s列“%(name)s”），请先逐列核对。")
        raise NotNow(
            message
            % {
                "count": len(waiting),
                "letters": column_letters(waiting[0]["index"] - 1),
                "name": waiting[0]["path"][-1],
            }
        )


def is_running(answer: Answer, *, at: Any, **values: Any) -> None:
    if answer.request.state != RequestState.IN_FORCE and answer.period_until < timezone.localdate(at):
        raise NotNow(_("这张报表已经停止，不再收取填报。"))


def is_checked_below(answer: Answer, **values: Any) -> None:
    if answer.state != last_state(answer.request):
        raise NotNow(_("下级还没有审核完，请等各级逐级审核。"))


def is_for_county(answer: Answer, **values: Any) -> None:
    if answer.request.division.level == Level.COUNTY or last_state(answer.request) != AnswerState.COUNTY_CHECKED:
        raise NotNow(_("这张报表由本级发起，请直接通过。"))


R, A = RequestState, AnswerState
REQUEST = Workflow(
    Request,
    start=R.DRAFT,
    end=frozenset({R.REFUSED, R.ENDED}),
    transitions=(
        Transition(
            "submit", (R.DRAFT,), R.SUBMITTED, gettext_lazy("送准入审核"), Permission.ASK, is_askers, is_founded
        ),
        Transition(
            "admit",
            (R.SUBMITTED,),
            R.IN_FORCE,
            gettext_lazy("准予下发"),
            Permission.GUARD,
            is_not_askers,
            owners=holders(Permission.GUARD),
        ),
        Transition("refuse_request", (R.SUBMITTED,), R.REFUSED, gettext_lazy("不予准入"), Permission.GUARD),
        Transition("send_back", (R.SUBMITTED,), R.DRAFT, gettext_lazy("退回修改"), Permission.GUARD),
        Transition("end", (R.IN_FORCE,), R.ENDED, gettext_lazy("停止报表"), Permission.ASK, is_askers),
    ),
)
CHECKED = (A.SUBMITTED, A.TOWN_CHECKED, A.COUNTY_CHECKED)
ANSWER = Workflow(
    Answer,
    start=A.OPEN,
    end=frozenset({A.APPROVED}),
    transitions=(
        Transition(
            "submit_answer",
            (A.OPEN, A.RETURNED),
            A.SUBMITTED,
            gettext_lazy("报送"),
            Permission.ANSWER,
            guard=is_running,
            owners=holders(Permission.ANSWER),
            deadline=_due,
        ),
        Transition(
            "check_town",
            (A.SUBMITTED,),
            A.TOWN_CHECKED,
            gettext_lazy("乡镇（街道）审核通过"),
            Permission.CHECK,
            covers_level(Level.TOWNSHIP),
            owners=_at(Level.TOWNSHIP),
        ),
        Transition(
            "check_county",
            (A.TOWN_CHECKED,),
            A.COUNTY_CHECKED,
            gettext_lazy("县（区）审核通过"),
            Permission.CHECK,
            covers_level(Level.COUNTY),
            is_for_county,
            owners=_at(Level.COUNTY),
        ),
        Transition(
            "return_answer",
            CHECKED,
            A.RETURNED,
            gettext_lazy("退回修改"),
            Permission.CHECK,
            covers_level(Level.TOWNSHIP),
        ),
        Transition(
            "approve", CHECKED, A.APPROVED, gettext_lazy("通过并锁定"), Permission.ASK, is_askers, is_checked_below
        ),
    ),
)
