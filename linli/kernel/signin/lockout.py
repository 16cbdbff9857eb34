"""The lock after repeated failure: axes counts in the database, this says for whom, and how long the lock holds.

Passwords are counted for an account at an address: a stranger locks nobody out elsewhere. Codes of the second factor are
counted for the account alone: whoever gets as far as to guess them has the password already. An address from which very
many failures come is slowed down as a whole. An account that does not exist is counted like any other.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
# Put into the credentials when it is a code that was wrong.
SECOND_FACTOR = "second_factor"


class BackOff(AxesDatabaseHandler):
    """After the limit each failure doubles the wait, from a minute to an hour. Tries during the wait do not count."""

    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        return self.locked_until(request, credentials) > timezone.now()

    def locked_until(self, request: HttpRequest, credentials: dict | None = None) -> datetime:
        """The end of the wait; long past when there is none."""
        own = [_end_of_wait(each, settings.LINLI_LOCK_AFTER) for each in self.get_user_attempts(request, credentials)]
        return max(*own, _end_of_wait(_at_address(request), settings.LINLI_LOCK_ADDRESS_AFTER))


def is_waiting(username: str) -> bool:
    """Whether sign-in as this account is locked at some address, or its second factor anywhere."""
    codes = AccessAttempt.objects.filter(username=f"{username} {SECOND_FACTOR}")
    places = AccessAttempt.objects.filter(username=username).order_by().values_list("ip_address", flat=True).distinct()
    counted = [codes, *[AccessAttempt.objects.filter(username=username, ip_address=each) for each in places]]
    return any(_end_of_wait(each, settings.LINLI_LOCK_AFTER) > timezone.now() for each in counted)


def _at_address(request: HttpRequest) -> QuerySet[AccessAttempt]:
    recent: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        ip_address=client_address(request), attempt_time__gte=timezone.now() - LONGEST
    )
    return recent


def _end_of_wait(attempts: QuerySet[AccessAttempt], limit: int) -> datetime:
    found = attempts.aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    over = (found["count"] or 0) - limit
    if over < 0:
        return datetime.min.replace(tzinfo=timezone.get_current_timezone()) + timedelta(days=1)
    # Twenty doublings are far beyond the longest wait.
    return found["last"] + min(FIRST * 2 ** min(over, 20), LONGEST)


def failure_limit(request: HttpRequest, credentials: dict | None) -> int:
    return settings.LINLI_LOCK_AFTER


def counted_by(request: HttpRequest, credentials: dict | None) -> list[list[str]]:
    return [["username"]] if (credentials or {}).get(SECOND_FACTOR) else [["username", "ip_address"]]


def account_name(request: HttpRequest, credentials: dict | None) -> str:
    """The name under which failures are counted. A code's failures are kept apart from a password's."""
    given = credentials or {}
    name = str(given.get("username") or request.POST.get("username") or "")[:200]
    return f"{name} {SECOND_FACTOR}" if given.get(SECOND_FACTOR) else name


def client_address(request: HttpRequest) -> str | None:
    """The address of the browser: of X-Forwarded-For only what our own LINLI_PROXIES proxies wrote counts."""
    address = request.META.get("REMOTE_ADDR")
    if settings.LINLI_PROXIES:
        told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
        address = told[-settings.LINLI_PROXIES] if len(told) >= settings.LINLI_PROXIES else address
    try:
        return str(ip_address(str(address)))
    except ValueError:
        return None


def locked_page(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """The same for every account, whether it exists or not."""
    until = BackOff().locked_until(request, credentials)
    minutes = max(1, -(-int((until - timezone.now()).total_seconds()) // 60))
    message = _("连续多次没有通过，请%(minutes)d分钟以后再试。忘记密码的，请联系本单位账号管理员重设。") % {
        "minutes": minutes
    }
    page = render(request, "signin/refused.html", {"title": _("暂时不能登录"), "message": message}, status=429)
    page.headers["Retry-After"] = str(minutes * 60)
    return page
