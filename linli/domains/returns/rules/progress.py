"""How far a row is: what is missing, what somebody should look at, what has been typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.domains.returns.enums import Source
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Cell, Value

TYPED = frozenset({Source.TYPED, Source.FILE})


@dataclass(frozen=True)
class Counts:
    """Of cells. `prefilled`: there when the form was sent, whatever became of them; `typed`: filled in or corrected."""

    asked: int = 0
    prefilled: int = 0
    typed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.asked + other.asked, self.prefilled + other.prefilled, self.typed + other.typed)


def missing(columns: Iterable[Asked], values: Mapping[int, Value]) -> list[Asked]:
    """What has to be filled in before the answer can be handed in. A figure that there is none of is nobody's to type."""
    return [each for each in columns if each.may_be_typed and each.is_required and values.get(each.index) is None]


def is_answered(columns: Sequence[Asked], values: Mapping[int, Value], cells: Mapping[int, Cell]) -> bool:
    """Whether records answer all that must be answered, beyond doubt: then nobody needs to be asked."""
    needed = [each for each in columns if each.is_cell and each.is_required]
    return all(
        each.is_figure
        or (
            values.get(each.index) is not None
            and cells[each.index].source in {Source.RECORD, Source.FACT}
            and not cells[each.index].doubt
        )
        for each in needed
    )


def could_be_known(columns: Iterable[Asked]) -> bool:
    """Whether each column that must be filled in asks for a known fact."""
    needed = [each for each in columns if each.is_cell and each.is_required]
    return bool(needed) and all(each.fact for each in needed)


def counts(columns: Sequence[Asked], values: Mapping[int, Value], cells: Mapping[int, Cell]) -> Counts:
    indexes = [each.index for each in columns if each.is_cell]
    typed = [index for index in indexes if index in cells and cells[index].source in TYPED]
    there = [index for index in indexes if values.get(index) is not None and index not in typed]
    corrected = [index for index in typed if (was := first(cells[index])) is not None and was.source not in TYPED]
    return Counts(len(indexes), len(there) + len(corrected), len(typed))


def first(cell: Cell) -> Cell | None:
    """The cell as it was sent, before anybody typed; None where it was empty."""
    before = cell
    while before.was is not None:
        before = before.was
    return before if before.source and before.source not in TYPED else None
