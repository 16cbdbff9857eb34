"""Requests to move a file within the city: those that this place made, and those that it has to answer."""

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.residents import actions, forms
from linli.domains.residents.models import Transfer
from linli.domains.residents.permissions import Permission
from linli.domains.residents.workflow import TRANSFER
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds
from linli.kernel.ui import places
from linli.kernel.ui.forms import DescribedForm
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted
from linli.kernel.workflow.actions import NotNow, offered

SHOWN = 200
RUNS: dict[str, Any] = {"accept": actions.accept, "refuse": actions.refuse, "withdraw": actions.withdraw}


@require_safe
@post_required
def transfers(request: HttpRequest) -> HttpResponse:
    """The unanswered ones first."""
    require(request.post_held, Permission.TRANSFER)
    found = Transfer.objects.select_related("division", "other").order_by(
        F("answered_on").desc(nulls_first=True), "-id"
    )
    return render(request, "residents/transfers.html", {"transfers": found[:SHOWN]})


@form_methods
@post_required
def transfer_request(request: HttpRequest) -> HttpResponse:
    require(request.post_held, Permission.TRANSFER)
    form = forms.TransferForm(request.post_held, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.request_transfer(by=request.post_held, at=request.now, **form.cleaned_data)
        except deeds.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已向对方村（社区）发出转移请求。"))
            return redirect(made)
    form.mark_faults() if form.is_bound else None
    context = {"form": form, "heading": _("请求转入")}
    return render(request, "residents/transfer_form.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.post_held, Permission.TRANSFER)
    found = get_object_or_404(Transfer.objects.select_related("division", "other", "resident"), pk=pk)
    context = {
        "transfer": found,
        "steps": offered(TRANSFER, found, request.post_held),
        "trail": places.trail(request.post_held, found.division),
    }
    return render(request, "residents/transfer.html", context)


@form_methods
@post_required
def transfer_answer(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, refuse with a reason, or withdraw."""
    run = RUNS.get(step)
    if run is None:
        raise Http404
    found = get_object_or_404(Transfer.objects.select_related("division", "other"), pk=pk)
    form = (forms.AnswerForm if step == "refuse" else DescribedForm)(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            run(found, by=request.post_held, at=request.now, **form.cleaned_data)
        except NotNow as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理。"))
            return redirect(found)
    form.mark_faults() if form.is_bound else None
    context = {"form": form, "heading": TRANSFER.transition(step).label, "transfer": found}
    return render(request, "residents/transfer_form.html", context, status=UNPROCESSABLE if form.is_bound else 200)
