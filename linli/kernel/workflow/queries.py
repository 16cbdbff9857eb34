from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from linli.kernel.accounts.models import Post, Unit
from linli.kernel.accounts.queries import held
from linli.kernel.divisions.models import Division
from linli.kernel.workflow.models import Todo


def list_todos(post: Post, at: date) -> QuerySet[Todo]:
    """What waits for a post: what its unit owes and its role may do, the earliest due first.

    What was handed to one seat waits for whoever holds it on the day, or stands in for them; for all while nobody does.
    """
    waiting = Todo.objects.filter(unit=post.unit_id, permission__in=post.permissions, closed_at=None)
    seat = OuterRef("seat")
    vacant = ~Exists(held(at, Post.objects.filter(Q(pk=seat) | Q(seat=seat))))
    return waiting.filter(Q(seat=None) | Q(seat=post.seat_key) | vacant)


def list_units_for(permission: str, division: Division) -> QuerySet[Unit]:
    """The units nearest to a place in which somebody's post carries the permission and covers the place."""
    carrying = Q(duty=None) | Q(duty=permission)
    posts = Post.objects.filter(
        carrying,
        role__permissions=permission,
        until=None,
        divisions__code__lte=division.code,
        divisions__upper__gte=division.upper,
    )
    nearest = posts.aggregate(code=Max("divisions__code"))["code"]
    if nearest is None:
        return Unit.objects.none()
    return Unit.objects.filter(posts__in=posts.filter(divisions__code=nearest)).distinct()


def holders(permission: str) -> Callable[[Any], QuerySet[Unit]]:
    """For a table: those whose business a step is, the units nearest to the record's place that carry the permission."""
    return lambda record: list_units_for(permission, record.division)
