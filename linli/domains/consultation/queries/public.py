"""What everybody may read of a community's consultations."""

from datetime import date
from typing import Any

from django.db.models import Q

from linli.domains.consultation.models import Session, Topic
from linli.domains.consultation.queries.voices import ONLY_ADVICE, heard, turnout_text
from linli.kernel.divisions.models import Division

MOST = 20


def public_consultation(division: Division) -> list[dict[str, Any]]:
    """The newest first, as JSON can hold it. What came by the way of a topic is told when its conclusion is posted."""
    told = Q(way=None) | Q(way__posted_on__isnull=False)
    held = Session.objects.within(division).filter(told).order_by("-held_on", "-id")[:MOST]
    return [
        {
            "id": each.pk,
            "topic": each.topic,
            "category": each.get_category_display(),
            "held_on": each.held_on.isoformat(),
            "participants_count": each.participants_count,
            "conclusion": each.conclusion,
            "problems": [
                {"title": problem.title, "solved_on": problem.solved_on.isoformat() if problem.solved_on else ""}
                for problem in each.problems.order_by("id")
            ],
        }
        for each in held
    ]


def public_topics(division: Division, today: date) -> list[dict[str, Any]]:
    """The topics that residents may take part in online, or could: what was announced, and when it is over, what came in.

    Counts alone. Who said or chose what is not among it, and before the window is over nothing is.
    """
    announced = Topic.objects.within(division).filter(notified_on__isnull=False, voices_from__isnull=False)
    return [_topic(each, today) for each in announced.order_by("-voices_until", "-id")[:MOST]]


def _topic(topic: Topic, today: date) -> dict[str, Any]:
    assert topic.voices_from is not None  # it was announced
    assert topic.voices_until is not None
    found, is_over = heard(topic, today), today > topic.voices_until
    return {
        "id": topic.pk,
        "title": topic.title,
        "background": topic.background,
        "category": topic.get_category_display(),
        "state": topic.get_state_display(),
        "meeting_on": topic.meeting_on.isoformat() if topic.meeting_on else "",
        "voices_from": topic.voices_from.isoformat(),
        "voices_until": topic.voices_until.isoformat(),
        "is_over": is_over,
        "ballot": topic.ballot,
        "ballot_name": topic.get_ballot_display() if topic.ballot else "",
        "question": topic.ballot_question,
        "options": list(topic.ballot_options),
        "advice": str(ONLY_ADVICE),
        "opinions": [list(each) for each in found.stances()] if found else [],
        "opinions_count": found.opinions_count if found else None,
        "issued": found.turnout.issued if found else None,
        "turnout": turnout_text(found.turnout) if found else "",
        "votes": [list(each) for each in zip(topic.ballot_options, found.votes, strict=True)] if found else [],
    }
