"""The pages that anybody may read. Each asks the database one question: the row that was written down for the community."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division, Level
from linli.kernel.divisions.queries import find_by_text
from linli.portal.models import PublicPage
from linli.portal.public.refreshing import home

MOST_FOUND = 40
BROWSER_SECONDS = 15
MAX_AGE = f"public, max-age={BROWSER_SECONDS}"


def _page(code: str) -> dict[str, Any]:
    """What is written down of a community; of one of which nothing is yet, its name. Raises Http404 for any other place."""
    key = _key(code)
    with _as_stranger():
        found = PublicPage.objects.filter(division=key).values_list("content", "written_at").first()
        if found:
            return {**found[0], "code": code, "written_at": found[1]}
        place = Division.objects.filter(code=key, level=Level.VILLAGE).first()
    if place is None:
        raise Http404
    return {"name": place.name, "path_name": place.path_name, "code": code, "written_at": None}


def _as_stranger() -> AbstractContextManager[object]:
    """Even for somebody who has signed in: here everybody sees what a stranger sees, whom the request holds to nothing already."""
    return nullcontext() if scope.current() is scope.NOTHING else scope.entered(scope.NOTHING)


def _key(code: str) -> int:
    """Raises Http404 for what is no code of twelve digits."""
    if not (code.isascii() and code.isdigit() and len(code) == 12):
        raise Http404
    return int(code) * 1000


def _shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, f"portal/public/{template}.html", context | {"large": request.GET.get("large") == "1"})
    response.headers["Cache-Control"] = MAX_AGE
    response.is_public = True
    return response


def _one(page: dict[str, Any], name: str, pk: int) -> dict[str, Any]:
    found = next((each for each in page.get(name, ()) if each["id"] == pk), None)
    if found is None:
        raise Http404
    return found


@non_atomic_requests  # the one transaction of the request is enough
@require_safe
def community(request: HttpRequest, code: str) -> HttpResponse:
    """In the usual type as it was written down; in large type, which few ask for, made from the contents."""
    if request.GET.get("large") == "1" or (ready := _ready(code)) is None:
        return _shown(request, "community", home(_page(code)))
    name, html, written_at = ready
    return _shown(request, "community", {"page": {"name": name, "written_at": written_at}, "html": html})


def _ready(code: str) -> tuple[str, str, datetime] | None:
    with _as_stranger():
        found = PublicPage.objects.filter(division=_key(code))
        return found.values_list("content__name", "html", "written_at").first()


@require_safe
def posting(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One text, current or past, with the editions before and after it."""
    page = _page(code)
    shown = _one(page, "postings", pk)
    related = {
        "before": shown["replaces"],
        "after": next((each["id"] for each in page["postings"] if each["replaces"] == pk), None),
    }
    return _shown(request, "posting", {"page": page, "posting": shown, **related})


@require_safe
def power(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    page = _page(code)
    return _shown(request, "power", {"page": page, "power": _one(page, "powers", pk)})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A community by name or code."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:30]
    with _as_stranger():
        found = find_by_text(words, ((0, scope.TOP),), limit=MOST_FOUND) if words else []
    places = [each for each in found if each.level == Level.VILLAGE]
    return _shown(request, "find", {"words": words, "places": places})
