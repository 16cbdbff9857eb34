"""What others may ask of committees."""

from linli.domains.committees.queries.comparing import compared, entries_here, read_export
from linli.domains.committees.queries.papers import Missing, contents_for, drawn, paper_standing
from linli.domains.committees.queries.register import (
    committee_of,
    head_of,
    in_force,
    list_expiring,
    list_open_cases,
    list_overseers,
    sitting,
    timeline,
)

__all__ = [
    "Missing",
    "committee_of",
    "compared",
    "contents_for",
    "drawn",
    "entries_here",
    "head_of",
    "in_force",
    "list_expiring",
    "list_open_cases",
    "list_overseers",
    "paper_standing",
    "read_export",
    "sitting",
    "timeline",
]
