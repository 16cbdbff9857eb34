"""Entering a record and correcting it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange import writes
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.ui.display import shown
from linli.kernel.ui.forms import RecordForm
from linli.kernel.ui.listing import clean, related_names
from linli.kernel.ui.views.access import may_edit

UNPROCESSABLE, CONFLICT = 422, 409
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: an empty POST is a form left empty, not a form not yet sent."""
    return request.POST if request.method == "POST" else None


@form_methods
@may_edit
def record_create(request: HttpRequest, spec: RecordSpec) -> HttpResponse:
    if request.method != "POST":
        form = RecordForm(spec, request.post_held)
        # A link may bring values along, such as the record that the new one belongs to.
        form.initial |= {name: clean(value) for name, value in request.GET.items() if name in form.fields}
        return _page(request, spec, form)
    form = RecordForm(spec, request.post_held, request.POST)
    if form.is_valid():
        try:
            record = writes.create(spec, form.values(), by=request.post_held, at=request.now)
        except (writes.Refused, OutOfScope) as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, _("已登记：%(record)s。") % {"record": record})
            return redirect(spec.url("detail", pk=record.pk))
    return _page(request, spec, form, status=UNPROCESSABLE)


@form_methods
@may_edit
def record_edit(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    record = get_object_or_404(spec.model.objects.select_related(*related_names(spec)), pk=pk)
    if request.method != "POST":
        return _page(request, spec, RecordForm(spec, request.post_held, record=record), record=record)
    form = RecordForm(spec, request.post_held, request.POST, record=record)
    if form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            changed = writes.change(spec, record, form.values(), by=request.post_held, at=request.now, version=seen)
        except (writes.Refused, OutOfScope) as refusal:
            _explain(form, refusal)
        except writes.Stale as stale:
            return _conflict(request, spec, form, stale.current)
        else:
            messages.success(request, _("已保存：%(record)s。") % {"record": changed})
            return redirect(spec.url("detail", pk=changed.pk))
    return _page(request, spec, form, record=record, status=UNPROCESSABLE)


def _explain(form: RecordForm, refusal: Exception) -> None:
    if isinstance(refusal, writes.Refused):
        form.add_findings(refusal.findings)
    else:
        form.add_error("division", str(refusal))


def _conflict(request: HttpRequest, spec: RecordSpec, form: RecordForm, current: Any) -> HttpResponse:
    """Both sides next to each other; the form keeps what was typed and, saved again, speaks of the present version."""
    again = RecordForm(spec, request.post_held, {**request.POST.dict(), "version": current.version}, record=current)
    values = form.values()
    mine, names = spec.model(**values), [item.name for item in spec.fields if item.name in values]
    pairs = [(shown(spec, mine, name), shown(spec, current, name)) for name in names]
    differences = [{"label": own.label, "mine": own.text, "theirs": other.text} for own, other in pairs if own != other]
    return _page(request, spec, again, record=current, status=CONFLICT, differences=differences)


def _page(request: HttpRequest, spec: RecordSpec, form: RecordForm, *, status: int = 200, **more: Any) -> HttpResponse:
    form.mark_faults() if form.is_bound else None
    record = more.get("record")
    cancel = spec.url("detail", pk=record.pk) if record else spec.url("list")
    context = {"spec": spec, "form": form, "cancel_url": cancel, **more}
    return render(request, "ui/record_form.html", context, status=status)
