"""The burden meter: what forms cost the communities."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries import meter
from linli.kernel.accounts.permissions import require
from linli.kernel.divisions.models import Level
from linli.kernel.divisions.queries import list_children
from linli.kernel.indicators.figures import figures
from linli.kernel.ui import places
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required

FIGURES = (
    "returns.answers",
    "returns.cells_asked",
    "returns.cells_prefilled",
    "returns.prefilled_rate",
    "returns.cells_typed",
    "returns.once_rate",
)


@require_safe
@post_required
def burden(request: HttpRequest) -> HttpResponse:
    """Of one place and month; each number of the head is a figure."""
    post = request.post_held
    require(post, Permission.VIEW)
    place = places.find_place(post, clean(request.GET.get("division", ""))) or post.places[0]
    today = request.now.date()
    period = meter.month_of(_month(request.GET.get("month", ""), today))
    is_community = place.level == Level.VILLAGE
    below = [] if is_community else list(list_children(place, today).order_by("code"))
    context = {
        "place": place,
        "trail": places.trail(post, place),
        "month": period.first,
        "figures": figures(FIGURES, place, at=max(min(today, period.last), period.first), period=period),
        "months": meter.by_month(place, today),
        "units": meter.by_unit(place, period),
        "rows": meter.by_place(below, place, period),
        "answers": meter.answers_of(place, period) if is_community else [],
        "again": meter.typed_again(place),
    }
    return render(request, "returns/burden.html", context)


def _month(text: str, today: date) -> date:
    """2021-07; this month for anything else."""
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return today
