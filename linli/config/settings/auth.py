"""Signing in: allauth for the steps, axes for the lock, our own limits for passwords and sessions.

What an installation may set is read from the environment; README.md has the table.
"""

import os

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


def number(name: str, usual: int, least: int = 1) -> int:
    """A whole number from the environment. Refuses in words anything else, and what is too small."""
    text = os.environ.get(name, "").strip()
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise ImproperlyConfigured(f"环境变量 {name} 应为不小于{least}的整数，现在是“{text}”。")
    return int(text)


AUTH_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
]
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# axes only says no; the password is checked by Django's own, which finds an account by its exact name.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# Whoever needs a second factor, or has a password that somebody else knows, gets to nothing else before that is mended.
# Only the demonstration, development and the tests turn it off; `linli check --deploy` refuses that.
LINLI_STRICT_SIGN_IN = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LINLI_PASSWORD_LENGTH = number("LINLI_PASSWORD_LENGTH", 10, least=8)
LINLI_PASSWORD_KINDS = number("LINLI_PASSWORD_KINDS", 3)
LINLI_PASSWORD_HISTORY = number("LINLI_PASSWORD_HISTORY", 5, least=0)
LINLI_PASSWORD_DAYS = number("LINLI_PASSWORD_DAYS", 90, least=0)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": LINLI_PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "linli.kernel.signin.passwords.SeveralKinds"},
    {"NAME": "linli.kernel.signin.passwords.NotUsedBefore"},
]

LINLI_IDLE_MINUTES = number("LINLI_IDLE_MINUTES", 30)
LINLI_SESSION_HOURS = number("LINLI_SESSION_HOURS", 12)
SESSION_COOKIE_AGE = LINLI_SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# The lock. Failures are counted for an account at an address, so that nobody can lock another person out everywhere.
LINLI_LOCK_AFTER = number("LINLI_LOCK_AFTER", 5)
LINLI_LOCK_ADDRESS_AFTER = number("LINLI_LOCK_ADDRESS_AFTER", 100)
# How many reverse proxies stand before us, each of which adds to X-Forwarded-For. What more stands there is invented.
LINLI_PROXIES = number("LINLI_PROXIES", 0, least=0)
AXES_CLIENT_IP_CALLABLE = "linli.kernel.signin.lockout.client_address"
AXES_HANDLER = "linli.kernel.signin.lockout.BackOff"
AXES_FAILURE_LIMIT = "linli.kernel.signin.lockout.failure_limit"
AXES_LOCKOUT_PARAMETERS = "linli.kernel.signin.lockout.counted_by"
AXES_USERNAME_CALLABLE = "linli.kernel.signin.lockout.account_name"
AXES_LOCKOUT_CALLABLE = "linli.kernel.signin.lockout.locked_page"
AXES_COOLOFF_TIME = 24  # hours for which failures are remembered; how long the lock holds is BackOff's business
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the audit has it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "code",
    "oldpassword",
    "password1",
    "password2",
    "csrfmiddlewaretoken",
    "state",
]

ACCOUNT_ADAPTER = "linli.kernel.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = False  # one owner of the lock: axes, in the database, seen by every process
ACCOUNT_FORMS = {
    "login": "linli.kernel.signin.forms.SignInForm",
    "change_password": "linli.kernel.signin.forms.PasswordForm",
    "set_password": "linli.kernel.signin.forms.FirstPasswordForm",
    "reauthenticate": "linli.kernel.signin.forms.ConfirmForm",
}
MFA_ADAPTER = "linli.kernel.signin.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "邻里"
MFA_FORMS = {
    "authenticate": "linli.kernel.signin.forms.CodeForm",
    "reauthenticate": "linli.kernel.signin.forms.ConfirmCodeForm",
    "activate_totp": "linli.kernel.signin.forms.EnrolForm",
    "deactivate_totp": "linli.kernel.signin.forms.RemoveForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = False

# Single sign-on with the city's own provider, when its address is given.
LINLI_OIDC_SERVER = os.environ.get("LINLI_OIDC_SERVER", "")
LINLI_OIDC_CLIENT = os.environ.get("LINLI_OIDC_CLIENT", "linli")
LINLI_OIDC_SECRET = os.environ.get("LINLI_OIDC_SECRET", "")
LINLI_OIDC_CLAIM = os.environ.get("LINLI_OIDC_CLAIM", "preferred_username")
LINLI_OIDC_NAME = os.environ.get("LINLI_OIDC_NAME", "") or _("统一身份认证")
SOCIALACCOUNT_ADAPTER = "linli.kernel.signin.oidc.Outside"
SOCIALACCOUNT_AUTO_SIGNUP = False
