from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from linli.kernel.accounts.models import Permission, Post, User
from linli.kernel.divisions.models import Division, Level

CITY_AND_ABOVE = (Level.NATION, Level.PROVINCE, Level.CITY)


def held(at: date, posts: QuerySet[Post] | None = None) -> QuerySet[Post]:
    """In office on a day, and in charge of some place: a post that covers no division yet is held nowhere."""
    found = Post.objects.all() if posts is None else posts
    found = found.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
    return found.filter(Exists(Post.divisions.through.objects.filter(post=OuterRef("pk"))))


def whole(posts: QuerySet[Post] | None = None) -> QuerySet[Post]:
    """With all that is needed to say what a post may do and where, so that asking costs no further query."""
    codes = Permission.objects.only("code")
    found = Post.objects.all() if posts is None else posts
    return found.select_related("user", "role", "unit__division", "stands_in_for__user").prefetch_related(
        "divisions", Prefetch("role__permissions", codes), Prefetch("duty", codes)
    )


def list_posts_held(user: User, at: date) -> list[Post]:
    """The posts that a person holds on a day, whole. One that covers no division yet is held nowhere."""
    return list(whole(held(at).filter(user=user)))


def needs_second_factor(user: User, at: datetime) -> bool:
    """Whether a password alone is too little: administrators, and posts for a city or more."""
    high = Post.divisions.through.objects.filter(
        post=OuterRef("pk"), division__in=Division.objects.filter(level__in=CITY_AND_ABOVE)
    )
    posts = held(timezone.localdate(at)).filter(user=user)
    return posts.filter(~Q(role__administers="") | Exists(high)).exists()
