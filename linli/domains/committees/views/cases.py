"""Certificate cases: the list of what waits, one case with its steps, and what begins one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.domains.committees import actions, forms, queries
from linli.domains.committees.models import Case, Certificate, Committee
from linli.domains.committees.permissions import Permission
from linli.domains.committees.records import COMMITTEE
from linli.domains.committees.workflow import CASE
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds
from linli.kernel.ui import places
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted
from linli.kernel.workflow.actions import NotNow, WrongState, offered

REFUSALS = (NotNow, WrongState, deeds.Refused)
MOST = 200


@dataclass(frozen=True)
class Deed:
    form: type[forms.CaseForm]
    run: Callable[..., Any]


DEEDS = {
    "submit": Deed(forms.SubmitForm, actions.submit),
    "return_": Deed(forms.ReasonForm, actions.return_),
    "issue": Deed(forms.IssueCaseForm, actions.issue),
    "end": Deed(forms.EndForm, actions.end),
    "cancel": Deed(forms.ReasonForm, actions.cancel),
}


@require_safe
@post_required
def cases(request: HttpRequest) -> HttpResponse:
    """What waits about certificates, and which will be over soon."""
    require(request.post_held, Permission.VIEW)
    until = actions.renewal_until(request.now.date())
    context = {
        "cases": queries.list_open_cases()[:MOST],
        "expiring": queries.list_expiring(until)[:MOST],
        "may_certify": request.post_held.may(Permission.CERTIFY),
        "today": request.now.date(),
    }
    return render(request, "committees/cases.html", context)


@require_POST
@post_required
def renew(request: HttpRequest) -> HttpResponse:
    count = actions.open_renewals(by=request.post_held, at=request.now)
    messages.success(request, _("已发起%(count)d件到期换证。") % {"count": count})
    return redirect("committees:cases")


@require_safe
@post_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    context = {
        "case": found,
        "steps_offered": offered(CASE, found, request.post_held),
        "trail": places.trail(request.post_held, found.division),
        "steps": [step for step in queries.timeline(found.committee) if step.about == found.pk and step.is_case],
    }
    return render(request, "committees/case.html", context)


def _load(request: HttpRequest, pk: int) -> Case:
    require(request.post_held, Permission.VIEW)
    wanted = Case.objects.select_related("committee__division", "division", "certificate", "successor")
    return get_object_or_404(wanted, pk=pk)


@form_methods
@post_required
def case_do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    found, known = _load(request, pk), DEEDS.get(deed)
    if known is None:
        raise Http404
    form = known.form(posted(request), case=found)
    label = CASE.transition(deed).label
    run = _running(known.run, found)
    return _asked(request, form, run, label=label, about=found, back=found.get_absolute_url())


def _running(run: Callable[..., Any], record: Any) -> Callable[..., Any]:
    return lambda **values: run(record, **values)


@form_methods
@post_required
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.post_held, Permission.EDIT)
    committee = get_object_or_404(Committee.objects.select_related("division__parent"), pk=pk)
    form = forms.OpenCaseForm(posted(request), committee=committee)
    run = _running(actions.open_case, committee)
    return _asked(
        request, form, run, label=_("办理证书事项"), about=committee, back=COMMITTEE.url("detail", pk=committee.pk)
    )


@form_methods
@post_required
def lost(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.post_held, Permission.EDIT)
    certificate = get_object_or_404(Certificate.objects.select_related("committee__division"), pk=pk)
    form = forms.LostForm(posted(request))
    run = _running(actions.declare_lost, certificate)
    back = certificate.committee.get_absolute_url()
    return _asked(request, form, run, label=_("登记遗失、声明作废"), about=certificate.committee, back=back)


def _asked(
    request: HttpRequest, form: Any, run: Callable[..., Any], *, label: Any, about: Any, back: str
) -> HttpResponse:
    """Ask for what a deed needs, then do it; what it refuses is shown beside what was typed."""
    if form.is_valid():
        try:
            done = run(by=request.post_held, at=request.now, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理：%(label)s。") % {"label": label})
            return redirect(done if isinstance(done, Case) else back)
    if form.is_bound:
        form.mark_faults()
    context = {"form": form, "label": label, "about": about, "back": back}
    return render(request, "committees/do.html", context, status=UNPROCESSABLE if form.is_bound else 200)
