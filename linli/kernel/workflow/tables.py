"""A way of working is a table: which deed leads from which state to which, who may do it, by when, and by what law."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


class BadTable(ValueError):
    """The table of a workflow contradicts itself; found at start-up, never later."""


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    `may(post, record)` narrows the permission to a person's part in this record. `guard(record, at=…, **values)` raises NotNow
    with the reason. `owners(record)` are the units for which the open transition is a to-do; none: it is offered, not owed.
    `deadline(record, day)` gives the day by which it is due, with its article, counted from the day the state was entered.
    """

    name: str
    sources: Sequence[str]
    target: str
    label: str | Promise
    permission: str
    may: Callable[[Any, Any], bool] = lambda post, record: True
    guard: Callable[..., None] = lambda record, **values: None
    owners: Callable[[Any], Iterable[Any]] = lambda record: ()
    deadline: Callable[[Any, Any], Any] = lambda record, day: None
    basis: str = ""


@dataclass(frozen=True)
class Workflow:
    """The table of one model. `field` holds the state; nothing but `workflow.actions` assigns it."""

    model: type[models.Model]
    start: str
    end: frozenset[str]
    transitions: tuple[Transition, ...]
    field: str = "state"
    url: Callable[[Any], str] = lambda record: record.get_absolute_url()

    def __post_init__(self) -> None:
        self._validate()

    def transition(self, name: str) -> Transition:
        try:
            return next(each for each in self.transitions if each.name == name)
        except StopIteration:
            raise BadTable(f"{self.model.__name__} has no transition {name}") from None

    def leaving(self, state: str) -> list[Transition]:
        return [each for each in self.transitions if state in each.sources]

    def _validate(self) -> None:
        states = {value for value, _label in self.model._meta.get_field(self.field).choices}
        named = {
            self.start,
            *self.end,
            *(state for each in self.transitions for state in (*each.sources, each.target)),
        }
        if named - states:
            raise BadTable(f"{self.model.__name__}: unknown states {sorted(named - states)}")
        names = [each.name for each in self.transitions]
        if len(set(names)) != len(names):
            raise BadTable(f"{self.model.__name__}: a transition is named twice")
        if without := [each.name for each in self.transitions if not each.permission]:
            raise BadTable(f"{self.model.__name__}: no permission for {without}")
        reached = self._reachable()
        if states - reached:
            raise BadTable(f"{self.model.__name__}: unreachable states {sorted(states - reached)}")
        if stuck := [state for state in states - self.end if not self.leaving(state)]:
            raise BadTable(f"{self.model.__name__}: nothing leaves {sorted(stuck)}")

    def _reachable(self) -> set[str]:
        reached, waiting = {self.start}, [self.start]
        while waiting:
            for each in self.leaving(waiting.pop()):
                if each.target not in reached:
                    reached.add(each.target)
                    waiting.append(each.target)
        return reached

    def diagram(self) -> str:
        """The table as a mermaid state diagram, for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        lines += [f"    {state} --> {each.target}: {each.name}" for each in self.transitions for state in each.sources]
        return "\n".join([*lines, *(f"    {state} --> [*]" for state in sorted(self.end))])


_workflows: dict[str, Workflow] = {}


def register(*workflows: Workflow) -> None:
    for workflow in workflows:
        _workflows[workflow.model._meta.label_lower] = workflow


def all_workflows() -> list[Workflow]:
    return list(_workflows.values())
