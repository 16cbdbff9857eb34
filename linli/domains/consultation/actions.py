"""What is done to a problem, and to a topic in the order of its way."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.consultation.enums import TopicState
from linli.domains.consultation.models import Opinion, Participant, Problem, Session, Topic
from linli.domains.consultation.permissions import Permission
from linli.domains.consultation.rules import topics
from linli.domains.consultation.workflow import TOPIC, is_village, refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, attempts_kept, deed, enter, refuse_future
from linli.kernel.privacy import exposure
from linli.kernel.workflow.actions import action, settle


@deed(Permission.EDIT, "solve")
def solve_problem(problem: Problem, *, solved_on: date, by: Post, at: datetime) -> None:
    refuse_future(solved_on, at)
    if problem.solved_on:
        raise Refused(_("这个问题已于%(day)s解决。") % {"day": problem.solved_on})
    problem.solved_on = solved_on


def topic_entered(topic: Topic, *, by: Post, at: datetime) -> None:
    """A topic was raised: the party organisation has to look at it."""
    settle(TOPIC, topic, at=at)


@action(TOPIC, "accept")
def accept(topic: Topic, *, review: str, bar: str = "", by: Post, at: datetime) -> None:
    """The party organisation has found that it may be consulted on."""
    topic.review, topic.reviewed_on = review.strip(), timezone.localdate(at)


@action(TOPIC, "refuse_topic")
def refuse_topic(topic: Topic, *, bar: str, by: Post, at: datetime) -> None:
    """It may not be consulted on; what is written down names the article and the way to go instead."""
    [fault] = topics.topic_faults(bar, is_village=is_village(topic), on=topic.raised_on)
    topic.bar, topic.review, topic.reviewed_on = bar, str(fault)[:300], timezone.localdate(at)


@action(TOPIC, "refer")
def refer(topic: Topic, *, by: Post, at: datetime) -> None:
    """It reaches beyond one community: the township organises it."""
    topic.reviewed_on = timezone.localdate(at)


@action(TOPIC, "notify")
def notify(topic: Topic, *, meeting_on: date, by: Post, at: datetime) -> None:
    """Everybody concerned has been told what is to be talked about, and when."""
    topic.notified_on, topic.meeting_on = timezone.localdate(at), meeting_on


def sign_in(topic: Topic, *, kind: str, people_count: int, by: Post, at: datetime) -> Participant:
    """One party at the table, with how many of it signed in."""
    require(by, Permission.EDIT)
    _only_notified(topic)
    return enter(
        Participant(division=topic.division, topic=topic, kind=kind.strip(), people_count=people_count),
        "sign_in",
        by=by,
        at=at,
    )


def note_opinion(topic: Topic, *, kind: str, text: str, by: Post, at: datetime) -> Opinion:
    """One opinion as it was given."""
    require(by, Permission.EDIT)
    _only_notified(topic)
    with attempts_kept("note_opinion", topic, by=by, at=at):
        refuse(exposure.publishing_faults("", text))
        opinion = Opinion(division=topic.division, topic=topic, kind=kind.strip(), text=text.strip())
        return enter(opinion, "note_opinion", by=by, at=at)


def _only_notified(topic: Topic) -> None:
    if topic.state != TopicState.NOTIFIED:
        raise Refused(_("签到和意见在通报以后、形成结论以前登记。"))


@action(TOPIC, "conclude")
def conclude(
    topic: Topic, *, held_on: date, conclusion: str, duties: Sequence[str] = (), by: Post, at: datetime
) -> None:
    """The session is counted from now on, and each duty that came of it is a problem until it is solved."""
    refuse_future(held_on, at)
    people = sum(topic.participants.values_list("people_count", flat=True))
    session = Session(
        division=topic.division,
        code=f"YT{topic.pk}",
        topic=topic.title,
        category=topic.category,
        held_on=held_on,
        participants_count=people,
        conclusion=conclusion.strip(),
    )
    topic.session, topic.meeting_on = enter(session, "conclude", by=by, at=at), held_on
    for number, title in enumerate(duties, 1):
        code = f"{session.code}-{number}"
        duty = Problem(division=topic.division, code=code, session=session, title=title[:200], raised_on=held_on)
        enter(duty, "conclude", by=by, at=at)


@action(TOPIC, "post_conclusion")
def post_conclusion(topic: Topic, *, posted_on: date, by: Post, at: datetime) -> None:
    """The conclusion and who has to do what hang on the board."""
    refuse_future(posted_on, at)
    topic.posted_on = posted_on


@action(TOPIC, "report_back")
def report_back(
    topic: Topic, *, feedback: str, satisfied_count: int = 0, asked_count: int = 0, by: Post, at: datetime
) -> None:
    """Everything is done, and whoever took part has been told and asked."""
    topic.feedback, topic.feedback_on = feedback.strip(), timezone.localdate(at)
    topic.satisfied_count, topic.asked_count = satisfied_count, asked_count
