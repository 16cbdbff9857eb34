"""Finding a person by a whole number, and what each personal field is kept for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.domains.residents import forms, queries
from linli.domains.residents.models import Care, Dwelling, Household, Resident, Tag
from linli.domains.residents.models.kinds import CARES, TAGS
from linli.domains.residents.permissions import Permission
from linli.kernel.accounts.permissions import require
from linli.kernel.privacy import revealing
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted


@form_methods
@post_required
def look_up(request: HttpRequest) -> HttpResponse:
    """The number is posted, never part of an address, so that neither a log nor a browser's history keeps it."""
    require(request.post_held, Permission.VIEW)
    form, found = forms.LookUpForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        name = "id_number" if form.cleaned_data["id_number"] else "phone"
        column = "id_fingerprint" if name == "id_number" else "phone_fingerprint"
        shown = Resident.objects.filter(restricted_on=None).select_related("division")
        value, post = form.cleaned_data[name], request.post_held
        found = list(revealing.look_up(shown, column, value, by=post, at=request.now)[:50])
    form.mark_faults() if form.is_bound else None
    context = {"form": form, "found": found}
    return render(request, "residents/look_up.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@post_required
def purposes(request: HttpRequest) -> HttpResponse:
    """What is told to the residents: each field, its purpose, its law, its time.

    Source: 个人信息保护法 §17; 网络数据安全管理条例 §21.
    """
    require(request.post_held, Permission.VIEW)
    tables = [
        (model._meta.verbose_name, queries.shown_fields(model)) for model in (Resident, Household, Dwelling, Care, Tag)
    ]
    return render(request, "residents/purposes.html", {"tables": tables, "kinds": (*CARES, *TAGS)})
