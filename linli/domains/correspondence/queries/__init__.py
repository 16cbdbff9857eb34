"""What is asked about letters."""

from django.db.models import QuerySet

from linli.domains.correspondence.models import Citation, Letter
from linli.domains.correspondence.queries.checking import Finding, findings
from linli.domains.correspondence.queries.quoted import Quoted, Reading, moved, read_letter, read_text
from linli.domains.correspondence.queries.rendering import draft, finished
from linli.domains.correspondence.queries.verdicts import Verdict, judge

__all__ = [
    "Finding",
    "Quoted",
    "Reading",
    "Verdict",
    "draft",
    "find_letter",
    "findings",
    "finished",
    "judge",
    "list_citations",
    "moved",
    "read_letter",
    "read_text",
]


def find_letter(identity: str) -> Letter | None:
    """By the identity that a file carries."""
    return Letter.objects.filter(identity=identity).select_related("organ", "signed_by__user").first()


def list_citations(letter: Letter) -> QuerySet[Citation]:
    return letter.citations.select_related("place")
