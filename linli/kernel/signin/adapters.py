"""How allauth works in this house: accounts by name alone, nobody signs up, every step is audited."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.accounts.models import User
from linli.kernel.accounts.queries import needs_second_factor
from linli.kernel.divisions import clock
from linli.kernel.signin import actions
from linli.kernel.signin.account_log import tell
from linli.kernel.signin.queries import has_second_factor

# Whoever has just signed in need not give the password once more to enrol a second factor.
JUST_NOW_SECONDS = 600


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("账号或密码不对，请检查后重新输入。"),
        "incorrect_password": gettext_lazy("密码不对，请重新输入。"),
        "enter_current_password": gettext_lazy("现在的密码不对，请重新输入。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """A form is answered by a page, whatever the caller says it is."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Onward only within this house: a path, never an address."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own lock is for an account everywhere, by which a stranger could lock out the mayor: axes has the lock."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = User.objects.filter(username=credentials.get("username", "")).first()
        verb = "signin.locked" if getattr(request, "axes_locked_out", False) else "signin.failed"
        tell(verb, user=user, request=request)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        tell("signin.signed_in", user=user, request=request, methods=_methods(request, user))

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            tell("signin.signed_out", user=request.user, request=request)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        actions.choose_password(user, password, now=timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        user = context.request.user
        if app == "allauth.mfa" and not has_second_factor(user):
            records = get_authentication_records(context.request, user)
            return not any(time.time() - record["at"] < JUST_NOW_SECONDS for record in records)
        return super().is_reauthentication_required(app=app, **kwargs)

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **kwargs: Any
    ) -> None:
        """The pages say what was done in words of their own; allauth's are for other houses."""
        if message:
            messages.add_message(request, level, message)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        tell("signin.failed", user=user, request=request, reason="inactive")
        return refused(request, _("这个账号已停用，请联系本单位账号管理员。"))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("验证码不对或已经用过，请输入新的验证码。"),
        "cannot_delete_authenticator": gettext_lazy("您的岗位必须使用第二重验证，不能停用。"),
        "cannot_generate_recovery_codes": gettext_lazy("请先启用第二重验证，再生成恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database alone does not give the secrets."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise RuntimeError(
                "The secret of a second factor cannot be read: LINLI_SECRET_KEY is another than at its enrolment."
            ) from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (settings.LINLI_STRICT_SIGN_IN and needs_second_factor(authenticator.user, clock.now()))


class OutsideAdapter(DefaultSocialAccountAdapter):
    """Accounts of another provider: only those of people who have one here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        tell("signin.outside_refused", user=None, request=request, reason=str(kwargs.get("error") or ""))
        raise ImmediateHttpResponse(refused(request, _("统一身份认证没有完成，请回到登录页面重新开始。")))


def refused(request: HttpRequest, message: str, status: int = 403) -> HttpResponse:
    return render(request, "signin/refused.html", {"title": _("不能登录"), "message": message}, status=status)


def _methods(request: HttpRequest, user: User) -> list[str]:
    return [record["method"] for record in get_authentication_records(request, user)]


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"linli second factor\0" + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
