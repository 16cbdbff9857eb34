"""The one function that performs a transition, and the decorator that makes an action of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import keeping, log
from linli.kernel.audit.deeds import Unlawful, attempts_kept
from linli.kernel.audit.keeping import doing
from linli.kernel.rulesets.faults import Fault
from linli.kernel.workflow.models import Todo
from linli.kernel.workflow.tables import Transition, Workflow


class WrongState(ValueError):
    """The record is no longer in a state from which this can be done."""


class NotNow(ValueError):
    """A guard of the table or the record itself refuses; the message says what is missing and where to mend it."""


def refuse(faults: Sequence[Fault]) -> None:
    """Raises Unlawful with every error among the faults; warnings stop nothing."""
    if errors := [fault for fault in faults if fault.is_error]:
        raise Unlawful("".join(str(fault) for fault in errors))


def action(workflow: Callable[[], Workflow] | Workflow, name: str) -> Callable:
    """Make the decorated function the only door to a transition.

    The call locks the record, checks permission, part, state and guard, runs the function, moves the state, audits, and
    keeps the to-dos. Raises PermissionRefused, WrongState, NotNow; then nothing is written. Unlawful, which the function or a
    guard may raise, leaves the attempt on record. Returns the record as it now is.
    """

    def decorate(function: Callable) -> Callable:
        @wraps(function)
        def perform(record: Any, *, by: Post, at: datetime, **values: Any) -> Any:
            table = workflow if isinstance(workflow, Workflow) else workflow()
            transition_ = table.transition(name)
            reason = str(values.get("reason", ""))
            kept = attempts_kept(name, record, by=by, at=at)
            with kept, _in_words(), doing(name, by=by, at=at, reason=reason):
                current = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
                check(table, transition_, current, by)
                transition_.guard(current, at=at, **values)
                before = log.values_of(current)
                function(current, by=by, at=at, **values)
                setattr(current, table.field, transition_.target)
                current.full_clean()
                keeping.settle(current, before, name, by=by, at=at, reason=reason)
                settle(table, current, at=at)
            return current

        return perform

    return decorate


@contextmanager
def _in_words() -> Iterator[None]:
    """What the record's own constraints refuse is refused as what a guard refuses."""
    try:
        yield
    except ValidationError as error:
        raise NotNow("".join(dict.fromkeys(error.messages))) from error


def check(table: Workflow, transition_: Transition, record: Any, by: Post) -> None:
    """Raises PermissionRefused or WrongState."""
    require(by, transition_.permission)
    if not transition_.may(by, record):
        raise PermissionRefused(_("“%(label)s”不由您的岗位办理。") % {"label": transition_.label})
    state = getattr(record, table.field)
    if state not in transition_.sources:
        display = getattr(record, f"get_{table.field}_display")()
        raise WrongState(_("当前状态为“%(state)s”，不能%(label)s。") % {"state": display, "label": transition_.label})


def offered(table: Workflow, record: Any, by: Post) -> list[Transition]:
    """The transitions that this post may perform on the record now; guards are asked only when it is done."""
    leaving = table.leaving(getattr(record, table.field))
    return [each for each in leaving if by.may(each.permission) and each.may(by, record)]


def settle(table: Workflow, record: models.Model, *, at: datetime) -> None:
    """Bring the to-dos of a record in line with its state. Also called once when the record is created."""
    label = record._meta.label_lower
    still_open = Todo.objects.filter(record_type=label, record_id=record.pk, closed_at=None)
    wanted = {
        (each.name, unit.pk): (each, unit)
        for each in table.leaving(getattr(record, table.field))
        for unit in each.owners(record)
    }
    for todo in still_open:
        if wanted.pop((todo.transition, todo.unit_id), None) is None:
            todo.closed_at = at
            todo.save(update_fields=["closed_at"])
    for each, unit in wanted.values():
        _open(table, record, each, unit, at)


def hand_to(todo: Todo, post: Post | None, *, by: Post, at: datetime) -> Todo:
    """Leave a to-do of one's unit to one seat of the unit, or (None) to all of it again. Raises PermissionRefused, NotNow.

    It then waits for whoever holds the seat, or stands in for its holder; what they may do does not change.
    """
    require(by, todo.permission)
    if todo.unit_id != by.unit_id:
        raise PermissionRefused(_("这件事由其他单位承办。"))
    if todo.closed_at is not None:
        raise NotNow(_("这件事已经办结。"))
    if post is not None and not (
        post.unit_id == todo.unit_id and post.may(todo.permission) and post.is_held(at.date())
    ):
        raise NotNow(_("只能交给本单位在任、且有权办理这件事的岗位。"))
    todo.seat_id = post.seat_key if post else None
    todo.save(update_fields=["seat"])
    handed = {"seat": todo.seat_id}
    log.happened("todo.hand_to", at=at, division_id=todo.division_id, by=by, record=todo, detail=handed)
    return todo


def _open(table: Workflow, record: Any, each: Transition, unit: Any, at: datetime) -> None:
    deadline = each.deadline(record, at.date())
    Todo.objects.create(
        division_id=record.division_id,
        unit=unit,
        permission=each.permission,
        transition=each.name,
        label=str(each.label),
        title=str(record)[:200],
        record_type=record._meta.label_lower,
        record_id=record.pk,
        url=table.url(record),
        opened_at=at,
        due_on=deadline.due_on if deadline else None,
        basis=deadline.basis if deadline else each.basis,
    )
