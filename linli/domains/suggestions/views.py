"""The page of one suggestion and the deeds that can be done on it. Lists, imports and exports come from its RecordSpec."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from linli.domains.suggestions import actions, forms, queries
from linli.domains.suggestions.enums import State
from linli.domains.suggestions.models import Referral, Suggestion
from linli.domains.suggestions.permissions import Permission, is_assigned, is_lead
from linli.domains.suggestions.records import SUGGESTION as SPEC
from linli.domains.suggestions.workflow import OPEN, SUGGESTION
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds
from linli.kernel.exchange import writes
from linli.kernel.ui.views.access import post_required
from linli.kernel.workflow.actions import NotNow, WrongState, offered

UNPROCESSABLE = 422
# Done on the letter, or by the word of the last deputy; never by a button of their own.
ELSEWHERE = {"review", "decline", "answer", "redo", "assess"}
REFUSALS = (NotNow, WrongState, deeds.Refused, writes.Refused)


@dataclass(frozen=True)
class Deed:
    """A button on the page of a suggestion: what it asks for, and the action it calls."""

    label: Any
    form: type[forms.DeedForm]
    run: Callable[..., Any]


DEEDS = {
    "assign": Deed(gettext_lazy("交办"), forms.AssignForm, actions.assign),
    "return_": Deed(gettext_lazy("退件"), forms.ReturnForm, actions.return_),
    "accept": Deed(gettext_lazy("签收办理"), forms.DeedForm, actions.accept),
    "extend": Deed(gettext_lazy("延期答复"), forms.ExtendForm, actions.extend),
    "draft": Deed(gettext_lazy("拟写答复"), forms.DraftForm, actions.draft_reply),
    "deliver": Deed(gettext_lazy("送达代表"), forms.DeliverForm, actions.deliver),
    "hear": Deed(gettext_lazy("登记代表意见"), forms.HearForm, actions.hear),
    "close": Deed(gettext_lazy("办结"), forms.CloseForm, actions.close),
    "opinion": Deed(
        gettext_lazy("提出办理意见"),
        forms.OpinionForm,
        lambda suggestion, *, assignment, **values: actions.give_opinion(assignment, **values),
    ),
    "refer": Deed(
        gettext_lazy("提出转办子问题"),
        forms.ReferForm,
        lambda suggestion, *, question, **values: actions.ask_referral(question, **values),
    ),
    "pass_on": Deed(
        gettext_lazy("转办子问题"),
        forms.PassForm,
        lambda suggestion, *, referral, **values: actions.pass_on(referral, **values),
    ),
    "commit": Deed(gettext_lazy("登记承诺事项"), forms.CommitForm, actions.commit),
}


def load(request: HttpRequest, pk: int) -> Suggestion:
    require(request.post_held, Permission.VIEW)
    return get_object_or_404(Suggestion.objects.select_related("division", "letter"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@post_required
def suggestion_create(request: HttpRequest) -> HttpResponse:
    """Register a suggestion with its questions and deputies in one go."""
    if not request.post_held.may(Permission.REGISTER):
        require(request.post_held, Permission.EDIT)
    form = forms.RegisterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        parts = {name: given.pop(name) for name in ("questions", "deputies")}
        try:
            made = actions.register(given, **parts, by=request.post_held, at=request.now)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记：%(record)s。") % {"record": made})
            return redirect(made)
    if form.is_bound:
        form.mark_faults()
    context = {"form": form, "spec": SPEC}
    return render(request, "suggestions/register.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def suggestion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    suggestion = load(request, pk)
    post, today = request.post_held, request.now.date()
    parts = list(suggestion.assignments.select_related("unit", "question"))
    context = {
        "suggestion": suggestion,
        "spec": SPEC,
        "today": today,
        "deeds": deeds_offered(suggestion, post),
        "deadlines": queries.list_deadlines(suggestion),
        "parts": [part for part in parts if part.question_id is None],
        "questions": [
            (question, [part for part in parts if part.question_id == question.pk], question.referrals.all())
            for question in suggestion.questions.prefetch_related("referrals__to_unit", "referrals__via_unit")
        ],
        "deputies": suggestion.deputies.prefetch_related("deliveries", "feedback"),
        "progress": queries.list_progress(suggestion, today),
        "steps": queries.timeline(suggestion),
        "may_edit": post.may(SPEC.edit_permission),
    }
    return render(request, "suggestions/detail.html", context)


def deeds_offered(suggestion: Suggestion, post: Any) -> list[tuple[str, Any]]:
    """What this post can do now: the steps of the way, then what goes on beside it."""
    found = [(each.name, each.label) for each in offered(SUGGESTION, suggestion, post) if each.name not in ELSEWHERE]
    handles, is_open = post.may(Permission.HANDLE), suggestion.state in OPEN
    beside = {
        "opinion": is_open and handles and is_assigned(post, suggestion),
        "refer": is_open and handles and is_lead(post, suggestion) and suggestion.questions.exists(),
        "pass_on": is_open
        and post.may(Permission.REFER)
        and Referral.objects.filter(question__suggestion=suggestion, passed_on=None).exists(),
        "commit": handles and suggestion.state != State.CLOSED and is_lead(post, suggestion),
    }
    return found + [(name, DEEDS[name].label) for name, is_offered in beside.items() if is_offered]


@require_http_methods(["GET", "HEAD", "POST"])
@post_required
def suggestion_do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Ask for what a deed needs, then do it. What it refuses is shown beside what was typed."""
    suggestion = load(request, pk)
    known = DEEDS.get(deed)
    if known is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = known.form(posted, suggestion=suggestion, post=request.post_held)
    if form.is_valid():
        try:
            known.run(suggestion, by=request.post_held, at=request.now, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理：%(label)s。") % {"label": known.label})
            return redirect(_onward(suggestion, deed))
    if form.is_bound:
        form.mark_faults()
    context = {"suggestion": suggestion, "deed": known, "form": form, "spec": SPEC}
    return render(request, "suggestions/do.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _onward(suggestion: Suggestion, deed: str) -> Any:
    """The new letter, where one was begun; else back to the suggestion."""
    if deed != "draft":
        return suggestion
    return Suggestion.objects.select_related("letter").get(pk=suggestion.pk).letter or suggestion
