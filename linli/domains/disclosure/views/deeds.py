"""What can be done to a posting, a question or a run: one page asks for what a deed needs, then does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.disclosure import actions, forms, queries
from linli.domains.disclosure.enums import State
from linli.domains.disclosure.models import Posting, Question, Run
from linli.domains.disclosure.permissions import Permission
from linli.domains.disclosure.workflow import POSTING, QUESTION, RUN
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import deeds
from linli.kernel.audit.models import Record
from linli.kernel.ui.forms import DescribedForm
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted
from linli.kernel.workflow.actions import NotNow, WrongState, offered
from linli.kernel.workflow.tables import Workflow

REFUSALS = (NotNow, WrongState, deeds.Refused)
# Steps that other deeds take along; nobody is offered them alone.
ALONG = {"replace", "finish"}


@dataclass(frozen=True)
class Deed:
    form: type[DescribedForm]
    run: Callable[..., Any]


@dataclass(frozen=True)
class Subject:
    """A model whose pages offer deeds."""

    model: type[Record]
    table: Workflow
    deeds: dict[str, Deed]


def _ask_of_posting(posting: Posting, *, by: Post, at: Any, **values: Any) -> Question:
    return actions.ask(posting.item, posting=posting, by=by, at=at, **values)


_POSTING = {
    "redraft": Deed(forms.TextForm, actions.redraft),
    "sign": Deed(DescribedForm, actions.sign),
    "send_back": Deed(forms.ReasonForm, actions.send_back),
    "drop": Deed(forms.ReasonForm, actions.drop),
    "post": Deed(forms.PostForm, actions.post),
    "revise": Deed(forms.TextForm, actions.revise),
    "take_down": Deed(forms.DownForm, actions.take_down),
    "withdraw": Deed(forms.WithdrawForm, actions.withdraw),
    "ask": Deed(forms.AskForm, _ask_of_posting),
}
_QUESTION = {
    "answer": Deed(forms.AnswerForm, actions.answer),
    "close": Deed(DescribedForm, actions.close),
    "refer": Deed(DescribedForm, actions.refer),
    "settle": Deed(forms.AnswerForm, actions.settle),
}
_RUN = {"do_step": Deed(forms.StepForm, actions.do_step), "stop_run": Deed(forms.StopForm, actions.stop_run)}
SUBJECTS = {
    "posting": Subject(Posting, POSTING, _POSTING),
    "question": Subject(Question, QUESTION, _QUESTION),
    "run": Subject(Run, RUN, _RUN),
}
# Deeds on a posting that are no step of its way: their label and the states in which they are offered.
BESIDES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "redraft": (gettext_lazy("修改拟稿"), (State.DRAFT,)),
    "revise": (gettext_lazy("拟写更正后的新版本"), (State.POSTED,)),
    "ask": (gettext_lazy("登记居民质疑"), (State.POSTED, State.REPLACED, State.TAKEN_DOWN, State.WITHDRAWN)),
}


def load(request: HttpRequest, what: str, pk: int) -> Any:
    require(request.post_held, Permission.VIEW)
    if what not in SUBJECTS:
        raise Http404
    return get_object_or_404(SUBJECTS[what].model.objects.select_related("division"), pk=pk)


def offers(what: str, record: Any, post: Post) -> list[tuple[str, Any]]:
    """The deeds that this post can do on the record now, with their labels."""
    steps = [(each.name, each.label) for each in offered(SUBJECTS[what].table, record, post) if each.name not in ALONG]
    if what != "posting" or not post.may(Permission.EDIT):
        return steps
    return steps + [(name, label) for name, (label, states) in BESIDES.items() if record.state in states]


@form_methods
@post_required
def do(request: HttpRequest, what: str, pk: int, deed: str) -> HttpResponse:
    """What is refused is shown beside what was typed."""
    record = load(request, what, pk)
    known = SUBJECTS[what].deeds.get(deed)
    if known is None:
        raise Http404
    form = known.form(posted(request), initial=_initial(record, known, request))
    label = dict(offers(what, record, request.post_held)).get(deed, _("办理"))
    if form.is_valid():
        try:
            done = known.run(record, by=request.post_held, at=request.now, **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已办理：%(label)s。") % {"label": label})
            return redirect(done)
    if form.is_bound:
        form.mark_faults()
    context = {"record": record, "label": label, "form": form}
    return render(request, "disclosure/do.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _initial(record: Any, known: Deed, request: HttpRequest) -> dict[str, Any]:
    """The text that is to be changed, and today."""
    if known.form is forms.TextForm:
        return {"title": record.title, "text": record.text, "table": queries.table_text(record.table)}
    return dict.fromkeys(("posted_on", "taken_down_on", "asked_on", "done_on", "ended_on"), request.now.date())
