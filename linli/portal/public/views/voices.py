"""Where residents take part without an account: an opinion, an advisory vote, a question, and its answer.

These pages are the only ones on which a stranger writes. Each write goes through one deed of a domain, which visits the one
community; tries and uses are counted by address, and what is sent back is never kept by anybody on the way.
"""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.domains.consultation import actions as consultation
from linli.domains.disclosure import actions as disclosure
from linli.domains.disclosure import queries as disclosed
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.models import Division, Level
from linli.kernel.privacy import bearer
from linli.kernel.signin import attempts
from linli.portal.public.forms import AskForm, OpinionForm, PlainForm, ReceiptForm, VoteForm
from linli.portal.public.views.pages import as_stranger, key_of, one_of, page_of, shown

form_methods = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE, TOO_MANY = 422, 429
QUESTIONS_MOST, QUESTIONS_WITHIN = 5, timedelta(hours=1)
OPINION, VOTE = "opinion", "vote"


def _place(code: str) -> Division:
    """Raises Http404 for what is no village or community."""
    with as_stranger():
        found = Division.objects.filter(code=key_of(code), level=Level.VILLAGE).first()
    if found is None:
        raise Http404
    return found


def _fresh(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that holds what somebody typed, or a token: kept by nobody."""
    context |= {"large": request.GET.get("large") == "1"}
    response = render(request, f"portal/public/{template}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _wait_words(wait: timedelta) -> str:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return _("连续多次没有填对，请%(minutes)d分钟以后再试。") % {"minutes": minutes}


@form_methods
def topic(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What was announced; while the window is open, the forms; when it is over, the counts."""
    page = page_of(code)
    found = one_of(page, "topics", pk)
    day = request.now.date().isoformat()
    is_open = found["voices_from"] <= day <= found["voices_until"]
    if not is_open:
        return shown(request, "topic", {"page": page, "topic": found, "is_early": day < found["voices_from"]})
    asked, context = request.POST.get("do", ""), {"page": page, "topic": found, "is_open": True}
    forms = _forms(found, {asked: {"data": request.POST}})
    if asked not in forms:
        return _fresh(request, "topic", context | forms)
    done, status = _taken(request, code, pk, asked, forms[asked])
    if done:
        # For the other thing the code need not be typed again; what was said or chosen is not shown to who looks on.
        typed = {"initial": {"code": forms[asked].cleaned_data["code"]}}
        forms = _forms(found, {OPINION: typed, VOTE: typed})
    return _fresh(request, "topic", context | forms | {"done": done}, status)


def _forms(topic: dict[str, Any], more: dict[str, dict[str, Any]]) -> dict[str, PlainForm]:
    """The form for an opinion, and where a vote was announced that for a vote; `more` is what each is made with besides."""
    forms: dict[str, PlainForm] = {OPINION: OpinionForm(prefix=OPINION, **more.get(OPINION, {}))}
    if topic["ballot"]:
        options = {"options": topic["options"], "question": topic["question"]}
        forms[VOTE] = VoteForm(prefix=VOTE, **options, **more.get(VOTE, {}))
    return forms


def _taken(request: HttpRequest, code: str, pk: int, asked: str, form: PlainForm) -> tuple[str, int]:
    """What to say of it that it was taken, or "" when the form says why not; and the status."""
    matter = f"consultation.code:{pk}"
    if wait := attempts.wait_left(request, matter):
        form.add_error(None, _wait_words(wait))
        return "", TOO_MANY
    if not form.is_valid():
        return "", UNPROCESSABLE
    try:
        if asked == OPINION:
            consultation.opine(_place(code), pk, at=request.now, **form.cleaned_data)
        else:
            consultation.vote(_place(code), pk, at=request.now, **form.cleaned_data)
    except consultation.WrongCode as refusal:
        if refusal.is_try:
            attempts.failed(request, matter)
        form.add_error("code", str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        return (_("您的意见已收到。") if asked == OPINION else _("您的一票已计入。")), 200
    return "", UNPROCESSABLE


@form_methods
def ask(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A question about one posting, which begins its clock; the receipt is shown once."""
    page = page_of(code)
    context = {"page": page, "posting": one_of(page, "postings", pk)}
    form = AskForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _fresh(request, "ask", context | {"form": form})
    if form.is_valid() and attempts.use_up(
        request, f"disclosure.ask:{code}", most=QUESTIONS_MOST, within=QUESTIONS_WITHIN
    ):
        try:
            number = disclosure.ask_online(_place(code), pk, at=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _fresh(request, "asked", context | {"number": bearer.printed(number)})
    elif form.is_valid():
        form.add_error(None, _("这个网络地址提问太多，请过一小时再提，或者到村（居）民委员会当面提出。"))
        return _fresh(request, "ask", context | {"form": form}, TOO_MANY)
    return _fresh(request, "ask", context | {"form": form}, UNPROCESSABLE)


@form_methods
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a question, to whoever has its receipt."""
    page, matter = page_of(code), f"disclosure.receipt:{code}"
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    context = {"page": page, "form": form}
    if not form.is_bound:
        return _fresh(request, "answers", context)
    if wait := attempts.wait_left(request, matter):
        form.add_error(None, _wait_words(wait))
        return _fresh(request, "answers", context, TOO_MANY)
    if not form.is_valid():
        return _fresh(request, "answers", context, UNPROCESSABLE)
    found = disclosed.answer_by_receipt(_place(code), form.cleaned_data["number"])
    if found is None:
        if bearer.read(form.cleaned_data["number"]):
            attempts.failed(request, matter)
        form.add_error("number", _("没有查到，请对照回执再填一次。"))
        return _fresh(request, "answers", context, UNPROCESSABLE)
    return _fresh(request, "answers", context | {"found": found})
