"""The job that writes a long list into a file: the list that has the same address, under the same scope."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import log
from linli.kernel.exchange import exports, files
from linli.kernel.exchange.models import Parcel
from linli.kernel.exchange.spec import RecordSpec, get_spec
from linli.kernel.jobs.progress import Progress
from linli.kernel.jobs.registry import JobFailed, job
from linli.kernel.ui import listing


@job("ui.export", title=gettext_lazy("导出"))
def export(
    progress: Progress, *, by: Post, at: datetime, parcel: int, query: dict[str, str], kind: str
) -> dict[str, Any]:
    found = Parcel.objects.get(pk=parcel)
    spec = get_spec(found.register)
    require(by, spec.view_permission)
    records = listing.read(spec, by, at, query).records
    total = records.order_by().count()
    if kind == "xlsx" and total > exports.MOST_ROWS:
        words = {"count": f"{total:,}", "most": f"{exports.MOST_ROWS:,}"}
        message = _("共%(count)s条，超过一个工作表的%(most)s行，没有导出。请改用 CSV，或缩小筛选范围。")
        raise JobFailed(message % words)
    write = exports.write_csv if kind == "csv" else exports.write_xlsx
    path = files.new_path()
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            count = write(spec, records, file, lambda done: progress.step(done, total))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    account_for(spec, query, count, by=by, at=at)
    Parcel.objects.filter(pk=parcel).update(stored_as=path.name, rows_count=count)
    return {"rows": count}


def account_for(spec: RecordSpec, query: Mapping[str, str], count: int, *, by: Post, at: datetime) -> None:
    """Audit an export: what was asked for by name, and how many records left the house; never the words searched for."""
    names = sorted(name for name, value in query.items() if value)
    detail = {"register": spec.code, "count": count, "conditions": names}
    log.happened("export", at=at, division_id=by.places[0].code, by=by, detail=detail)
