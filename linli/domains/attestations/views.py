"""The counter where certificates are asked for, one application with its steps, its paper, and the twenty items."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.domains.attestations import actions, forms, queries, rules
from linli.domains.attestations.enums import Handling, State
from linli.domains.attestations.models import Application
from linli.domains.attestations.permissions import Permission
from linli.domains.attestations.workflow import ATTESTATION
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds, log
from linli.kernel.audit.deeds import REFUSED
from linli.kernel.documents.certificates import render_certificate
from linli.kernel.ui import places
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted
from linli.kernel.workflow.actions import NotNow, WrongState, offered

REFUSALS = (NotNow, WrongState, deeds.Refused)
MOST = 100
WORDS = {
    "receive": gettext_lazy("受理申请"),
    "accept": gettext_lazy("按清单办理"),
    "refuse": gettext_lazy("不予出具"),
    "promise": gettext_lazy("以告知承诺代替"),
    "verify": gettext_lazy("登记核实情况"),
    "issue": gettext_lazy("批准出具"),
    "withdraw": gettext_lazy("撤回证明、撤销承诺"),
}


@dataclass(frozen=True)
class Deed:
    label: Any
    form: type[forms.ApplicationForm]
    run: Callable[..., Any]


DEEDS = {
    "accept": Deed(WORDS["accept"], forms.AcceptForm, actions.accept),
    "refuse": Deed(WORDS["refuse"], forms.ReasonForm, actions.refuse),
    "promise": Deed(WORDS["promise"], forms.PromiseForm, actions.promise),
    "verify": Deed(WORDS["verify"], forms.VerifyForm, actions.verify),
    "issue": Deed(WORDS["issue"], forms.ApplicationForm, actions.issue),
    "withdraw": Deed(WORDS["withdraw"], forms.ReasonForm, actions.withdraw),
    "issue-at-once": Deed(gettext_lazy("当场出具"), forms.FoundForm, actions.issue_at_once),
}


@require_safe
@post_required
def desk(request: HttpRequest) -> HttpResponse:
    require(request.post_held, Permission.VIEW)
    applications = Application.objects.select_related("division")
    context = {
        "waiting": applications.filter(state__in=(State.RECEIVED, State.VERIFYING, State.VERIFIED))[:MOST],
        "settled": applications.exclude(state__in=(State.RECEIVED, State.VERIFYING, State.VERIFIED))[:MOST],
        "listed": queries.list_for(request.post_held.places[0], request.now.date()),
        "may_receive": request.post_held.may(Permission.HANDLE),
    }
    return render(request, "attestations/desk.html", context)


@form_methods
@post_required
def receive(request: HttpRequest) -> HttpResponse:
    """Ask what for and for whom; the lists answer."""
    require(request.post_held, Permission.HANDLE)
    form = forms.ReceiveForm(posted(request), post=request.post_held)
    if form.is_valid():
        made = actions.receive(**form.cleaned_data, by=request.post_held, at=request.now)
        return redirect(made)
    if form.is_bound:
        form.mark_faults()
    context = {"form": form, "label": _("受理证明申请"), "back": request.path.removesuffix("new/")}
    return render(request, "attestations/do.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def negative_list(request: HttpRequest) -> HttpResponse:
    """The twenty items, who is responsible for each, and how to get there."""
    require(request.post_held, Permission.VIEW)
    rows = [(item, where) for item, where in rules.ELSEWHERE.items()]
    return render(request, "attestations/negative.html", {"rows": rows, "guidance": rules.GUIDANCE})


def _load(request: HttpRequest, pk: int) -> Application:
    require(request.post_held, Permission.VIEW)
    return get_object_or_404(Application.objects.select_related("division"), pk=pk)


@require_safe
@post_required
def application(request: HttpRequest, pk: int) -> HttpResponse:
    found, post = _load(request, pk), request.post_held
    steps = [(each.name, each.label) for each in offered(ATTESTATION, found, post)]
    if found.handling == Handling.ON_SPOT and found.state == State.RECEIVED and post.may(Permission.APPROVE):
        steps = [("issue-at-once", DEEDS["issue-at-once"].label), *steps]
    if not found.offers_promise:
        steps = [each for each in steps if each[0] != "promise"]
    entries = [
        (entry, WORDS[entry.verb.removesuffix(REFUSED)], entry.verb.endswith(REFUSED))
        for entry in log.history(found).order_by("at", "id")
        if entry.verb.removesuffix(REFUSED) in WORDS
    ]
    context = {
        "application": found,
        "steps_offered": steps,
        "entries": entries,
        "trail": places.trail(post, found.division),
        "has_paper": bool(found.proof),
    }
    return render(request, "attestations/application.html", context)


@form_methods
@post_required
def application_do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    found, known = _load(request, pk), DEEDS.get(deed)
    if known is None:
        raise Http404
    form = known.form(posted(request), application=found)
    if form.is_valid():
        try:
            known.run(found, by=request.post_held, at=request.now, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理：%(label)s。") % {"label": known.label})
            return redirect(found)
    if form.is_bound:
        form.mark_faults()
    context = {"form": form, "label": known.label, "about": found, "back": found.get_absolute_url()}
    return render(request, "attestations/do.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy kept is the paper itself: it prints the same at any time."""
    found = _load(request, pk)
    if not found.proof:
        raise Http404
    drawn = queries.drawn_promise(found) if found.promised_on else queries.drawn(found)
    data = render_certificate(drawn, settings.LINLI_FONT_DIRS)
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(found.number)}.pdf"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
