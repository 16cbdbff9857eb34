"""Opening the answers of a period: filled as far as the records go, and brought to those who have to look at the rest."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.returns.enums import AnswerState, RequestState, Rhythm
from linli.domains.returns.models import Answer, Request, Row
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.prefill import Prefilled, columns_of, rows_for
from linli.domains.returns.queries.targets import communities_of
from linli.domains.returns.rules import progress
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Value
from linli.domains.returns.rules.periods import Period, open_period
from linli.domains.returns.workflow import ANSWER, REQUEST
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import keeping
from linli.kernel.audit.deeds import Refused, locked
from linli.kernel.audit.keeping import doing
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.workflow.actions import settle
from linli.kernel.workflow.models import Todo
from linli.kernel.workflow.opening import open_todos

# Communities of one transaction: a job that is cancelled or killed has lost no more than this, and goes on from there.
BATCH = 500
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Sent:
    """`opened`: answers made now; `by_records`: of them those that nobody needs to be asked for; `todos`: what was brought to units."""

    opened: int = 0
    by_records: int = 0
    todos: int = 0


def send(
    request: Request,
    *,
    by: Post | None,
    at: datetime,
    step: Callable[[], AbstractContextManager[None]] = nullcontext,
    tell: Tell = lambda done, total, note: None,
) -> Sent:
    """Open the answers of the period in which `at` lies, of all communities that have none yet; the system's own without `by`.

    `step` gives each part a transaction of its own, `tell` hears how far it is and may end it between two. Sending twice
    sends nothing twice. Raises PermissionRefused, Refused.
    """
    on = timezone.localdate(at)
    with step():
        period = _period(request, by, on)
        waiting = _waiting(request, period, on)
        by_records = bool(waiting) and _is_known(request, waiting, on)
    sent = Sent()
    for part in _batches(waiting):
        tell(sent.opened, len(waiting), str(_("正在下发")))
        with step():
            made = _open(request, part, period, by=by, at=at, by_records=by_records)
        sent = Sent(sent.opened + made.opened, sent.by_records + made.by_records, sent.todos + made.todos)
    tell(sent.opened, len(waiting), "")
    return sent


def _period(request: Request, by: Post | None, on: date) -> Period:
    current = Request.objects.get(pk=request.pk)
    if by is not None and not (by.may(Permission.GUARD) or by.may(Permission.ASK)):
        raise PermissionRefused(_("下发报表由准入审核的岗位办理。"))
    if current.state != RequestState.IN_FORCE:
        raise Refused(_("报表“%(title)s”没有在执行，不能下发。") % {"title": current.title})
    sent = Answer.objects.filter(request=current).first() if current.rhythm == Rhythm.ONCE else None
    if sent is not None:
        return Period(sent.period_on, sent.period_until, sent.due_on)
    days = {"begins_on": current.begins_on, "ends_on": current.ends_on}
    period = open_period(current.rhythm, on, current.due_days, **days)
    if period is None:
        words = {"first": str(current.begins_on), "last": str(current.ends_on)}
        raise Refused(_("报表从%(first)s到%(last)s执行，今天不在其中。") % words)
    return period


def _waiting(request: Request, period: Period, on: date) -> list[Division]:
    """Communities in scope that have no answer for the period."""
    answered = set(Answer.objects.filter(request=request, period_on=period.first).values_list("division_id", flat=True))
    limits = scope.current()
    return [each for each in communities_of(request, on) if each.code not in answered and limits.covers(*each.range)]


def _is_known(request: Request, divisions: Sequence[Division], on: date) -> bool:
    """Whether records answer every cell of every community that has to be answered."""
    columns = columns_of(request)
    if not progress.could_be_known(columns):
        return False
    return all(
        (rows or request.rows_of) and all(progress.is_answered(columns, values_of(row), row.cells) for row in rows)
        for part in _batches(divisions)
        for rows in rows_for(request, part, on=on).values()
    )


def _batches(divisions: Sequence[Division]) -> Iterator[Sequence[Division]]:
    for start in range(0, len(divisions), BATCH):
        yield divisions[start : start + BATCH]


def values_of(row: Prefilled) -> dict[int, Value]:
    return {index: cell.value for index, cell in row.cells.items()} | dict(row.sealed)


def _open(
    request: Request, divisions: Sequence[Division], period: Period, *, by: Post | None, at: datetime, by_records: bool
) -> Sent:
    on, columns = timezone.localdate(at), columns_of(request)
    with doing("send", by=by, at=at):
        locked(Request.objects.filter(pk=request.pk)).values_list("pk").first()
        known = Answer.objects.filter(request=request, period_on=period.first, division__in=divisions)
        there = set(known.values_list("division_id", flat=True))
        divisions = [each for each in divisions if each.code not in there]
        filled = rows_for(request, divisions, on=on)
        answers = [
            _answer(
                request,
                each,
                period,
                columns=columns,
                rows=filled[each.code],
                answered_on=on if by_records else None,
                at=at,
            )
            for each in divisions
        ]
        Answer.objects.bulk_create(answers)
        Row.objects.bulk_create(_rows(answers, filled, at), batch_size=1000)
        todos = 0 if by_records else open_todos(ANSWER, "submit_answer", answers, at=at)
    return Sent(len(answers), len(answers) if by_records else 0, todos)


def _answer(
    request: Request,
    division: Division,
    period: Period,
    *,
    columns: Sequence[Asked],
    rows: Sequence[Prefilled],
    answered_on: date | None,
    at: datetime,
) -> Answer:
    counted = sum((progress.counts(columns, values_of(row), row.cells) for row in rows), progress.Counts())
    return Answer(
        request=request,
        division=division,
        community=division.code,
        period_on=period.first,
        period_until=period.last,
        due_on=period.due_on,
        state=AnswerState.APPROVED if answered_on else AnswerState.OPEN,
        is_by_records=answered_on is not None,
        submitted_on=answered_on,
        approved_on=answered_on,
        asked_count=counted.asked,
        prefilled_count=counted.prefilled,
        created_at=at,
        updated_at=at,
    )


def _rows(answers: Sequence[Answer], filled: Mapping[int, Sequence[Prefilled]], at: datetime) -> Iterator[Row]:
    for answer in answers:
        for number, row in enumerate(filled[answer.division_id], start=1):
            yield Row(
                answer=answer,
                division_id=answer.division_id,
                ordinal=number,
                about=row.about,
                cells={str(index): cell.to_json() for index, cell in row.cells.items()},
                sealed=sealed_text(row.sealed),
                created_at=at,
                updated_at=at,
            )


def sealed_text(values: Mapping[int, Value]) -> str | None:
    return json.dumps({str(index): value for index, value in values.items()}, ensure_ascii=False) if values else None


def open_next_periods(*, at: datetime) -> int:
    """Send, within the scope, every request whose period has begun and is not sent yet; returns how many answers were opened.

    A daily deed of the system.
    """
    on, count = timezone.localdate(at), 0
    running = Request.objects.filter(state=RequestState.IN_FORCE, begins_on__lte=on, ends_on__gte=on)
    for request in running.exclude(rhythm=Rhythm.ONCE).order_by("pk"):
        count += send(request, by=None, at=at).opened
    return count


def end_overdue(*, at: datetime) -> int:
    """Stop, within the scope, what has come to its end date; returns how many requests. A daily deed of the system."""
    on, count = timezone.localdate(at), 0
    for request in Request.objects.filter(state=RequestState.IN_FORCE, ends_on__lt=on).order_by("pk"):
        with doing("end", by=None, at=at):
            current = locked(Request.objects.filter(pk=request.pk)).get()
            current.ended_on = on
            # The system's own step; whoever stops a request earlier does so by its action.
            setattr(current, REQUEST.field, REQUEST.transition("end").target)
            keeping.store(current, at=at)
            settle(REQUEST, current, at=at)
            drop_todos(request, at=at)
        count += 1
    return count


def drop_todos(request: Request, *, at: datetime) -> int:
    """Nobody owes an answer to a request that has been stopped: close what is still waiting; returns how many to-dos."""
    answers = Answer.objects.filter(request=request).values("pk")
    waiting = Todo.objects.filter(record_type=Answer._meta.label_lower, record_id__in=answers, closed_at=None)
    return waiting.filter(transition="submit_answer").update(closed_at=at)
