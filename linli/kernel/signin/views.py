"""The pages of the door: allauth's steps in the house's look, each input one text and nothing else."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.kernel.accounts.queries import needs_second_factor
from linli.kernel.signin import actions, codes, oidc
from linli.kernel.signin.account_log import tell
from linli.kernel.signin.models import Credential, Device
from linli.kernel.signin.queries import (
    has_second_factor,
    list_devices,
    must_change_password,
    password_expires_at,
)

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def require_plain_form(request: HttpRequest) -> None:
    """Refuse a list where one text is asked for, and a body that is no form. Raises BadRequest."""
    if request.method != "POST":
        return
    if request.content_type not in FORMS or request.FILES:
        raise BadRequest("A form is expected.")
    if any(len(values) != 1 or name.endswith("]") for name, values in request.POST.lists()):
        raise BadRequest("Each value is expected once.")


class PlainForm:
    """For the views of this file: a plain form, never kept by a cache, 422 when something in it is wrong."""

    title = ""

    def dispatch(self, request, *args, **kwargs):
        require_plain_form(request)
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": self.title}

    def render_to_response(self, context, **kwargs):
        if (form := context.get("form")) is not None and form.is_bound and form.errors:
            kwargs.setdefault("status", 422)
        return super().render_to_response(context, **kwargs)


class SignIn(PlainForm, account.LoginView):
    template_name = "signin/sign_in.html"

    def dispatch(self, request, *args, **kwargs):
        # A part of a page must not be filled with the sign-in form.
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("account_login")})
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        onward = self.get_next_url() or ""
        return super().get_context_data(**kwargs) | {
            "title": _("登录"),
            "next": onward,
            "outside": settings.LINLI_OIDC_NAME if oidc.is_offered() else "",
        }


sign_out = require_POST(account.LogoutView.as_view())


class Code(PlainForm, mfa.AuthenticateView):
    template_name = "signin/code.html"


@method_decorator(login_required, name="dispatch")
class Password(PlainForm, account.PasswordChangeView):
    template_name = "signin/password.html"
    success_url = reverse_lazy("account_security")

    def get_default_success_url(self):
        return self.success_url

    def get_context_data(self, **kwargs):
        must = must_change_password(self.request.user, timezone.now())
        return super().get_context_data(**kwargs) | {"title": _("修改密码"), "is_required": must}

    def form_valid(self, form):
        """The session gets another key, and every other session of the account ends."""
        before = self.request.session.session_key
        response = super().form_valid(form)
        Device.objects.filter(session_key=before).update(session_key=self.request.session.session_key)
        actions.end_other_devices(self.request.user, request=self.request)
        messages.success(self.request, _("密码已修改，其他设备上的登录已退出。"))
        return response


@method_decorator(login_required, name="dispatch")
class FirstPassword(PlainForm, account.PasswordSetView):
    template_name = "signin/password.html"
    success_url = reverse_lazy("account_security")

    def get_default_success_url(self):
        return self.success_url

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": _("设置密码")}


@method_decorator(login_required, name="dispatch")
class Confirm(PlainForm, account.ReauthenticateView):
    template_name = "signin/confirm.html"


@method_decorator(login_required, name="dispatch")
class ConfirmCode(PlainForm, mfa.ReauthenticateView):
    template_name = "signin/confirm.html"


@method_decorator(login_required, name="dispatch")
class Enrol(PlainForm, totp.ActivateTOTPView):
    template_name = "signin/enrol.html"

    def get_context_data(self, **kwargs):
        strict = settings.LINLI_STRICT_SIGN_IN and needs_second_factor(self.request.user, self.request.now)
        context = super().get_context_data(**kwargs)
        return context | {
            "title": _("启用第二重验证"),
            "is_required": strict,
            "secret": _grouped(context["form"].secret),
        }

    def get_success_url(self):
        return resolve_url("mfa_view_recovery_codes")

    def form_valid(self, form):
        response = super().form_valid(form)
        mine = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        mine.data[codes.LAST_STEP] = form.step
        mine.save(update_fields=["data"])
        # The code has just shown who it is: the recovery codes may be seen without asking once more.
        post_authentication(self.request, mine, reauthenticated=True)
        tell("signin.second_factor_added", user=self.request.user, request=self.request)
        messages.success(self.request, _("第二重验证已启用。请马上保存恢复码。"))
        return response


@method_decorator(login_required, name="dispatch")
class Remove(PlainForm, totp.DeactivateTOTPView):
    template_name = "signin/remove.html"
    success_url = reverse_lazy("account_security")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": _("停用第二重验证")}

    def form_valid(self, form):
        response = super().form_valid(form)
        tell("signin.second_factor_removed", user=self.request.user, request=self.request)
        messages.success(self.request, _("第二重验证已停用。"))
        return response


@method_decorator(login_required, name="dispatch")
class RecoveryCodes(PlainForm, recovery.ViewRecoveryCodesView):
    template_name = "signin/recovery_codes.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": _("恢复码")}


@method_decorator(login_required, name="dispatch")
class NewRecoveryCodes(PlainForm, recovery.GenerateRecoveryCodesView):
    template_name = "signin/new_recovery_codes.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": _("重新生成恢复码")}

    def form_valid(self, form):
        response = super().form_valid(form)
        tell("signin.recovery_codes_made", user=self.request.user, request=self.request)
        return response


@login_required
@never_cache
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """One's own account: password, second factor, devices."""
    credential = Credential.objects.filter(user=request.user).first()
    context: dict[str, Any] = {
        "title": _("账号与安全"),
        "credential": credential,
        "expires_at": password_expires_at(credential) if credential else None,
        "has_password": request.user.has_usable_password(),
        "has_second_factor": has_second_factor(request.user),
        "needs_second_factor": needs_second_factor(request.user, request.now),
        "devices": list_devices(request.user),
        "session_key": request.session.session_key,
        "limits": {"idle": settings.LINLI_IDLE_MINUTES, "hours": settings.LINLI_SESSION_HOURS},
    }
    return render(request, "signin/security.html", context)


@login_required
@require_POST
def end_devices(request: HttpRequest) -> HttpResponse:
    """Sign out of one other browser, or with `device` empty of all others. 404 for one that is not mine."""
    require_plain_form(request)
    wanted = request.POST.get("device", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        raise Http404
    count = actions.end_other_devices(request.user, request=request, only=int(wanted) if wanted else None)
    if wanted and not count:
        raise Http404
    messages.success(request, _("已退出%(count)d台其他设备上的登录。") % {"count": count})
    return redirect("account_security")


def _grouped(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
