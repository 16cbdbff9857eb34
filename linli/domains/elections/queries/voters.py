"""Who may vote, how many they are by the mode of the election, and who is on two lists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from linli.domains.elections.enums import Kind, Mode
from linli.domains.elections.models import Candidate, Election, Proxy, Voter
from linli.kernel.divisions.models import Division
from linli.kernel.privacy.cipher import fingerprint

ELSEWHERE = "SELECT mark, township, body FROM linli_registered_elsewhere(%s, %s, %s)"
# Everybody who stands on two lists of one round that the asker can see, in one pass over the lists.
DOUBLES = """
SELECT id_fingerprint, count(*), array_agg(id ORDER BY id) FROM elections_voter
WHERE round = %s AND struck_on IS NULL AND id_fingerprint IS NOT NULL
GROUP BY id_fingerprint HAVING count(*) > 1 ORDER BY min(id) LIMIT %s
"""
MOST_DOUBLES = 1000
SHORT = 6  # digits of a voter number; a document number has more


@dataclass(frozen=True)
class Elsewhere:
    """That a person is on another list, and in which township: no more is told to another place."""

    mark: bytes
    township: str
    body: str


def list_voters(election: Election) -> QuerySet[Voter]:
    """Those on the list now."""
    return Voter.objects.filter(election=election, struck_on=None)


def find_voters(election: Election, word: str) -> QuerySet[Voter]:
    """On the list and struck, by number, by the beginning of a name, or by the whole document number."""
    found = Voter.objects.filter(election=election).order_by("number")
    if not word:
        return found
    if word.isdigit() and len(word) <= SHORT:
        return found.filter(number=int(word))
    return found.filter(Q(name__startswith=word) | Q(id_fingerprint=fingerprint(word)))


def count_entitled(election: Election) -> int:
    """How many may vote: of the voters, the households or the representatives, by the mode of the election."""
    voters = list_voters(election)
    if election.mode == Mode.REPRESENTATIVES:
        return voters.filter(is_representative=True).count()
    if election.mode == Mode.HOUSEHOLDS:
        return voters.filter(speaks_for_household=True).count()
    return voters.count()


def registered_elsewhere(marks: Iterable[bytes], election: Election) -> list[Elsewhere]:
    """Who of these people is on another list of the round in the whole city: one look at one index, whatever the scope."""
    wanted = [mark for mark in marks if mark]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ELSEWHERE, [wanted, election.round, election.pk or 0])
        found = cursor.fetchall()
    names = dict(Division.objects.filter(code__in={code for _m, code, _b in found}).values_list("code", "path_name"))
    return [Elsewhere(bytes(mark), names.get(code, ""), body) for mark, code, body in found]


def doubly_registered(round_: str) -> Iterator[list[int]]:
    """The numbers of the records of each person who is on two lists in the scope, the first thousand persons."""
    with connection.cursor() as cursor:
        cursor.execute(DOUBLES, [round_, MOST_DOUBLES])
        for _mark, _count, ids in cursor.fetchall():
            yield ids


@dataclass(frozen=True)
class Double:
    """One person on two lists or more; `is_barred` where two of them are villages'."""

    voters: tuple[Voter, ...]

    @property
    def is_barred(self) -> bool:
        return sum(voter.body == Kind.VILLAGERS for voter in self.voters) > 1


def list_doubles(round_: str) -> list[Double]:
    """Those who are on two lists that the asker can see, whole; two queries."""
    groups = list(doubly_registered(round_))
    ids = [pk for group in groups for pk in group]
    voters = Voter.objects.filter(pk__in=ids).select_related("division", "election__division").in_bulk()
    return [Double(tuple(voters[pk] for pk in group)) for group in groups]


def held_proxies(agent: Voter) -> int:
    return Proxy.objects.filter(agent=agent, withdrawn_on=None).count()


def is_candidate(voter: Voter) -> bool:
    return Candidate.objects.filter(voter=voter, struck_on=None).exists()


def next_number(election: Election) -> int:
    """The number of the next voter; call it while the election is locked."""
    last = Voter.objects.filter(election=election).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1
