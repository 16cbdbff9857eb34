"""Workbooks: a community's own to take and hand in, many at once, and the result of a request."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.domains.returns.actions import merging
from linli.domains.returns.actions.answering import BadValue, Overtaken, set_cell
from linli.domains.returns.actions.taking_back import take_back, told
from linli.domains.returns.actions.workbooks import file_name, hand_out, hand_out_many
from linli.domains.returns.enums import Source
from linli.domains.returns.forms.workbooks import HandInForm, HandInManyForm, RevealForm
from linli.domains.returns.models import Answer, Request, Row
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.answers import cells_with_sources
from linli.domains.returns.queries.merging import Detail, Names, Wanted, rows_of, totals_of
from linli.domains.returns.queries.overview import periods_of
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Cell
from linli.domains.returns.rules.periods import name_of
from linli.domains.returns.rules.sheets import hidden
from linli.domains.returns.rules.values import shown
from linli.domains.returns.views.showing import Opener
from linli.domains.returns.workflow import is_askers
from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange import files
from linli.kernel.exchange.workbooks import WorkbookRefused, mark_faults
from linli.kernel.jobs.models import Job
from linli.kernel.jobs.queue import cancel, enqueue
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.listing import clean
from linli.kernel.ui.views import errors
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted
from linli.kernel.ui.views.exports import XLSX

PAGE_SIZE = 50
# So many workbooks are made while the browser waits; so many rows are put together.
MOST_WORKBOOKS, MOST_ROWS = 300, 20_000
MARKED = "returns_marked"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "json": "application/json"}


def _download(data: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(data, content_type=kind, headers=headers)


def _answer(request: HttpRequest, pk: int) -> Answer:
    require(request.post_held, Permission.ANSWER)
    return get_object_or_404(Answer.objects.select_related("request__unit", "division"), pk=pk)


@require_safe
@post_required
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """The community's workbook, prefilled."""
    found = _answer(request, pk)
    try:
        return _download(hand_out(found, by=request.post_held, at=request.now), file_name(found))
    except (WorkbookRefused, OutOfScope) as refusal:
        messages.error(request, str(refusal))
        return redirect(found)


@form_methods
@post_required
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """What was taken of the file, what was not and why, and what somebody has to decide."""
    found = _answer(request, pk)
    if request.method != "POST" and request.GET.get("marked"):
        return _marked(request, found)
    form = HandInForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"answer": found, "form": form}
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            taken = take_back(data, by=request.post_held, at=request.now, name=clean(file.name))
        except (WorkbookRefused, PermissionRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            if taken.faults:
                name, _size, _digest = files.keep([mark_faults(data, taken.faults)])
                request.session[MARKED] = [taken.answer.pk, name]
            if taken.answer.pk != found.pk:
                messages.warning(request, _("这个文件是“%(name)s”的，已收进它自己的填报。") % {"name": taken.answer})
            return render(request, "returns/handed_in.html", {**context, "each": told(taken), "taken": taken})
    if form.is_bound:
        form.mark_faults()
    return render(request, "returns/hand_in.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _marked(request: HttpRequest, found: Answer) -> HttpResponse:
    """The file as it came, with what is wrong marked in it; for whoever handed it in, until the next."""
    pk, name = request.session.get(MARKED, (0, ""))
    try:
        data = files.path_of(name).read_bytes()
    except FileNotFoundError:
        data = b""
    if pk != found.pk or not data:
        return errors.page(request, 404, _("标注好的工作簿已经过期删除，请重新交回。"))
    return _download(data, _("标注-%(name)s") % {"name": file_name(found)})


@require_POST
@post_required
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Cells for which the value of the file was chosen: named "row-column", each with what the page showed."""
    found = _answer(request, pk)
    rows = {row.pk: row for row in Row.objects.filter(answer=found)}
    count = 0
    for place in request.POST.getlist("choose")[:500]:
        row, _dash, index = place.partition("-")
        if not (row.isdecimal() and index.isdecimal() and int(row) in rows):
            raise Http404
        count += _settled(request, rows[int(row)], int(index), place)
    if count:
        messages.success(request, _("已改成文件里的值：%(count)d格。") % {"count": count})
    return redirect(found)


def _settled(request: HttpRequest, row: Row, index: int, place: str) -> bool:
    said = {"value": request.POST.get(f"value-{place}", "")}
    if f"page-{place}" in request.POST:
        said["expected"] = request.POST[f"page-{place}"]
    value = clean(said.pop("value"))
    try:
        set_cell(row, index, value, by=request.post_held, at=request.now, source=Source.FILE, **said)
    except (BadValue, Overtaken, Refused, PermissionRefused) as refusal:
        messages.error(request, str(refusal))
        return False
    return True


@require_safe
@post_required
def fetch_many(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbooks of all communities of a place that have still to answer, as a zip."""
    require(request.post_held, Permission.ANSWER)
    wanted = _wanted(request, pk)
    waiting = Answer.objects.filter(request=wanted.request, period_on=wanted.period_on, state__in=("open", "returned"))
    answers = list(_within(waiting, wanted).select_related("request", "division").order_by("division_id"))
    if not answers or len(answers) > MOST_WORKBOOKS:
        words = {"count": len(answers), "most": MOST_WORKBOOKS}
        told_why = (
            _("这里有%(count)d份待填，一次最多取%(most)d份，请按乡镇（街道）分别取。")
            if answers
            else _("这里没有待填的。")
        )
        messages.error(request, told_why % words)
        return redirect(wanted.request)
    out = io.BytesIO()
    hand_out_many(answers[0].request, answers, out, by=request.post_held, at=request.now)
    return _download(out.getvalue(), f"{wanted.request.title}.zip", "application/zip")


def _within(answers: QuerySet[Answer], wanted: Wanted) -> QuerySet[Answer]:
    for low, high in wanted.ranges:
        answers = answers.filter(division_id__gte=low, division_id__lt=high)
    return answers


@form_methods
@post_required
def hand_in_many(request: HttpRequest) -> HttpResponse:
    """Many workbooks of many communities; each knows itself whose it is."""
    require(request.post_held, Permission.ANSWER)
    form = HandInManyForm(posted(request), request.FILES or None)
    if form.is_valid():
        kept = [(clean(each.name), files.keep(each.chunks())[0]) for each in form.cleaned_data["files"]]
        about = _("%(count)d个文件") % {"count": len(kept)}
        job = enqueue("returns.take_back", by=request.post_held, at=request.now, about=about, kept=kept)
        return redirect("returns:handed_in", job.pk)
    if form.is_bound:
        form.mark_faults()
    context = {"form": form, "jobs": _jobs(request)[:10]}
    return render(request, "returns/hand_in_many.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _jobs(request: HttpRequest) -> QuerySet[Job]:
    return Job.objects.filter(name="returns.take_back", post__user=request.user).order_by("-id")


@require_safe
@post_required
def handed_in(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; then what became of each file."""
    job = get_object_or_404(_jobs(request), pk=pk)
    name = "returns/parts/handed_in_many.html" if is_partial(request) else "returns/handed_in_many.html"
    return render(request, name, {"job": job, "batch": job.result or {}})


@require_POST
@post_required
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    cancel(get_object_or_404(_jobs(request), pk=pk), at=request.now)
    return redirect("returns:handed_in", pk)


def _wanted(request: HttpRequest, pk: int) -> Wanted:
    """The result that the address names: period, place, what a line is of, sub-totals."""
    require(request.post_held, Permission.VIEW)
    found = get_object_or_404(Request.objects.select_related("unit", "division"), pk=pk)
    params = request.POST if request.method == "POST" else request.GET
    periods = [first for first, _last in periods_of(found)]
    if not periods:
        raise Http404
    wanted = clean(params.get("period", ""))
    period_on = next((each for each in periods if each.isoformat() == wanted), periods[0])
    detail = params.get("detail", "")
    return Wanted(
        found,
        period_on,
        _ranges(request, clean(params.get("division", ""))),
        Detail(detail) if detail in list(Detail) else Detail.ROW,
        frozenset(params.getlist("subtotals")) & {"township", "county"},
    )


def _ranges(request: HttpRequest, code: str) -> Sequence[tuple[int, int]]:
    if not (code.isascii() and code.isdigit() and len(code) == 12):
        return ()
    found = get_object_or_404(Division, code=int(code) * 1000)
    return (found.range,)


@require_safe
@post_required
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of all that have handed in; each value leads to what it comes from."""
    wanted = _wanted(request, pk)
    page = Paginator(rows_of(wanted).select_related("answer", "division"), PAGE_SIZE).get_page(request.GET.get("page"))
    columns = [each for each in wanted.columns if each.is_cell or each.place]
    totals = totals_of(wanted)
    post = request.post_held
    context = {
        "asked": wanted.request,
        "period_on": wanted.period_on,
        "periods": [(first, name_of(wanted.request.rhythm, first, last)) for first, last in periods_of(wanted.request)],
        "page": page,
        "columns": columns,
        "rows": list(_lines(page.object_list, columns, Opener(post), wanted.period_on)),
        "totals": [totals.get(each.index) for each in columns],
        "has_totals": bool(totals),
        "details": [(Detail.ROW, _("逐行明细")), *_LEVELS],
        "detail": wanted.detail,
        "may_reveal": post.may(Permission.ASK) and is_askers(post, wanted.request),
        "is_personal": any(each.is_personal for each in wanted.columns),
        "reveal": RevealForm(),
        "query": _query(wanted),
    }
    return render(request, "returns/result.html", context)


_LEVELS = [
    (Detail.VILLAGE, _("按村（社区）")),
    (Detail.TOWNSHIP, _("按乡镇（街道）")),
    (Detail.COUNTY, _("按县（区）")),
]


def _query(wanted: Wanted) -> str:
    return f"period={wanted.period_on.isoformat()}"


def _lines(rows: Iterable[Row], columns: Sequence[Asked], opener: Opener, on: date) -> Iterable[dict[str, Any]]:
    rows = list(rows)
    names = Names(on, columns, [row.division_id for row in rows]) if rows else None
    for row in rows:
        known, cells = cells_with_sources(row), []
        assert names is not None
        places = names.of(row.division_id)
        for column in columns:
            cell = known.get(column.index, Cell())
            text = places[column.index] if column.index in places else shown(column, hidden(column, cell.value))
            source = str(Source(cell.source).label) if cell.source else ""
            cells.append(
                {
                    "text": text,
                    "url": "" if column.place else opener.url(cell.of),
                    "source": f"{source} {cell.as_of or ''}".strip(),
                    "is_number": isinstance(cell.value, int | float),
                }
            )
        yield {"row": row, "answer": row.answer, "name": names.name(row.division_id), "cells": cells}


@require_safe
@post_required
def result_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The result as the department's workbook, CSV or JSON."""
    if kind not in TYPES:
        raise Http404
    return _result_file(request, _wanted(request, pk), kind)


@require_POST
@post_required
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook with personal values as they are, for a reason that is kept."""
    wanted = _wanted(request, pk)
    try:
        reason = clean(request.POST.get("reason", ""))
        wanted = merging.revealed(wanted, reason=reason, by=request.post_held, at=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(wanted)
    return _result_file(request, wanted, "xlsx")


def _result_file(request: HttpRequest, wanted: Wanted, kind: str) -> HttpResponse:
    count = rows_of(wanted).order_by()[: MOST_ROWS + 1].count()
    try:
        if count > MOST_ROWS:
            raise Refused(_("汇总超过%(most)d行，请按县（区）分别取，或请系统管理员用命令导出。") % {"most": MOST_ROWS})
        data = _bytes(wanted, kind)
    except (Refused, WorkbookRefused) as refusal:
        if kind == "json":
            return HttpResponse(merging.to_json_bytes({"error": str(refusal)}), TYPES["json"], status=409)
        messages.error(request, str(refusal))
        return _back(wanted)
    name = f"{wanted.request.title}{wanted.period_on:%Y%m%d}.{kind}"
    return _download(data, name, TYPES[kind])


def _bytes(wanted: Wanted, kind: str) -> bytes:
    if kind == "json":
        return merging.to_json_bytes(merging.as_json(wanted))
    out = io.BytesIO()
    if kind == "csv":
        merging.write_csv(wanted, out)
    else:
        merging.merge(wanted, out)
    return out.getvalue()


def _back(wanted: Wanted) -> HttpResponse:
    return redirect(f"{reverse('returns:result', kwargs={'pk': wanted.request.pk})}?{_query(wanted)}")
