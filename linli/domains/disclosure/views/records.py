"""One item, posting, question, card or run on its page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.domains.disclosure import queries
from linli.domains.disclosure.models import Posting, Question, Run, Step
from linli.domains.disclosure.records import ITEM, POWER
from linli.domains.disclosure.rules.board import stays_until
from linli.domains.disclosure.views.deeds import load, offers
from linli.kernel.ui import places
from linli.kernel.ui.views.access import post_required
from linli.kernel.ui.views.details import record_detail


@require_safe
@post_required
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    more = {"postings": Posting.objects.filter(item=pk), "questions": Question.objects.filter(item=pk)}
    return record_detail(request, spec=ITEM, pk=pk, template="disclosure/item.html", more=more)


@require_safe
@post_required
def power_detail(request: HttpRequest, pk: int) -> HttpResponse:
    more = {"steps": Step.objects.filter(power=pk), "runs": Run.objects.filter(power=pk).select_related("power")}
    return record_detail(request, spec=POWER, pk=pk, template="disclosure/power.html", more=more)


def _context(request: HttpRequest, what: str, record: Any) -> dict[str, Any]:
    return {
        "record": record,
        "what": what,
        "offers": offers(what, record, request.post_held),
        "trail": places.trail(request.post_held, record.division),
        "today": request.now.date(),
        "told": queries.timeline(record),
    }


@require_safe
@post_required
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    record = load(request, "posting", pk)
    day = record.posted_on
    context = _context(request, "posting", record) | {
        "until": stays_until(queries.law_for(record, day), day) if day else None,
        "questions": Question.objects.filter(posting=record),
        "later": Posting.objects.filter(replaces=record).first(),
    }
    return render(request, "disclosure/posting.html", context)


@require_safe
@post_required
def question(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "disclosure/question.html", _context(request, "question", load(request, "question", pk)))


@require_safe
@post_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    record = load(request, "run", pk)
    context = _context(request, "run", record) | {"way": queries.way(record), "following": queries.next_step(record)}
    return render(request, "disclosure/run.html", context)
