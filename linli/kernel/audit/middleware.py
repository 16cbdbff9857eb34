"""A refusal or an attempt is audited although the request that made it is undone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from linli.kernel.audit import log


class OutlastingMiddleware:
    """Stands outside the transaction of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with log.outlasting():
            return self.get_response(request)
