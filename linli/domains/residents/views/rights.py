"""A person's requests about their own data, and the receipt that is printed and handed over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from linli.domains.residents import actions, forms
from linli.domains.residents.models import Receipt
from linli.domains.residents.permissions import Permission
from linli.domains.residents.records import RESIDENT as SPEC
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds
from linli.kernel.ui.views import errors
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.details import frame, load
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted
from linli.kernel.ui.views.exports import workbook


@form_methods
@post_required
def rights(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person asks is done at once; the answer is the receipt."""
    require(request.post_held, Permission.RIGHTS)
    resident = load(SPEC, pk)
    form = forms.RightsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.answer_request(resident, by=request.post_held, at=request.now, **form.cleaned_data)
        except deeds.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(made)
    form.mark_faults() if form.is_bound else None
    receipts = Receipt.objects.filter(resident=resident).order_by("-id")
    context = {**frame(request, SPEC, resident, "rights"), "form": form, "receipts": receipts}
    return render(request, "residents/rights.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.post_held, Permission.RIGHTS)
    found = get_object_or_404(Receipt.objects.select_related("division", "resident"), pk=pk)
    return render(request, "residents/receipt.html", {"receipt": found, "post": request.post_held})


@require_POST
@post_required
def receipt_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy that the person takes along; each download is audited."""
    found = get_object_or_404(Receipt.objects.select_related("division", "resident__division"), pk=pk)
    try:
        data = actions.hand_over(found, by=request.post_held, at=request.now)
    except deeds.Refused as refusal:
        return errors.page(request, 409, str(refusal))
    return workbook(data, found.number)
