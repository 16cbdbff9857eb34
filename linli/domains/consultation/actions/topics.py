"""What is done to a problem, and to a topic in the order of its way."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.consultation import queries
from linli.domains.consultation.models import Problem, Session, Topic
from linli.domains.consultation.permissions import Permission
from linli.domains.consultation.rules import topics
from linli.domains.consultation.workflow import TOPIC, is_village
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused, deed, enter, refuse_future
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
def notify(
    topic: Topic,
    *,
    meeting_on: date,
    voices_from: date | None = None,
    voices_until: date | None = None,
    ballot: str = "",
    ballot_question: str = "",
    ballot_options: Sequence[str] = (),
    by: Post,
    at: datetime,
) -> None:
    """Everybody concerned has been told what is to be talked about, and when; and how to take part online.

    What is announced of taking part online is final: the database refuses to change it.
    """
    topic.notified_on, topic.meeting_on = timezone.localdate(at), meeting_on
    topic.voices_from, topic.voices_until = voices_from, voices_until
    topic.ballot, topic.ballot_question, topic.ballot_options = ballot, ballot_question, list(ballot_options)


@action(TOPIC, "conclude")
def conclude(
    topic: Topic, *, held_on: date, conclusion: str, duties: Sequence[str] = (), by: Post, at: datetime
) -> None:
    """The session is counted from now on, and each duty that came of it is a problem until it is solved.

    How many took part online is written into the conclusion.
    """
    refuse_future(held_on, at)
    people = sum(topic.participants.values_list("people_count", flat=True))
    heard = queries.heard(topic, timezone.localdate(at))
    if heard is not None:
        topic.codes_count, topic.voters_count = heard.turnout.issued, heard.turnout.voted
        topic.ballot_result = list(heard.votes)
    session = Session(
        division=topic.division,
        code=f"YT{topic.pk}",
        topic=topic.title,
        category=topic.category,
        held_on=held_on,
        participants_count=people,
        conclusion="\n".join([conclusion.strip(), *(heard.sentences(topic) if heard else ())]),
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
