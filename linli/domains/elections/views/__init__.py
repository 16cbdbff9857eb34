"""The pages of elections: the way of one, its voters, its forms, the papers to print, and the boards over many."""

from linli.domains.elections.views.boards import doubles, progress, structure
from linli.domains.elections.views.papers import paper
from linli.domains.elections.views.results import result_entry, tallies_file
from linli.domains.elections.views.voters import voter_by_hand, voters
from linli.domains.elections.views.way import election_detail, election_do

__all__ = [
    "doubles",
    "election_detail",
    "election_do",
    "paper",
    "progress",
    "result_entry",
    "structure",
    "tallies_file",
    "voter_by_hand",
    "voters",
]
