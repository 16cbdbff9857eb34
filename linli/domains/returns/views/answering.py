"""The form of one community: shown, filled in cell by cell, handed in. A page without scripts saves all its cells at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.domains.returns.actions import answering
from linli.domains.returns.actions.submitting import Incomplete, submit
from linli.domains.returns.models import HEAVY, Answer, Row
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries import answers as queries
from linli.domains.returns.queries.prefill import columns_of
from linli.domains.returns.rules.forms import Subject
from linli.domains.returns.rules.periods import name_of
from linli.domains.returns.views.showing import Opener, row_shown, rows_shown
from linli.domains.returns.workflow import ANSWER, last_state
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.ui import places
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import CONFLICT, UNPROCESSABLE
from linli.kernel.workflow.actions import NotNow, WrongState, offered

ROWS_ON_A_PAGE = 50
REFUSALS = (Refused, NotNow, WrongState, OutOfScope)
Faults = Mapping[tuple[int, int], str]


def load(request: HttpRequest, pk: int) -> Answer:
    require(request.post_held, Permission.VIEW)
    return get_object_or_404(
        Answer.objects.select_related("request__unit", "request__division", "division").defer(*HEAVY), pk=pk
    )


def may_type(answer: Answer, post: Post) -> bool:
    return (
        post.may(Permission.ANSWER) and answer.state in answering.WRITABLE and post.scope.covers(*answer.division.range)
    )


@require_safe
@post_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, load(request, pk))


def page(request: HttpRequest, found: Answer, *, faults: Faults | None = None, refusal: str = "") -> HttpResponse:
    post, columns = request.post_held, columns_of(found.request)
    rows = queries.rows_of(found)
    lacking = queries.missing_of(columns, rows)
    is_writable, wants_open = may_type(found, post), request.GET.get("show") == "open"
    if wants_open or faults:
        wanted = {row for row, _index in (faults or lacking)}
        rows = [row for row in rows if row.pk in wanted or row.remarks] or rows
    turned = Paginator(rows, ROWS_ON_A_PAGE).get_page(clean(request.GET.get("page", "")) or 1)
    shown = rows_shown(found, list(turned), columns, by=post, may_type=is_writable, faults=faults)
    steps = {each.name for each in offered(ANSWER, found, post)}
    context = {
        "answer": found,
        "asked": found.request,
        "period": name_of(found.request.rhythm, found.period_on, found.period_until),
        "columns": [each for each in columns if each.is_cell],
        "rows": shown,
        "turned": turned,
        "lacking_count": len(lacking),
        "wants_open": wants_open,
        "is_table": found.request.subject != Subject.DIVISION,
        "may_type": is_writable,
        "may_submit": is_writable and "submit_answer" in steps,
        "may_add": is_writable and not found.request.rows_of and found.request.subject != Subject.DIVISION,
        "checks": [each for each in offered(ANSWER, found, post) if each.name in steps_now(found)],
        "may_return": "return_answer" in steps,
        "refusal": refusal,
        "today": timezone.localdate(request.now),
        "trail": places.trail(post, found.division),
    }
    return render(request, "returns/answer.html", context, status=UNPROCESSABLE if refusal else 200)


def steps_now(found: Answer) -> tuple[str, ...]:
    """Of the checks, those that the answer's way comes to now: the asking unit approves after all levels below its own."""
    return ("approve",) if found.state == last_state(found.request) else ("check_town", "check_county")


@require_POST
@post_required
def cell(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """One cell as JSON: 422 with what is wrong, 409 with the value that somebody else has put there meanwhile."""
    row = _row(request, pk)
    expected = request.POST.get("expected")
    seen: dict[str, Any] = {} if expected is None else {"expected": expected}
    try:
        value = clean(request.POST.get("value", ""))
        if request.POST.get("confirm"):
            value = queries.cells_of(row).get(index)
        done = answering.set_cell(row, index, value, by=request.post_held, at=request.now, **seen)
    except answering.Overtaken as overtaken:
        said = {"fault": str(overtaken), "current": overtaken.current, "by": overtaken.by}
        return JsonResponse(said, status=CONFLICT)
    except REFUSALS as refusal:
        return JsonResponse({"fault": str(refusal)}, status=UNPROCESSABLE)
    return _saved(request, done, index)


@require_POST
@post_required
def undo(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    try:
        done = answering.undo_cell(_row(request, pk), index, by=request.post_held, at=request.now)
    except REFUSALS as refusal:
        return JsonResponse({"fault": str(refusal)}, status=UNPROCESSABLE)
    return _saved(request, done, index)


def _row(request: HttpRequest, pk: int) -> Row:
    require(request.post_held, Permission.VIEW)
    return get_object_or_404(Row.objects.all(), pk=pk)


def _saved(request: HttpRequest, row: Row, index: int) -> HttpResponse:
    """The cell as it now is, and those that were filled in along with it."""
    found = load(request, row.answer_id)
    columns = columns_of(found.request)
    view = row_shown(found, row, columns, Opener(request.post_held), may_type=True, faults={})
    cells = {str(each.asked.index): each.to_json() for each in view.cells}
    left = len(queries.missing_of(columns, queries.rows_of(found)))
    return JsonResponse({**cells[str(index)], "left": left, "title": view.title, "cells": cells})


@require_POST
@post_required
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Every cell of a page without scripts that says something else than before."""
    found, faults = load(request, pk), {}
    columns = [each for each in columns_of(found.request) if each.may_be_typed]
    for view in rows_shown(found, queries.rows_of(found), columns, by=request.post_held, may_type=True):
        for each in view.cells:
            value = clean(request.POST.get(each.id, each.typed_value))
            if value == each.typed_value:
                continue
            try:
                answering.set_cell(view.row, each.asked.index, value, by=request.post_held, at=request.now)
            except REFUSALS as refusal:
                faults[view.row.pk, each.asked.index] = str(refusal)
    if faults:
        told = _("有%(count)d格没有存上，请看格子旁的提示；其余已保存。") % {"count": len(faults)}
        return page(request, found, faults=faults, refusal=told)
    messages.success(request, _("已保存。"))
    return redirect(found)


@require_POST
@post_required
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    try:
        done = submit(found, by=request.post_held, at=request.now)
    except Incomplete as refusal:
        return page(request, load(request, pk), faults=refusal.faults, refusal=str(refusal))
    except REFUSALS as refusal:
        return page(request, load(request, pk), refusal=str(refusal))
    messages.success(request, _("已报送（逾期）。") if done.is_late else _("已报送。"))
    return redirect(done)


@require_POST
@post_required
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """A line more."""
    found = load(request, pk)
    try:
        made = answering.add_row(found, by=request.post_held, at=request.now)
    except REFUSALS as refusal:
        return page(request, found, refusal=str(refusal))
    last = -(-Row.objects.filter(answer=found).count() // ROWS_ON_A_PAGE)
    return redirect(f"{found.get_absolute_url()}?page={last}#r{made.pk}")


@require_POST
@post_required
def unline(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    found = load(request, row.answer_id)
    try:
        answering.remove_row(row, by=request.post_held, at=request.now)
    except REFUSALS as refusal:
        return page(request, found, refusal=str(refusal))
    return redirect(found)


@require_POST
@post_required
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    try:
        count = answering.refresh(found, by=request.post_held, at=request.now)
    except REFUSALS as refusal:
        return page(request, found, refusal=str(refusal))
    told = _("已取最新的记录，%(count)d格有变化。") if count else _("已经是最新的记录。")
    messages.success(request, told % {"count": count} if count else told)
    return redirect(found)


def remarks_in(request: HttpRequest, rows: Sequence[Row], indexes: Sequence[int]) -> dict[tuple[int, int], str]:
    """What was written beside cells, by cell."""
    found = {
        (row.pk, index): clean(request.POST.get(f"remark-c{row.pk}-{index}", "")) for row in rows for index in indexes
    }
    return {where: text for where, text in found.items() if text}
