"""A request is begun: the workbook handed over, its columns confirmed side by side with the sheet, its reasons told."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from linli.domains.returns.actions import requests as actions
from linli.domains.returns.enums import RequestState
from linli.domains.returns.forms.asking import (
    NEW,
    NOTHING,
    OTHER,
    ColumnForm,
    DescribeForm,
    HeaderForm,
    NewFactForm,
    UploadForm,
)
from linli.domains.returns.models import Request
from linli.domains.returns.models.facts import KINDS
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.burden import filters_of
from linli.domains.returns.queries.facts import labels
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.asking import Standing, letters_of, standing, table
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.layout import NoHeader
from linli.domains.returns.workflow import is_askers
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange.workbooks import WorkbookRefused
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import CONFLICT, UNPROCESSABLE, form_methods, posted
from linli.kernel.ui.views.lookups import MAX_OPTIONS, asked_for, suggest
from linli.kernel.workflow.actions import WrongState

REFUSALS = (Refused, WrongState, OutOfScope)
PLACES = {
    "code": gettext_lazy("区划代码"),
    "county": gettext_lazy("县（区）"),
    "town": gettext_lazy("乡镇（街道）"),
    "village": gettext_lazy("村（社区）"),
}


@dataclass(frozen=True)
class Line:
    """A column on the page."""

    asked: Asked
    standing: Standing
    label: str
    reasons: list[str]

    @property
    def place(self) -> str:
        return str(PLACES.get(self.asked.place, ""))

    @property
    def kind(self) -> str:
        return "" if self.asked.choices else str(dict(KINDS).get(self.asked.kind, ""))

    @property
    def why(self) -> str:
        """What speaks for the fact; where there is none, or somebody has looked, nothing needs to be said."""
        return "；".join(self.reasons) if self.label and not self.asked.is_confirmed else ""


def load_draft(request: HttpRequest, pk: int) -> Request:
    """A draft of the post's own unit; 404 for any other."""
    require(request.post_held, Permission.ASK)
    found = get_object_or_404(Request.objects.select_related("unit", "division"), pk=pk, state=RequestState.DRAFT)
    if not is_askers(request.post_held, found):
        raise Http404
    return found


@form_methods
@post_required
def upload(request: HttpRequest) -> HttpResponse:
    require(request.post_held, Permission.ASK)
    form = UploadForm(posted(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.upload(file.read(), clean(file.name), by=request.post_held, at=request.now)
        except (WorkbookRefused, NoHeader, Refused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("returns:match", made.pk)
    if form.is_bound:
        form.mark_faults()
    return render(request, "returns/upload.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@post_required
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet on the left, its columns with their facts on the right."""
    return _match(request, load_draft(request, pk))


def _match(request: HttpRequest, found: Request, *, refusal: str = "", status: int = 200) -> HttpResponse:
    lines = lines_of(found)
    waiting = [line for line in lines if not line.asked.is_confirmed]
    context = {
        "record": found,
        "lines": lines,
        "waiting_count": len(waiting),
        "sure_count": sum(1 for line in waiting if line.standing is Standing.SURE),
        "doubts": found.preview.get("doubts", []),
        "header": HeaderForm(found),
        "again": UploadForm(auto_id="again-%s"),
        "refusal": refusal,
        **sheet_of(found, lines),
    }
    return render(request, "returns/match.html", context, status=status)


def sheet_of(found: Request, lines: list[Line]) -> dict[str, Any]:
    """The sheet as it looks. Each letter leads to its column, in the colour of how sure it is."""
    by_index = {line.asked.index: line for line in lines}
    return {
        "letters": [(letter, by_index.get(place)) for place, letter in enumerate(letters_of(found.preview), start=1)],
        "sheet_rows": table(found.preview),
        "header_rows": range(found.form["header_rows"][0], found.form["header_rows"][1] + 1),
    }


def lines_of(found: Request) -> list[Line]:
    named = {known.code: label for label, known in labels().items()}
    reasons = found.preview.get("reasons", {})
    columns = actions.columns_of(found)
    return [Line(each, standing(each), named.get(each.fact, ""), reasons.get(str(each.index), [])) for each in columns]


@form_methods
@post_required
def column(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """One column: confirmed as it is by one press, or told what it asks for."""
    found = load_draft(request, pk)
    line = next((each for each in lines_of(found) if each.asked.index == index), None)
    if line is None:
        raise Http404
    initial = _initial(found, line)
    form = ColumnForm(posted(request), initial=initial)
    fact = NewFactForm(posted(request) if request.POST.get("way") == NEW else None, initial=initial, prefix="new")
    if form.is_valid() and (form.cleaned_data["way"] != NEW or fact.is_valid()):
        try:
            _say(request, found, index, form, fact)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse('returns:match', args=[pk])}#c-{index}")
    for each in (form, fact):
        if each.is_bound:
            each.mark_faults()
    context = {"record": found, "line": line, "form": form, "fact": fact, "options": list(labels())}
    name = "returns/parts/column_form.html" if is_partial(request) else "returns/column.html"
    return render(request, name, context, status=UNPROCESSABLE if form.is_bound else 200)


def _initial(found: Request, line: Line) -> dict[str, Any]:
    asked = line.asked
    way = OTHER if asked.fact or asked.place else NEW if asked.is_required else NOTHING
    kind = asked.kind if asked.kind is not Kind.SERIAL else Kind.TEXT
    said = {"way": way, "fact": line.label, "is_personal": asked.is_personal, "is_required": asked.is_required}
    return said | {"name": asked.name, "kind": kind, "choices": "\n".join(asked.choices), "unit": asked.unit}


def _say(request: HttpRequest, found: Request, index: int, form: ColumnForm, fact: NewFactForm) -> None:
    who = {"by": request.post_held, "at": request.now}
    said = form.cleaned_data
    answered = {name: said[name] for name in ("is_personal", "is_required")}
    if said["way"] == NEW:
        actions.add_fact(found, index, fact.cleaned_data | answered, **who)
        return
    code = said["fact"] if said["way"] == OTHER else ""
    required = answered if code else answered | {"is_required": False}
    actions.confirm_columns(found, said={index: actions.Said(code, **required)}, **who)


@require_POST
@post_required
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """One column as it was recognised, or (`index` empty) all that are sure."""
    found = load_draft(request, pk)
    text = request.POST.get("index", "")
    try:
        if text.isascii() and text.isdigit():
            _confirm_one(request, found, int(text))
        else:
            actions.confirm_sure(found, by=request.post_held, at=request.now)
    except REFUSALS as refusal:
        return _match(request, found, refusal=str(refusal), status=CONFLICT)
    return redirect(f"{reverse('returns:match', args=[pk])}{f'#c-{text}' if text else ''}")


def _confirm_one(request: HttpRequest, found: Request, index: int) -> None:
    asked = next((each for each in actions.columns_of(found) if each.index == index), None)
    if asked is None:
        raise Http404
    said = actions.Said(asked.fact, asked.is_personal, asked.is_required)
    actions.confirm_columns(found, said={index: said}, by=request.post_held, at=request.now)


@require_POST
@post_required
def header(request: HttpRequest, pk: int) -> HttpResponse:
    """Another sheet, or other header rows: recognised anew."""
    found = load_draft(request, pk)
    form = HeaderForm(found, request.POST)
    if not form.is_valid():
        return _match(request, found, refusal=_("请填写表头的行号，从上到下。"), status=UNPROCESSABLE)
    said = form.cleaned_data
    is_same = said["sheet"] == found.form["sheet"]
    rows = (said["top"], said["bottom"])
    try:
        told = rows if is_same or list(rows) != list(found.form["header_rows"]) else None
        actions.read_again(found, sheet=said["sheet"], header=told, by=request.post_held, at=request.now)
    except REFUSALS as refusal:
        return _match(request, found, refusal=str(refusal), status=UNPROCESSABLE)
    messages.success(request, _("已按新的表头重新识别。"))
    return redirect("returns:match", pk)


@require_POST
@post_required
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """The mended workbook: recognised anew, what was confirmed stays."""
    found = load_draft(request, pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _match(request, found, refusal=_("请先选择表格文件。"), status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    said = {"data": file.read(), "file_name": clean(file.name)}
    try:
        actions.replace_file(found, by=request.post_held, at=request.now, **said)
    except REFUSALS as refusal:
        return _match(request, found, refusal=str(refusal), status=UNPROCESSABLE)
    messages.success(request, _("已换成新的文件，核对过的列照旧。"))
    return redirect("returns:match", pk)


@require_safe
@post_required
def fact_lookup(request: HttpRequest) -> HttpResponse:
    """Facts whose label has the words that were typed."""
    require(request.post_held, Permission.ASK)
    words = asked_for(request).split()
    found = [(label, "") for label in labels() if all(word in label for word in words)]
    return suggest(request, asked_for(request), found[:MAX_OPTIONS])


@form_methods
@post_required
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it is asked, of whom and until when; which records begin the rows."""
    found, post = load_draft(request, pk), request.post_held
    form = DescribeForm(found, post, request.POST) if request.method == "POST" else DescribeForm.of(found, post)
    if form.is_valid():
        values = form.values()
        values |= _where(values.get("rows_of", ""), found, request)
        try:
            actions.describe(found, by=post, at=request.now, **values)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect(
                "returns:describe" if "stay" in request.POST else found, *([pk] if "stay" in request.POST else [])
            )
    if form.is_bound:
        form.mark_faults()
    controls = [control for part in filters_of(found.rows_of, found.rows_where) for control in part.controls]
    context = {"record": found, "form": form, "controls": controls}
    return render(request, "returns/describe.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _where(rows_of: str, found: Request, request: HttpRequest) -> dict[str, Any]:
    """The filters that were set, where they are those of the register that was chosen."""
    if rows_of != found.rows_of:
        return {"rows_where": actions.still_there(rows_of)}
    names = {control.name for part in filters_of(rows_of, {}) for control in part.controls}
    said = {name: clean(request.POST.get(name, "")) for name in sorted(names)}
    return {"rows_where": {name: value for name, value in said.items() if value}}
