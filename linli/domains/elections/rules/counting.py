"""Who is elected: from published tallies alone, in whole numbers. Nothing here could tell who voted for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from linli.domains.elections.enums import Office
from linli.kernel.rulesets.shares import Share

ORDER = tuple(Office)  # from the highest office down


@dataclass(frozen=True)
class Standing:
    """The votes of one person for one office."""

    person: int
    office: str
    votes: int
    is_woman: bool = False


@dataclass(frozen=True)
class Winner:
    person: int
    office: str
    votes: int
    is_woman: bool = False


@dataclass(frozen=True)
class Tie:
    """More persons with the same votes than seats are left: they are voted on again."""

    office: str
    seats: int
    persons: tuple[int, ...]
    votes: int


@dataclass(frozen=True)
class Outcome:
    """`unfilled` has the seats of each office for which another ballot is held; `for_women` of them only a woman can fill."""

    winners: tuple[Winner, ...] = ()
    ties: tuple[Tie, ...] = ()
    unfilled: Mapping[str, int] = field(default_factory=dict)
    for_women: int = 0

    @property
    def is_complete(self) -> bool:
        return not self.ties and not any(self.unfilled.values())


@dataclass
class _Seats:
    """The seats of one office while they are being filled."""

    office: str
    left: int
    for_women: int
    winners: list[Winner] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    @property
    def free(self) -> int:
        return self.left - self.for_women


def elect(
    standings: Iterable[Standing],
    seats: Mapping[str, int],
    *,
    cast: int,
    share: Share,
    for_women: int = 0,
    is_merged: bool = True,
) -> Outcome:
    """The outcome of one ballot. `cast` are the ballots that came back, void ones with them; `share` of them elects.

    With `is_merged`, votes for a higher office that did not suffice count for the lower one, never the other way round.
    `for_women` seats of members are kept for women, less the women elected otherwise. A person gets one office.

    Source: 村民委员会组织法 2026-01-01 §8, §18, 2018-12-29 §6, §15; 城市居民委员会组织法 2026-01-01 §8, §19;
    河南省实施〈村民委员会组织法〉办法 2011-09-01 §25, §36.
    """
    votes, women = _by_office(standings)
    taken: dict[int, Winner] = {}
    ties: list[Tie] = []
    unfilled: dict[str, int] = {}
    needed = for_women
    carried: dict[int, int] = {}
    for office in (each for each in ORDER if each in seats):
        own = votes.get(office, {})
        merged = {person: own.get(person, 0) + carried.get(person, 0) for person in {*own, *carried}}
        rows = [
            Standing(person, office, count, person in women)
            for person, count in merged.items()
            if person not in taken and share.holds(count, cast)
        ]
        kept = min(needed, seats[office]) if office == Office.MEMBER else 0
        filled = fill(rows, office, seats[office], kept)
        taken |= {winner.person: winner for winner in filled.winners}
        needed = max(0, needed - sum(winner.is_woman for winner in filled.winners))
        ties += filled.ties
        unfilled[office] = filled.left
        carried = {person: count for person, count in merged.items() if person not in taken} if is_merged else {}
    kept = min(needed, unfilled.get(Office.MEMBER, 0))
    return Outcome(tuple(taken.values()), tuple(ties), unfilled, kept)


def _by_office(standings: Iterable[Standing]) -> tuple[dict[str, dict[int, int]], set[int]]:
    votes: dict[str, dict[int, int]] = {}
    women = set()
    for each in standings:
        at_office = votes.setdefault(each.office, {})
        at_office[each.person] = at_office.get(each.person, 0) + each.votes
        if each.is_woman:
            women.add(each.person)
    return votes, women


def fill(rows: Sequence[Standing], office: str, seats: int, for_women: int) -> _Seats:
    """Give the seats of one office to those with most votes; `for_women` of them to women only.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §36 (who has most votes; equal votes are voted on again).
    """
    state = _Seats(office, seats, for_women)
    ordered = sorted(rows, key=lambda each: (-each.votes, each.person))
    for votes, group in groupby(ordered, key=lambda each: each.votes):
        if state.left <= 0:
            break
        _place(state, list(group), votes)
    return state


def _place(state: _Seats, group: list[Standing], votes: int) -> None:
    """Those with the same votes: all of them if there is room, else they tie for what room there is."""
    women = [each for each in group if each.is_woman]
    men = [each for each in group if not each.is_woman]
    in_kept = min(len(women), state.for_women)
    if len(men) + len(women) - in_kept <= state.free:
        _seat(state, group)
    elif len(women) <= state.for_women:
        _seat(state, women)
        _tie(state, men, state.free, votes)
    else:
        _tie(state, group, state.left, votes)
        state.for_women = 0


def _seat(state: _Seats, group: list[Standing]) -> None:
    for each in group:
        state.winners.append(Winner(each.person, state.office, each.votes, each.is_woman))
        state.left -= 1
        state.for_women = max(0, state.for_women - each.is_woman)


def _tie(state: _Seats, group: list[Standing], seats: int, votes: int) -> None:
    if seats > 0 and group:
        persons = tuple(sorted(each.person for each in group))
        state.ties.append(Tie(state.office, seats, persons, votes))
        state.left -= seats


def run_off_candidates(standings: Iterable[Standing], outcome: Outcome, *, extra: int = 1) -> dict[str, list[int]]:
    """Who stands in the next ballot: of those not elected, the ones with most votes, one more than there are seats left.

    Whoever has as many votes as the last of them stands too. Where only women can fill the seats, only women stand.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §19;
    河南省实施〈村民委员会组织法〉办法 2011-09-01 §38.
    """
    taken = {winner.person for winner in outcome.winners}
    rows = [each for each in standings if each.person not in taken]
    found = {}
    for office, left in outcome.unfilled.items():
        only_women = office == Office.MEMBER and left and left <= outcome.for_women
        at_office = sorted(
            (each for each in rows if each.office == office and (each.is_woman or not only_women)),
            key=lambda each: (-each.votes, each.person),
        )
        if left:
            last = at_office[min(left + extra, len(at_office)) - 1].votes if at_office else 0
            found[office] = [each.person for each in at_office if each.votes >= last]
    return found


def without(outcome: Outcome, persons: Iterable[int]) -> Outcome:
    """The outcome after some of the elected gave way; their seats are unfilled.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §8, §38.
    """
    gone = set(persons)
    left = dict(outcome.unfilled)
    for winner in outcome.winners:
        if winner.person in gone:
            left[winner.office] = left.get(winner.office, 0) + 1
    kept = tuple(winner for winner in outcome.winners if winner.person not in gone)
    return replace(outcome, winners=kept, unfilled=left)
