"""The posting as a sheet for the notice board, with the way to the public page."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.domains.disclosure import queries
from linli.domains.disclosure.enums import State
from linli.domains.disclosure.rules.board import stays_until
from linli.domains.disclosure.views.deeds import load
from linli.kernel.documents.posters import Poster, render_poster
from linli.kernel.ui.views.access import post_required


@require_safe
@post_required
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Only what is posted is printed: a draft on the wall would be published without anybody's word."""
    record = load(request, "posting", pk)
    if record.state != State.POSTED:
        messages.error(request, _("只有公布中的内容可以打印海报。"))
        return redirect(record)
    until = stays_until(queries.law_for(record, record.posted_on), record.posted_on)
    notes = [_("公布日期：%(day)s") % {"day": record.posted_on}]
    if until:
        notes.append(_("公布期限：至%(day)s") % {"day": until})
    if record.signed_on:
        notes.append(_("监督委员会已于%(day)s审核") % {"day": record.signed_on})
    notes.append(_("对公布内容有疑问的，请向村（居）民委员会提出；不答复或者不属实的，向乡镇（街道）反映。"))
    sheet = Poster(
        head=_("%(place)s公开栏") % {"place": record.division.name},
        title=record.title,
        text=record.text,
        table=tuple(tuple(row) for row in record.table),
        notes=tuple(notes),
        address=f"{settings.LINLI_BASE_URL}/community/{record.division.short_code}/postings/{record.pk}/",
        caption=_("扫码在网上看"),
    )
    name = quote(f"{record.title}.pdf")
    return HttpResponse(
        render_poster(sheet, settings.LINLI_FONT_DIRS),
        content_type="application/pdf",
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"},
    )
