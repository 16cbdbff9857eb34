"""Headers that keep foreign code out of the pages, and refusals shown as pages instead of error reports."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from linli.kernel.accounts.probing import count_refusal
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange.writes import Refused, Stale
from linli.kernel.signin import oidc
from linli.kernel.ui.views import errors
from linli.kernel.workflow.actions import NotNow, WrongState

# Tabler's style sheet draws its arrows and ticks as data: images.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
Next = Callable[[HttpRequest], HttpResponse]


def policy() -> str:
    """A browser holds a form's target against the policy even where the answer leads on to single sign-on."""
    return POLICY.replace("form-action 'self'", f"form-action 'self' {oidc.origin()}") if oidc.is_offered() else POLICY


class BodyMiddleware:
    """Takes a file in before the request's transaction is opened, so that none waits idle for a slow line."""

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type == "multipart/form-data":
            request.FILES  # noqa: B018 - reading it is what is wanted
        return self.get_response(request)


class ContentSecurityMiddleware:
    """Only the house's own files run, and pages with records are never stored by a cache between."""

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        patch_vary_headers(response, ["HX-Request"])
        if getattr(request, "post_held", None) is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


COUNTED, LOCKED = {403, 404}, 423


class RefusalMiddleware:
    """Refusals are counted and audited, and an account that goes on asking is locked.

    Turns what actions raise into pages: no permission 403, outside the scope 404, no longer possible 409, against a rule 422.

    A 404 for a place outside the scope does not tell whether there is a record. Answers below 500 commit, so the count and
    the audit stay although nothing else was done.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in COUNTED and _is_aimed(request):
            _count(request, response.status_code)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """A locked account can sign out, and nothing else."""
        match = request.resolver_match
        is_leaving = match is not None and match.view_name == "account_logout"
        if is_leaving or not request.user.is_authenticated or not request.user.is_locked(request.now):
            return None
        until = localtime(request.user.locked_until)
        return errors.page(
            request,
            LOCKED,
            _("短时间内多次访问不存在或无权查看的内容，账号锁定到%(until)s。如需提前使用，请联系本单位账号管理员。")
            % {"until": until.strftime("%H:%M")},
        )

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PermissionRefused):
            return errors.page(request, 403, str(exception))
        if isinstance(exception, OutOfScope | Division.DoesNotExist):
            return errors.page(request, 404)
        if isinstance(exception, WrongState | NotNow | Stale):
            return errors.page(request, 409, str(exception))
        if isinstance(exception, Refused):
            return errors.page(request, 422, str(exception))
        return None


def _is_aimed(request: HttpRequest) -> bool:
    """Somebody in office asked for a page that exists, for something that is not theirs; a mistyped address is not counted."""
    return request.resolver_match is not None and getattr(request, "post_held", None) is not None


def _count(request: HttpRequest, status: int) -> None:
    post, at = request.post_held, request.now
    where = {"division_id": post.places[0].pk, "by": post, "at": at}
    log.happened("refused", detail={"status": status, "path": request.path.replace("\0", "")[:200]}, **where)
    if count_refusal(request.user, at):
        log.happened("account.locked", record=request.user, **where)
