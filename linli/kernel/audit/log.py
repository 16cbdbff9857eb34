"""Telling the database whose deed it is that it audits, and auditing what changes no record."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.db import connections, models, transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from linli.kernel.accounts.models import Post
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.models import NATION

SILENT = {"version", "created_at", "updated_at"}
Account = tuple[str | None, int | None, str | None, datetime | None, str | None]
Event = tuple[Any, ...]
NOBODY: Account = (None, None, None, None, None)
_current: ContextVar[Account | None] = ContextVar("deed", default=None)
_events: ContextVar[dict[int, Event] | None] = ContextVar("events", default=None)


class NoTransaction(RuntimeError):
    """A deed was begun outside a transaction, where the database would forget it at once."""


def values_of(record: models.Model) -> dict[str, Any]:
    """The record's own columns, as JSON can hold them."""
    return {
        field.attname: _plain(getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if field.attname not in SILENT and not field.generated
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)


def history(record: models.Model) -> models.QuerySet[AuditEntry]:
    """What was done to a record, newest first."""
    return AuditEntry.objects.filter(record_type=record._meta.label_lower, record_id=record.pk)


@contextmanager
def accounted(
    verb: str, *, by: Post | None, at: datetime, reason: str = "", by_name: str = "", using: str = "default"
) -> Iterator[None]:
    """Every record written inside the block, one by one or in bulk, is audited as this deed of this post.

    Without a post it is that of `by_name`, or of the system, which does what nobody asks for. Deeds may be nested; each
    record is put down to the innermost. Lives in a transaction. Raises ValidationError for a reason too long to keep.
    """
    AuditEntry._meta.get_field("reason").run_validators(reason)
    connection: Any = connections[using]
    if not connection.in_atomic_block:
        raise NoTransaction("A deed lives in a transaction; open one first.")
    own: Account = (verb, by.pk if by else None, str(by) if by else by_name or _("系统"), at, reason)
    _tell(connection, own)
    outer = _current.get()
    token = _current.set(own)
    try:
        yield
    finally:
        _current.reset(token)
        # After an error of the server the rollback takes the deed back as well.
        if connection.in_atomic_block and not connection.needs_rollback and not connection.is_broken():
            _tell(connection, outer or NOBODY)


def _tell(connection: Any, account: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT linli_account(%s, %s, %s, %s, %s)", account)


def happened(
    verb: str,
    *,
    at: datetime,
    division_id: int,
    by: Post | None = None,
    by_name: str = "",
    record: models.Model | None = None,
    detail: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Audit what changed no record: a sign-in, a refusal, an export, a value shown whole. `detail` holds no personal data.

    Written with the transaction; inside `outlasting` (every request is) also where that transaction is undone.
    """
    event = (
        verb,
        at,
        division_id,
        by.pk if by else None,
        str(by) if by else by_name,
        record._meta.label_lower if record else "",
        record.pk if record else None,
        Jsonb(detail) if detail is not None else None,
        reason,
    )
    number = _write(event)
    if (events := _events.get()) is not None:
        events[number] = event


def scope_left(reason: str) -> None:
    """Somebody or something saw the whole tree: under the deed that is being done, else as the system itself."""
    _verb, post, name, at, _why = _current.get() or NOBODY
    _write(("leave_scope", at or clock.now(), NATION, post, name or _("系统"), "", None, None, reason))


def _write(event: Event) -> int:
    # What a stranger typed may hold what PostgreSQL takes in no text.
    event = tuple(each.replace("\0", "") if isinstance(each, str) else each for each in event)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT linli_happened(%s, %s, %s, %s, %s, %s, %s, %s, %s)", event)
        return cursor.fetchone()[0]


@contextmanager
def outlasting() -> Iterator[None]:
    """What happens inside is audited even if its transaction is undone: it is then written again in one of its own."""
    events: dict[int, Event] = {}
    token = _events.set(events)
    try:
        yield
    finally:
        _events.reset(token)
        if events:
            with transaction.atomic(), scope.entered(scope.NOTHING), connections["default"].cursor() as cursor:
                cursor.execute("SELECT * FROM linli_happened_lost(%s)", [list(events)])
                for (number,) in cursor.fetchall():
                    _write(events[number])
