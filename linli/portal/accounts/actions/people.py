"""Accounts: who may sign in. What they may do then is the business of posts."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.accounts.queries import whole
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.signin import actions as sign_in
from linli.portal.accounts import guards, queries
from linli.portal.accounts.actions.telling import kept, told
from linli.portal.permissions import Security


@transaction.atomic
def open_account(*, username: str, name: str, unit: Unit, by: Post, at: datetime) -> tuple[User, str]:
    """The account and its first password, which is kept nowhere else. Raises PermissionRefused, OutOfScope, Refused."""
    require(by, Security.ACCOUNTS)
    require_place(by, unit.division)
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("这个账号名已被使用，请换一个。"))
    user = User(username=username, name=name, unit=unit)
    user.set_unusable_password()
    kept(user)
    password = sign_in.give_password(user, by=by, now=timezone.now())
    told(user, "account.open", division_id=unit.division_id, by=by, at=at, username=username, unit=unit.code)
    return user, password


@transaction.atomic
def correct_account(user: User, *, name: str, unit: Unit, by: Post, at: datetime) -> User:
    user = within_reach(user, by=by, at=at)
    require_place(by, unit.division)
    before = [user.name, user.unit.code if user.unit else ""]
    user.name, user.unit = name, unit
    kept(user)
    told(user, "account.correct", division_id=unit.division_id, by=by, at=at, before=before, after=[name, unit.code])
    return user


@transaction.atomic
def renew_password(user: User, *, by: Post, at: datetime) -> str:
    """A new random password, for somebody who has forgotten the old one. Ends every session of the account."""
    user = within_reach(user, by=by, at=at)
    password = sign_in.give_password(user, by=by, now=timezone.now())
    told(user, "account.renew_password", division_id=home_of(user, by), by=by, at=at)
    return password


@transaction.atomic
def disable_account(user: User, *, by: Post, at: datetime) -> User:
    """From the next request on the person is not signed in any more. Posts stay, and can be handed over."""
    return _switch(user, is_active=False, verb="account.disable", by=by, at=at)


@transaction.atomic
def enable_account(user: User, *, by: Post, at: datetime) -> User:
    return _switch(user, is_active=True, verb="account.enable", by=by, at=at)


def _switch(user: User, *, is_active: bool, verb: str, by: Post, at: datetime) -> User:
    user = within_reach(user, by=by, at=at)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    told(user, verb, division_id=home_of(user, by), by=by, at=at)
    return user


@transaction.atomic
def unlock_account(user: User, *, by: Post, at: datetime) -> User:
    user = within_reach(user, by=by, at=at)
    user.locked_until = None
    user.save(update_fields=["locked_until"])
    sign_in.unlock(user, by=by)
    told(user, "account.unlock", division_id=home_of(user, by), by=by, at=at)
    return user


@transaction.atomic
def take_second_factor(user: User, *, by: Post, at: datetime) -> User:
    """For somebody who has lost the telephone and the recovery codes. Ends every session of the account."""
    user = within_reach(user, by=by, at=at)
    sign_in.take_second_factor(user, by=by)
    told(user, "account.take_second_factor", division_id=home_of(user, by), by=by, at=at)
    return user


def within_reach(user: User, *, by: Post, at: datetime) -> User:
    """The account, locked for a change. All that its holder does, now or later, must be within the administrator's reach.

    Raises PermissionRefused, or OutOfScope for an account of another place.
    """
    require(by, Security.ACCOUNTS)
    if user.pk == by.user_id:
        raise PermissionRefused(_("不能改动自己的账号。请由上级或另一位安全管理员办理。"))
    if not queries.people(by).filter(pk=user.pk).exists():
        raise OutOfScope(_("没有这个账号。"))
    unended = Post.objects.filter(Q(until=None) | Q(until__gt=timezone.localdate(at)), user=user)
    for post in whole(unended):
        try:
            guards.check_reach(post, by=by, at=at)
        except OutOfScope:
            raise PermissionRefused(_("此人在您管辖范围以外还有岗位，请由上级安全管理员办理。")) from None
    return User.objects.select_for_update(of=("self",)).select_related("unit").get(pk=user.pk)


def home_of(user: User, by: Post) -> int:
    """Where a deed on the account is audited: at its unit, if the administrator sees it, else at the administrator's own."""
    if user.unit is not None and by.scope.covers(*user.unit.division.range):
        return user.unit.division_id
    return by.places[0].pk
