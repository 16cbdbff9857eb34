"""Sets of codes as disjoint half-open ranges, and how a place's territory travels through successions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Range = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """One succession with the whole ranges of both places: `uppers` are exclusive."""

    old: Range
    new: Range


@dataclass(frozen=True)
class Territory:
    """Ranges of today's codes; `blurred` are those in which others are counted too, since no list tells them apart."""

    ranges: tuple[Range, ...]
    blurred: tuple[Range, ...] = field(default=())


def normal(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Disjoint, not touching, in order."""
    found: list[Range] = []
    for low, high in sorted(each for each in ranges if each[0] < each[1]):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def without(ranges: Iterable[Range], taken: Range) -> tuple[Range, ...]:
    low, high = taken
    parts = [part for lo, hi in ranges for part in ((lo, min(hi, low)), (max(lo, high), hi))]
    return normal(part for part in parts if part[0] < part[1])


def holds(ranges: Sequence[Range], code: int) -> bool:
    return any(low <= code < high for low, high in ranges)


def forward(territory: Territory, lines: Sequence[Line]) -> Territory:
    """The same territory after the successions of one day, all of which happen at once."""
    before = territory.ranges
    ours = [line for line in lines if holds(before, line.old[0])]
    others = {line.new for line in lines if not holds(before, line.old[0])}
    taken = {line.new for line in ours}
    ranges, blurred = before, set(territory.blurred)
    for line in sorted(ours, key=_widest):
        ranges = without(ranges, line.old)
    for new in sorted(taken | others, key=lambda each: (each[0] - each[1], each)):
        ranges = normal([*ranges, new]) if new in taken else without(ranges, new)
        if new in taken and new in others:
            blurred.add(new)
    return Territory(ranges, tuple(sorted(blurred)))


def _widest(line: Line) -> tuple[int, int]:
    return line.old[0] - line.old[1], line.old[0]
