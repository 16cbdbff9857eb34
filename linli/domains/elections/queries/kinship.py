"""Who of an election is related to whom of those who stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from linli.domains.elections.enums import Nominator
from linli.domains.elections.models import Candidate, CommitteeMember, Election, Kinship, Teller, Voter


@dataclass(frozen=True)
class Tie:
    """Somebody who stands, and one near relative of theirs: a voter, or somebody of the election committee or the count."""

    candidate: Voter
    relation: str
    voter: Voter | None = None
    member: CommitteeMember | None = None
    teller: Teller | None = None

    def binds_member(self, member: CommitteeMember) -> bool:
        """Members of the election committee are known by name."""
        return self.member == member or (self.voter is not None and self.voter.name == member.name)

    def binds_teller(self, voter: Voter | None, teller: Teller | None = None) -> bool:
        same = self.teller is not None and self.teller == teller
        return same or (self.voter is not None and self.voter == voter)


def list_standing_voters(election: Election) -> QuerySet[Voter]:
    """Everybody who stands; whoever only had votes written in does so from the ballot on for which they are listed."""
    stands = Candidate.objects.filter(~Q(nominator=Nominator.WRITE_IN) | Q(is_listed=True), struck_on=None)
    return Voter.objects.filter(pk__in=stands.filter(election=election).values("voter"))


def list_ties(election: Election) -> list[Tie]:
    """Every kinship that concerns somebody who stands, seen from that person; two queries."""
    standing = {voter.pk for voter in list_standing_voters(election)}
    found = []
    for each in Kinship.objects.filter(election=election).select_related("one", "other", "member", "teller"):
        if each.one_id in standing:
            found.append(Tie(each.one, each.relation, each.other, each.member, each.teller))
        if each.other and each.other_id in standing:
            found.append(Tie(each.other, each.relation, each.one))
    return found


def kin_of_teller(ties: Iterable[Tie], voter: Voter | None, teller: Teller | None = None) -> list[tuple[str, str]]:
    """Of somebody of the count: (name of a candidate, relation), for each candidate who is a relative."""
    return [(tie.candidate.name, tie.relation) for tie in ties if tie.binds_teller(voter, teller)]
