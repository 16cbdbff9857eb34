"""Measuring: medians, two ways measured in turn so that the machine's moods hit both, and the lines of the report."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Work = Callable[[], object]

# Tells a server that is started to be measured which database it serves.
DATABASE = "BENCHED_DATABASE"


@dataclass(frozen=True)
class Line:
    """One measured fact. `limit` None: told, not judged. `note` says against what, and how it was measured."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def holds(self) -> bool | None:
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def bound(self) -> str:
        return "" if self.limit is None else f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass
class Report:
    """The lines of one run, in sections, told as they come."""

    tell: Callable[[str], object]
    sections: dict[str, list[Line]] = field(default_factory=dict)

    def section(self, title: str) -> None:
        self.sections[title] = []
        self.tell(f"\n{title}")

    def add(self, *lines: Line) -> None:
        for line in lines:
            next(reversed(self.sections.values())).append(line)
            verdict = {True: "达标", False: "超限", None: ""}[line.holds]
            bound = f"（{line.bound}）" if line.bound else ""
            self.tell(f"  {line.name}：{line.value:,.3g} {line.unit}{bound} {verdict} {line.note}".rstrip())

    @property
    def failed(self) -> list[Line]:
        return [line for lines in self.sections.values() for line in lines if line.holds is False]


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_ms(work: Work, rounds: int = 15) -> float:
    """The median wall time in milliseconds, after one call to warm up."""
    work()
    return statistics.median(seconds(work) for _round in range(rounds)) * 1000


def paired_ms(first: Work, second: Work, rounds: int = 15) -> tuple[float, float]:
    """The medians of two ways of doing the same, called in turn."""
    first(), second()
    times = [(seconds(first), seconds(second)) for _round in range(rounds)]
    return tuple(statistics.median(each) * 1000 for each in zip(*times, strict=True))


def percentile_ms(works: list[Work], share: float) -> float:
    """The wall time below which that share of the calls stays; each is called once, after one call to warm up."""
    works[0]()
    times = sorted(seconds(work) for work in works)
    return times[min(len(times) - 1, int(len(times) * share))] * 1000
