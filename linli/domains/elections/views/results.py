"""Typing a paper form, and the published tallies as a file that anybody can recount."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.elections import actions, forms, queries
from linli.domains.elections.permissions import Permission
from linli.domains.elections.records import ELECTION as SPEC
from linli.domains.elections.rules.polling import Papers
from linli.domains.elections.views.way import REFUSALS, load
from linli.kernel.accounts.permissions import require
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted

PAPERS = ("printed", "issued", "spare", "returned", "unreturned", "valid", "void")


@form_methods
@post_required
def result_entry(request: HttpRequest, pk: int, station: int) -> HttpResponse:
    """Type the form of one station. What another person typed is not shown, nor is whether it agrees."""
    election = load(request, pk)
    require(request.post_held, Permission.COUNT)
    place, ballot = get_object_or_404(election.stations, pk=station), queries.current_ballot(election)
    standing = queries.list_standing(ballot) if ballot else []
    form = forms.ResultForm(posted(request), election=election, post=request.post_held, standing=standing)
    if form.is_valid():
        papers = Papers(*(form.cleaned_data[name] for name in PAPERS))
        try:
            _entry, warnings = actions.enter_result(
                election, station=place, papers=papers, votes=form.votes(), by=request.post_held, at=request.now
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            for each in warnings:
                messages.warning(request, str(each))
            messages.success(request, _("已录入%(station)s的计票表。") % {"station": place.name})
            return redirect(election)
    if form.is_bound:
        form.mark_faults()
    context = {"election": election, "station": place, "ballot": ballot, "form": form, "spec": SPEC}
    return render(request, "elections/entry.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def tallies_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The published tallies of one election as JSON: sums by office and person, no voter in it."""
    election = load(request, pk)
    text = json.dumps(queries.public_file([election]), ensure_ascii=False, indent=1)
    name = f"tallies-{election.division.short_code}-{election.pk}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
