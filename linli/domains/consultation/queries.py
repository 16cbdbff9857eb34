"""What everybody may read of a community's consultations."""

from typing import Any

from django.db.models import Q

from linli.domains.consultation.models import Session
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
