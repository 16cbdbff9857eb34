"""Headers that keep foreign code out of the pages, and refusals shown as pages instead of error reports."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from linli.kernel.accounts.roles import PermissionRefused
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


class RefusalMiddleware:
    """Turns what actions raise into pages: no permission 403, outside the scope 404, no longer possible 409, against a rule 422.

    A 404 for a place outside the scope does not tell whether there is a record.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

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
