"""What every page of the house needs: the post held, the navigation, and whether the clock is moved."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from linli.kernel.divisions import clock
from linli.kernel.ui import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor. The navigation is built only where a template shows it."""
    now = getattr(request, "now", None)
    return {
        "post_held": getattr(request, "post_held", None),
        "posts": getattr(request, "posts", []),
        "navigation": SimpleLazyObject(lambda: navigation.build(request)),
        "home_url": navigation.page_url("home") or "/",
        "search_url": navigation.page_url("search"),
        "demo_date": now.date() if now is not None and clock.is_moved() else None,
        "is_partial": is_partial(request),
    }


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page. Going back in history asks for all of it."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"
