"""The pages that look across domains. Each loads, asks, and renders; none writes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.divisions.queries import find_by_text
from linli.kernel.exchange.spec import all_specs
from linli.kernel.indicators.figures import answer
from linli.kernel.indicators.questions import NoSuchDimension, Question, dims_of
from linli.kernel.indicators.registry import (
    UnknownFigure,
    get_indicator,
)
from linli.kernel.ui.figures import may_see
from linli.kernel.ui.views.access import post_required
from linli.kernel.workflow.actions import hand_to
from linli.kernel.workflow.queries import list_todos
from linli.portal import queries

FEATURED = "consultation.held"
PREVIEW = 5
MAX_PLACES = 30


@require_safe
@post_required
def todos(request):
    """What waits for the post held, the earliest due first, and who of its unit might see to each."""
    today = request.now.date()
    waiting = list_todos(request.post_held, today).select_related("seat__user")[:200]
    context = {
        "todos": queries.with_colleagues(waiting, request.post_held, today),
        "today": today,
        "sees_figures": queries.sees_figures(request.post_held),
    }
    return render(request, "portal/todos.html", context)


@require_POST
@post_required
def hand_todo(request, pk):
    """Leave a to-do to one post of one's own unit, or to the whole unit again."""
    post = request.post_held
    todo = get_object_or_404(list_todos(post, request.now.date()), pk=pk)
    wanted, chosen = request.POST.get("post", ""), None
    if wanted:
        colleagues = queries.colleagues(post, request.now.date())
        chosen = next((each for each in colleagues if str(each.pk) == wanted), None)
        if chosen is None:
            raise Http404
    hand_to(todo, chosen, by=post, at=request.now)
    messages.success(request, _("已交给%(who)s办理。") % {"who": chosen.user.name if chosen else _("本单位")})
    return redirect("portal:todos")


@require_safe
@post_required
def board(request):
    """The 12341 board of a place: every figure, and one of them compared over the divisions below."""
    view = queries.view_of(request)
    indicators = queries.ordered(request.post_held)
    if not indicators:
        raise PermissionRefused(_("您的岗位不查看业务数据，没有驾驶舱。"))
    usual = next((each.code for each in indicators if each.code == FEATURED), indicators[0].code)
    chosen = request.GET.get("figure") or usual
    try:
        indicator = get_indicator(chosen)
    except UnknownFigure as error:
        raise Http404(str(error)) from None
    if indicator not in indicators:
        raise Http404
    groups = queries.grouped(view, request.post_held)
    context = {
        "view": view,
        "crumbs": queries.crumbs(view, request.post_held.scope),
        "children": queries.roads(view, figure=indicator.code),
        "headline": queries.headline(groups),
        "groups": groups,
        "chosen": indicator,
        "indicators": indicators,
        "chart": queries.comparison(view, indicator),
    }
    return render(request, "portal/board.html", context)


@require_safe
@post_required
def place(request, code):
    """One community, or any other division, on one page: its figures, and the newest records of each register."""
    view = queries.view_of(request, code)
    registers = [
        (spec, list(spec.model.objects.within(view.division).order_by("-id")[:PREVIEW]))
        for spec in all_specs()
        if request.post_held.may(spec.view_permission)
    ]
    context = {
        "view": view,
        "crumbs": queries.crumbs(view, request.post_held.scope),
        "children": queries.children(view),
        "groups": queries.told(queries.grouped(view, request.post_held)),
        "registers": [(spec, records) for spec, records in registers if records],
    }
    return render(request, "portal/place.html", context)


@require_safe
@post_required
def catalogue(request):
    """Every figure that the city keeps, with its definition in words."""
    return render(request, "portal/catalogue.html", {"indicators": queries.ordered(request.post_held)})


@require_safe
@post_required
def trace(request, code):
    """Where a figure comes from: its definition, its parts, its records, the places below, and the months before."""
    view = queries.view_of(request)
    try:
        dims = dims_of(request.GET)
        indicator = get_indicator(code)
        question = Question(indicator, view.division, view.at, view.period, dims, is_detailed=True, places=view.places)
        figure = answer(question)
    except (UnknownFigure, NoSuchDimension) as error:
        raise Http404(str(error)) from None
    if not may_see(request.post_held, figure.indicator):
        raise Http404
    context = {
        "view": view,
        "figure": figure,
        "parts": [(part, queries.records_url(part)) for part in figure.parts],
        "records_url": queries.records_url(figure),
        "dimensions": queries.dimensions(figure),
        "crumbs": queries.crumbs(view, request.post_held.scope),
        "children": queries.children(view),
        "chart": queries.comparison(view, figure.indicator),
        "history": queries.history(view, figure.indicator),
    }
    return render(request, "portal/trace.html", context)


@require_safe
@post_required
def search(request):
    """Places and figures by name or code; registers have searches of their own."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:50]
    places, figures = [], []
    if words:
        places = find_by_text(words, request.post_held.scope.ranges, limit=MAX_PLACES)
        seen = queries.ordered(request.post_held)
        figures = [each for each in seen if words in str(each.name) or words in each.code]
    return render(
        request,
        "portal/search.html",
        {"words": words, "places": places, "figures": figures},
    )
