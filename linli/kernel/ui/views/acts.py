"""The deeds of a record that are more than an edit."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds
from linli.kernel.exchange.spec import RecordAction, RecordSpec
from linli.kernel.exchange.writes import Refused
from linli.kernel.ui.forms import DescribedForm
from linli.kernel.ui.views import errors
from linli.kernel.ui.views.access import may_view
from linli.kernel.ui.views.details import frame, load
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods
from linli.kernel.workflow.actions import NotNow


@form_methods
@may_view
def record_act(request: HttpRequest, spec: RecordSpec, pk: int, action: str) -> HttpResponse:
    """Ask for what the deed needs, then do it. What it refuses is shown beside what was typed."""
    deed = _find(spec, action)
    require(request.post_held, deed.permission)
    record = load(spec, pk)
    if not deed.offered(record):
        return errors.page(request, 409, _("这条记录目前不能“%(label)s”，可能已经办理过了。") % {"label": deed.label})
    form = (deed.form or DescribedForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deed.run(record, by=request.post_held, at=request.now, **form.cleaned_data)
        except (Refused, NotNow, deeds.Refused) as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, _("已办理：%(label)s。") % {"label": deed.label})
            return redirect(spec.url("detail", pk=pk))
    return _page(request, spec, record, deed, form)


def _find(spec: RecordSpec, slug: str) -> RecordAction:
    found = next((each for each in spec.actions if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _explain(form: forms.Form, refusal: Exception) -> None:
    if isinstance(refusal, Refused) and isinstance(form, DescribedForm):
        form.add_findings(refusal.findings)
    else:
        form.add_error(None, str(refusal))


def _page(request: HttpRequest, spec: RecordSpec, record: Any, deed: RecordAction, form: forms.Form) -> HttpResponse:
    if isinstance(form, DescribedForm) and form.is_bound:
        form.mark_faults()
    context = {**frame(request, spec, record, "act"), "action": deed, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "ui/record_act.html", context, status=status)
