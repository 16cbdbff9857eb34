"""Suggestions while one types: places and records of the scope, as options of a datalist."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.kernel.accounts.permissions import require
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import in_force
from linli.kernel.exchange.spec import get_spec
from linli.kernel.ui.fields import half_width, in_places, key_text
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
    text, found = asked_for(request), Division.objects.none()
    if text:
        found = in_force(in_places(request.post_held.places), request.now.date()).order_by("code")
        found = found.filter(_starts_with(text) if text.isdigit() else Q(name__icontains=text))
    options = [(place.short_code, place.path_name) for place in found[:MAX_OPTIONS]]
    return suggest(request, text, options)


def _starts_with(digits: str) -> Q:
    """All divisions whose 12-digit code begins with the digits."""
    if len(digits) > 12 or not digits.isascii():
        return Q(pk__in=[])
    low = int(digits.ljust(12, "0")) * 1000
    return Q(code__gte=low, code__lt=low + 10 ** (15 - len(digits)))


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
