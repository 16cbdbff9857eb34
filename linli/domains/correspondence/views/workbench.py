"""The workbench: the text on the left, the figures in the middle, the page on the right."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.domains.correspondence import actions
from linli.domains.correspondence.enums import LetterState
from linli.domains.correspondence.forms import LetterForm
from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.permissions import Permission, is_of_organ
from linli.domains.correspondence.queries.checking import findings
from linli.domains.correspondence.queries.listing import list_letters
from linli.domains.correspondence.queries.picking import live
from linli.domains.correspondence.queries.quoted import read_letter
from linli.domains.correspondence.queries.screen import lines_of, page_of, texts_apart
from linli.domains.correspondence.workflow import LETTER
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import log
from linli.kernel.documents.titles import balance
from linli.kernel.exchange.writes import Refused
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.views.access import post_required
from linli.kernel.workflow.actions import NotNow, WrongState, offered

UNPROCESSABLE, CONFLICT = 422, 409
DEEDS = {
    "submit": actions.submit,
    "review": actions.review,
    "return_": actions.return_,
    "decline": actions.decline,
    "sign": actions.sign,
}
WORDS = {"draft": gettext_lazy("拟稿"), "save": gettext_lazy("保存草稿")}


def load(request: HttpRequest, pk: int) -> Letter:
    require(request.post_held, Permission.VIEW)
    return get_object_or_404(Letter.objects.select_related("organ", "division", "signed_by__user"), pk=pk)


@require_safe
@post_required
def letter_list(request: HttpRequest) -> HttpResponse:
    require(request.post_held, Permission.VIEW)
    words, state = request.GET.get("q", "").replace("\0", "")[:50], request.GET.get("state", "")
    page = Paginator(list_letters(words, state if state in LetterState.values else ""), 25).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "words": words, "state": state, "states": LetterState.choices}
    return render(request, "correspondence/letter_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@post_required
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a letter; on POST keep the draft."""
    letter = load(request, pk)
    if request.method != "POST":
        return _bench(request, letter, LetterForm.of(letter))
    form = LetterForm(request.POST)
    if not form.is_valid():
        form.mark_faults()
        return _bench(request, letter, form, status=UNPROCESSABLE)
    version = form.cleaned_data["version"]
    try:
        actions.save_draft(letter, form.values(), by=request.post_held, at=request.now, version=version)
    except actions.KeptApart as apart:
        return _conflict(request, apart)
    except WrongState as refusal:
        # What was typed cannot be kept in the letter any more; it is shown, to be copied.
        return _conflict(request, actions.KeptApart(load(request, pk), form.values()), refusal=str(refusal))
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return _bench(request, letter, form, status=UNPROCESSABLE)
    messages.success(request, _("草稿已保存。"))
    return redirect(letter)


def _conflict(request: HttpRequest, apart: actions.KeptApart, **more: Any) -> HttpResponse:
    """Both texts side by side. What was typed stays in the form and, saved again, speaks of the present version."""
    again = LetterForm({**request.POST.dict(), "version": apart.current.version})
    again.is_valid()
    apart_ = texts_apart(apart.current, apart.mine)
    return _bench(request, apart.current, again, status=CONFLICT, differences=apart_, **more)


def _bench(request: HttpRequest, letter: Letter, form: LetterForm, *, status: int = 200, **more: Any) -> HttpResponse:
    shown = with_values(letter, form)
    may_edit = (
        letter.state == LetterState.DRAFT
        and request.post_held.may(Permission.DRAFT)
        and is_of_organ(request.post_held, letter)
    )
    deeds = offered(LETTER, letter, request.post_held)
    context = {
        "letter": letter,
        "form": form,
        "may_edit": may_edit,
        "deeds": [each for each in deeds if each.name not in {"return_", "decline"}],
        "returns": next((each for each in deeds if each.name in {"return_", "decline"}), None),
        "history": [(each, _verb(each.verb)) for each in log.history(letter)[:30]],
        "figures": live("", letter.division, letter.figures_on, request.post_held) if may_edit else [],
        **side(request, shown),
        **more,
    }
    return render(request, "correspondence/workbench.html", context, status=status)


def _verb(verb: str) -> str:
    known = {each.name: str(each.label) for each in LETTER.transitions}
    return known.get(verb) or str(WORDS.get(verb, verb))


def with_values(letter: Letter, form: LetterForm) -> Letter:
    """The letter as the form has it, not saved; fields that are wrong keep what is stored."""
    if form.is_bound:
        form.is_valid()
        for name, value in form.cleaned_data.items():
            if name != "version":
                setattr(letter, name, value)
    return letter


def side(request: HttpRequest, letter: Letter) -> dict[str, Any]:
    """The page and what the check finds, from one reading of the text."""
    reading = None if letter.is_signed else read_letter(letter)
    page = page_of(letter, reading)
    return {
        "page": page,
        "title_lines": balance(page.title),
        "lines": lines_of(letter, reading),
        "findings": findings(letter, reading) if reading else [],
        "citations": letter.citations.select_related("letter") if letter.is_signed else [],
    }


@require_POST
@post_required
def letter_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page and the check of what is being typed; nothing is saved."""
    letter = load(request, pk)
    if letter.is_signed:
        raise Http404
    shown = with_values(letter, LetterForm(request.POST))
    context = {"letter": shown, "is_partial": is_partial(request), **side(request, shown)}
    return render(request, "correspondence/parts/live.html", context)


@require_POST
@post_required
def letter_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One of the deeds of the workflow. A refusal is shown on the letter itself; nothing is lost."""
    letter = load(request, pk)
    if deed not in DEEDS:
        raise Http404
    values = {"reason": request.POST.get("reason", "").replace("\0", "")} if deed in {"return_", "decline"} else {}
    try:
        done = DEEDS[deed](letter, by=request.post_held, at=request.now, **values)
    except (NotNow, WrongState) as refusal:
        return _bench(request, letter, LetterForm.of(letter), status=CONFLICT, refusal=str(refusal))
    messages.success(request, _("已办理：%(label)s。") % {"label": LETTER.transition(deed).label})
    return redirect(done)
