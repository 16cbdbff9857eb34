"""The way of a request: uploaded, described, submitted, admitted or not, ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.returns.actions.columns import (
    Said,
    add_fact,
    columns_of,
    confirm_columns,
    confirm_sure,
    refuse_unless_draft,
)
from linli.domains.returns.actions.sending import drop_todos
from linli.domains.returns.models import Request
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.burden import still_there
from linli.domains.returns.queries.facts import remembered
from linli.domains.returns.queries.recognition import Recognised, recognise
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.asking import asked_of, preview_of, register_of_rows
from linli.domains.returns.rules.layout import NoHeader, layout_of
from linli.domains.returns.workflow import REQUEST
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit.deeds import Refused, deed, enter
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division
from linli.kernel.exchange.spec import all_specs
from linli.kernel.exchange.workbooks import WorkbookRefused
from linli.kernel.jobs.queue import enqueue
from linli.kernel.workflow.actions import action
from linli.kernel.workflow.actions import settle as settle_todos

__all__ = [
    "Said",
    "add_fact",
    "admit",
    "columns_of",
    "confirm_columns",
    "confirm_sure",
    "describe",
    "end",
    "read_again",
    "refuse",
    "replace_file",
    "send_back",
    "submit",
    "upload",
]
MOST_BYTES = 5 * 1024 * 1024
SEND = "returns.send"


def upload(data: bytes, file_name: str, *, by: Post, at: datetime) -> Request:
    """A draft of the post's unit from its workbook. Raises PermissionRefused, Refused, WorkbookRefused, NoHeader."""
    require(by, Permission.ASK)
    _refuse_large(data)
    found = recognise(data, remembered(by.unit.division))
    sheet = found.sheets[0]
    names = [each.form.sheet for each in found.sheets]
    title = (sheet.form.title or file_name.rpartition(".")[0] or file_name)[:120]
    begun = {"title": title, "file_name": file_name[-160:], "workbook": data, "unit": by.unit}
    request = Request(division=by.unit.division, **begun, **_read(sheet, names))
    request.preview["doubts"] += _uploaded_before(data, by)
    request = enter(request, "upload", by=by, at=at)
    settle_todos(REQUEST, request, at=at)
    return request


def _refuse_large(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise Refused(_("表样文件超过5MB。请只留表头和几行样例，删去数据和图片后再上传。"))


def _uploaded_before(data: bytes, by: Post) -> list[dict[str, Any]]:
    """A second request from one file may be meant; it is told, not refused."""
    before = Request.objects.filter(unit=by.unit, workbook=data).defer("workbook", "preview").first()
    if before is None:
        return []
    words = {"title": before.title, "state": before.get_state_display()}
    message = _("这个文件已经上传过：%(title)s（%(state)s）。") % words
    return [{"message": message, "remedy": _("不是另发一张的，请用原来那张。"), "cell": "", "is_error": False}]


def _read(
    sheet: Recognised, names: Sequence[str], before: Mapping[tuple[str, ...], Asked] | None = None
) -> dict[str, Any]:
    """The fields that follow from a sheet. `before`: what was said of columns of the same headings stays said."""
    asked = [asked_of(match, sheet.places.get(match.column.index), sheet.subject) for match in sheet.matches]
    kept = before or {}
    columns = [_as_said(each, kept.get(each.path)) for each in asked]
    subjects = {spec.code: spec.subject for spec in all_specs()}
    return {
        "subject": sheet.subject,
        "form": layout_of(sheet.form).to_json(),
        "columns": [each.to_json() for each in columns],
        "preview": preview_of(sheet.form, sheet.sketch, names, sheet.matches, sheet.subject),
        "rows_of": (rows_of := register_of_rows(columns, sheet.subject, subjects)),
        "rows_where": still_there(rows_of),
    }


def _as_said(asked: Asked, said: Asked | None) -> Asked:
    if said is None or not said.is_confirmed:
        return asked
    return Asked.from_json(said.to_json() | {"index": asked.index})


@deed(Permission.ASK, "read_again")
def read_again(request: Request, *, sheet: str, header: tuple[int, int] | None, by: Post, at: datetime) -> None:
    """Take another sheet of the workbook, or the header rows that a person tells; the columns are recognised anew.

    Raises Refused with the reason where there is no table.
    """
    refuse_unless_draft(request, by)
    try:
        found = recognise(bytes(request.workbook), remembered(request.division), {sheet: header} if header else None)
    except (NoHeader, WorkbookRefused) as problem:
        raise Refused(str(problem)) from problem
    chosen = next((each for each in found.sheets if each.form.sheet == sheet), None)
    if chosen is None:
        raise Refused("\n".join(found.without_table) or _("工作簿里没有这个工作表。"))
    said = {each.path: each for each in columns_of(request)}
    for name, value in _read(chosen, [each.form.sheet for each in found.sheets], said).items():
        setattr(request, name, value)


@deed(Permission.ASK, "replace_file")
def replace_file(request: Request, *, data: bytes, file_name: str, by: Post, at: datetime) -> None:
    """The mended workbook in place of the first; what was said of columns of the same headings stays said.

    Raises Refused with the reason where it cannot be used; then the first stays.
    """
    refuse_unless_draft(request, by)
    _refuse_large(data)
    try:
        found = recognise(data, remembered(request.division))
    except (NoHeader, WorkbookRefused) as problem:
        raise Refused(str(problem)) from problem
    chosen = next((each for each in found.sheets if each.form.sheet == request.form["sheet"]), found.sheets[0])
    said = {each.path: each for each in columns_of(request)}
    read = _read(chosen, [each.form.sheet for each in found.sheets], said)
    for name, value in {**read, "workbook": data, "file_name": file_name[-160:]}.items():
        setattr(request, name, value)


@deed(Permission.ASK, "describe")
def describe(request: Request, *, by: Post, at: datetime, **values: Any) -> None:
    """Title, basis, purpose, payer, rhythm, begins_on, ends_on, due_days, targets (12-digit codes), rows_of, rows_where.

    Raises Refused for a target that there is not, OutOfScope for one that the post does not cover.
    """
    refuse_unless_draft(request, by)
    if "targets" in values:
        values["targets"] = _checked(values["targets"], by)
    for name, value in values.items():
        setattr(request, name, value)


def _checked(codes: Sequence[str], by: Post) -> list[str]:
    """In order, without those that lie in another of them."""
    places = []
    for code in codes:
        try:
            place = get_division(code)
        except Division.DoesNotExist:
            raise Refused(_("没有代码为“%(code)s”的区划，请核对。") % {"code": code}) from None
        require_place(by, place)
        places.append(place)
    found: list[Division] = []
    for place in sorted(places, key=lambda each: (each.code, -each.upper)):
        if not found or place.code >= found[-1].upper:
            found.append(place)
    return [place.short_code for place in found]


@action(REQUEST, "submit")
def submit(request: Request, *, by: Post, at: datetime) -> None:
    """The guard of the communities' workload is asked."""
    request.submitted_on, request.decision, request.decided_on = timezone.localdate(at), "", None


def admit(request: Request, *, reason: str = "", by: Post, at: datetime) -> Request:
    """It may go out, and goes: the answers are opened by a job of this post."""
    admitted: Request = _admit(request, reason=reason, by=by, at=at)
    enqueue(SEND, by=by, at=at, about=admitted.title, request=admitted.pk)
    return admitted


@action(REQUEST, "admit")
def _admit(request: Request, *, reason: str, by: Post, at: datetime) -> None:
    _decide(request, reason, at)


@action(REQUEST, "refuse_request")
def refuse(request: Request, *, reason: str, by: Post, at: datetime) -> None:
    """It does not go out; the reason is public to communities."""
    _decide(request, _needed(reason), at)


@action(REQUEST, "send_back")
def send_back(request: Request, *, reason: str, by: Post, at: datetime) -> None:
    """To be mended by the asking unit."""
    request.decision = _needed(reason)


@action(REQUEST, "end")
def end(request: Request, *, reason: str = "", by: Post, at: datetime) -> None:
    """The asking unit needs it no longer."""
    request.ended_on = timezone.localdate(at)
    drop_todos(request, at=at)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("请写明理由。"))
    return reason.strip()[:300]


def _decide(request: Request, reason: str, at: datetime) -> None:
    request.decision, request.decided_on = reason.strip()[:300], timezone.localdate(at)
