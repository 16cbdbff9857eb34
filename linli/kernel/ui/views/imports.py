"""A file on its way in: handed over, checked, shown with its faults, and only then written. The work is the job queue's."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.exchange import checking, imports, layouts
from linli.kernel.exchange.models import Upload
from linli.kernel.exchange.sources import CSV_BYTES, refuse_at_once
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.exchange.workbooks import WorkbookRefused
from linli.kernel.jobs.models import State
from linli.kernel.jobs.queue import cancel, enqueue
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.forms import UploadForm
from linli.kernel.ui.views.access import may_edit
from linli.kernel.ui.views.edits import CONFLICT, UNPROCESSABLE, form_methods
from linli.kernel.ui.views.errors import page as error_page
from linli.kernel.ui.views.exports import workbook

FAULTS_SHOWN = 200
BLOCK_BYTES = 1024 * 1024


@form_methods
@may_edit
def upload(request: HttpRequest, spec: RecordSpec) -> HttpResponse:
    if request.method != "POST":
        return _page(request, spec, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, spec, form, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    try:
        if file.size > CSV_BYTES:
            raise WorkbookRefused("too_large", _("这个文件超过3GB。"), _("请拆分成几个文件分别导入。"))
        refuse_at_once(next(file.chunks(BLOCK_BYTES), b""))
    except WorkbookRefused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, spec, form, status=UNPROCESSABLE)
    found = imports.receive(spec, file.chunks(BLOCK_BYTES), file.name, by=request.post_held, at=request.now)
    _ask_check(request, found)
    return redirect(spec.url("import_result", pk=found.pk))


def _ask_check(request: HttpRequest, found: Upload) -> None:
    found.checked_at = None
    found.save(update_fields=["checked_at"])
    found.checking = enqueue(
        "exchange.check", by=request.post_held, at=request.now, about=found.file_name, upload=found.pk
    )
    found.save(update_fields=["checking"])


def _page(request: HttpRequest, spec: RecordSpec, form: UploadForm, *, status: int = 200) -> HttpResponse:
    if form.is_bound:
        form.mark_faults()
    return render(request, "ui/record_import.html", {"spec": spec, "form": form}, status=status)


def _find(request: HttpRequest, spec: RecordSpec, pk: int) -> Upload:
    """One's own upload to this register."""
    own = Upload.objects.filter(register=spec.code, post__user=request.user).select_related("checking", "taking")
    return get_object_or_404(own, pk=pk)


@require_safe
@may_edit
def result(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """How far it is, or what was found. While a job runs, the page asks again every two seconds."""
    return _result(request, spec, _find(request, spec, pk))


def _result(
    request: HttpRequest, spec: RecordSpec, found: Upload, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    job = found.taking or found.checking
    report = found.report
    context: dict[str, Any] = {
        "spec": spec,
        "upload": found,
        "job": job,
        "is_waiting": job is not None and not job.is_ended,
        "is_cancelled": job is not None and job.state == State.CANCELLED,
        "report": report,
        "faults": found.faults.all()[:FAULTS_SHOWN],
        "faults_count": found.faults_count,
        "writes_count": report.get("create_count", 0) + report.get("change_count", 0),
        "refusal": refusal or (job.note if job is not None and job.state == State.FAILED else ""),
        "headers": _headers_to_say(found),
    }
    name = "ui/record_import_status.html" if is_partial(request) else "ui/record_import_result.html"
    return render(request, name, context, status=status)


def _headers_to_say(found: Upload) -> dict[str, Any] | None:
    """The headers that nobody knows, and the columns that are still missing: a person may say which is which."""
    unknown, missing = found.layout.get("unknown", []), found.layout.get("missing", [])
    if not (unknown and missing) or found.confirmed_at:
        return None
    return {"unknown": unknown, "missing": missing}


@require_POST
@may_edit
def titles(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """What a person says the headers mean is remembered for this place, and the file is checked again."""
    found = _find(request, spec, pk)
    known = {name for name, _title in found.layout.get("missing", [])}
    said = {
        title: name
        for number, title in enumerate(found.layout.get("unknown", []))
        if (name := request.POST.get(f"title-{number}", "")) in known
    }
    if len(set(said.values())) < len(said):
        words = _("同一个栏目只能指定给一列表头，请重新选择。")
        return _result(request, spec, found, refusal=words, status=UNPROCESSABLE)
    layouts.remember(found, said, by=request.post_held, at=request.now)
    _ask_check(request, found)
    return redirect(spec.url("import_result", pk=pk))


@require_POST
@may_edit
def recheck(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """Read the same file again, against the records of now."""
    found = _find(request, spec, pk)
    if found.confirmed_at is None:
        checking.forget(found)
        found.taking = None
        found.save()
        _ask_check(request, found)
    return redirect(spec.url("import_result", pk=pk))


@require_POST
@may_edit
def confirm(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """Ask for what the dry run showed to be written: all of it, or the good rows alone."""
    found = _find(request, spec, pk)
    if found.confirmed_at:
        return _result(request, spec, found, refusal=_("这个文件已经导入过了，没有重复写入。"), status=CONFLICT)
    if found.taking is not None and not found.taking.is_ended:
        return redirect(spec.url("import_result", pk=pk))
    found.is_partial = request.POST.get("rows") == "good"
    found.save(update_fields=["is_partial"])
    found.taking = enqueue("exchange.take", by=request.post_held, at=request.now, about=found.file_name, upload=pk)
    found.save(update_fields=["taking"])
    return redirect(spec.url("import_result", pk=pk))


@require_POST
@may_edit
def stop(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """End the job that runs for this file."""
    found = _find(request, spec, pk)
    job = found.taking or found.checking
    if job is not None:
        cancel(job, at=request.now)
    return redirect(spec.url("import_result", pk=pk))


@require_safe
@may_edit
def marked(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """The workbook as handed in, with its faults marked in their cells."""
    found = _find(request, spec, pk)
    try:
        data = imports.marked(found)
    except FileNotFoundError:
        return error_page(request, 404, _("这个文件已经过期删除，请重新上传。"))
    stem = found.file_name.rpartition(".")[0] or found.file_name
    return workbook(data, _("%(name)s（已标注）") % {"name": stem})
