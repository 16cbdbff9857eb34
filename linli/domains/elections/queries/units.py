"""Whose business a step is."""

from django.db.models import Max, Q, QuerySet

from linli.kernel.accounts.models import Post, Unit
from linli.kernel.divisions.models import Division


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
