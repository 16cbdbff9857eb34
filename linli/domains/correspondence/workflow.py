"""The way of a letter: drafted, handed in, reviewed, signed. Signed is the end."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.correspondence.enums import LetterState
from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.permissions import Permission, is_head_of_organ, is_of_organ
from linli.kernel.accounts.models import Unit
from linli.kernel.rulesets.calendar import Deadline
from linli.kernel.workflow.actions import NotNow
from linli.kernel.workflow.tables import Transition, Workflow


def has_text(letter: Letter, **values: Any) -> None:
    if not letter.body.strip():
        raise NotNow(_("正文还是空的，请先写正文再送审。"))


def reason_given(letter: Letter, *, reason: str = "", **values: Any) -> None:
    if not reason.strip():
        raise NotNow(_("退回需要写明理由，让经办人知道改什么。"))


def organ_of(letter: Letter) -> tuple[Unit]:
    return (letter.organ,)


def due(letter: Letter, day: date) -> Deadline | None:
    """The day by which the matter must be answered; it does not begin anew at each desk."""
    return Deadline(letter.due_on, letter.due_basis) if letter.due_on else None


LETTER = Workflow(
    Letter,
    start=LetterState.DRAFT,
    end=frozenset({LetterState.SIGNED}),
    transitions=(
        Transition(
            "submit",
            (LetterState.DRAFT,),
            LetterState.SUBMITTED,
            gettext_lazy("送审"),
            Permission.DRAFT,
            may=is_of_organ,
            guard=has_text,
            owners=organ_of,
            deadline=due,
        ),
        Transition(
            "review",
            (LetterState.SUBMITTED,),
            LetterState.REVIEWED,
            gettext_lazy("审核通过"),
            Permission.REVIEW,
            may=is_of_organ,
            owners=organ_of,
            deadline=due,
        ),
        Transition(
            "return_",
            (LetterState.SUBMITTED,),
            LetterState.DRAFT,
            gettext_lazy("退回修改"),
            Permission.REVIEW,
            may=is_of_organ,
            guard=reason_given,
        ),
        Transition(
            "decline",
            (LetterState.REVIEWED,),
            LetterState.DRAFT,
            gettext_lazy("退回修改"),
            Permission.SIGN,
            may=is_head_of_organ,
            guard=reason_given,
        ),
        Transition(
            "sign",
            (LetterState.REVIEWED,),
            LetterState.SIGNED,
            gettext_lazy("签发"),
            Permission.SIGN,
            may=is_head_of_organ,
            owners=organ_of,
            deadline=due,
        ),
    ),
)
