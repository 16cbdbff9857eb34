"""What is asked about consultations."""

from linli.domains.consultation.queries.public import public_consultation, public_topics
from linli.domains.consultation.queries.voices import (
    ONLY_ADVICE,
    Heard,
    author_mark,
    code_mark,
    door_of,
    entitled,
    heard,
    open_votes,
    person_mark,
    turnout_text,
)

__all__ = [
    "ONLY_ADVICE",
    "Heard",
    "author_mark",
    "code_mark",
    "door_of",
    "entitled",
    "heard",
    "open_votes",
    "person_mark",
    "public_consultation",
    "public_topics",
    "turnout_text",
]
