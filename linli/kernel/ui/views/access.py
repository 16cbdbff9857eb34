"""Who comes in: a signed-in person who holds a post that carries the permission."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from linli.kernel.accounts.permissions import require
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.views import errors

View = Callable[..., HttpResponse]


def post_required(view: View) -> View:
    """Send strangers to the sign-in page; tell people without a post what to do."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if request.post_held is None:
            return errors.page(request, 403, _("您目前没有在任的岗位。请联系本单位账号管理员。"))
        return view(request, *args, **kwargs)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """htmx follows redirects silently, so it is told to load the whole page."""
    answer = redirect_to_login(request.get_full_path(), resolve_url("account_login"))
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("account_login")})
    return answer


def may_view(view: View) -> View:
    """For the views of a register: the post held carries the spec's `view_permission`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, spec: RecordSpec, **kwargs: Any) -> HttpResponse:
        require(request.post_held, spec.view_permission)
        return view(request, *args, spec=spec, **kwargs)

    return post_required(guarded)


def may_edit(view: View) -> View:
    """For the views of a register that write: the post held carries the spec's `edit_permission`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, spec: RecordSpec, **kwargs: Any) -> HttpResponse:
        require(request.post_held, spec.edit_permission)
        return view(request, *args, spec=spec, **kwargs)

    return post_required(guarded)
