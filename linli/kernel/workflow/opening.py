"""The to-dos of very many new records at once, in as many statements as of one."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import NATION, SPAN, Division
from linli.kernel.workflow.models import Todo
from linli.kernel.workflow.tables import Transition, Workflow

BATCH = 1000


def open_todos(table: Workflow, name: str, records: Collection[Any], *, at: datetime) -> int:
    """As `actions.settle` for records that have none yet, for one transition whose owners are the nearest units that hold
    its permission; each record's division must be loaded. Returns how many to-dos were opened.
    """
    transition = table.transition(name)
    units = units_nearest(transition.permission, {each.division_id: each.division for each in records}.values())
    label, day = str(transition.label), at.date()
    todos = [
        _todo(table, transition, record, unit, label=label, day=day, at=at)
        for record in records
        for unit in sorted(units.get(record.division_id, ()))
    ]
    Todo.objects.bulk_create(todos, batch_size=BATCH)
    return len(todos)


def units_nearest(permission: str, divisions: Iterable[Division]) -> dict[int, set[int]]:
    """Place → the units that `queries.list_units_for` gives, asked of all places at once."""
    carrying = Q(duty=None) | Q(duty=permission)
    posts = Post.objects.filter(carrying, role__permissions=permission, until=None)
    known: dict[int, list[tuple[int, int]]] = {}
    for unit, code, upper in posts.values_list("unit_id", "divisions__code", "divisions__upper").distinct():
        known.setdefault(code, []).append((upper, unit))
    return {each.code: _nearest(each, known) for each in divisions}


def _nearest(division: Division, known: dict[int, list[tuple[int, int]]]) -> set[int]:
    above = {division.code, NATION, *(division.code - division.code % span for span in SPAN.values())}
    for code in sorted(above, reverse=True):
        if units := {unit for upper, unit in known.get(code, ()) if upper >= division.upper}:
            return units
    return set()


def _todo(
    table: Workflow, transition: Transition, record: Any, unit: int, *, label: str, day: date, at: datetime
) -> Todo:
    deadline = transition.deadline(record, day)
    return Todo(
        division_id=record.division_id,
        unit_id=unit,
        permission=transition.permission,
        transition=transition.name,
        label=label,
        title=str(record)[:200],
        record_type=record._meta.label_lower,
        record_id=record.pk,
        url=table.url(record),
        opened_at=at,
        due_on=deadline.due_on if deadline else None,
        basis=deadline.basis if deadline else transition.basis,
    )
