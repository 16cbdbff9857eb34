"""What all pages of account administrators share: who comes in, one page of a list, a form and the deed behind it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.ui.forms import DescribedForm
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import View, post_required
from linli.portal.permissions import Security

PER_PAGE = 50
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def needs(permission: Security) -> Callable[[View], View]:
    """Only for posts that carry the permission."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require(request.post_held, permission)
            return view(request, *args, **kwargs)

        return post_required(guarded)

    return decorate


for_accounts = needs(Security.ACCOUNTS)
for_roles = needs(Security.ROLES)


def asked(request: HttpRequest, name: str) -> str:
    return clean(request.GET.get(name, ""))[:50]


def page_of(request: HttpRequest, found: QuerySet) -> Page:
    return Paginator(found, PER_PAGE).get_page(clean(request.GET.get("page", "")))


def steps(request: HttpRequest, page: Page, **kept: str) -> list[dict[str, Any]]:
    """The pager's links, none for a single page."""
    if page.paginator.num_pages == 1:
        return []
    said = {name: value for name, value in kept.items() if value}
    return [
        {
            "name": number,
            "text": number,
            "label": _("第%(number)s页") % {"number": number},
            "url": f"?{urlencode(said | {'page': number})}" if isinstance(number, int) else "",
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


def filled(
    request: HttpRequest,
    form: forms.Form,
    run: Callable[..., str],
    *,
    title: str,
    cancel_url: str,
    question: str = "",
    button: str = "",
) -> HttpResponse:
    """Show a form; when it is sent and holds, do the deed with its values and go where `run` says. What the deed refuses is said."""
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            onward = run(**form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except (PermissionRefused, OutOfScope) as refusal:
            # Counted and audited like every refusal, though what was typed stays.
            status = 403
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理：%(title)s。") % {"title": title})
            return redirect(onward)
    if isinstance(form, DescribedForm) and form.is_bound:
        form.mark_faults()
    context = {"form": form, "heading": title, "cancel_url": cancel_url, "question": question, "button": button}
    return render(request, "portal/accounts/form.html", context, status=status)
