from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.consultation import actions, forms, rules
from linli.domains.consultation.enums import TopicState
from linli.domains.consultation.models import Problem, Session, Topic
from linli.domains.consultation.permissions import Permission
from linli.kernel.divisions.models import Level
from linli.kernel.exchange.findings import at_level, findings, same_division
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec
from linli.kernel.privacy import exposure

SECTION = _("三工程 自治、法治、德治")


def check_session(values: dict[str, Any]) -> list[Finding]:
    """A township holds the consultations that concern several of its villages."""
    found = at_level(values, Level.VILLAGE, Level.TOWNSHIP)
    return found + findings(rules.session_faults(participants_count=values["participants_count"]))


def check_problem(values: dict[str, Any]) -> list[Finding]:
    days: dict[str, Any] = {name: values.get(name) for name in ("raised_on", "solved_on")}
    found = same_division(values, "session", _("所属协商"))
    return found + findings(rules.problem_faults(held_on=values["session"].held_on, **days))


def check_topic(values: dict[str, Any]) -> list[Finding]:
    """What residents are asked about is shown to everybody, also as it is corrected later."""
    found = at_level(values, Level.VILLAGE, Level.TOWNSHIP)
    return found + findings(exposure.publishing_faults(values.get("title") or "", values.get("background") or ""))


SESSION = RecordSpec(
    model=Session,
    slug="session",
    icon="messages",
    fields=[
        Field("code", kind="code"),
        Field("division"),
        Field("topic"),
        Field("category"),
        Field("held_on"),
        Field("participants_count"),
        Field("conclusion"),
    ],
    columns=("code", "division", "topic", "category", "held_on", "participants_count"),
    filters=("category", "held_on"),
    search=("code", "topic"),
    key=("code",),
    ordering=("-held_on", "id"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_session,
    related=[("problems", _("协商问题"))],
    section=SECTION,
    help=_("已经召开的协商，一场一条。"),
)
PROBLEM = RecordSpec(
    model=Problem,
    slug="problem",
    icon="help-circle",
    fields=[
        Field("code", kind="code"),
        Field("division"),
        Field("session", lookup=SESSION, help=_("填写协商编号")),
        Field("title"),
        Field("raised_on"),
        Field("solved_on"),
    ],
    columns=("code", "division", "title", "session", "raised_on", "solved_on"),
    filters=("session", "raised_on", "solved_on"),
    search=("code", "title"),
    key=("code",),
    ordering=("-raised_on", "id"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_problem,
    actions=[
        RecordAction(
            slug="solve",
            label=_("登记已解决"),
            run=actions.solve_problem,
            permission=Permission.EDIT,
            form=forms.SolveForm,
            offered=lambda problem: problem.solved_on is None,
        ),
    ],
    section=SECTION,
)


def act(slug: str, label: Any, run: Any, form: type | None, permission: str, *states: str) -> RecordAction:
    """A step that is offered while the topic is in one of the states."""
    return RecordAction(slug, label, run, permission, form, lambda topic: topic.state in states)


EDIT, REVIEW, S = Permission.EDIT, Permission.REVIEW, TopicState
TOPIC = RecordSpec(
    model=Topic,
    slug="topic",
    icon="messages",
    fields=[
        Field(name)
        for name in ("division", "title", "background", "source", "reach", "urgency", "category", "raised_on")
    ],
    facts=(
        "state",
        "bar",
        "reviewed_on",
        "review",
        "notified_on",
        "meeting_on",
        "voices_from",
        "voices_until",
        "ballot",
        "session",
        "posted_on",
        "feedback_on",
        "feedback",
    ),
    columns=("division", "title", "state", "source", "reach", "category", "raised_on"),
    filters=("state", "source", "reach", "category", "raised_on"),
    search=("title",),
    key=("division", "title", "raised_on"),
    ordering=("-raised_on", "id"),
    edit_permission=EDIT,
    view_permission=Permission.VIEW,
    check=check_topic,
    entered=actions.topic_entered,
    actions=[
        act("accept", _("预审通过"), actions.accept, forms.AcceptForm, REVIEW, S.RAISED),
        act("refuse", _("不列入协商"), actions.refuse_topic, forms.RefuseForm, REVIEW, S.RAISED),
        act("refer", _("转乡镇（街道）组织"), actions.refer, None, REVIEW, S.RAISED),
        act("notify", _("提前通报"), actions.notify, forms.NotifyForm, EDIT, S.REVIEWED, S.REFERRED),
        act("conclude", _("形成结论"), actions.conclude, forms.ConcludeForm, EDIT, S.NOTIFIED),
        act("post", _("公示结论"), actions.post_conclusion, forms.PostedForm, EDIT, S.CONCLUDED),
        act("feedback", _("反馈落实情况"), actions.report_back, forms.FeedbackForm, EDIT, S.POSTED),
    ],
    section=SECTION,
    help=_("协商从提出议题、党组织预审、通报、协商、公示到落实反馈，一个议题一条。"),
)

SPECS = (SESSION, PROBLEM, TOPIC)
