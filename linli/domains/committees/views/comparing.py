"""Comparing the register with an export of the national system."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.committees import actions, forms
from linli.domains.committees.enums import DifferenceKind
from linli.domains.committees.models import Comparison
from linli.domains.committees.permissions import Permission
from linli.kernel.accounts.permissions import require
from linli.kernel.exchange.workbooks import WorkbookRefused
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods

EARLIER = 20


@form_methods
@post_required
def compare(request: HttpRequest) -> HttpResponse:
    require(request.post_held, Permission.CERTIFY)
    is_posted = request.method == "POST"
    form = forms.CompareForm(request.POST, request.FILES) if is_posted else forms.CompareForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.compare(file.read(), file_name=file.name, by=request.post_held, at=request.now)
        except WorkbookRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("比对完成，登记簿没有改动。"))
            return redirect(made)
    if form.is_bound:
        form.mark_faults()
    context = {"form": form, "earlier": Comparison.objects.all()[:EARLIER]}
    return render(request, "committees/compare.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.post_held, Permission.VIEW)
    found = get_object_or_404(Comparison, pk=pk)
    groups = [(kind.label, [row[1:] for row in found.findings if row[0] == kind]) for kind in DifferenceKind]
    return render(request, "committees/comparison.html", {"comparison": found, "groups": groups})
