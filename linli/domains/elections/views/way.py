"""The page of one election, and the one page on which every deed asks for what it needs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.elections import queries
from linli.domains.elections.enums import State
from linli.domains.elections.models import Election
from linli.domains.elections.permissions import Permission
from linli.domains.elections.records import ELECTION as SPEC
from linli.domains.elections.views.deeds import DEEDS, deeds_offered, steps_offered
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds
from linli.kernel.exchange import writes
from linli.kernel.ui import places
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted
from linli.kernel.workflow.actions import NotNow, WrongState

REFUSALS = (NotNow, WrongState, deeds.Refused, writes.Refused)
# Before a plan is made there is only what the register knows.
UNHELD = (State.REGISTERED,)


def load(request: HttpRequest, pk: int, permission: str = Permission.VIEW) -> Election:
    require(request.post_held, permission)
    return get_object_or_404(Election.objects.select_related("division"), pk=pk)


@require_safe
@post_required
def election_detail(request: HttpRequest, pk: int) -> HttpResponse:
    election = load(request, pk)
    post = request.post_held
    context: dict[str, Any] = {
        "election": election,
        "spec": SPEC,
        "today": request.now.date(),
        "trail": places.trail(post, election.division),
        "steps_offered": steps_offered(election, post),
        "deeds_offered": deeds_offered(election, post),
        "may_edit": post.may(SPEC.edit_permission),
        "may_complete": post.may(Permission.COMPLETE) and election.started_on and not election.completed_on,
        "may_import": post.may(Permission.EDIT_VOTERS) and election.state == State.REGISTRATION,
        "may_count": post.may(Permission.COUNT) and election.state == State.COUNTING,
        "steps": queries.timeline(election),
    }
    if election.state not in UNHELD:
        context |= {"law": queries.law_for(election), "calendar": queries.calendar_of(election)}
        context |= _people(election) | _counts(election)
    return render(request, "elections/detail.html", context)


def _people(election: Election) -> dict[str, Any]:
    return {
        "committee": election.committee.all(),
        "tellers": election.tellers.all(),
        "voters_count": queries.list_voters(election).count(),
        "entitled_count": queries.count_entitled(election),
        "objections": election.objections.all(),
        "candidates": election.candidates.select_related("voter").prefetch_related("reviews__unit"),
        "kinships": election.kinships.select_related("one", "other", "member", "teller"),
        "proxies": election.proxies.filter(withdrawn_on=None).select_related("principal", "agent"),
        "stations": election.stations.all(),
        "complaints": election.complaints.all(),
    }


def _counts(election: Election) -> dict[str, Any]:
    ballot = queries.current_ballot(election)
    if ballot is None:
        return {}
    counted = election.ballots.exclude(agreed_at=None).prefetch_related("tallies__candidate")
    found = queries.judged(election)
    names = {each.voter_id: each.name for each in election.candidates.all()}
    return {
        "ballot": ballot,
        "forms": queries.list_forms(ballot),
        "counted": counted,
        "judged": found if counted else None,
        "gave_way": [(names[goes], names[stays], fault) for goes, stays, fault in found.result.gave_way],
        "members": election.members.all(),
        "leavings": [
            each for member in election.members.prefetch_related("leavings") for each in member.leavings.all()
        ],
    }


@form_methods
@post_required
def election_do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Ask for what a deed needs, then do it. What it refuses is shown beside what was typed."""
    election = load(request, pk)
    known = DEEDS.get(deed)
    if known is None:
        raise Http404
    form = known.form(posted(request), election=election, post=request.post_held)
    if form.is_valid():
        try:
            done = known.run(election, by=request.post_held, at=request.now, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, told(known.label, done))
            return redirect(election)
    if form.is_bound:
        form.mark_faults()
    context = {"election": election, "deed": known, "form": form, "spec": SPEC}
    return render(request, "elections/do.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def told(label: Any, done: Any) -> str:
    """What was done, in words; of those taken from the residents' files, how many and how many not."""
    if hasattr(done, "registered"):
        words = {"done": done.registered, "listed": done.listed_already, "else": done.elsewhere, "rest": done.unclear}
        return (
            _("已登记%(done)d人；已在名单上%(listed)d人，在别处登记%(else)d人，未满18周岁或者没有出生日期%(rest)d人。")
            % words
        )
    warnings = "".join(str(each) for each in done[1]) if isinstance(done, tuple) else ""
    return _("已办理：%(label)s。") % {"label": label} + warnings
