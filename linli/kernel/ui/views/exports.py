"""A register as a workbook: the list as filtered, or an empty template."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.kernel.audit import log
from linli.kernel.exchange import exports
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.ui import listing
from linli.kernel.ui.views import errors
from linli.kernel.ui.views.access import may_edit, may_view
from linli.kernel.ui.views.lists import BAD_ADDRESS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(data: bytes, name: str) -> HttpResponse:
    """A download that browsers save under a Chinese name."""
    return HttpResponse(
        data, content_type=XLSX, headers={"Content-Disposition": content_disposition_header(True, f"{name}.xlsx")}
    )


@require_safe
@may_view
def export(request: HttpRequest, spec: RecordSpec) -> HttpResponse:
    """All records of the list that has the same address, not of its first page only."""
    try:
        asked = listing.read(spec, request.post_held, request.now, request.GET)
    except BAD_ADDRESS as error:
        return errors.page(request, 400, str(error))
    by = request.post_held
    detail = {"register": spec.code, "count": asked.records.count()}
    log.happened("export", at=request.now, division_id=by.places[0].pk, by=by, detail=detail)
    return workbook(exports.export(spec, asked.records), f"{spec.label}{request.now:%Y%m%d}")


@require_safe
@may_edit
def template(request: HttpRequest, spec: RecordSpec) -> HttpResponse:
    return workbook(exports.template(spec), _("%(register)s导入模板") % {"register": spec.label})
