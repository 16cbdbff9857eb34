"""The pages of the audit administrator: who did what, and a pack of it for a regulator."""

import tempfile
import zipfile
from datetime import date, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.accounts.permissions import require
from linli.kernel.audit import log, packs
from linli.kernel.audit.models import AuditEntry, Seal
from linli.kernel.ui.views import errors
from linli.kernel.ui.views.access import View, post_required
from linli.portal.audit import queries, words
from linli.portal.permissions import Audit

LONGEST_EXPORT = timedelta(days=31)


def needs(permission: Audit) -> Any:
    """Only for posts that carry the permission."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require(request.post_held, permission)
            return view(request, *args, **kwargs)

        return post_required(guarded)

    return decorate


@require_safe
@needs(Audit.READ)
def entries(request: HttpRequest) -> HttpResponse:
    """Of a day, a person or a record; the newest first, and as many as fit a page."""
    try:
        asked = queries.read(request.GET, request.now.date())
    except queries.BadQuestion as error:
        return errors.page(request, 400, str(error))
    with queries.place_of(asked, request.post_held):
        found = list(queries.entries(asked)[: queries.PER_PAGE + 1])
        names = queries.place_names(found)
    shown = found[: queries.PER_PAGE]
    context = {
        "asked": asked,
        "rows": [_row(asked, each, names) for each in shown],
        "next_url": asked.address(before=shown[-1].pk) if len(found) > len(shown) else "",
        "first_url": asked.address(before=0) if asked.before else "",
        "registers": words.registers(),
        "verbs": sorted(words.common_verbs().items(), key=lambda each: each[1]),
        "may_export": request.post_held.may(Audit.EXPORT),
        "may_see_no_place": queries.may_see_no_place(request.post_held),
        "last_seal": Seal.objects.last(),
        "today": request.now.date(),
    }
    return render(request, "portal/audit/entries.html", context)


def _row(asked: queries.Asked, entry: AuditEntry, names: dict[int, str]) -> dict[str, Any]:
    record = {
        "register": entry.record_type,
        "record": str(entry.record_id or ""),
        "before": 0,
        "day": None,
        "person": "",
    }
    return {
        "entry": entry,
        "verb": words.of_verb(entry),
        "register": words.of_register(entry.record_type),
        "record_url": asked.address(**record, verb="") if entry.record_id and entry.record_type else "",
        "place": names.get(entry.division_id, ""),
        "changes": words.changes_of(entry),
    }


@require_POST
@needs(Audit.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The whole seals that hold a stretch of days, with those of their entries that lie within the post's divisions."""
    by = request.post_held
    try:
        since, until = (date.fromisoformat(request.POST.get(name, "")) for name in ("since", "until"))
    except ValueError:
        return errors.page(request, 400, _("请写明起止日期。"))
    if not since <= until <= since + LONGEST_EXPORT:
        return errors.page(request, 400, _("截止日期应在起始日期之后，一次最多导出31天。"))
    start, end = queries.midnight(since), queries.midnight(until + timedelta(days=1))
    found = packs.seals_between(*packs.numbers(at__gte=start, at__lt=end))
    if found is None:
        return errors.page(
            request, 409, _("这段时间里没有已封签的审计记录。刚发生的事要等下一次封签，通常一分钟之内。")
        )
    with tempfile.TemporaryDirectory() as folder:
        pack = packs.write(Path(folder) / "pack", *found, at=timezone.now(), within=by.scope)
        detail = {"since": since.isoformat(), "until": until.isoformat(), "count": pack.entries, "digest": pack.digest}
        log.happened("audit.export", at=request.now, division_id=by.places[0].pk, by=by, detail=detail)
        return _zipped(pack.folder, f"审计{since:%Y%m%d}-{until:%Y%m%d}.zip")


def _zipped(folder: Path, name: str) -> HttpResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name, zipfile.ZIP_STORED if path.suffix == ".gz" else zipfile.ZIP_DEFLATED)
    file.seek(0)
    return FileResponse(
        file,
        content_type="application/zip",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
