"""Going through a card: each step done leaves its trace, in order, and is told when it was late."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.disclosure import queries
from linli.domains.disclosure.models import Power, Run, Step, Trace
from linli.domains.disclosure.permissions import Permission
from linli.domains.disclosure.rules import cards
from linli.domains.disclosure.workflow import RUN, refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, attempts_kept, deed, enter, refuse_future
from linli.kernel.privacy import exposure
from linli.kernel.workflow.actions import action
from linli.kernel.workflow.actions import settle as settle_todos
from linli.kernel.workflow.models import Todo


@deed(Permission.EDIT, "set_steps")
def set_steps(power: Power, *, steps: Sequence[Mapping[str, Any]], by: Post, at: datetime) -> None:
    """Draw the card anew: each step with title, who, working_days and material. What was done by the old card keeps its trace."""
    Step.objects.filter(power=power).delete()
    for order, values in enumerate(steps, 1):
        enter(Step(division=power.division, power=power, order=order, **values), "set_steps", by=by, at=at)


def start_run(power: Power, *, subject: str, started_on: date, by: Post, at: datetime) -> Run:
    """Begin a matter by its card. The subject is published and names no person's numbers."""
    require(by, Permission.HANDLE)
    refuse_future(started_on, at)
    if not Step.objects.filter(power=power).exists():
        raise Refused(_("这个事项还没有流程图，请先登记流程环节。"))
    with attempts_kept("start_run", power, by=by, at=at), transaction.atomic():
        refuse(exposure.publishing_faults(subject, ""))
        run = Run(division=power.division, power=power, subject=subject.strip(), started_on=started_on)
        made = enter(run, "start_run", by=by, at=at)
        settle_todos(RUN, made, at=at)
    return made


def do_step(run: Run, *, done_on: date, note: str, order: int | None = None, by: Post, at: datetime) -> Run:
    """Do the next step, or the one named by `order`, which has to be the next. The last one ends the run."""
    current = _do_step(run, done_on=done_on, note=note, order=order, by=by, at=at)
    return current if queries.next_step(current) else _finish(current, ended_on=done_on, by=by, at=at)


@action(RUN, "do_step")
def _do_step(run: Run, *, done_on: date, note: str, order: int | None, by: Post, at: datetime) -> None:
    refuse_future(done_on, at)
    traces = list(Trace.objects.filter(run=run))
    following = queries.next_step(run)
    wanted = order if order is not None else (following.step.order if following else 0)
    orders = list(Step.objects.filter(power=run.power_id).values_list("order", flat=True))
    refuse(cards.order_faults(orders, [each.order for each in traces], wanted))
    refuse(exposure.publishing_faults("", note))
    assert following is not None  # the order was looked at
    if done_on < max((each.done_on for each in traces), default=run.started_on):
        raise Refused(_("办理日期不能早于上一步的办理日期。"))
    step = following.step
    trace = Trace(
        division=run.division,
        run=run,
        order=step.order,
        title=step.title,
        who=step.who,
        due_on=following.due_on,
        done_on=done_on,
        note=note.strip(),
        done_by=by.user,
        is_late=cards.is_late(following.due_on, done_on),
    )
    enter(trace, "do_step", by=by, at=at)
    open_todos = Todo.objects.filter(record_type=run._meta.label_lower, record_id=run.pk, closed_at=None)
    open_todos.update(closed_at=at)  # the next step has a day of its own


@action(RUN, "finish")
def _finish(run: Run, *, ended_on: date, by: Post, at: datetime) -> None:
    run.ended_on = ended_on


@action(RUN, "stop_run")
def stop_run(run: Run, *, reason: str, ended_on: date, by: Post, at: datetime) -> None:
    """The matter is not gone on with."""
    refuse_future(ended_on, at)
    run.ended_on, run.stopped_for = ended_on, reason.strip()
