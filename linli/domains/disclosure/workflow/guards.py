"""What must hold before each step. What the law forbids is refused as Unlawful, with its article; the rest as NotNow."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.disclosure import queries
from linli.domains.disclosure.enums import Outcome
from linli.domains.disclosure.models import Posting, Question
from linli.domains.disclosure.rules import board
from linli.domains.disclosure.rules.law import law_of
from linli.kernel.accounts.models import Post
from linli.kernel.privacy import exposure
from linli.kernel.workflow.actions import NotNow, refuse


def is_not_the_drafter(post: Post, posting: Posting) -> bool:
    """Nobody signs for what they wrote."""
    return post.user_id != posting.drafted_by_id


def may_go_up(posting: Posting, *, posted_on: date, **values: Any) -> None:
    law = law_of(posting.item.kind, posted_on)
    is_signed = posting.signed_on is not None
    refuse(board.signing_faults(law, is_finance=posting.item.is_finance, is_signed=is_signed))
    refuse(exposure.publishing_faults(posting.title, posting.text, posting.table))


def has_hung_long_enough(posting: Posting, *, taken_down_on: date, **values: Any) -> None:
    assert posting.posted_on is not None  # it is on the board
    refuse(board.taking_down_faults(queries.law_for(posting, taken_down_on), posting.posted_on, taken_down_on))


def is_early(posting: Posting, *, taken_down_on: date, reason: str = "", **values: Any) -> None:
    assert posting.posted_on is not None  # it is on the board
    if not reason.strip():
        raise NotNow(_("提前撤下是违规行为，请写明不得不撤下的理由。"))
    if not board.taking_down_faults(queries.law_for(posting, taken_down_on), posting.posted_on, taken_down_on):
        raise NotNow(_("公布期限已满，请按期满撤下办理。"))


def reason_given(record: Any, *, reason: str = "", **values: Any) -> None:
    if not reason.strip():
        raise NotNow(_("请写明理由。"))


def is_answered(question: Question, *, answer: str = "", outcome: str = "", **values: Any) -> None:
    if not answer.strip() or outcome not in Outcome.values:
        raise NotNow(_("请写明答复和办理结果。"))
    refuse(exposure.publishing_faults("", answer))
