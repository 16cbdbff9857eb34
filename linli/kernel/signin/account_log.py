"""Tells the audit what happened at the door. The entry stands at the division of the person's unit, or at the nation."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import User
from linli.kernel.accounts.queries import list_posts_held
from linli.kernel.audit import log
from linli.kernel.divisions import clock
from linli.kernel.divisions.models import NATION
from linli.kernel.signin import lockout

# What is told: verb -> words for people.
VERBS = {
    "signin.signed_in": _("登录"),
    "signin.failed": _("登录失败"),
    "signin.locked": _("登录被锁定"),
    "signin.unlocked": _("解除锁定"),
    "signin.signed_out": _("退出登录"),
    "signin.expired": _("登录超时退出"),
    "signin.device_ended": _("退出其他设备"),
    "signin.password_changed": _("修改密码"),
    "signin.password_given": _("重设密码"),
    "signin.second_factor_added": _("启用第二重验证"),
    "signin.second_factor_removed": _("停用第二重验证"),
    "signin.recovery_codes_made": _("重新生成恢复码"),
    "signin.outside_refused": _("统一身份认证登录被拒绝"),
}


def tell(
    verb: str,
    *,
    user: User | None,
    request: HttpRequest | None = None,
    by_name: str = "",
    reason: str = "",
    **detail: Any,
) -> None:
    """Audit one of VERBS. Without a `user` the account is unknown; what was typed is not kept, it may be a password."""
    at = getattr(request, "now", None) or clock.now()
    if request is not None:
        detail["address"] = lockout.client_address(request)
    log.happened(
        verb,
        at=at,
        division_id=_place_of(user, at.date()),
        by_name=by_name or (str(user) if user else _("未知账号")),
        record=user,
        detail=detail,
        reason=reason,
    )


def _place_of(user: User | None, at: Any) -> int:
    posts = list_posts_held(user, at) if user else []
    return posts[0].unit.division_id if posts else NATION
