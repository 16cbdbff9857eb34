"""Writing the text of a letter, by more than one hand if need be."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from linli.domains.correspondence.enums import LetterState
from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.permissions import Permission, is_of_organ
from linli.domains.correspondence.queries.quoted import read_letter
from linli.domains.correspondence.workflow import LETTER
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.keeping import doing, store
from linli.kernel.exchange.spec import Finding
from linli.kernel.exchange.writes import Refused, Stale, violation
from linli.kernel.workflow.actions import WrongState, settle

EDITABLE = (
    "number_word",
    "number_year",
    "number_serial",
    "title",
    "salutation",
    "body",
    "copies",
    "contact_name",
    "contact_phone",
    "publicity",
    "figures_on",
)


class KeptApart(Stale):
    """Two clerks edited one draft: `current` is what the other saved, `mine` what this one typed. Neither is lost."""

    def __init__(self, current: Letter, mine: dict[str, Any]):
        super().__init__(current)
        self.mine = mine


def draft_letter(values: dict[str, Any], *, by: Post, at: datetime) -> Letter:
    """Begin a letter of the post's own unit. Raises PermissionRefused, OutOfScope or Refused."""
    require(by, Permission.DRAFT)
    given = {"division": by.unit.division, "organ": by.unit, "number_year": at.year, "figures_on": at.date(), **values}
    letter = Letter(**given, created_at=at, updated_at=at)
    require_place(by, letter.division)
    with doing("draft", by=by, at=at):
        letter.saved_figures = read_letter(letter).values
        _store(letter, at=at)
        settle(LETTER, letter, at=at)
    return letter


def save_draft(letter: Letter, values: dict[str, Any], *, by: Post, at: datetime, version: int) -> Letter:
    """Keep what the clerk wrote, and what the figures said while it was looked at.

    Raises KeptApart when somebody saved another version meanwhile, WrongState when the letter is no longer a draft.
    """
    require(by, Permission.DRAFT)
    with doing("save", by=by, at=at):
        current = Letter.objects.select_for_update(of=("self",)).select_related("organ", "division").get(pk=letter.pk)
        if not is_of_organ(by, current):
            raise PermissionRefused(_("这份公文由“%(unit)s”拟写，您的岗位不能修改。") % {"unit": current.organ.name})
        if current.state != LetterState.DRAFT:
            state = current.get_state_display()
            raise WrongState(_("公文当前状态为“%(state)s”，不能再改；需要修改时请先退回。") % {"state": state})
        if current.version != version:
            raise KeptApart(current, values)
        for name in EDITABLE:
            if name in values:
                setattr(current, name, values[name])
        current.saved_figures = read_letter(current).values
        _store(current, at=at)
    return current


def _store(letter: Letter, *, at: datetime) -> None:
    try:
        letter.full_clean(exclude=["division"])
        store(letter, at=at)
    except ValidationError as error:
        raise Refused(
            [Finding(name, message, "") for name, found in error.message_dict.items() for message in found]
        ) from error
    except IntegrityError as error:
        raise Refused([violation(Letter, error)]) from error
