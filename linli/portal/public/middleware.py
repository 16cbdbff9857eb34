"""Public pages are kept for a few seconds in each process, so that a crowd costs the database next to nothing."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

PLACE = "/community/"
SECONDS = 20
MOST_BYTES = 64 * 1024 * 1024
# Any other question is answered, and not kept: nobody can fill the memory with made-up ones.
KEPT_QUESTIONS = {"", "large=1"}


@dataclass(frozen=True)
class Kept:
    """A finished page."""

    until: float
    headers: dict[str, str]
    body: bytes


class PublicPagesMiddleware:
    """Stands before the transaction of the request: a page that is kept needs neither database nor session.

    Keeps only what a view has marked with `is_public`, which looks the same to everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.pages: dict[tuple[str, str], Kept] = {}
        self.size = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        question = request.META.get("QUERY_STRING", "")
        if (
            not request.path.startswith(PLACE)
            or request.method not in {"GET", "HEAD"}
            or question not in KEPT_QUESTIONS
        ):
            return self.get_response(request)
        key = (request.path, question)
        kept = self.pages.get(key)
        if kept is None or kept.until < time.monotonic():
            response = self.get_response(request)
            if request.method != "GET" or response.status_code != 200 or not getattr(response, "is_public", False):
                return response
            kept = self._keep(key, response)
        return _answer(request, kept)

    def _keep(self, key: tuple[str, str], response: HttpResponse) -> Kept:
        if self.size + len(response.content) > MOST_BYTES:
            self.pages, self.size = {}, 0
        headers = dict(response.items()) | {"ETag": f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'}
        kept = Kept(time.monotonic() + SECONDS, headers, response.content)
        self.size += len(kept.body) if key not in self.pages else 0
        self.pages[key] = kept
        return kept


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    if request.headers.get("If-None-Match") == kept.headers["ETag"]:
        return HttpResponse(status=304, headers={"ETag": kept.headers["ETag"]})
    return HttpResponse(b"" if request.method == "HEAD" else kept.body, headers=kept.headers)
