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
from linli.domains.disclosure.queries.public import answer_by_receipt, public_disclosure, receipt_mark, shown
from linli.domains.disclosure.queries.timeline import timeline

__all__ = [
    "Line",
    "NextStep",
    "answer_by_receipt",
    "catalogue",
    "due_of",
    "kind_of",
    "last_posted_on",
    "law_for",
    "next_step",
    "overdue_by_place",
    "public_disclosure",
    "receipt_mark",
    "shown",
    "table_text",
    "timeline",
    "way",
]
