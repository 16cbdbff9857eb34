"""Giving, changing, ending, handing over and standing in for posts. All of it goes by days: nothing holds before its day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Permission, Post, Role, Unit, User
from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.queries import whole
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.models import Division
from linli.portal.accounts import guards
from linli.portal.accounts.actions.telling import kept, told
from linli.portal.accounts.guards import Grant, grant_of
from linli.portal.permissions import Security


@transaction.atomic
def give_post(
    *,
    user: User,
    unit: Unit,
    role: Role,
    title: str,
    divisions: Sequence[Division],
    since: date,
    until: date | None = None,
    duty: Iterable[Permission] = (),
    by: Post,
    at: datetime,
) -> Post:
    """Raises PermissionRefused, OutOfScope, Refused; then nothing is written."""
    require(by, Security.ACCOUNTS)
    grant = Grant(user, unit, role, list(divisions), since, until, list(duty))
    return _write(grant, title, "post.give", by=by, at=at)


@transaction.atomic
def change_post(
    post: Post,
    *,
    title: str,
    divisions: Sequence[Division],
    duty: Iterable[Permission] = (),
    by: Post,
    at: datetime,
) -> Post:
    """Another title, other places or another duty, from now on. Another role or unit is another post. Raises as `give_post`."""
    current = _locked(post, by=by, at=at)
    grant = replace(grant_of(current), divisions=list(divisions), duty=list(duty))
    guards.check(grant, by=by, at=at)
    before = _summary(current)
    current.title = title
    kept(current)
    current.divisions.set(divisions)
    current.duty.set(grant.duty)
    for stand_in in whole(_standing_in(current, at)):
        # A stand-in's places change with those of the post; an administrator who stands in must not widen their own.
        guards.check(replace(grant_of(stand_in), divisions=list(divisions), duty=grant.duty), by=by, at=at)
        stand_in.divisions.set(divisions)
        stand_in.duty.set(grant.duty)
    after = _summary(_fresh(current))
    told(current, "post.change", division_id=current.unit.division_id, by=by, at=at, before=before, after=after)
    return _fresh(current)


@transaction.atomic
def end_post(post: Post, *, until: date, by: Post, at: datetime) -> Post:
    """`until` is the first day on which it is no longer held: today means at once. Stand-ins end with it."""
    current = _locked(post, by=by, at=at)
    _shorten(current, until, at)
    told(current, "post.end", division_id=current.unit.division_id, by=by, at=at, until=until)
    return current


@transaction.atomic
def hand_over(post: Post, *, to: User, on: date, by: Post, at: datetime) -> Post:
    """From the day `on` the seat is held by `to`, with all that waits for it; until then nothing changes. Gives the new post."""
    current = _locked(post, by=by, at=at)
    if current.stands_in_for_id is not None:
        raise Refused(_("代理岗位不能移交，请移交原岗位，或另设代理。"))
    if to.pk == current.user_id:
        raise Refused(_("接任人就是现任人，请选择另一个账号。"))
    grant = replace(grant_of(current), user=to, since=on, post=None)
    _shorten(current, on, at)
    made = _write(grant, current.title, "post.hand_over", by=by, at=at, seat_id=current.seat_key)
    told(current, "post.handed_over", division_id=current.unit.division_id, by=by, at=at, on=on, to=to.username)
    return made


@transaction.atomic
def appoint_stand_in(post: Post, *, who: User, since: date, until: date, by: Post, at: datetime) -> Post:
    """`who` may do what the holder may, from `since` until the day before `until`; the audit names both. Gives the stand-in's post."""
    current = _locked(post, by=by, at=at)
    if current.stands_in_for_id is not None:
        raise Refused(_("代理岗位不能再找人代理，请在原岗位上设代理。"))
    if who.pk == current.user_id:
        raise Refused(_("代理人就是本人，请选择另一个账号。"))
    if since < current.since or (current.until is not None and until > current.until):
        raise Refused(_("代理的起止日期应在原岗位的任期之内。"))
    grant = replace(grant_of(current), user=who, since=since, until=until, post=None)
    return _write(grant, current.title, "post.stand_in", by=by, at=at, seat_id=current.seat_key, stands_in_for=current)


def _write(grant: Grant, title: str, verb: str, *, by: Post, at: datetime, **links: Any) -> Post:
    # Two administrators at once must not each give one half of what may not be held together.
    User.objects.select_for_update().get(pk=grant.user.pk)
    guards.check(grant, by=by, at=at)
    post = Post(
        user=grant.user, unit=grant.unit, role=grant.role, title=title, since=grant.since, until=grant.until, **links
    )
    kept(post)
    post.divisions.set(grant.divisions)
    post.duty.set(grant.duty)
    made = _fresh(post)
    told(made, verb, division_id=made.unit.division_id, by=by, at=at, after=_summary(made))
    return made


def _locked(post: Post, *, by: Post, at: datetime) -> Post:
    """The post as it now is, within reach and not yet ended."""
    require(by, Security.ACCOUNTS)
    Post.objects.select_for_update().get(pk=post.pk)
    current = _fresh(post)
    guards.check_reach(current, by=by, at=at)
    if current.until is not None and current.until <= timezone.localdate(at):
        raise Refused(_("这个岗位已于%(day)s离任，不能再改动。") % {"day": current.until})
    return current


def _shorten(post: Post, until: date, at: datetime) -> None:
    if until < timezone.localdate(at):
        raise Refused(_("离任日期不能早于今天。"))
    if until <= post.since:
        raise Refused(_("离任日期应晚于任职日期。"))
    if post.until is not None and until > post.until:
        raise Refused(_("这个岗位到%(day)s为止，日期不能更晚。") % {"day": post.until})
    post.until = until
    kept(post)
    _standing_in(post, at).filter(since__lt=until, until__gt=until).update(until=until)
    _standing_in(post, at).filter(since__gte=until).delete()


def _standing_in(post: Post, at: datetime) -> Any:
    return Post.objects.filter(Q(until__gt=timezone.localdate(at)), stands_in_for=post)


def _fresh(post: Post) -> Post:
    return whole().get(pk=post.pk)


def _summary(post: Post) -> dict[str, Any]:
    return {
        "holder": post.user.username,
        "unit": post.unit.code,
        "role": post.role_id,
        "title": post.title,
        "divisions": [place.short_code for place in post.places],
        "duty": sorted(each.code for each in post.duty.all()),
        "since": post.since.isoformat(),
        "until": post.until.isoformat() if post.until else None,
        "stands_in_for": post.stands_in_for.user.username if post.stands_in_for else None,
    }
