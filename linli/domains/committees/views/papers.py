"""One committee, and its certificates as paper."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from linli.domains.committees import queries
from linli.domains.committees.models import Assembly, Certificate, Committee, Seat
from linli.domains.committees.permissions import Permission
from linli.domains.committees.records import COMMITTEE
from linli.domains.committees.rules import composition
from linli.kernel.accounts.permissions import require
from linli.kernel.documents.certificates import render_certificate
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.details import record_detail


@require_safe
@post_required
def committee_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The usual page of the register, with certificates, cases, seats, and how it all came about."""
    require(request.post_held, Permission.VIEW)
    committee = get_object_or_404(Committee.objects.select_related("division"), pk=pk)
    return record_detail(
        request, spec=COMMITTEE, pk=pk, template="committees/detail.html", more=_about(committee, request)
    )


def _about(committee: Committee, request: HttpRequest) -> dict[str, Any]:
    today = request.now.date()
    law = composition.law_of(committee.kind, today)
    overseers = queries.list_overseers(committee, today)
    return {
        "committee": committee,
        "certificates": committee.certificates.all(),
        "cases": committee.cases.all(),
        "seats": queries.sitting(committee, today),
        "former_count": Seat.objects.filter(division=committee.division).exclude(until=None).count(),
        "assembly": Assembly.objects.filter(division=committee.division).first(),
        "supervision_faults": _supervision_faults(law, overseers),
        "lacks_supervision": bool(law and law.supervision and not overseers),
        "supervision_basis": law.cite("supervision") if law else "",
        "steps": queries.timeline(committee),
        "may_open": request.post_held.may(Permission.EDIT) and committee.dissolved_on is None,
    }


def _supervision_faults(law: Rules | None, overseers: list[composition.Overseer]) -> list[Fault]:
    if law is None or not overseers:
        return []
    single = [fault for each in overseers for fault in composition.overseer_faults(law, each)]
    return [*single, *composition.supervision_faults(law, overseers)]


@require_safe
@post_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate as PDF. One that has ended prints as it was issued; its code says what became of it."""
    require(request.post_held, Permission.VIEW)
    certificate = get_object_or_404(Certificate.objects.select_related("committee__division"), pk=pk)
    try:
        drawn = queries.drawn(certificate)
    except queries.Missing as missing:
        messages.error(request, str(missing))
        return redirect(certificate.committee)
    name = quote(f"{certificate.committee}{certificate.certificate_no}.pdf")
    return HttpResponse(
        render_certificate(drawn, settings.LINLI_FONT_DIRS),
        content_type="application/pdf",
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"},
    )
