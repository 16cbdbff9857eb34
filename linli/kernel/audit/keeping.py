"""How a deed writes records: the one function under entering, correcting, importing, drafting and every transition."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.kernel.accounts.models import Post
from linli.kernel.audit import log
from linli.kernel.audit.guard import writing
from linli.kernel.audit.models import Record


@contextmanager
def doing(verb: str, *, by: Post | None, at: datetime, reason: str = "", by_name: str = "") -> Iterator[None]:
    """What is written inside is this deed of this post, of `by_name`, or of the system itself: all or nothing, and audited.

    Who may do it, and where, is asked before or inside. Raises ValidationError for a reason too long to keep.
    """
    with transaction.atomic(), writing(), log.accounted(verb, by=by, at=at, reason=reason, by_name=by_name):
        yield


def store(record: Record, *, at: datetime) -> None:
    """Write a checked record, new or as the next version of itself. Raises IntegrityError; the deed may go on after it."""
    is_new = record._state.adding
    if is_new:
        record.created_at = at
    else:
        record.version += 1
    record.updated_at = at
    with transaction.atomic():
        record.save(force_insert=is_new)


def settle(record: Record, before: dict[str, Any], verb: str, *, by: Post, at: datetime, reason: str = "") -> None:
    """Store what a deed made of a record; a deed that left it as it was is audited all the same."""
    if log.values_of(record) != before:
        store(record, at=at)
    else:
        log.happened(verb, by=by, at=at, division_id=record.division_id, record=record, reason=reason)
