"""What may be given to whom, by whom. Every deed on a post asks all of GUARDS; each refuses in words.

A post is within the reach of an account administrator when (1) its unit and all its divisions lie within the administrator's own
divisions, (2) what its role permits, and what its role may in turn give out, is among what the administrator's role may give
out, and (3) it is somebody else's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Permission, Post, Role, Unit, User
from linli.kernel.accounts.permissions import require_place
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.models import Division, Level
from linli.kernel.divisions.scope import SLOTS


@dataclass(frozen=True)
class Grant:
    """A post as it is to be. `post` is the one that is changed, if any."""

    user: User
    unit: Unit
    role: Role
    divisions: Sequence[Division]
    since: date
    until: date | None = None
    duty: Sequence[Permission] = ()
    post: Post | None = None


def grant_of(post: Post) -> Grant:
    return Grant(post.user, post.unit, post.role, post.places, post.since, post.until, list(post.duty.all()), post)


def refuse_own(grant: Grant, by: Post, at: datetime) -> None:
    if grant.user.pk == by.user_id or (grant.post is not None and grant.post.user_id == by.user_id):
        raise PermissionRefused(_("不能设立或改动自己的岗位。请由上级或另一位安全管理员办理。"))


def refuse_other_places(grant: Grant, by: Post, at: datetime) -> None:
    require_place(by, grant.unit.division)
    for division in grant.divisions:
        require_place(by, division)


def refuse_higher_rights(grant: Grant, by: Post, at: datetime) -> None:
    refuse_role_beyond(grant.role, by)


def refuse_role_beyond(role: Role, by: Post) -> None:
    """Neither the rights of the role, nor what it could give out in turn, may exceed what the giver may give out."""
    beyond = (role.codes | role.grantable_codes) - by.role.grantable_codes
    if beyond:
        names = "、".join(Permission.objects.filter(pk__in=beyond).order_by("pk").values_list("name", flat=True)[:3])
        raise PermissionRefused(
            _("“%(role)s”含有您无权授出的权限（%(names)s 等%(count)d项），请由上级安全管理员办理。")
            % {"role": role.name, "names": names, "count": len(beyond)}
        )


def refuse_wrong_level(grant: Grant, by: Post, at: datetime) -> None:
    levels = grant.role.levels
    wrong = [division for division in grant.divisions if levels and division.level not in levels]
    if wrong:
        said = "、".join(str(level.label) for level in Level if level.value in levels)
        raise Refused(
            _("“%(role)s”只设在%(levels)s，“%(name)s”不是。请改选区划或角色。")
            % {"role": grant.role.name, "levels": said, "name": wrong[0].name}
        )


def refuse_overlap(grant: Grant, by: Post, at: datetime) -> None:
    """One post covers disjoint places, as many as row security has slots for."""
    if not grant.divisions:
        raise Refused(_("请至少填写一个管辖的区划。"))
    if len(grant.divisions) > SLOTS:
        raise Refused(
            _("一个岗位最多管辖%(slots)d个区划，现有%(count)d个。请改填上级区划，或分设几个岗位。")
            % {"slots": SLOTS, "count": len(grant.divisions)}
        )
    for outer, inner in pairwise(sorted(grant.divisions, key=lambda each: (each.code, -each.upper))):
        if inner.code < outer.upper:
            raise Refused(
                _("“%(inner)s”已包含在“%(outer)s”内，或重复填写。请删去其中一个。")
                % {"inner": inner.name, "outer": outer.name}
            )


def refuse_past(grant: Grant, by: Post, at: datetime) -> None:
    """Nobody's rights are taken away or given for days gone by."""
    today = timezone.localdate(at)
    if grant.until is not None and grant.until <= grant.since:
        raise Refused(_("离任日期应晚于任职日期。"))
    if grant.until is not None and grant.until < today:
        raise Refused(_("离任日期不能早于今天。"))
    if grant.unit.closed_on is not None and (grant.until is None or grant.until > grant.unit.closed_on):
        raise Refused(
            _("“%(unit)s”自%(day)s起撤销，不能在此后任职。") % {"unit": grant.unit.name, "day": grant.unit.closed_on}
        )


def refuse_foreign_duty(grant: Grant, by: Post, at: datetime) -> None:
    beyond = [each for each in grant.duty if each.code not in grant.role.codes]
    if beyond:
        raise Refused(
            _("职责范围里的“%(name)s”不是“%(role)s”的权限，请取消勾选或改选角色。")
            % {"name": beyond[0].name, "role": grant.role.name}
        )


def refuse_two_offices(grant: Grant, by: Post, at: datetime) -> None:
    """Whoever administers does nothing else at the same time: no second administration, and no work on the city's data.

    Source: GB/T 22239-2019 §8.1.7.2 (系统管理员、审计管理员、安全管理员分设).
    """
    others = Post.objects.filter(user=grant.user).exclude(role__administers=grant.role.administers)
    others = others.filter(Q(until=None) | Q(until__gt=grant.since))
    if grant.until is not None:
        others = others.filter(since__lt=grant.until)
    if grant.post is not None:
        others = others.exclude(pk=grant.post.pk)
    found = others.select_related("role").first()
    if found is not None:
        raise Refused(
            _("%(name)s同期担任“%(held)s”，不能再任“%(role)s”：系统、安全、审计三类管理员和业务岗位须由不同的人担任。")
            % {"name": grant.user.name, "held": found.role.name, "role": grant.role.name}
        )


Guard = Callable[[Grant, Post, datetime], None]
# Whether the post is within reach at all; asked of a post as it was, too.
REACH: tuple[Guard, ...] = (refuse_own, refuse_other_places, refuse_higher_rights)
# What a post may be like.
FORM: tuple[Guard, ...] = (refuse_wrong_level, refuse_overlap, refuse_past, refuse_foreign_duty, refuse_two_offices)


def check_reach(post: Post, *, by: Post, at: datetime) -> None:
    """Raises PermissionRefused or OutOfScope for a post that `by` has no hold over."""
    for guard in REACH:
        guard(grant_of(post), by, at)


def check(grant: Grant, *, by: Post, at: datetime) -> None:
    """Raises PermissionRefused, OutOfScope or Refused."""
    for guard in (*REACH, *FORM):
        guard(grant, by, at)
