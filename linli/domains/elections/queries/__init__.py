"""What is asked about elections."""

from linli.domains.elections.queries.kinship import Tie, kin_of_teller, list_standing_voters, list_ties
from linli.domains.elections.queries.lawful import calendar_of, law_for, stage_day
from linli.domains.elections.queries.papers import PAPERS, NotYet, draft
from linli.domains.elections.queries.progress import STAGES, board, goals, list_rounds
from linli.domains.elections.queries.results import (
    Form,
    Judged,
    current_ballot,
    differences,
    judge_all,
    judged,
    list_forms,
    list_standing,
)
from linli.domains.elections.queries.structure import bands, features, member_shares
from linli.domains.elections.queries.tallies import public_file
from linli.domains.elections.queries.timeline import REFUSED, VOTER_WORDS, WORDS, Step, timeline
from linli.domains.elections.queries.voters import (
    Double,
    Elsewhere,
    count_entitled,
    doubly_registered,
    find_voters,
    held_proxies,
    is_candidate,
    list_doubles,
    list_voters,
    next_number,
    registered_elsewhere,
)

__all__ = [
    "PAPERS",
    "REFUSED",
    "STAGES",
    "VOTER_WORDS",
    "WORDS",
    "Double",
    "Elsewhere",
    "Form",
    "Judged",
    "NotYet",
    "Step",
    "Tie",
    "bands",
    "board",
    "calendar_of",
    "count_entitled",
    "current_ballot",
    "differences",
    "doubly_registered",
    "draft",
    "features",
    "find_voters",
    "goals",
    "held_proxies",
    "is_candidate",
    "judge_all",
    "judged",
    "kin_of_teller",
    "law_for",
    "list_doubles",
    "list_forms",
    "list_rounds",
    "list_standing",
    "list_standing_voters",
    "list_ties",
    "list_voters",
    "member_shares",
    "next_number",
    "public_file",
    "registered_elsewhere",
    "stage_day",
    "timeline",
]
