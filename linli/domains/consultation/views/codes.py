"""Participation codes: slips for everybody as one file, or one code at the desk. What is shown here is shown once."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.domains.consultation import actions, forms, queries
from linli.domains.consultation.models import Topic, VoiceCode
from linli.domains.consultation.permissions import Permission
from linli.domains.consultation.views.meetings import load, may_issue
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused
from linli.kernel.documents.slips import Sheet, Slip, render_slips
from linli.kernel.privacy import bearer
from linli.kernel.privacy.revealing import TooOften
from linli.kernel.ui import places
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.edits import UNPROCESSABLE, form_methods, posted


@form_methods
@post_required
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """How many have one; the slips for the rest; and one code for whoever stands at the desk."""
    topic = load(request, pk)
    require(request.post_held, Permission.ISSUE)
    desk, issued = forms.DeskForm(posted(request)), None
    if desk.is_valid():
        try:
            issued = actions.issue_code(topic, by=request.post_held, at=request.now, **desk.cleaned_data)
        except (Refused, TooOften) as refusal:
            desk.add_error(None, str(refusal))
    if desk.is_bound:
        desk.mark_faults()
    day = request.now.date()
    context = {
        "topic": topic,
        "trail": places.trail(request.post_held, topic.division),
        "desk": forms.DeskForm() if issued else desk,
        "bulk": forms.BulkForm(),
        "issued": issued,
        "code": bearer.printed(issued.code) if issued else "",
        "address": _address(topic),
        "may_issue": may_issue(topic, day),
        "held_count": VoiceCode.objects.filter(topic=topic).count(),
        "entitled_count": sum(1 for _each in queries.entitled(topic, day)),
    }
    response = render(request, "consultation/codes.html", context, status=UNPROCESSABLE if desk.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@post_required
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """The slips as a file; the codes are in it and nowhere else."""
    topic, form = load(request, pk), forms.BulkForm(request.POST)
    form.is_valid()  # one box, ticked or not
    try:
        issued = actions.issue_codes(topic, by=request.post_held, at=request.now, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("consultation:codes", pk=pk)
    words = {"from": topic.voices_from, "until": topic.voices_until}
    sheet = Sheet(
        title=topic.title,
        place=topic.division.path_name,
        label=_("参与码"),
        notes=(
            _("%(from)s至%(until)s扫码或者打开下面的网址，凭参与码提意见、投意向票。") % words,
            _("只供本人使用，每人一份，请勿转借；丢失的带证件到村（居）民委员会补发。"),
        ),
        address=_address(topic),
        slips=tuple(Slip(each.name, each.where, bearer.printed(each.code)) for each in issued),
    )
    name = quote(_("参与码-%(title)s.pdf") % {"title": topic.title})
    return HttpResponse(
        render_slips(sheet, settings.LINLI_FONT_DIRS),
        content_type="application/pdf",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"},
    )


def _address(topic: Topic) -> str:
    return f"{settings.LINLI_BASE_URL}/community/{topic.division.short_code}/topics/{topic.pk}/"
