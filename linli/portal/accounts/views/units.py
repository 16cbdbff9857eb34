from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.portal.accounts import queries
from linli.portal.accounts.actions import units
from linli.portal.accounts.forms import CloseForm, UnitForm
from linli.portal.accounts.views.desk import asked, filled, for_accounts, form_methods, page_of, steps

LIST = "portal:accounts:units"


@require_safe
@for_accounts
def unit_list(request: HttpRequest) -> HttpResponse:
    words = asked(request, "q")
    page = page_of(request, queries.searched_units(request.post_held, words=words))
    context = {"page": page, "pages": steps(request, page, q=words), "words": words}
    return render(request, "portal/accounts/units.html", context)


@form_methods
@for_accounts
def unit_create(request: HttpRequest) -> HttpResponse:
    def run(**values: Any) -> str:
        units.enter_unit(**values, by=request.post_held, at=request.now)
        return reverse(LIST)

    form = UnitForm(request.post_held, request.POST or None)
    return filled(request, form, run, title=_("登记单位"), cancel_url=reverse(LIST))


@form_methods
@for_accounts
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(queries.units(request.post_held), pk=pk)

    def run(**values: Any) -> str:
        units.correct_unit(unit, **values, by=request.post_held, at=request.now)
        return reverse(LIST)

    form = UnitForm(request.post_held, request.POST or None, unit=unit)
    return filled(request, form, run, title=_("修改“%(name)s”") % {"name": unit.name}, cancel_url=reverse(LIST))


@form_methods
@for_accounts
def unit_close(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(queries.units(request.post_held), pk=pk)

    def run(**values: Any) -> str:
        units.close_unit(unit, **values, by=request.post_held, at=request.now)
        return reverse(LIST)

    form = CloseForm(request.POST or None, initial={"closed_on": request.now.date()})
    return filled(request, form, run, title=_("撤销“%(name)s”") % {"name": unit.name}, cancel_url=reverse(LIST))
