"""Deeds without a table of states: the one way to do more to a record than enter or correct it.

    @deed(Permission.CERTIFY, "withdraw")
    def withdraw(certification, *, withdrawn_on, by, at): ...

The call locks the record, checks permission and place, runs the function, checks and saves what it set, and audits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit import log
from linli.kernel.audit.keeping import doing, settle, store
from linli.kernel.audit.models import Record

R = TypeVar("R", bound=Record)


class Refused(ValueError):
    """The deed cannot be done; the message says why, and what to do instead, to the person who tried."""


# Ends the verb of an attempt in the audit.
REFUSED = ".refused"


class Unlawful(Refused):
    """A rule of law stands against the deed; the message names the article. That it was tried is kept."""

    is_kept = False


@contextmanager
def attempts_kept(verb: str, record: Record, *, by: Post, at: datetime) -> Iterator[None]:
    """What is refused by law inside is audited on the record as an attempt, once, and goes on being refused."""
    try:
        yield
    except Unlawful as refusal:
        if not refusal.is_kept:
            refusal.is_kept = True
            log.happened(
                verb + REFUSED,
                by=by,
                at=at,
                division_id=record.division_id,
                record=record,
                reason=str(refusal)[:400],
            )
        raise


def deed(permission: str, verb: str) -> Callable[[Callable[..., None]], Callable[..., Any]]:
    """Make the decorated function the only door to a deed on one record; it sets fields and returns nothing.

    Raises PermissionRefused, OutOfScope, Refused; then nothing is written. Returns the record as it now is. A value named
    `reason` goes into the audit.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., Any]:
        @wraps(function)
        def perform(record: R, *, by: Post, at: datetime, **values: Any) -> R:
            require(by, permission)
            reason = str(values.get("reason", ""))
            with attempts_kept(verb, record, by=by, at=at), _in_words(), doing(verb, by=by, at=at, reason=reason):
                current = locked(type(record).objects.filter(pk=record.pk)).get()
                require_place(by, current.division)
                before = log.values_of(current)
                function(current, by=by, at=at, **values)
                current.full_clean()
                settle(current, before, verb, by=by, at=at, reason=reason)
            return current

        return perform

    return decorate


def locked(records: models.QuerySet[R]) -> models.QuerySet[R]:
    """The records themselves are locked until the transaction ends; what they point to is not."""
    return records.select_for_update(of=("self",))


def enter(record: R, verb: str, *, by: Post, at: datetime) -> R:
    """Write a new record that a deed brings forth. Raises OutOfScope, Refused."""
    require_place(by, record.division)
    record.created_at = record.updated_at = at
    with _in_words(), doing(verb, by=by, at=at):
        record.full_clean()
        store(record, at=at)
    return record


def alter(record: R, verb: str, *, by: Post, at: datetime, **values: Any) -> R:
    """Set fields of a further record that a deed touches; take it `locked`. Raises OutOfScope, Refused."""
    require_place(by, record.division)
    before = log.values_of(record)
    for name, value in values.items():
        setattr(record, name, value)
    with _in_words(), doing(verb, by=by, at=at):
        record.full_clean()
        settle(record, before, verb, by=by, at=at)
    return record


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error


def refuse_future(day: date, at: datetime) -> None:
    """What is recorded as done has been done: raises Refused for a day after that of the deed."""
    if day > timezone.localdate(at):
        raise Refused(_("日期%(day)s在今天之后。只登记已经办理的事项，请核对日期。") % {"day": day.isoformat()})
