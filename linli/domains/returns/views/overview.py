"""Who has answered a request, and who has not and since when; reminding them, and checking all that is complete."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.domains.returns.actions import reviewing
from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models import Request
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries import answers as queries
from linli.domains.returns.queries import overview as looking
from linli.domains.returns.queries.prefill import columns_of
from linli.domains.returns.rules.periods import name_of
from linli.domains.returns.views.answering import REFUSALS
from linli.domains.returns.workflow import ANSWER, is_askers, last_state
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.divisions.models import Division, Level
from linli.kernel.divisions.queries import list_children
from linli.kernel.ui import places
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required
from linli.kernel.workflow.tables import Transition

MOST_LISTED = 300
MOST_DONE = 60
# The states from which the asking unit may approve, of requests whose answers are checked at that level before.
_BEYOND = {
    "check_town": (AnswerState.TOWN_CHECKED, AnswerState.COUNTY_CHECKED),
    "check_county": (AnswerState.COUNTY_CHECKED,),
}


def _asked(request: HttpRequest, pk: int) -> tuple[Request, date, Division, list[tuple[date, date]]]:
    """The request, the period and the place that the address names; the newest and the post's own where it names none."""
    require(request.post_held, Permission.VIEW)
    found = get_object_or_404(Request.objects.select_related("unit", "division"), pk=pk)
    periods = looking.periods_of(found)
    params = request.POST if request.method == "POST" else request.GET
    wanted = clean(params.get("period", ""))
    period_on = next((first for first, _last in periods if first.isoformat() == wanted), None)
    period_on = period_on or (periods[0][0] if periods else timezone.localdate(request.now))
    return found, period_on, _place(request, clean(params.get("division", ""))), periods


def _place(request: HttpRequest, code: str) -> Division:
    own = request.post_held.places[0]
    if code.isascii() and code.isdigit() and len(code) == 12:
        found = Division.objects.filter(code=int(code) * 1000).first()
        if found and request.post_held.scope.covers(*found.range):
            return found
    return own


@require_safe
@post_required
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    found, period_on, place, periods = _asked(request, pk)
    post, on = request.post_held, timezone.localdate(request.now)
    only_waiting = request.GET.get("show") == "waiting"
    is_low = place.level in {Level.TOWNSHIP, Level.VILLAGE}
    below = [] if is_low else list(list_children(place, on))
    answers = looking.listed(found, period_on, place, only_waiting=only_waiting) if is_low or only_waiting else None
    sums = queries.totals(found, period_on, place)
    context: dict[str, Any] = {
        "asked": found,
        "place": place,
        "trail": places.trail(post, place),
        "period_on": period_on,
        "periods": [(first, name_of(found.rhythm, first, last)) for first, last in periods],
        "lines": looking.by_place(found, period_on, below, on),
        "total": next(iter(looking.by_place(found, period_on, [place], on)), None),
        "answers": list(answers[:MOST_LISTED]) if answers is not None else None,
        "only_waiting": only_waiting,
        "sums": [(each, sums[each.index]) for each in columns_of(found) if each.index in sums],
        "doubles": queries.doubles(found, period_on, place),
        "steps": [each for each in ANSWER.transitions if post.may(each.permission) and _stands(found, each, post)],
        "may_remind": post.may(Permission.ASK) or post.may(Permission.CHECK),
        "today": on,
    }
    return render(request, "returns/overview.html", context)


def _stands(found: Request, step: Transition, post: Post) -> bool:
    """Whether answers to this request ever come to the step, and it can be this post's."""
    if step.name == "approve":
        return is_askers(post, found)
    return step.name in reviewing.STEPS and last_state(found) in _BEYOND[step.name]


@require_safe
@post_required
def mine(request: HttpRequest) -> HttpResponse:
    """What this post's community has to fill in, what is due first on top, and what it has handed in."""
    require(request.post_held, Permission.ANSWER)
    found = looking.to_fill()
    context = {
        "waiting": found.filter(state__in=looking.UNANSWERED).order_by("due_on", "id")[:MOST_LISTED],
        "done": found.exclude(state__in=looking.UNANSWERED).order_by("-period_on", "-id")[:MOST_DONE],
        "today": timezone.localdate(request.now),
    }
    return render(request, "returns/mine.html", context)


def _back(found: Request, period_on: date, place: Division) -> HttpResponse:
    address = reverse("returns:overview", kwargs={"pk": found.pk})
    return redirect(f"{address}?division={place.short_code}&period={period_on.isoformat()}")


@require_POST
@post_required
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    found, period_on, place, _periods = _asked(request, pk)
    try:
        count = reviewing.remind(found, period_on, place, by=request.post_held, at=request.now)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已催报：%(count)d个村（社区）的待办已置顶标注。") % {"count": count})
    return _back(found, period_on, place)


@require_POST
@post_required
def step_all(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step for all answers of the place that stand before it; so many at a time."""
    if step not in reviewing.STEPS:
        raise Http404
    found, period_on, place, _periods = _asked(request, pk)
    sources = (last_state(found),) if step == "approve" else ANSWER.transition(step).sources
    standing = looking.listed(found, period_on, place).filter(state__in=sources)
    done = reviewing.do_all(step, standing[: reviewing.MOST_AT_ONCE], by=request.post_held, at=request.now)
    if done.refused:
        told = _("%(count)d件没有办理，如%(first)s") % {"count": len(done.refused), "first": done.refused[0]}
        messages.warning(request, told)
    left = standing.count() - len(done.refused)
    words = {"label": ANSWER.transition(step).label, "count": done.count, "left": max(left, 0)}
    messages.success(
        request, _("%(label)s：%(count)d件。") % words + (_("还有%(left)d件，可再点一次。") % words if left > 0 else "")
    )
    return _back(found, period_on, place)
