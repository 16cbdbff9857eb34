"""How long a session lasts, and what comes first for a person who has signed in."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.queries import needs_second_factor
from linli.kernel.signin import browsers, lockout
from linli.kernel.signin.account_log import tell
from linli.kernel.signin.models import Device
from linli.kernel.signin.queries import has_second_factor, must_change_password

Next = Callable[[HttpRequest], HttpResponse]
TIMES = "signin_times"
# The last use is written down at most so often.
WRITE_SECONDS = 60

ALWAYS = {"account_logout"}
# What a person may open while the password, or the second factor, comes first.
FOR_PASSWORD = {*ALWAYS, "account_change_password"}
FOR_SECOND_FACTOR = {*ALWAYS, "mfa_activate_totp", "account_reauthenticate"}


class SessionLimits:
    """Ends a session that was idle for too long or is too old, and keeps the list of devices.

    Runs outside the scope of a post and by the real clock: the day on which a demonstration lives ends every midnight anew.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self.check(request, int(time.time()))
        return self.get_response(request)

    def check(self, request: HttpRequest, now: int) -> None:
        since, seen = request.session.get(TIMES, (now, 0))
        is_new = seen == 0
        if not is_new and (
            now - seen > settings.LINLI_IDLE_MINUTES * 60 or now - since > settings.LINLI_SESSION_HOURS * 3600
        ):
            tell("signin.expired", user=request.user, request=request)
            Device.objects.filter(session_key=request.session.session_key).delete()
            logout(request)
            messages.info(request, _("为了安全，长时间没有操作或登录时间过长，已自动退出。请重新登录。"))
        elif now - seen >= WRITE_SECONDS:
            request.session[TIMES] = (since, now)
            note_device(request)


def note_device(request: HttpRequest) -> None:
    """Write down that this browser was just used."""
    now = timezone.now()
    Device.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": request.user,
            "browser": browsers.name_of(request.headers.get("User-Agent", "")),
            "address": lockout.client_address(request),
            "seen_at": now,
        },
        create_defaults={
            "user": request.user,
            "session_key": request.session.session_key,
            "browser": browsers.name_of(request.headers.get("User-Agent", "")),
            "address": lockout.client_address(request),
            "since_at": now,
            "seen_at": now,
        },
    )


class FirstThings:
    """A person whose password somebody else knows, or who lacks a second factor they need, is let through to nothing else.

    Every address is closed that is not named here, those that do not exist included.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LINLI_STRICT_SIGN_IN and request.user.is_authenticated and (first := first_thing(request)):
            name, allowed = first
            if _name_of(request) not in allowed:
                return _send_to(request, name)
            # Neither navigation nor records for somebody who is only half in.
            request.post_held, request.posts = None, []
        return self.get_response(request)


def first_thing(request: HttpRequest) -> tuple[str, set[str]] | None:
    """The page that comes first, and what may be opened besides it."""
    if must_change_password(request.user, timezone.now()):
        return "account_change_password", FOR_PASSWORD
    if not has_second_factor(request.user) and needs_second_factor(request.user, request.now):
        return "mfa_activate_totp", FOR_SECOND_FACTOR
    return None


def _name_of(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return None


def _send_to(request: HttpRequest, name: str) -> HttpResponse:
    """htmx follows redirects silently, so it is told to load the whole page."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(name)})
    return redirect(name)
