"""What everybody may read of a community's disclosure: what was posted, and nothing that was not."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from linli.domains.disclosure.enums import RunState, State
from linli.domains.disclosure.models import Posting, Power, Question, Run
from linli.domains.disclosure.queries.board import catalogue
from linli.domains.disclosure.queries.cards import way
from linli.domains.disclosure.rules.board import stays_until
from linli.domains.disclosure.rules.law import law_of
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.privacy import bearer

SHOWN = (State.POSTED, State.REPLACED, State.WITHDRAWN)
MOST_POSTINGS, MOST_RUNS = 60, 30


def public_disclosure(division: Division, at: date) -> dict[str, Any]:
    """As JSON can hold it: postings with their older editions, the catalogue, and the cards with their traces."""
    return {
        "postings": [_posting(each) for each in shown(division).select_related("item")[:MOST_POSTINGS]],
        "catalogue": [
            {
                "number": line.item.number,
                "category": line.item.get_category_display(),
                "title": line.item.title,
                "content": line.item.content,
                "basis": line.item.basis,
                "rhythm": line.item.get_rhythm_display(),
                "last_on": _day(line.last_on),
                "is_overdue": line.is_overdue,
            }
            for line in catalogue(division, at)
        ],
        "powers": [_power(each) for each in Power.objects.within(division).order_by("listing", "number")],
    }


def shown(division: Division) -> QuerySet[Posting]:
    """What everybody may read, the newest first; of what is replaced or was withdrawn, that it is."""
    return Posting.objects.within(division).filter(state__in=SHOWN).order_by("-posted_on", "-id")


def receipt_mark(number: str) -> bytes:
    return bearer.mark("disclosure.receipt", number)


def answer_by_receipt(division: Division, typed: str) -> dict[str, Any] | None:
    """What became of the question with this receipt, as everybody may read it; None where there is none in the community."""
    number = bearer.read(typed)
    if number is None:
        return None
    with scope.visiting(division.range, "a resident reads the answer to a question of their own"):
        found = Question.objects.within(division).filter(receipt_mark=receipt_mark(number)).first()
        return _question(found) if found else None


def _posting(posting: Posting) -> dict[str, Any]:
    assert posting.posted_on is not None  # it was posted
    until = stays_until(law_of(posting.item.kind, posting.posted_on), posting.posted_on)
    asked = list(Question.objects.filter(posting=posting))
    return {
        "id": posting.pk,
        "title": posting.title,
        "text": posting.text,
        "table": posting.table,
        "item": posting.item.title,
        "category": posting.item.get_category_display(),
        "edition": posting.edition,
        "is_current": posting.state == State.POSTED,
        "state": posting.get_state_display(),
        "replaces": posting.replaces_id,
        "posted_on": _day(posting.posted_on),
        "until": _day(until),
        "signed_on": _day(posting.signed_on),
        "breach": posting.breach,
        # What was put online is shown with its answer: nobody writes on the public page by asking.
        "questions": [_question(each) for each in asked if each.answer or not each.is_online],
        "waiting_count": sum(each.is_online and not each.answer for each in asked),
    }


def _question(question: Question) -> dict[str, Any]:
    """Without the name of whoever asked."""
    return {
        "text": question.text,
        "asked_on": _day(question.asked_on),
        "state": question.get_state_display(),
        "answer": question.answer,
        "answered_on": _day(question.answered_on),
        "outcome": question.get_outcome_display(),
    }


def _power(power: Power) -> dict[str, Any]:
    runs = Run.objects.filter(power=power).exclude(state=RunState.STOPPED).order_by("-started_on", "-id")[:MOST_RUNS]
    return {
        "id": power.pk,
        "listing": power.get_listing_display(),
        "name": power.name,
        "category": power.category,
        "basis": power.basis,
        "body": power.body,
        "publication": power.publication,
        "risk": power.risk,
        "supervision": power.supervision,
        "steps": [
            {
                "order": step.order,
                "title": step.title,
                "who": step.who,
                "days": step.working_days,
                "material": step.material,
            }
            for step in power.steps.all()
        ],
        "runs": [
            {
                "subject": run.subject,
                "started_on": _day(run.started_on),
                "state": run.get_state_display(),
                "traces": [
                    {
                        "order": each.order,
                        "title": each.title,
                        "who": each.who,
                        "done_on": _day(getattr(each, "done_on", None)),
                        "due_on": _day(getattr(each, "due_on", None)),
                        "is_late": getattr(each, "is_late", False),
                        "note": getattr(each, "note", ""),
                        "is_done": is_done,
                    }
                    for each, is_done in way(run)
                ],
            }
            for run in runs
        ],
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
