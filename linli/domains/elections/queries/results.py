"""From published sums to who is elected: for one election, and for thousands with the same few queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from linli.domains.elections.enums import Sex
from linli.domains.elections.models import Ballot, Candidate, Election, Kinship, ResultEntry, Station, Tally
from linli.domains.elections.rules import verdict
from linli.domains.elections.rules.counting import Standing
from linli.domains.elections.rules.law import law_of
from linli.domains.elections.rules.polling import Papers
from linli.domains.elections.rules.verdict import Next, Poll, Result
from linli.kernel.rulesets.faults import Fault

PAPERS = (
    "printed_count",
    "issued_count",
    "spare_count",
    "returned_count",
    "unreturned_count",
    "valid_count",
    "void_count",
)
BALLOT = ("pk", "election_id", "election__counts_void", "kind", "seats", "women_count", "entitled_count", *PAPERS)


@dataclass(frozen=True)
class Judged:
    """An election's ballots as counted, and what came of them."""

    polls: tuple[Poll, ...]
    result: Result
    faults: tuple[Fault, ...]
    next: Next | None


def judged(election: Election) -> Judged:
    """What the agreed ballots of one election come to by the law of its day."""
    return next(judge_all([election]))[1]


def judge_all(elections: Iterable[Election]) -> Iterator[tuple[Election, Judged]]:
    """Each election with what its ballots come to; four queries, however many elections there are."""
    wanted = list(elections)
    ids = [each.pk for each in wanted]
    polls, kin = _polls(ids), _kin(ids)
    laws: dict[tuple[str, Any], Any] = {}
    for each in wanted:
        key = (each.kind, each.election_on or each.due_on)
        law = laws.get(key) or laws.setdefault(key, law_of(*key))
        held = tuple(polls.get(each.pk, ()))
        result = verdict.judge(law, each.mode, held, kin.get(each.pk, ()), is_merged=each.is_merged)
        faults = tuple(verdict.result_faults(law, held, result))
        yield each, Judged(held, result, faults, verdict.next_poll(held, result))


def _polls(ids: Sequence[int]) -> dict[int, list[Poll]]:
    ballots = Ballot.objects.filter(election__in=ids).exclude(agreed_at=None).order_by("election_id", "number")
    rows = list(ballots.values_list(*BALLOT))
    standings = _standings([row[0] for row in rows])
    found: dict[int, list[Poll]] = defaultdict(list)
    for pk, election, counts_void, kind, seats, women, entitled, *papers in rows:
        found[election].append(
            Poll(kind, seats, women, Papers(*papers), entitled, tuple(standings.get(pk, ())), counts_void)
        )
    return found


def _standings(ballots: Sequence[int]) -> dict[int, list[Standing]]:
    fields = ("ballot_id", "candidate__voter_id", "candidate__office", "votes_count", "candidate__sex")
    found: dict[int, list[Standing]] = defaultdict(list)
    # Whom a review struck while votes were counted cannot be elected.
    rows = Tally.objects.filter(ballot__in=ballots, candidate__struck_on=None).values_list(*fields)
    for ballot, person, office, votes, sex in rows:
        found[ballot].append(Standing(person, office, votes, sex == Sex.FEMALE))
    return found


def _kin(ids: Sequence[int]) -> dict[int, list[tuple[int, int, str]]]:
    rows = Kinship.objects.filter(election__in=ids).exclude(other=None)
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for election, one, other, relation in rows.values_list("election_id", "one_id", "other_id", "relation"):
        found[election].append((one, other, relation))
    return found


def current_ballot(election: Election) -> Ballot | None:
    """The ballot that is held or counted now; None before the first."""
    return Ballot.objects.filter(election=election).order_by("-number").first()


def list_standing(ballot: Ballot) -> list[Candidate]:
    """Who stands in a ballot, with those written in at the first one, by office."""
    return sorted(
        Candidate.objects.filter(pk__in=ballot.standing).select_related("voter"),
        key=lambda each: (("head", "deputy", "member").index(each.office), each.pk),
    )


@dataclass(frozen=True)
class Form:
    """How far the result form of one station is: entered by nobody, by one, by two who agree or do not."""

    station: Station
    entries: tuple[ResultEntry, ...]
    differs_in: tuple[str, ...]

    @property
    def is_agreed(self) -> bool:
        return len(self.entries) == 2 and not self.differs_in


def list_forms(ballot: Ballot) -> list[Form]:
    """One for each station of the election."""
    entries: dict[int, list[ResultEntry]] = defaultdict(list)
    for each in ResultEntry.objects.filter(ballot=ballot).order_by("id"):
        entries[each.station_id].append(each)
    names = {str(each.pk): str(each) for each in list_standing(ballot)}
    return [
        Form(station, tuple(entries[station.pk]), tuple(differences(entries[station.pk], names)))
        for station in Station.objects.filter(election=ballot.election_id)
    ]


def entry_label(name: str) -> str:
    field: Any = ResultEntry._meta.get_field(name)
    return str(field.verbose_name)


def differences(entries: Sequence[ResultEntry], names: dict[str, str]) -> list[str]:
    """In what two entries of one form differ, in words and without the numbers; empty while there are not two."""
    if len(entries) != 2:
        return []
    one, other = entries
    fields = [str(entry_label(name)) for name in PAPERS if getattr(one, name) != getattr(other, name)]
    keys = sorted({*one.votes, *other.votes}, key=int)
    return fields + [names.get(key, key) for key in keys if one.votes.get(key, 0) != other.votes.get(key, 0)]
