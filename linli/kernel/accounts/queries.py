from datetime import date

from django.db.models import Q

from linli.kernel.accounts.models import Post, User


def list_posts_held(user: User, at: date) -> list[Post]:
    """The posts that a person holds on a day, with unit and divisions."""
    held = Post.objects.filter(Q(until=None) | Q(until__gt=at), user=user, since__lte=at)
    return list(held.select_related("unit", "user", "unit__division").prefetch_related("divisions"))
