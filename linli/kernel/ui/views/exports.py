"""A register as a workbook or CSV: the list as filtered. A short one at once, a long one by the job queue; or an empty template."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.exchange import exports, files
from linli.kernel.exchange.models import Parcel
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.jobs.models import State
from linli.kernel.jobs.queue import cancel, enqueue
from linli.kernel.ui import listing
from linli.kernel.ui.context import is_partial
from linli.kernel.ui.tasks import account_for
from linli.kernel.ui.views import errors
from linli.kernel.ui.views.access import may_edit, may_view
from linli.kernel.ui.views.lists import BAD_ADDRESS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Up to here the browser waits a second or two for its file.
AT_ONCE_ROWS = 5000
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def workbook(data: bytes, name: str) -> HttpResponse:
    """A download that browsers save under a Chinese name."""
    return HttpResponse(
        data, content_type=XLSX, headers={"Content-Disposition": content_disposition_header(True, f"{name}.xlsx")}
    )


@get_or_post
@may_view
def export(request: HttpRequest, spec: RecordSpec) -> HttpResponse:
    """All records of the list that has the same address, not of its first page only."""
    try:
        asked = listing.read(spec, request.post_held, request.now, request.GET)
    except BAD_ADDRESS as error:
        return errors.page(request, 400, str(error))
    if request.method == "POST":
        return _ask(request, spec, asked)
    count = asked.records.order_by()[: AT_ONCE_ROWS + 1].count()
    if count > AT_ONCE_ROWS:
        context = {"spec": spec, "address": asked.address(page="export"), "list_url": asked.address()}
        return render(request, "ui/record_export_ask.html", context)
    account_for(spec, request.GET, count, by=request.post_held, at=request.now)
    return workbook(exports.export(spec, asked.records), f"{spec.label}{request.now:%Y%m%d}")


def _ask(request: HttpRequest, spec: RecordSpec, asked: listing.Listing) -> HttpResponse:
    kind = "csv" if request.POST.get("kind") == "csv" else "xlsx"
    parcel = Parcel.objects.create(
        division=request.post_held.places[0],
        post=request.post_held,
        register=spec.code,
        file_name=f"{spec.label}{request.now:%Y%m%d}.{kind}",
        asked_at=request.now,
        expires_at=request.now + timedelta(hours=settings.LINLI_EXCHANGE_HOURS),
    )
    parcel.job = enqueue(
        "ui.export",
        by=request.post_held,
        at=request.now,
        about=spec.label,
        parcel=parcel.pk,
        query=dict(QueryDict(asked.address(page="export").partition("?")[2]).items()),
        kind=kind,
    )
    Parcel.objects.filter(pk=parcel.pk).update(job=parcel.job)
    return redirect(spec.url("parcel", pk=parcel.pk))


def _find(request: HttpRequest, spec: RecordSpec, pk: int) -> Parcel:
    """One's own, as long as it is kept."""
    own = Parcel.objects.filter(register=spec.code, post__user=request.user).select_related("job")
    return get_object_or_404(own, pk=pk)


@require_safe
@may_view
def parcel(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """How far the export is; then the file."""
    found = _find(request, spec, pk)
    job = found.job
    context = {
        "spec": spec,
        "parcel": found,
        "job": job,
        "is_waiting": job is not None and not job.is_ended,
        "refusal": job.note if job is not None and job.state != State.DONE else "",
    }
    name = "ui/record_export_status.html" if is_partial(request) else "ui/record_export.html"
    return render(request, name, context)


@require_POST
@may_view
def stop(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    found = _find(request, spec, pk)
    if found.job is not None:
        cancel(found.job, at=request.now)
    return redirect(spec.url("parcel", pk=pk))


@require_safe
@may_view
def fetch(request: HttpRequest, spec: RecordSpec, pk: int) -> Any:
    """The file, for whoever asked for it."""
    found = _find(request, spec, pk)
    try:
        path = files.path_of(found.stored_as)
    except FileNotFoundError:
        return errors.page(request, 404, _("这个导出文件已经过期删除，请重新导出。"))
    return FileResponse(path.open("rb"), as_attachment=True, filename=found.file_name)


@require_safe
@may_edit
def template(request: HttpRequest, spec: RecordSpec) -> HttpResponse:
    return workbook(exports.template(spec), _("%(register)s导入模板") % {"register": spec.label})
