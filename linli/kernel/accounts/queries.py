from datetime import date

from django.db.models import Exists, OuterRef, Q

from linli.kernel.accounts.models import Post, User


def list_posts_held(user: User, at: date) -> list[Post]:
    """The posts that a person holds on a day, with unit and divisions. One that covers no division yet is held nowhere."""
    held = Post.objects.filter(Q(until=None) | Q(until__gt=at), user=user, since__lte=at)
    held = held.filter(Exists(Post.divisions.through.objects.filter(post=OuterRef("pk"))))
    return list(held.select_related("unit", "user", "unit__division").prefetch_related("divisions"))
