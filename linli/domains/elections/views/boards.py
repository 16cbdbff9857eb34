"""How far the elections of a round are, for a township, a county and the city; and who was elected."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.domains.elections import queries
from linli.domains.elections.permissions import Permission
from linli.domains.elections.records import ELECTION as SPEC
from linli.kernel.accounts.permissions import require
from linli.kernel.divisions.models import Division
from linli.kernel.ui import places
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required


def _place(request: HttpRequest) -> Division:
    """The place that was asked for, if it lies in one of the post's; else the post's first."""
    own = request.post_held.places[0]
    code = clean(request.GET.get("division", ""))
    if code.isascii() and code.isdigit() and len(code) == 12:
        found = Division.objects.filter(code=int(code) * 1000).first()
        if found and request.post_held.scope.covers(*found.range):
            return found
    return own


def _context(request: HttpRequest) -> dict[str, Any]:
    require(request.post_held, Permission.VIEW)
    place, rounds = _place(request), queries.list_rounds()
    wanted = clean(request.GET.get("round", ""))
    chosen = wanted if wanted in rounds else next(iter(rounds), "")
    trail = places.trail(request.post_held, place)
    return {"place": place, "rounds": rounds, "round": chosen, "trail": trail, "spec": SPEC}


@require_safe
@post_required
def progress(request: HttpRequest) -> HttpResponse:
    context = _context(request)
    place = context["place"]
    below = list(place.children.order_by("code")) or [place]
    rows = queries.board(context["round"], below)
    [total] = queries.board(context["round"], [place])
    context |= {
        "rows": [row for row in rows if row.due],
        "total": total,
        "goals": queries.goals(),
        "stages": [label for _name, label, _states in queries.STAGES],
        "states": [",".join(states) for _name, _label, states in queries.STAGES],
    }
    return render(request, "elections/progress.html", context)


@require_safe
@post_required
def structure(request: HttpRequest) -> HttpResponse:
    context = _context(request)
    context |= {
        "features": queries.features(context["round"], context["place"]),
        "bands": queries.bands(context["round"], context["place"]),
    }
    return render(request, "elections/structure.html", context)


@require_safe
@post_required
def doubles(request: HttpRequest) -> HttpResponse:
    """Who is on two lists in the places of the post, for those who supervise there to settle."""
    context = _context(request)
    require(request.post_held, Permission.SUPERVISE)
    context |= {"doubles": queries.list_doubles(context["round"])}
    return render(request, "elections/doubles.html", context)
