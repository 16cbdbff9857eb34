"""Everything that can be done to a letter. Signing freezes it for good."""

from linli.domains.correspondence.actions.drafting import KeptApart, draft_letter, save_draft
from linli.domains.correspondence.actions.receiving import handle_incoming
from linli.domains.correspondence.actions.signing import (
    FigureMoved,
    NotReady,
    accompany,
    decline,
    return_,
    review,
    sign,
    submit,
)

__all__ = [
    "FigureMoved",
    "KeptApart",
    "NotReady",
    "accompany",
    "decline",
    "draft_letter",
    "handle_incoming",
    "return_",
    "review",
    "save_draft",
    "sign",
    "submit",
]
