"""What the queue can do: jobs that people ask for, and what the system does by itself.

An app declares both in its `tasks.py`, which every process reads at its start.

    @job("exchange.export", title=_("导出"))
    def export(progress, *, by, at, register): ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class JobFailed(Exception):
    """The job cannot be done; the message says why, and what to do instead, to the person who asked for it."""


@dataclass(frozen=True)
class Kind:
    """`run(progress, *, by, at, **params)` returns what JSON can hold.

    It runs in one transaction, with which its result is written; one `in_steps` opens its own with `progress.step_of_work()`.
    """

    name: str
    title: Any
    run: Callable[..., Any]
    in_steps: bool


@dataclass(frozen=True)
class Periodic:
    name: str
    run: Callable[[], Any]
    seconds: float
    first_after: float


DAY_SECONDS = 86_400
# What is done once a day is also done soon after a start, so that it is not put off by a worker that starts every day.
SOON_SECONDS = 60
_kinds: dict[str, Kind] = {}
_periodics: dict[str, Periodic] = {}


def job(name: str, *, title: Any, in_steps: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def keep(run: Callable[..., Any]) -> Callable[..., Any]:
        _kinds[name] = Kind(name, title, run, in_steps)
        return run

    return keep


def periodic(*, seconds: float, first_after: float | None = None) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Run it every so often in one worker of all there are, in a transaction whose scope shows no record.

    The first time comes `first_after` seconds after the start of the worker, by default as many as between two times.
    """

    def keep(run: Callable[[], Any]) -> Callable[[], Any]:
        name = f"{run.__module__}.{run.__name__}"
        _periodics[name] = Periodic(name, run, seconds, seconds if first_after is None else first_after)
        return run

    return keep


def get_kind(name: str) -> Kind:
    return _kinds[name]


def all_periodics() -> list[Periodic]:
    return list(_periodics.values())
