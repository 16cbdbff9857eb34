"""Writing the account of a deed, in the same transaction as the deed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import models

from linli.kernel.accounts.models import Post
from linli.kernel.audit.models import AuditEntry

SILENT = {"version", "created_at", "updated_at"}


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


def entry(
    record: models.Model,
    verb: str,
    *,
    by: Post,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """An entry that is not yet written; `write` and `write_all` do that. Raises ValidationError for a reason too long to keep."""
    AuditEntry._meta.get_field("reason").run_validators(reason)
    return AuditEntry(
        division_id=record.division_id,
        at=at,
        post_id=by.pk,
        by_name=str(by),
        verb=verb,
        record_type=record._meta.label_lower,
        record_id=record.pk,
        before=before,
        after=after,
        reason=reason,
    )


def write(record: models.Model, verb: str, **kwargs: Any) -> AuditEntry:
    made = entry(record, verb, **kwargs)
    made.save(force_insert=True)
    return made


def write_all(entries: list[AuditEntry]) -> None:
    AuditEntry.objects.bulk_create(entries, batch_size=2000)


def history(record: models.Model) -> models.QuerySet[AuditEntry]:
    """What was done to a record, newest first."""
    return AuditEntry.objects.filter(record_type=record._meta.label_lower, record_id=record.pk)


@contextmanager
def accounted(verb: str, *, by: Post, at: datetime, reason: str = "") -> Iterator[None]:
    """Every record written inside the block, one by one or in bulk, is audited as this deed of this post."""
    yield


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
    """Audit what changed no record: a sign-in, a refusal, an export, a value shown whole. `detail` holds no personal data."""
    AuditEntry(
        division_id=division_id,
        at=at,
        post_id=by.pk if by else None,
        by_name=str(by) if by else by_name,
        verb=verb,
        record_type=record._meta.label_lower if record else "",
        record_id=record.pk if record else None,
        after=detail,
        reason=reason,
    ).save(force_insert=True)
