"""What residents ask about the board: answered by the committee, or looked into by the township."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linli.domains.disclosure.models import Item, Posting, Question
from linli.domains.disclosure.permissions import Permission
from linli.domains.disclosure.workflow import QUESTION, refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import attempts_kept, enter, refuse_future
from linli.kernel.privacy import exposure
from linli.kernel.workflow.actions import action
from linli.kernel.workflow.actions import settle as settle_todos


def ask(
    item: Item,
    *,
    text: str,
    asked_on: date,
    asker: str = "",
    contact: str = "",
    posting: Posting | None = None,
    by: Post,
    at: datetime,
) -> Question:
    """Take in a question, with or without a name; its clock begins."""
    require(by, Permission.EDIT)
    refuse_future(asked_on, at)
    with attempts_kept("ask", item, by=by, at=at), transaction.atomic():
        refuse(exposure.publishing_faults("", text))
        question = Question(
            division=item.division,
            item=item,
            posting=posting,
            asker=asker.strip(),
            contact=contact.strip(),
            text=text.strip(),
            asked_on=asked_on,
        )
        made = enter(question, "ask", by=by, at=at)
        settle_todos(QUESTION, made, at=at)
    return made


@action(QUESTION, "answer")
def answer(question: Question, *, answer: str, outcome: str, by: Post, at: datetime) -> None:
    """The committee's own answer, which is published with the question."""
    question.answer, question.outcome = answer.strip(), outcome
    question.answered_on = timezone.localdate(at)


@action(QUESTION, "close")
def close(question: Question, *, by: Post, at: datetime) -> None:
    """Whoever asked is content."""
    question.closed_on = timezone.localdate(at)


@action(QUESTION, "refer")
def refer(question: Question, *, by: Post, at: datetime) -> None:
    """Not answered, or not believed: the township or the county looks into it."""
    question.referred_on = timezone.localdate(at)


@action(QUESTION, "settle")
def settle(question: Question, *, answer: str, outcome: str, by: Post, at: datetime) -> None:
    """What was found, and what was ordered."""
    question.answer, question.outcome = answer.strip(), outcome
    question.answered_on = question.closed_on = timezone.localdate(at)
