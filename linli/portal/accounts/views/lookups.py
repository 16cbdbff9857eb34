"""Suggestions while an account administrator types."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.kernel.ui.views.lookups import MAX_OPTIONS, asked_for, suggest
from linli.portal.accounts import queries
from linli.portal.accounts.views.desk import for_accounts


@require_safe
@for_accounts
def units(request: HttpRequest) -> HttpResponse:
    text = asked_for(request)
    found = queries.searched_units(request.post_held, words=text)[:MAX_OPTIONS] if text else []
    return suggest(request, text, [(unit.code, unit.name) for unit in found])


@require_safe
@for_accounts
def accounts(request: HttpRequest) -> HttpResponse:
    text = asked_for(request)
    found = queries.searched_people(request.post_held, words=text).filter(is_active=True) if text else []
    return suggest(request, text, [(user.username, user.name) for user in found[:MAX_OPTIONS]])
