"""How far a card has been gone."""

from dataclasses import dataclass
from datetime import date

from linli.domains.disclosure.enums import RunState
from linli.domains.disclosure.models import Run, Step, Trace
from linli.domains.disclosure.rules import cards


@dataclass(frozen=True)
class NextStep:
    """What has to be done next in a run, and by when."""

    step: Step
    due_on: date | None


def next_step(run: Run) -> NextStep | None:
    """None where nothing is left to do."""
    if run.state != RunState.RUNNING:
        return None
    traces = list(Trace.objects.filter(run=run).order_by("order"))
    step = Step.objects.filter(power=run.power_id).exclude(order__in=[each.order for each in traces]).first()
    if step is None:
        return None
    reached = max((each.done_on for each in traces), default=run.started_on)
    return NextStep(step, cards.step_due_on(reached, step.working_days))


def way(run: Run) -> list[tuple[Step | Trace, bool]]:
    """Every step of a run: first those done, as they were done, then those that the card still asks for."""
    traces = list(Trace.objects.filter(run=run).order_by("order"))
    done = {each.order for each in traces}
    waiting = [] if run.state != RunState.RUNNING else Step.objects.filter(power=run.power_id).exclude(order__in=done)
    return [*((each, True) for each in traces), *((each, False) for each in waiting)]
