"""The change of term of village and residents' committees, from the plan to the archive: one election for one committee in one round.

Votes are kept as published sums alone: no record here links a voter to a ballot or a ballot to a vote, and none may.
The election of the party's own committee is not kept here.
"""

from linli.domains.elections.models.after import BallotSeal, ByElection, Complaint, Leaving, Member
from linli.domains.elections.models.candidates import Candidate, Kinship, Review
from linli.domains.elections.models.counting import Ballot, ResultEntry, Station, Tally
from linli.domains.elections.models.election import Election
from linli.domains.elections.models.voters import CommitteeMember, Objection, Proxy, Teller, Voter

__all__ = [
    "Ballot",
    "BallotSeal",
    "ByElection",
    "Candidate",
    "CommitteeMember",
    "Complaint",
    "Election",
    "Kinship",
    "Leaving",
    "Member",
    "Objection",
    "Proxy",
    "ResultEntry",
    "Review",
    "Station",
    "Tally",
    "Teller",
    "Voter",
]
