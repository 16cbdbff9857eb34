"""The first security administrator of an installation. Every later one is given the post by another."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Office, Post, Role, Unit, User
from linli.kernel.accounts.queries import held, whole
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.queries import get_division
from linli.kernel.signin import actions as signin
from linli.portal.accounts.actions.telling import kept, told

ROLE = "security_admin"


@transaction.atomic
def appoint_first_administrator(
    *, username: str, name: str, unit_name: str, place: str, at: datetime
) -> tuple[User, str]:
    """The account and its one-time password. Raises Refused once there is one, Division.DoesNotExist for an unknown place."""
    today = timezone.localdate(at)
    if held(today).filter(role__administers=Office.SECURITY, user__is_active=True).exists():
        raise Refused(_("已经有在任的安全管理员，其他管理员由其在“岗位”页面设立。"))
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("这个账号名已被使用，请换一个。"))
    division = get_division(place)
    unit, _made = Unit.objects.get_or_create(
        code=f"ADMIN-{division.short_code}", defaults={"name": unit_name, "division": division}
    )
    user = User(username=username, name=name, unit=unit)
    user.set_unusable_password()
    kept(user)
    post = Post(user=user, unit=unit, role=Role.objects.get(pk=ROLE), title=_("安全管理员"), since=today)
    kept(post)
    post.divisions.set([division])
    own = whole().get(pk=post.pk)
    told(own, "post.give_first", division_id=division.pk, by=own, at=at, username=username, place=division.short_code)
    return user, signin.give_password(user, by=None, now=timezone.now())
