"""The forms of the door, in the house's look. Each value is one text: lists and other shapes are refused by the views."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import User
from linli.kernel.signin import codes, lockout
from linli.kernel.signin.account_log import tell

CODE_LENGTH = 20
# Hashing takes longer for a longer text; nobody types more than this.
PASSWORD_LENGTH = 200


def dress(form: forms.Form, **labels: Any) -> None:
    """Our words on inputs that allauth made, which come with an English placeholder."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "form-control"
        field.error_messages["required"] = _("请填写“%(label)s”。") % {"label": field.label}


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        dress(self, login=_("账号"), password=_("密码"))
        self.fields["password"].validators.append(MaxLengthValidator(PASSWORD_LENGTH))
        self.fields["login"].widget.attrs["autofocus"] = True

    def add_prefix(self, field_name: str) -> str:
        """Sent as `username`: the name by which password managers know it."""
        return "username" if field_name == "login" else field_name


class PasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        dress(self, oldpassword=_("现在的密码"), password1=_("新密码"), password2=_("再输入一次新密码"))
        self.rules = password_validators_help_texts()

    def clean_oldpassword(self) -> str:
        """Counted and locked like a sign-in: a stolen session must not serve to find the password."""
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password

    def clean(self) -> dict[str, Any] | None:
        return _same_twice(self)


class FirstPasswordForm(SetPasswordForm):
    """For an account that came in through another provider alone."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        dress(self, password1=_("新密码"), password2=_("再输入一次新密码"))
        self.rules = password_validators_help_texts()

    def clean(self) -> dict[str, Any] | None:
        return _same_twice(self)


def _same_twice(form: forms.Form) -> dict[str, Any]:
    values = form.cleaned_data
    if values.get("password1") and values.get("password2") and values["password1"] != values["password2"]:
        form.add_error("password2", _("两次输入的新密码不一样。"))
    return values


class ConfirmForm(ReauthenticateForm):
    """The password once more, before something that a borrowed browser must not do."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        dress(self, password=_("密码"))


class CodeForm(forms.Form):
    """A code of the second factor at sign-in."""

    code = forms.CharField(max_length=CODE_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
    is_confirming = False

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        dress(self, code=_("验证码或恢复码"))
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.authenticator = guessed(self.user, lambda: codes.use(self.user, code))
        return code

    def save(self) -> None:
        post_authentication(request_of(), self.authenticator, reauthenticated=self.is_confirming)


class ConfirmCodeForm(CodeForm):
    is_confirming = True


class EnrolForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        dress(self, code=_("手机上显示的6位验证码"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        self.fields["code"].validators.append(MaxLengthValidator(CODE_LENGTH))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        self.step = guessed(self.user, lambda: codes.step_of(self.secret, code))
        return code


class RemoveForm(DeactivateTOTPForm):
    """Asks nothing; says why it may not be."""


def request_of() -> HttpRequest:
    """allauth's forms do not get the request; it keeps it for them."""
    from allauth.core import context  # noqa: PLC0415 - bound to the request when it runs

    return context.request


def guessed(user: User, look: Any) -> Any:
    """What `look` finds; nothing found is a failure that counts towards the lock. Raises ValidationError."""
    request = request_of()
    credentials = {"username": user.get_username(), lockout.SECOND_FACTOR: True}
    if AxesProxyHandler.is_locked(request, credentials):
        request.axes_locked_out, request.axes_credentials = True, credentials
        tell("signin.locked", user=user, request=request, step="code")
    elif (found := look()) is not None:
        AxesProxyHandler.reset_attempts(username=lockout.account_name(request, credentials))
        return found
    else:
        AxesProxyHandler.user_login_failed(sender=None, credentials=credentials, request=request)
        tell("signin.failed", user=user, request=request, step="code")
    raise get_mfa_adapter().validation_error("incorrect_code")
