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


def page_of(code: str) -> dict[str, Any]:
    """What is written down of a community; of one of which nothing is yet, its name. Raises Http404 for any other place."""
    key = key_of(code)
    with as_stranger():
        found = PublicPage.objects.filter(division=key).values_list("content", "written_at").first()
        if found:
            return {**found[0], "code": code, "written_at": found[1]}
        place = Division.objects.filter(code=key, level=Level.VILLAGE).first()
    if place is None:
        raise Http404
    return {"name": place.name, "path_name": place.path_name, "code": code, "written_at": None}


def as_stranger() -> AbstractContextManager[object]:
    """Even for somebody who has signed in: here everybody sees what a stranger sees, whom the request holds to nothing already."""
    return nullcontext() if scope.current() is scope.NOTHING else scope.entered(scope.NOTHING)


def key_of(code: str) -> int:
    """Raises Http404 for what is no code of twelve digits."""
    if not (code.isascii() and code.isdigit() and len(code) == 12):
        raise Http404
    return int(code) * 1000


def shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, f"portal/public/{template}.html", context | {"large": request.GET.get("large") == "1"})
    response.headers["Cache-Control"] = MAX_AGE
    response.is_public = True
    return response


def one_of(page: dict[str, Any], name: str, pk: int) -> dict[str, Any]:
    found = next((each for each in page.get(name, ()) if each["id"] == pk), None)
    if found is None:
        raise Http404
    return found


@non_atomic_requests  # the one transaction of the request is enough
@require_safe
def community(request: HttpRequest, code: str) -> HttpResponse:
    """In the usual type as it was written down; in large type, which few ask for, made from the contents."""
    if request.GET.get("large") == "1" or (ready := _ready(code)) is None:
        return shown(request, "community", home(page_of(code)))
    name, html, written_at = ready
    return shown(request, "community", {"page": {"name": name, "written_at": written_at}, "html": html})


def _ready(code: str) -> tuple[str, str, datetime] | None:
    with as_stranger():
        found = PublicPage.objects.filter(division=key_of(code))
        return found.values_list("content__name", "html", "written_at").first()


@require_safe
def posting(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One text, current or past, with the editions before and after it."""
    page = page_of(code)
    found = one_of(page, "postings", pk)
    related = {
        "before": found["replaces"],
        "after": next((each["id"] for each in page["postings"] if each["replaces"] == pk), None),
    }
    return shown(request, "posting", {"page": page, "posting": found, **related})


@require_safe
def power(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    page = page_of(code)
    return shown(request, "power", {"page": page, "power": one_of(page, "powers", pk)})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A community by name or code."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:30]
    with as_stranger():
        found = find_by_text(words, ((0, scope.TOP),), limit=MOST_FOUND) if words else []
    places = [each for each in found if each.level == Level.VILLAGE]
    return shown(request, "find", {"words": words, "places": places})
