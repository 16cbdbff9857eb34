"""The figure picker: find a figure, choose place, period and form, and put its quotation into the text."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.domains.correspondence.permissions import Permission
from linli.domains.correspondence.queries.picking import live, pick
from linli.domains.correspondence.views.workbench import load
from linli.kernel.accounts.permissions import require
from linli.kernel.indicators.registry import UnknownFigure, get_indicator
from linli.kernel.ui.figures import may_see
from linli.kernel.ui.views.access import post_required


@require_safe
@post_required
def figure_search(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.post_held, Permission.VIEW)
    letter = load(request, pk)
    day = _day(request.GET.get("figures_on", "")) or letter.figures_on
    found = live(request.GET.get("words", "")[:40], letter.division, day, request.post_held)
    return render(request, "correspondence/parts/figures.html", {"figures": found, "letter": letter})


@require_safe
@post_required
def figure_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """One figure with its choices and its value of the moment; one that the post may not see is as good as none."""
    letter = load(request, pk)
    try:
        indicator = get_indicator(request.GET.get("code", ""))
    except UnknownFigure as error:
        return render(request, "correspondence/parts/pick.html", {"letter": letter, "fault": str(error)})
    if not may_see(request.post_held, indicator):
        raise Http404
    chosen = {key[2:]: value.strip() for key, value in request.GET.items() if key.startswith("p.")}
    day = _day(request.GET.get("figures_on", "")) or letter.figures_on
    made = pick(indicator, chosen, request.GET.get("form", ""), letter.division, day)
    context = {"letter": letter, "pick": made, "chosen": chosen, "form_chosen": made.quoted.quotation.form}
    return render(request, "correspondence/parts/pick.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
