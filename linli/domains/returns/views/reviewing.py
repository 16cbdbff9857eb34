"""What levels do with answers: check, return with remarks, approve, one by one or all at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.domains.returns.actions import reviewing
from linli.domains.returns.queries import answers as queries
from linli.domains.returns.queries.prefill import columns_of
from linli.domains.returns.views.answering import REFUSALS, load, page, remarks_in
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required


@require_POST
@post_required
def review(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of one answer."""
    found = load(request, pk)
    try:
        if step == "return_answer":
            rows, indexes = queries.rows_of(found), [each.index for each in columns_of(found.request)]
            remarks, reason = remarks_in(request, rows, indexes), clean(request.POST.get("reason", ""))
            done = reviewing.return_answer(found, reason=reason, remarks=remarks, by=request.post_held, at=request.now)
        elif step in reviewing.STEPS:
            done = reviewing.STEPS[step](found, by=request.post_held, at=request.now)
        else:
            raise Http404
    except REFUSALS as refusal:
        return page(request, load(request, pk), refusal=str(refusal))
    words = {"place": found.division.name, "state": done.get_state_display()}
    messages.success(request, _("%(place)s：%(state)s。") % words)
    return redirect(done)
