"""The whole election from all its ballots: who is elected so far, what is still open, and what has to be done next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from linli.domains.elections.enums import BallotKind, Office
from linli.domains.elections.rules.counting import Outcome, Standing, Winner, elect, run_off_candidates
from linli.domains.elections.rules.membership import give_way, number_faults, woman_faults
from linli.domains.elections.rules.polling import Papers, poll_faults
from linli.kernel.rulesets.faults import Fault, Severity
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.shares import AtLeast, Share
from linli.kernel.rulesets.wording import against

# After a tie whoever has more votes is elected; no share of them is asked for.
_ANY = AtLeast(0, 1)


@dataclass(frozen=True)
class Poll:
    """One ballot as it was counted."""

    kind: str
    seats: Mapping[str, int]
    women: int
    papers: Papers
    entitled: int
    standings: tuple[Standing, ...]
    counts_void: bool = True


@dataclass(frozen=True)
class Round:
    """What came of one ballot: why it was invalid, or whom it elected."""

    faults: tuple[Fault, ...]
    outcome: Outcome | None


@dataclass(frozen=True)
class Result:
    """`left` are the seats of each office still open, `women_left` of them kept for women. `gave_way`: who, to whom, why."""

    rounds: tuple[Round, ...] = ()
    winners: tuple[Winner, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    women_left: int = 0
    gave_way: tuple[tuple[int, int, Fault], ...] = ()

    @property
    def last(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None


@dataclass(frozen=True)
class Next:
    """The ballot that has to be held next: for which seats, and who stands for them."""

    kind: str
    seats: Mapping[str, int]
    women: int
    standing: Mapping[str, Sequence[int]]


def share_for(law: Rules, kind: str) -> Share:
    """The share of the ballots cast that elects: more than half, and a third when a seat is voted on again.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §19, 2018-12-29 §9;
    河南省实施〈村民委员会组织法〉办法 2011-09-01 §36 (after a tie, who has more).
    """
    share: Share = law.win
    if kind == BallotKind.TIE:
        share = _ANY
    elif kind == BallotKind.RUN_OFF and law.run_off:
        share = law.run_off
    return share


def cast_of(poll: Poll) -> int:
    """Of how many ballots a share elects: all that came back, or the valid ones where the plan of the election says so.

    No law says whether whoever handed in a void ballot took part. A third is one of all ballots cast (已投选票总数), always.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §19.
    """
    return poll.papers.returned if poll.counts_void or poll.kind == BallotKind.RUN_OFF else poll.papers.valid


def judge(
    law: Rules, mode: str, polls: Sequence[Poll], kin: Iterable[tuple[int, int, str]] = (), *, is_merged: bool = True
) -> Result:
    """The result of an election after all ballots held so far. An invalid ballot elects nobody.

    Source: 村民委员会组织法 2026-01-01 §8, §18, 2018-12-29 §6, §15; 城市居民委员会组织法 2026-01-01 §8, §19, 2018-12-29 §9.
    """
    if not polls:
        return Result()
    rounds: list[Round] = []
    winners: list[Winner] = []
    for poll in polls:
        faults = tuple(poll_faults(law, mode, poll.papers, poll.entitled))
        outcome = None if faults else _elected(law, poll, is_merged)
        rounds.append(Round(faults, outcome))
        winners += outcome.winners if outcome else ()
    gave_way = tuple(give_way(law, winners, kin))
    gone = {each[0] for each in gave_way}
    kept = tuple(winner for winner in winners if winner.person not in gone)
    left = {office: count - sum(winner.office == office for winner in kept) for office, count in polls[0].seats.items()}
    women = max(0, polls[0].women - sum(winner.is_woman for winner in kept))
    return Result(tuple(rounds), kept, left, min(women, left.get(Office.MEMBER, 0)), gave_way)


def _elected(law: Rules, poll: Poll, is_merged: bool) -> Outcome:
    return elect(
        poll.standings,
        poll.seats,
        cast=cast_of(poll),
        share=share_for(law, poll.kind),
        for_women=poll.women,
        is_merged=is_merged and poll.kind != BallotKind.TIE,
    )


def next_poll(polls: Sequence[Poll], result: Result) -> Next | None:
    """What has to be voted on again: everything after an invalid ballot, else what is tied, else the empty seats.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §19;
    河南省实施〈村民委员会组织法〉办法 2011-09-01 §36, §38, §39.
    """
    if result.last is None:
        return None
    if result.last.outcome is None:
        last = polls[-1]
        return Next(BallotKind.REPEAT, last.seats, last.women, _standing(last.standings))
    if result.last.outcome.ties:
        ties = result.last.outcome.ties
        seats = {tie.office: tie.seats for tie in ties}
        return Next(BallotKind.TIE, seats, 0, {tie.office: tie.persons for tie in ties})
    left = {office: count for office, count in result.left.items() if count}
    if not left:
        return None
    gone = {each[0] for each in result.gave_way}
    rows = [each for poll in polls for each in poll.standings if each.person not in gone]
    so_far = Outcome(result.winners, (), left, result.women_left)
    return Next(BallotKind.RUN_OFF, left, result.women_left, run_off_candidates(_best(rows), so_far))


def _best(rows: Iterable[Standing]) -> list[Standing]:
    """Of each person the most votes that they had for an office."""
    best: dict[tuple[int, str], Standing] = {}
    for each in rows:
        key = (each.person, each.office)
        if key not in best or best[key].votes < each.votes:
            best[key] = each
    return list(best.values())


def _standing(rows: Iterable[Standing]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for each in rows:
        found.setdefault(each.office, []).append(each.person)
    return found


def result_faults(law: Rules, polls: Sequence[Poll], result: Result) -> list[Fault]:
    """Why the result cannot be announced yet.

    Source: 村民委员会组织法 2026-01-01 §8, §18, 2018-12-29 §6, §15; 城市居民委员会组织法 2026-01-01 §8, §19, 2018-12-29 §7, §9.
    """
    if result.last is None:
        return [Fault(_("还没有录入一致的计票结果。"), _("请先由两人分别录入并核对。"), "ballot")]
    if result.last.faults:
        return list(result.last.faults)
    found = []
    if result.last.outcome and result.last.outcome.ties:
        message = _("有候选人得票相等，不能确定当选人")
        found.append(against(law, "revote_on_tie", message, _("请对得票相等的候选人再次投票。"), "ballot"))
    elif any(result.left.values()) and not any(poll.kind == BallotKind.RUN_OFF for poll in polls):
        message = _("当选人数不足应选名额（尚缺%(count)d名），不足的名额应当另行选举") % {
            "count": sum(result.left.values())
        }
        found += [replace(fault, severity=Severity.ERROR) for _goes, _stays, fault in result.gave_way]
        found.append(against(law, "run_off" if law.run_off else "win", message, _("请组织另行选举。"), "ballot"))
    found += number_faults(law, len(result.winners))
    return found + woman_faults(law, sum(winner.is_woman for winner in result.winners))
