"""Units, accounts and posts, as far as an account administrator's divisions reach. What lies beyond is not there."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.kernel.accounts.models import Office, Permission, Post, Role, Unit, User
from linli.kernel.accounts.queries import whole


def _within(post: Post, path: str) -> Q:
    """That the division at the end of `path` lies in the places of the post."""
    found = Q(pk__in=[])
    for low, high in post.scope.ranges:
        found |= Q(**{f"{path}__gte": low, f"{path}__lt": high})
    return found


def units(by: Post) -> QuerySet[Unit]:
    return Unit.objects.filter(_within(by, "division_id")).select_related("division")


def people(by: Post) -> QuerySet[User]:
    """Accounts at home in a unit of the places, or with a post in one."""
    there = Post.objects.filter(_within(by, "unit__division_id"), user=OuterRef("pk"))
    return User.objects.filter(_within(by, "unit__division_id") | Exists(there)).select_related("unit")


def posts(by: Post) -> QuerySet[Post]:
    return whole(Post.objects.filter(_within(by, "unit__division_id")))


def searched_posts(by: Post, *, words: str, role: str, state: str, at: date) -> QuerySet[Post]:
    """`state`: held, coming, ended, or empty for all of them."""
    found = posts(by)
    if words:
        in_name = Q(user__name__icontains=words) | Q(user__username__icontains=words)
        found = found.filter(in_name | Q(unit__name__icontains=words) | Q(title__icontains=words))
    if role:
        found = found.filter(role=role)
    states = {
        "held": (Q(until=None) | Q(until__gt=at)) & Q(since__lte=at),
        "coming": Q(since__gt=at),
        "ended": Q(until__lte=at),
    }
    return found.filter(states.get(state, Q())).order_by("unit__division_id", "unit__code", "user__name", "pk")


def searched_people(by: Post, *, words: str) -> QuerySet[User]:
    found = people(by)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(username__icontains=words) | Q(unit__name__icontains=words))
    return found.order_by("username")


def searched_units(by: Post, *, words: str) -> QuerySet[Unit]:
    found = units(by)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words))
    return found.order_by("division_id", "code")


def grantable_roles(by: Post) -> list[Role]:
    """The roles whose every right is among what the post may give out."""
    may_give = by.role.grantable_codes
    found = Role.objects.prefetch_related("permissions", "grantable").order_by("administers", "name")
    return [role for role in found if role.codes | role.grantable_codes <= may_give]


def holders(post: Post) -> list[Post]:
    """Everybody who holds, held or will hold the seat, or stands in for it, the earliest first."""
    return list(whole(Post.objects.filter(Q(pk=post.seat_key) | Q(seat=post.seat_key))).order_by("since", "pk"))


def by_app(permissions: Iterable[Permission]) -> list[tuple[str, list[Permission]]]:
    """Permissions, ordered by app, under the Chinese names of the apps; those of an administration under its own."""
    groups = [(app, list(found)) for app, found in groupby(permissions, key=lambda each: each.app)]
    return [(_app_name(app, found[0]), found) for app, found in groups]


def _app_name(app: str, first: Permission) -> str:
    if first.administers:
        return str(Office(first.administers).label)
    return str(apps.get_app_config(app).verbose_name) if app in apps.app_configs else app
