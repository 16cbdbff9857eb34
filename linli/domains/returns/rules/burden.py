"""What a request would cost the communities: which of its columns are known, and how many cells somebody has to type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.domains.returns.enums import Rhythm
from linli.domains.returns.rules.asked import FACT, FIGURE, Asked
from linli.domains.returns.rules.naming import folded

NEARLY = 0.5
MONTHS_IN_A_QUARTER = 3


class Answered(StrEnum):
    """By what a column is answered."""

    FIGURE = "figure"
    REGISTER = "register"
    FACT = "fact"
    NEW = "new"
    REMARK = "remark"


def answered_by(asked: Asked) -> Answered:
    if asked.fact.startswith(FIGURE):
        return Answered.FIGURE
    if asked.fact.startswith(FACT):
        return Answered.FACT
    if asked.fact:
        return Answered.REGISTER
    return Answered.NEW if asked.is_required else Answered.REMARK


@dataclass(frozen=True)
class Line:
    """One column; `missing`: cells that one period asks of all communities together, must have, and nobody knows yet."""

    asked: Asked
    answered: Answered
    missing: int

    @property
    def is_known(self) -> bool:
        return self.missing == 0 and self.answered is not Answered.NEW


@dataclass(frozen=True)
class Burden:
    """`rows`: lines of one period in all communities; `is_open`: communities name further ones themselves.

    What follows from it are at most so many: what was typed once is there when the next period begins.
    """

    lines: tuple[Line, ...]
    communities: int
    rows: int
    periods: int
    is_open: bool = False

    @property
    def asked(self) -> int:
        return self.rows * len(self.lines)

    @property
    def typed(self) -> int:
        return sum(line.missing for line in self.lines)

    @property
    def prefilled(self) -> int:
        return self.asked - self.typed

    @property
    def typed_each(self) -> float:
        """Of one community in one period, on an average."""
        return round(self.typed / self.communities, 1) if self.communities else 0.0

    @property
    def typed_in_all(self) -> int:
        return self.typed * self.periods

    @property
    def known_percent(self) -> int:
        return 100 * self.prefilled // self.asked if self.asked else 0

    @property
    def is_all_known(self) -> bool:
        needed = [line for line in self.lines if line.asked.is_required]
        return bool(needed) and self.rows > 0 and not self.is_open and all(line.is_known for line in needed)

    @property
    def personal(self) -> list[Asked]:
        return [line.asked for line in self.lines if line.asked.is_personal]

    @property
    def new(self) -> list[Asked]:
        return [line.asked for line in self.lines if line.answered is Answered.NEW]


def periods_count(rhythm: str, begins_on: date | None, ends_on: date | None) -> int:
    """How often it is answered, both days included; 1 where they are not told yet."""
    if begins_on is None or ends_on is None or rhythm == Rhythm.ONCE or ends_on < begins_on:
        return 1
    days = (ends_on - begins_on).days
    months = 12 * (ends_on.year - begins_on.year) + ends_on.month - begins_on.month
    counts = {
        Rhythm.DAILY: days + 1,
        Rhythm.WEEKLY: (days + begins_on.weekday()) // 7 + 1,
        Rhythm.MONTHLY: months + 1,
        Rhythm.QUARTERLY: (months + (begins_on.month - 1) % MONTHS_IN_A_QUARTER) // MONTHS_IN_A_QUARTER + 1,
    }
    return counts[Rhythm(rhythm)]


def asks_for(columns: Iterable[Asked]) -> dict[str, Asked]:
    """What a request asks for, by the fact, or by the name where no fact is known."""
    cells = [asked for asked in columns if asked.is_cell and (asked.fact or asked.is_required)]
    return {asked.fact or f"~{folded(asked.name)}": asked for asked in cells}


def share(mine: Mapping[str, Asked], others: Mapping[str, Asked]) -> float:
    """Of what is asked here, how much is asked there too: 0 to 1."""
    return len(mine.keys() & others.keys()) / len(mine) if mine else 0.0


def overlap(mine: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    """Whether two sets of places, as ranges of codes, have one in common."""
    return any(low < upper and lower < high for low, high in mine for lower, upper in others)
