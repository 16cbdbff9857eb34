"""The published tallies as a file: what was counted, by which law, who is elected. Anybody can recount it without Linli."""

from collections.abc import Iterable
from typing import Any

from linli.domains.elections.enums import BallotKind
from linli.domains.elections.models import Ballot, Candidate, Election, Kinship, Tally
from linli.domains.elections.queries.lawful import law_for
from linli.domains.elections.queries.results import PAPERS, judge_all
from linli.domains.elections.rules.polling import turnout_share
from linli.domains.elections.rules.verdict import share_for
from linli.kernel.rulesets.shares import MoreThan, Share

FORMAT, VERSION = "linli-tallies", 1


def public_file(elections: Iterable[Election]) -> dict[str, Any]:
    """JSON-able. Names stand as on the result notice; nobody else is in it."""
    return {"format": FORMAT, "version": VERSION, "elections": [_election(*each) for each in judge_all(elections)]}


def _election(election: Election, found: Any) -> dict[str, Any]:
    people = {each.pk: each for each in Candidate.objects.filter(election=election)}
    numbers = {voter: index for index, voter in enumerate(dict.fromkeys(each.voter_id for each in people.values()), 1)}
    names = {numbers[each.voter_id]: each.name for each in people.values()}
    ballots = Ballot.objects.filter(election=election).exclude(agreed_at=None).order_by("number")
    kin = Kinship.objects.filter(election=election).exclude(other=None)
    law = law_for(election)
    return {
        "place": election.division.path_name,
        "code": election.division.short_code,
        "round": election.round,
        "kind": election.kind,
        "mode": election.mode,
        "election_on": election.election_on.isoformat() if election.election_on else None,
        "law": {
            "turnout": _share(turnout_share(law, election.mode)),
            "win": {kind: _share(share_for(law, kind)) for kind in BallotKind.values},
            "cast": {kind: _cast(election, kind) for kind in BallotKind.values},
            "returned_within_issued": True,
            "kin": sorted(str(each.value) for each in law.kin or ()),
        },
        "merged": election.is_merged,
        "ballots": [_ballot(each, people, numbers) for each in ballots],
        "kin": [[numbers[each.one_id], numbers[each.other_id], each.relation] for each in kin],
        "names": {str(number): name for number, name in names.items()},
        "winners": sorted([numbers[each.person], each.office, each.votes] for each in found.result.winners),
    }


def _ballot(ballot: Ballot, people: dict[int, Candidate], numbers: dict[int, int]) -> dict[str, Any]:
    tallies = Tally.objects.filter(ballot=ballot, candidate__struck_on=None).values_list("candidate_id", "votes_count")
    rows = [
        {
            "person": numbers[people[candidate].voter_id],
            "office": people[candidate].office,
            "votes": votes,
            "woman": people[candidate].sex == "2",
        }
        for candidate, votes in tallies
    ]
    papers = {name.removesuffix("_count"): getattr(ballot, name) for name in PAPERS}
    return {
        "number": ballot.number,
        "kind": ballot.kind,
        "held_on": ballot.held_on.isoformat(),
        "entitled": ballot.entitled_count,
        "seats": ballot.seats,
        "for_women": ballot.women_count,
        "papers": papers,
        "tallies": rows,
    }


def _cast(election: Election, kind: str) -> str:
    """Of which of the papers a share is one."""
    return "returned" if election.counts_void or kind == BallotKind.RUN_OFF else "valid"


def _share(share: Share) -> list[Any]:
    return [share.part, share.whole, "more" if isinstance(share, MoreThan) else "least"]
