"""From decided changes to what has to be written: states that end and begin, who takes over from whom, which codes move where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.kernel.divisions.enums import Certainty, ChangeKind, Verdict
from linli.kernel.divisions.rules.changes import Difference, difference, outcome
from linli.kernel.divisions.rules.places import Place, short

GRIDS = 1000


class ChangeRefused(ValueError):
    """The change cannot be made; the message says why, and what to do, to the person who asked."""


@dataclass(frozen=True)
class Decided:
    """A difference with what was decided about it; `heir` is the code of the place that takes over instead."""

    difference: Difference
    verdict: Verdict = Verdict.NONE
    heir: int | None = None


@dataclass(frozen=True)
class Line:
    """`successor` takes over from `predecessor`; the main one of several takes over the records."""

    predecessor: int
    successor: int
    kind: ChangeKind
    is_main: bool


@dataclass(frozen=True)
class Plan:
    """`after` is the whole tree; `touched` are the codes whose state begins anew, `ended` those that are no
    more, `reused` those that another place bears from now on."""

    after: Mapping[int, Place]
    touched: frozenset[int]
    ended: frozenset[int]
    lines: tuple[Line, ...]
    reused: frozenset[int] = frozenset()

    @property
    def moves(self) -> dict[int, int]:
        """Old code → new code of the records."""
        return {line.predecessor: line.successor for line in self.lines if line.is_main}

    @property
    def orphaned(self) -> frozenset[int]:
        """Codes that end, or are given to another place, and whose records nobody takes over."""
        return frozenset((self.ended | self.reused) - self.moves.keys())


def plan(tree: Mapping[int, Place], decided: Iterable[Decided]) -> Plan:
    """What follows from the decisions for the tree, grids included. Raises ChangeRefused where they contradict each other."""
    grids = {code: place for code, place in tree.items() if place.level == "grid"}
    listed = {code: place for code, place in tree.items() if place.level != "grid"}
    steps = list(_resolved(decided))
    after = outcome(listed, (step for step, _heir in steps))
    lines = list(_lines(steps))
    leaving = {
        step.old.code for step, _heir in steps if step.old and (step.new is None or step.new.code != step.old.code)
    }
    # A place that takes over from another one and goes on takes over from itself too: their records cannot be told apart.
    going_on = sorted({line.successor for line in lines} & listed.keys() - leaving)
    lines += [Line(code, code, ChangeKind.MERGED, is_main=True) for code in going_on]
    _check(listed, after, lines)
    lines, kept = _with_grids(grids, after, lines, leaving)
    after |= kept
    reused = frozenset(code for code in leaving if code in after)
    touched = frozenset(code for code, place in after.items() if tree.get(code) != place) | reused
    return Plan(after, touched, frozenset(tree.keys() - after.keys()), tuple(lines), reused)


def _resolved(decided: Iterable[Decided]) -> Iterator[tuple[Difference, int | None]]:
    """What really happens to each place; beside it the heir where that is not the new place itself."""
    for each in decided:
        change, old, new = each.difference, each.difference.old, each.difference.new
        if each.verdict in (Verdict.NONE, Verdict.ACCEPTED) or old is None:
            yield change, None
            continue
        if each.verdict == Verdict.KEPT:
            if new is not None and new.code == old.code:
                raise ChangeRefused(_("%(name)s的代码已用于另一处，不能保留。") % {"name": old.name})
            yield Difference(ChangeKind.RECLASSED, old, old), None
        else:
            heir = each.heir if each.verdict == Verdict.ELSEWHERE else None
            yield Difference(ChangeKind.MERGED if heir else ChangeKind.GONE, old, None), heir
        if new is not None:
            yield Difference(ChangeKind.NEW, None, new), None


def backwards(decided: Iterable[Decided]) -> list[Difference]:
    """The changes that lead back. Records that were put together stay with the place that leads back first; the others begin anew."""
    steps = [step for step, _heir in _resolved(decided)]
    parents = {step.new.code: step.old.code for step in reversed(steps) if step.old and step.new}
    found, taken = [], {step.old.code for step in steps if step.old and step.new and step.old.code == step.new.code}
    for step in steps:
        old, new = step.old, step.new
        if old is None and new is not None:
            reason = _("撤回新设")
            found.append(Difference(ChangeKind.GONE, new, None, Certainty.TO_CONFIRM, (reason,)))
        elif old is not None and (new is None or (new.code in taken and new.code != old.code)):
            reason = _("恢复原区划；已并入别处的记录分不开，仍留在那里，请逐条更正")
            found.append(Difference(ChangeKind.NEW, None, old, Certainty.TO_CONFIRM, (reason,)))
        elif old is not None and new is not None:
            taken.add(new.code)
            back = difference(new, old, parents)
            found += [back] if back else []
    return found


def _lines(steps: list[tuple[Difference, int | None]]) -> Iterator[Line]:
    seen: set[tuple[int, int]] = set()
    for step, heir in steps:
        if step.old is None or (step.new is None and heir is None):
            continue
        old, new = step.old.code, heir if heir is not None else step.new.code  # type: ignore[union-attr]
        if old == new or (old, new) in seen:
            continue
        yield Line(old, new, step.kind, is_main=(old, old) not in seen)
        seen |= {(old, old), (old, new)}


def _check(listed: Mapping[int, Place], after: Mapping[int, Place], lines: list[Line]) -> None:
    for line in lines:
        if line.successor not in after:
            raise ChangeRefused(
                _("承接区划%(code)s不在变更后的区划里，请为%(old)s另选一个。")
                % {"code": short(line.successor), "old": short(line.predecessor)}
            )
    for place in after.values():
        parent = after.get(place.parent)
        if parent is None and place.parent in listed:
            raise ChangeRefused(_("%(name)s（%(code)s）的上级已不存在，不能保留它。") % _named(place))
        if parent is not None and not parent.code < place.code < parent.upper:
            raise ChangeRefused(_("%(name)s（%(code)s）不在上级的号段内。") % _named(place))


def _named(place: Place) -> dict[str, str]:
    return {"name": place.name, "code": short(place.code)}


def _with_grids(
    grids: Mapping[int, Place], after: Mapping[int, Place], lines: list[Line], leaving: set[int]
) -> tuple[list[Line], dict[int, Place]]:
    """Grids go where the records of their village go, under the same number where that is free there."""
    heirs = {line.predecessor: line for line in lines if line.is_main}
    kept = {code: place for code, place in grids.items() if place.parent not in leaving and place.parent in after}
    used: dict[int, set[int]] = defaultdict(set)
    for code in kept:
        used[code - code % GRIDS].add(code % GRIDS)
    found = list(lines)
    for code, place in sorted(grids.items()):
        if code in kept or place.parent not in heirs:
            continue
        line = heirs[place.parent]
        home = line.successor
        free = (number for number in (code % GRIDS, *range(1, GRIDS)) if number not in used[home])
        number = next(free, None)
        if number is None or after[home].level != "village":
            raise ChangeRefused(_("%(name)s的网格无处可放，请另选承接的村（社区）。") % {"name": place.name})
        used[home].add(number)
        kept[home + number] = place._replace(code=home + number, parent=home)
        if home + number != code:
            found.append(Line(code, home + number, line.kind, is_main=True))
    return found, kept


def rounds(moves: Mapping[int, int], spare: Iterator[int]) -> list[dict[int, int]]:
    """The moves in batches, so that no batch fills a code which still has to be emptied; `spare` gives codes nobody uses.

    A → B → C is moved from its end; an exchange goes by way of a spare code.
    """
    waiting = {old: new for old, new in moves.items() if old != new}
    found: list[dict[int, int]] = []
    while waiting:
        batch = {old: new for old, new in waiting.items() if new not in waiting}
        if not batch:
            old = min(waiting)
            aside = next(spare)
            batch = {old: aside}
            waiting[aside] = waiting[old]
        found.append(batch)
        for old in batch:
            del waiting[old]
    return found
