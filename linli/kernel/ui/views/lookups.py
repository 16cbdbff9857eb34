"""Suggestions while one types: places and records of the scope, as options of a datalist."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.kernel.accounts.permissions import require
from linli.kernel.divisions.queries import find_by_text
from linli.kernel.exchange.spec import get_spec
from linli.kernel.ui.fields import half_width, key_text
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required

MAX_OPTIONS = 20


def asked_for(request: HttpRequest) -> str:
    """The text typed: htmx sends it under the input's own name, which `param` says."""
    return clean(half_width(request.GET.get(request.GET.get("param", "q"), "")))


def suggest(request: HttpRequest, text: str, options: list[tuple[str, str]]) -> HttpResponse:
    """The options, and beside the input what the text names once it is a whole key."""
    context = {"options": options, "param": clean(request.GET.get("param", "")), "named": dict(options).get(text, "")}
    return render(request, "ui/parts/options.html", context)


@require_safe
@post_required
def divisions(request: HttpRequest) -> HttpResponse:
    text = asked_for(request)
    ranges = [place.range for place in request.post_held.places]
    found = find_by_text(text, ranges, limit=MAX_OPTIONS) if text else []
    return suggest(request, text, [(place.short_code, place.path_name) for place in found])


@require_safe
@post_required
def records(request: HttpRequest, code: str) -> HttpResponse:
    try:
        spec = get_spec(code)
    except KeyError:
        raise Http404 from None
    require(request.post_held, spec.view_permission)
    text, found = asked_for(request), spec.model.objects.order_by(*spec.ordering)
    condition = Q(pk__in=[])
    for name in {spec.key[0], *spec.search} - {"division"}:
        condition |= Q(**{f"{name}__icontains": text})
    options = [(key_text(spec, record), str(record)) for record in found.filter(condition)[:MAX_OPTIONS]]
    return suggest(request, text, options)
