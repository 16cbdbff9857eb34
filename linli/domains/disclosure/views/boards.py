"""What is owed to the board: of one community line by line, of a larger place community by community."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.domains.disclosure import actions, queries
from linli.domains.disclosure.models import Posting, Question, Run
from linli.domains.disclosure.permissions import Permission
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.models import Division, Level
from linli.kernel.ui import places
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required

NEWEST = 30


def _place(request: HttpRequest, asked: str) -> Division:
    """The place that was asked for, if it lies in one of the post's; else the post's first."""
    code = clean(asked)
    if code.isascii() and code.isdigit() and len(code) == 12:
        found = Division.objects.filter(code=int(code) * 1000).first()
        if found and request.post_held.scope.covers(*found.range):
            return found
    return request.post_held.places[0]


@require_safe
@post_required
def board(request: HttpRequest) -> HttpResponse:
    post = request.post_held
    require(post, Permission.VIEW)
    place, today = _place(request, request.GET.get("division", "")), request.now.date()
    context = {
        "place": place,
        "trail": places.trail(post, place),
        "today": today,
        "may_edit": post.may(Permission.EDIT),
    }
    if place.level == Level.VILLAGE:
        context |= {
            "lines": queries.catalogue(place, today),
            "postings": Posting.objects.within(place).select_related("item")[:NEWEST],
            "questions": Question.objects.within(place)[:NEWEST],
            "runs": Run.objects.within(place).select_related("power")[:NEWEST],
        }
    else:
        below = list(place.children.order_by("code"))
        context["rows"] = [row for row in queries.overdue_by_place(below, today) if row[1]]
    return render(request, "disclosure/board.html", context)


@require_POST
@post_required
def adopt(request: HttpRequest) -> HttpResponse:
    """Give the community what its catalogue and its list of powers lack."""
    place = _place(request, request.POST.get("division", ""))
    try:
        lines, cards = actions.adopt(place, since=request.now.date(), by=request.post_held, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = {"lines": lines, "cards": cards}
        messages.success(request, _("已补入法定公开事项%(lines)d项、权力事项%(cards)d项。") % words)
    return redirect(f"{reverse('disclosure:board')}?division={place.short_code}")
