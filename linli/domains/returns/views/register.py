"""The register of requests, open to every post that may see returns, and the page of one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.returns.actions import requests as actions
from linli.domains.returns.enums import RequestState
from linli.domains.returns.forms.asking import ReasonForm, RemarkForm
from linli.domains.returns.models import Request
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.burden import filters_of, measure, ranges_of, similar
from linli.domains.returns.queries.requests import progress, timeline
from linli.domains.returns.views.asking import lines_of, sheet_of
from linli.domains.returns.workflow import REQUEST, is_askers
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.queries import names_of
from linli.kernel.ui.forms import DescribedForm
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted
from linli.kernel.workflow.actions import NotNow, WrongState, offered

PAGE_SIZE = 25
REFUSALS = (NotNow, WrongState, Refused)
# In the order in which people look for them.
SHOWN = (
    RequestState.IN_FORCE,
    RequestState.SUBMITTED,
    RequestState.DRAFT,
    RequestState.ENDED,
    RequestState.REFUSED,
)
PUBLIC = frozenset({RequestState.IN_FORCE, RequestState.ENDED, RequestState.REFUSED})


@dataclass(frozen=True)
class Deed:
    form: type[DescribedForm]
    run: Callable[..., Any]


DEEDS = {
    "submit": Deed(DescribedForm, actions.submit),
    "admit": Deed(RemarkForm, actions.admit),
    "refuse_request": Deed(ReasonForm, actions.refuse),
    "send_back": Deed(ReasonForm, actions.send_back),
    "end": Deed(RemarkForm, actions.end),
}


@require_safe
@post_required
def request_list(request: HttpRequest) -> HttpResponse:
    """Requests in force first; drafts and those that wait only where one's own scope reaches."""
    post = request.post_held
    require(post, Permission.VIEW)
    state = request.GET.get("state", "")
    state = state if state in RequestState.values else RequestState.IN_FORCE
    words = clean(request.GET.get("q", ""))
    found = Request.objects.select_related("unit", "division").defer("workbook", "preview")
    tabs = [
        (each, each.label, found.filter(state=each).count())
        for each in SHOWN
        if each in PUBLIC or post.may(Permission.ASK) or post.may(Permission.GUARD)
    ]
    page = Paginator(_matching(found.filter(state=state), words), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "state": state, "tabs": tabs, "may_ask": post.may(Permission.ASK)}
    return render(request, "returns/request_list.html", context)


def _matching(found: QuerySet[Request], words: str) -> QuerySet[Request]:
    for word in words.split():
        found = found.filter(title__icontains=word) | found.filter(unit__name__icontains=word)
    return found.order_by("-begins_on", "-id")


def load(request: HttpRequest, pk: int) -> Request:
    require(request.post_held, Permission.VIEW)
    return get_object_or_404(Request.objects.select_related("unit", "division"), pk=pk)


@require_safe
@post_required
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, why, who pays, until when, what it costs the communities, and who has answered."""
    found, post = load(request, pk), request.post_held
    lines = lines_of(found)
    chips = [text for part in filters_of(found.rows_of, found.rows_where) for text, _names in part.chips]
    context = {
        "record": found,
        "lines": lines,
        "burden": measure(found, request.now.date()) if found.targets else None,
        "similar": similar(found) if found.state in {RequestState.DRAFT, RequestState.SUBMITTED} else [],
        "is_part": any(not post.scope.covers(*each) for each in ranges_of(found.targets)),
        "targets": names_of(int(code) * 1000 for code in found.targets).values(),
        "chips": chips,
        "offers": offers(request, found),
        "is_askers": is_askers(post, found) and post.may(Permission.ASK),
        "told": timeline(found),
        "progress": progress(found),
        "may_answer": post.may(Permission.ANSWER),
        **sheet_of(found, lines),
    }
    return render(request, "returns/request.html", context)


def offers(request: HttpRequest, found: Request) -> list[tuple[str, Any]]:
    """The deeds that this post can do here. A request is decided on by who guards its place, not by who may only read it."""
    if not request.post_held.scope.covers(*found.division.range):
        return []
    return [(each.name, each.label) for each in offered(REQUEST, found, request.post_held) if each.name in DEEDS]


@form_methods
@post_required
def request_do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One page asks for what the deed needs; what is refused is shown beside it."""
    found = load(request, pk)
    label = dict(offers(request, found)).get(deed)
    if deed not in DEEDS or not request.post_held.may(REQUEST.transition(deed).permission):
        raise Http404
    form = DEEDS[deed].form(posted(request))
    if form.is_valid():
        try:
            done = DEEDS[deed].run(found, by=request.post_held, at=request.now, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理：%(label)s。") % {"label": REQUEST.transition(deed).label})
            return redirect(done)
    if form.is_bound:
        form.mark_faults()
    context = {"record": found, "label": label or REQUEST.transition(deed).label, "form": form}
    return render(request, "returns/do.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def request_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The department's workbook as it came; it may hold data, so it is for the units that ask and guard."""
    found = load(request, pk)
    if not request.post_held.scope.covers(*found.division.range):
        raise Http404
    headers = {"Content-Disposition": content_disposition_header(True, found.file_name) or ""}
    return HttpResponse(bytes(found.workbook), content_type="application/octet-stream", headers=headers)
