"""Entering a suggestion with its questions and its deputies."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.suggestions.models import Deputy, Question, Suggestion
from linli.domains.suggestions.permissions import Permission
from linli.domains.suggestions.workflow import SUGGESTION
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, enter
from linli.kernel.workflow.actions import settle


def register(
    values: dict[str, Any],
    *,
    questions: Sequence[dict[str, Any]],
    deputies: Sequence[dict[str, Any]],
    by: Post,
    at: datetime,
) -> Suggestion:
    """Enter a suggestion; the first deputy leads. Raises PermissionRefused, OutOfScope, Refused; then nothing is written."""
    require(by, Permission.REGISTER)
    if not deputies:
        raise Refused(_("请至少登记一位提出建议的代表；答复要逐人送达。"))
    given = {"division": by.places[0], "registered_on": at.date(), **values}
    given.setdefault("code", f"{given['congress']}{given['session']}{given['number']}")
    with transaction.atomic():
        suggestion = enter(Suggestion(**given), "register", by=by, at=at)
        for number, question in enumerate(questions, 1):
            row = {"number": number, "code": f"{suggestion.code}-问{number}", **question}
            enter(Question(division=suggestion.division, suggestion=suggestion, **row), "register", by=by, at=at)
        for number, deputy in enumerate(deputies, 1):
            row = {"code": f"{suggestion.code}-{number}", "is_leader": number == 1, **deputy}
            enter(Deputy(division=suggestion.division, suggestion=suggestion, **row), "register", by=by, at=at)
        settle(SUGGESTION, suggestion, at=at)
    return suggestion


def open_todos(suggestion: Suggestion, *, by: Post, at: datetime) -> None:
    """What a suggestion entered through its register, typed or imported, makes somebody owe."""
    settle(SUGGESTION, suggestion, at=at)
