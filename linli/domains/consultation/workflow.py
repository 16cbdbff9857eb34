"""The way of a topic as a table, and what must hold before each step."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.consultation.enums import Bar, TopicState
from linli.domains.consultation.models import Topic
from linli.domains.consultation.permissions import Permission
from linli.domains.consultation.rules import topics, voices
from linli.kernel.audit.deeds import Unlawful
from linli.kernel.divisions.models import Level, VillageKind
from linli.kernel.privacy import exposure
from linli.kernel.workflow.actions import NotNow, refuse
from linli.kernel.workflow.queries import holders
from linli.kernel.workflow.tables import Transition, Workflow


def is_village(topic: Topic) -> bool:
    return topic.division.village_kind in {VillageKind.VILLAGERS, VillageKind.SIMILAR_VILLAGERS}


def may_be_consulted_on(topic: Topic, *, bar: str = "", **values: Any) -> None:
    refuse(topics.topic_faults(bar, is_village=is_village(topic), on=topic.raised_on))
    if topics.is_for_township(topic.reach, 1) and topic.division.level == Level.VILLAGE:
        message = _("跨村（社区）的议题由乡镇（街道）组织协商（依据《关于加强城乡社区协商的意见》（2015年））。")
        raise Unlawful(message + _("请转乡镇（街道）。"))


def may_not_be_consulted_on(topic: Topic, *, bar: str = "", **values: Any) -> None:
    if bar == Bar.NONE:
        raise NotNow(_("不列入协商要写明属于哪一种情形。"))


def is_for_township(topic: Topic, **values: Any) -> None:
    if not topics.is_for_township(topic.reach, 1):
        raise NotNow(_("只有跨村（社区）的议题转乡镇（街道）组织。"))


def may_be_announced(
    topic: Topic,
    *,
    meeting_on: date,
    at: datetime,
    voices_from: date | None = None,
    voices_until: date | None = None,
    ballot: str = "",
    ballot_question: str = "",
    ballot_options: Sequence[str] = (),
    **values: Any,
) -> None:
    """What is announced goes to everybody and cannot be changed any more."""
    day = timezone.localdate(at)
    faults = voices.window_faults(notified_on=day, opens_on=voices_from, until=voices_until, meeting_on=meeting_on)
    faults += voices.ballot_faults(ballot, ballot_question, ballot_options, has_window=voices_from is not None)
    if faults:
        raise NotNow("".join(map(str, faults)))
    if voices_from is None:
        return
    if topic.division.level != Level.VILLAGE:
        raise NotNow(_("网上参与由村（社区）组织；乡镇（街道）组织的议题请分别到各村（社区）征求意见。"))
    text = "\n".join([topic.background, ballot_question, *ballot_options])
    refuse(exposure.publishing_faults(topic.title, text))


def has_been_discussed(topic: Topic, *, conclusion: str, at: datetime, **values: Any) -> None:
    if topic.voices_until and timezone.localdate(at) <= topic.voices_until:
        raise NotNow(_("网上参与到%(day)s截止，截止以后才能形成结论。") % {"day": topic.voices_until})
    people = sum(topic.participants.values_list("people_count", flat=True))
    refuse(topics.conclusion_faults(participants=people, opinions=topic.opinions.count()))
    refuse(exposure.publishing_faults(topic.title, conclusion))


def is_implemented(topic: Topic, *, feedback: str = "", **values: Any) -> None:
    refuse(exposure.publishing_faults("", feedback))
    waiting = topic.session.problems.filter(solved_on=None).count() if topic.session else 0
    if waiting:
        raise NotNow(_("责任清单还有%(count)d件没有落实，请先落实并登记。") % {"count": waiting})


def _step(name: str, sources: tuple[str, ...], target: str, label: Any, permission: str, **more: Any) -> Transition:
    return Transition(name, sources, target, label, permission, owners=holders(Permission(permission)), **more)


S, EDIT, REVIEW = TopicState, Permission.EDIT, Permission.REVIEW
TOPIC = Workflow(
    Topic,
    start=S.RAISED,
    end=frozenset({S.REFUSED, S.DONE}),
    transitions=(
        _step("accept", (S.RAISED,), S.REVIEWED, gettext_lazy("预审通过"), REVIEW, guard=may_be_consulted_on),
        Transition(
            "refuse_topic",
            (S.RAISED,),
            S.REFUSED,
            gettext_lazy("不列入协商"),
            REVIEW,
            guard=may_not_be_consulted_on,
        ),
        Transition("refer", (S.RAISED,), S.REFERRED, gettext_lazy("转乡镇（街道）组织"), REVIEW, guard=is_for_township),
        _step(
            "notify",
            (S.REVIEWED, S.REFERRED),
            S.NOTIFIED,
            gettext_lazy("提前通报"),
            EDIT,
            guard=may_be_announced,
        ),
        _step("conclude", (S.NOTIFIED,), S.CONCLUDED, gettext_lazy("形成结论"), EDIT, guard=has_been_discussed),
        _step("post_conclusion", (S.CONCLUDED,), S.POSTED, gettext_lazy("公示结论"), EDIT),
        _step("report_back", (S.POSTED,), S.DONE, gettext_lazy("反馈落实情况"), EDIT, guard=is_implemented),
    ),
)
