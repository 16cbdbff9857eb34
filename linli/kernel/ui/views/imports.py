"""A workbook on its way in: handed over, checked, shown with its faults, and only then written."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.exchange import imports
from linli.kernel.exchange.models import Upload
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.exchange.workbooks import Limits, WorkbookRefused
from linli.kernel.ui.forms import UploadForm
from linli.kernel.ui.views.access import may_edit
from linli.kernel.ui.views.edits import CONFLICT, UNPROCESSABLE, form_methods
from linli.kernel.ui.views.exports import workbook

MAX_BYTES = Limits().max_bytes
FAULTS_SHOWN = 200


@form_methods
@may_edit
def upload(request: HttpRequest, spec: RecordSpec) -> HttpResponse:
    if request.method != "POST":
        return _page(request, spec, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, spec, form, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    if file.size > MAX_BYTES:
        form.add_error("file", _("这个文件超过20兆字节，请拆分成几个文件分别导入。"))
        return _page(request, spec, form, status=UNPROCESSABLE)
    try:
        handed_in = imports.dry_run(spec, file.read(), file.name, by=request.post_held, at=request.now)
    except WorkbookRefused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, spec, form, status=UNPROCESSABLE)
    return redirect(spec.url("import_result", pk=handed_in.pk))


def _page(request: HttpRequest, spec: RecordSpec, form: UploadForm, *, status: int = 200) -> HttpResponse:
    if form.is_bound:
        form.mark_faults()
    return render(request, "ui/record_import.html", {"spec": spec, "form": form}, status=status)


def _find(request: HttpRequest, spec: RecordSpec, pk: int) -> Upload:
    """One's own upload to this register."""
    own = Upload.objects.filter(register=spec.code, post__user=request.user)
    return get_object_or_404(own, pk=pk)


@require_safe
@may_edit
def result(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    return _result(request, spec, _find(request, spec, pk))


def _result(
    request: HttpRequest, spec: RecordSpec, handed_in: Upload, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    report = handed_in.report
    context = {
        "spec": spec,
        "upload": handed_in,
        "report": report,
        "faults": report["faults"][:FAULTS_SHOWN],
        "faults_count": len(report["faults"]),
        "writes_count": report["create_count"] + report["change_count"],
        "refusal": refusal,
    }
    return render(request, "ui/record_import_result.html", context, status=status)


@require_POST
@may_edit
def confirm(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """Write what the dry run showed; when the records have changed meanwhile, say so and write nothing."""
    handed_in = _find(request, spec, pk)
    try:
        written = imports.confirm(handed_in, by=request.post_held, at=request.now)
    except (imports.HasFaults, WorkbookRefused) as refusal:
        return _result(request, spec, handed_in, refusal=str(refusal), status=CONFLICT)
    messages.success(request, _("导入完成，写入%(count)d条记录。") % {"count": written})
    return redirect(spec.url("list"))


@require_safe
@may_edit
def marked(request: HttpRequest, spec: RecordSpec, pk: int) -> HttpResponse:
    """The workbook as handed in, with its faults marked in their cells."""
    handed_in = _find(request, spec, pk)
    stem = handed_in.file_name.rpartition(".")[0] or handed_in.file_name
    return workbook(imports.marked(handed_in), _("%(name)s（已标注）") % {"name": stem})
