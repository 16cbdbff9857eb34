"""The page of one person: the register's own page, with household, dwelling, groups, moves, and what may be shown whole."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.residents import actions, forms, queries
from linli.domains.residents.models import Care, Resident, Tag
from linli.domains.residents.models.kinds import kind_of
from linli.domains.residents.permissions import Permission
from linli.domains.residents.records import RESIDENT as SPEC
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds
from linli.kernel.privacy import revealing
from linli.kernel.privacy.fields import SealedField
from linli.kernel.ui.views.access import may_view, post_required
from linli.kernel.ui.views.details import frame, load
from linli.kernel.ui.views.details import record_detail as usual_page
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted

View = Callable[..., HttpResponse]


def unless_restricted(view: View) -> View:
    """While the person has restricted it, a file is neither shown nor changed; only the person's rights can be dealt with."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponse:
        found = Resident.objects.filter(pk=pk).only("restricted_on", "division_id").first()
        if found is not None and found.restricted_on is not None:
            context = {"resident": found, "may_rights": request.post_held.may(Permission.RIGHTS)}
            return render(request, "residents/restricted.html", context, status=409)
        return view(request, *args, pk=pk, **kwargs)

    return post_required(guarded)


@require_safe
@may_view
def person(request: HttpRequest, spec: Any, pk: int) -> HttpResponse:
    """The register's page, and below it what belongs to the person."""
    post, resident = request.post_held, load(spec, pk)
    belongings = {
        "resident": resident,
        "household": resident.household,
        "dwelling": resident.dwelling,
        "members": queries.list_members(resident).exclude(pk=pk)[:30],
        "cares": [(each, kind_of(each.kind)) for each in queries.list_cares(resident)],
        "tags": [(each, kind_of(each.kind)) for each in queries.list_tags(resident)],
        "transfers": queries.list_transfers(resident),
        "files": queries.other_files(resident),
        "sealed": [
            field
            for field in Resident._meta.local_fields
            if isinstance(field, SealedField) and getattr(resident, field.name) is not None
        ],
        "may_reveal": post.may(Permission.REVEAL),
        "may_rights": post.may(Permission.RIGHTS),
        "may_end": post.may(Permission.EDIT),
    }
    return usual_page(request, spec=spec, pk=pk, template="residents/person.html", more=belongings)


@form_methods
@post_required
def reveal(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Ask for the reason, then show the value, this once."""
    require(request.post_held, Permission.REVEAL)
    resident = load(SPEC, pk)
    sealed = next(
        (each for each in Resident._meta.local_fields if isinstance(each, SealedField) and each.name == field), None
    )
    if sealed is None:
        raise Http404
    form, value = forms.RevealForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            value = revealing.reveal(
                resident,
                field,
                permission=Permission.REVEAL,
                by=request.post_held,
                at=request.now,
                reason=form.cleaned_data["reason"],
            )
        except revealing.ReasonMissing as refusal:
            form.add_error("reason", str(refusal))
    form.mark_faults() if form.is_bound else None
    context = {**frame(request, SPEC, resident, "reveal"), "form": form, "sealed": sealed, "value": value}
    return render(request, "residents/reveal.html", context, status=UNPROCESSABLE if form.errors else 200)


@form_methods
@post_required
def end(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """End a tag or the membership in a group."""
    require(request.post_held, Permission.EDIT)
    model: Any = {"tag": Tag, "care": Care}.get(what)
    if model is None:
        raise Http404
    membership = get_object_or_404(model.objects.select_related("resident__division"), pk=pk)
    form = forms.EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(membership, by=request.post_held, at=request.now, **form.cleaned_data)
        except deeds.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已终止：%(what)s。") % {"what": membership})
            return redirect(SPEC.url("detail", pk=membership.resident_id))
    form.mark_faults() if form.is_bound else None
    context = {**frame(request, SPEC, membership.resident, "act"), "form": form, "membership": membership}
    return render(request, "residents/end.html", context, status=UNPROCESSABLE if form.is_bound else 200)
