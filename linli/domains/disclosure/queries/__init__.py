"""What is asked about disclosure."""

from linli.domains.disclosure.queries.board import (
    Line,
    catalogue,
    due_of,
    kind_of,
    last_posted_on,
    law_for,
    overdue_by_place,
    table_text,
)
from linli.domains.disclosure.queries.cards import NextStep, next_step, way
from linli.domains.disclosure.queries.public import public_disclosure
from linli.domains.disclosure.queries.timeline import timeline

__all__ = [
    "Line",
    "NextStep",
    "catalogue",
    "due_of",
    "kind_of",
    "last_posted_on",
    "law_for",
    "next_step",
    "overdue_by_place",
    "public_disclosure",
    "table_text",
    "timeline",
    "way",
]
