"""A change of the tree, from the list handed in to the day it takes effect: each page loads, asks one action, and shows."""

import tempfile
from datetime import date
from functools import wraps
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.accounts.permissions import require
from linli.kernel.divisions.enums import SetState, Verdict
from linli.kernel.divisions.lists import BadDivisionList
from linli.kernel.divisions.models import ChangeSet
from linli.kernel.divisions.queries import get_division
from linli.kernel.divisions.rules.plans import ChangeRefused
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.jobs.models import State
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods
from linli.portal.divisions import actions, queries
from linli.portal.divisions.forms import DecisionForm, ListForm
from linli.portal.divisions.permissions import Permission
from linli.portal.queries import day_of


def may_change(view):
    """The post held carries the permission."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        require(request.post_held, Permission.CHANGE)
        return view(request, *args, **kwargs)

    return post_required(guarded)


def find_set(request, pk: int) -> ChangeSet:
    """A set of the scope; another one is as good as none."""
    made = get_object_or_404(ChangeSet, pk=pk)
    if not request.post_held.scope.covers(*get_division(made.root).range):
        raise Http404
    return made


@form_methods
@may_change
def change_sets(request):
    """The changes so far, and the way to a new one."""
    if request.method != "POST":
        return _sets_page(request, ListForm())
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _sets_page(request, form, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    with tempfile.NamedTemporaryFile(suffix=".csv") as kept:
        for block in file.chunks():
            kept.write(block)
        kept.flush()
        try:
            made = actions.draft(Path(kept.name), file.name, by=request.post_held, at=request.now)
        except (BadDivisionList, ChangeRefused, OutOfScope) as refusal:
            form.add_error("file", str(refusal))
            return _sets_page(request, form, status=UNPROCESSABLE)
    return redirect("portal:division_change", pk=made.pk)


def _sets_page(request, form, *, status=200):
    if form.is_bound:
        form.mark_faults()
    context = {"form": form, "sets": queries.sets_of(request.post_held)}
    return render(request, "portal/division_changes.html", context, status=status)


@require_safe
@may_change
def change_set(request, pk):
    """One change set: what is to be decided, what is certain, and what comes next."""
    made = find_set(request, pk)
    job = queries.job_of(made)
    is_waiting = job is not None and not job.is_ended
    if is_partial(request):
        # The card of the job asks how far it is; when it has ended, all of the page is another.
        if is_waiting:
            return render(request, "portal/division_job.html", {"made": made, "job": job})
        return HttpResponse(headers={"HX-Refresh": "true"})
    page, cards = queries.cards(made, request.GET.get("page"))
    context = {
        "job": job,
        "is_waiting": is_waiting,
        "refusal": job.note
        if job is not None and job.state == State.FAILED and made.state == SetState.CONFIRMED
        else "",
        "made": made,
        "root": get_division(made.root),
        "page": page,
        "cards": cards,
        "groups": queries.groups(made),
        "open_count": queries.open_count(made),
        "is_draft": made.state == SetState.DRAFT,
        "is_confirmed": made.state == SetState.CONFIRMED,
        "is_applied": made.state == SetState.APPLIED,
        "is_due": made.effective_on is not None and made.effective_on <= request.now.date(),
        "today": request.now.date(),
    }
    return render(request, "portal/division_change.html", context)


@require_POST
@may_change
def decide(request, pk, change):
    """The verdict on one change."""
    made = find_set(request, pk)
    decided = get_object_or_404(made.changes, pk=change)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(error for errors in form.errors.values() for error in errors))
        return _back(made, request)
    try:
        actions.decide(
            decided,
            Verdict(form.cleaned_data["verdict"]),
            form.cleaned_data["heir"],
            by=request.post_held,
            at=request.now,
        )
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
    return _back(made, request)


def _back(made, request):
    number = request.POST.get("page", "")
    answer = redirect("portal:division_change", pk=made.pk)
    if number.isascii() and number.isdigit():
        answer["Location"] += f"?page={number[:6]}"
    return answer


@require_POST
@may_change
def advance(request, pk, step):
    """Everything that is done with a whole set: accept what is open, confirm, apply, give up, lead back."""
    made = find_set(request, pk)
    if step not in STEPS:
        raise Http404
    try:
        shown = STEPS[step](request, made) or made
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
        shown = made
    return redirect("portal:division_change", pk=shown.pk)


def _accept(request, made):
    count = actions.accept_open(made, by=request.post_held, at=request.now)
    messages.success(
        request, ngettext("已按建议办理%(count)d项。", "已按建议办理%(count)d项。", count) % {"count": count}
    )


def _confirm(request, made):
    on: date | None = day_of(request.POST.get("on"))
    if on is None:
        raise ChangeRefused(_("请填写生效日期。"))
    actions.confirm(made, on, by=request.post_held, at=request.now)
    messages.success(request, _("已确认，可以在生效日期当天或以后执行。"))


def _apply(request, made):
    actions.ask_to_apply(made, by=request.post_held, at=request.now)


def _discard(request, made):
    actions.discard(made, by=request.post_held, at=request.now)
    messages.success(request, _("已作废。"))


def _reverse(request, made):
    back = actions.reverse(made, by=request.post_held, at=request.now)
    messages.success(request, _("已拟出撤回这次变更的新变更，请逐项确认后执行。"))
    return back


STEPS = {"accept": _accept, "confirm": _confirm, "apply": _apply, "discard": _discard, "reverse": _reverse}
