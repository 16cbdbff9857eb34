"""Every deed of an account administrator is audited where its subject is at home."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from linli.kernel.accounts.models import Post
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused


def told(record: models.Model, verb: str, *, division_id: int, by: Post, at: datetime, **detail: Any) -> None:
    """`detail` are plain values, dates and lists of them; what a value was before stands as a pair [before, after]."""
    plain = {name: _plain(value) for name, value in detail.items()}
    # A role has a code in place of a number; it stands in the detail.
    numbered = record if isinstance(record.pk, int) else None
    plain |= {} if numbered else {str(record._meta.model_name): record.pk}
    log.happened(verb, at=at, division_id=division_id, by=by, record=numbered, detail=plain)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def kept(record: models.Model) -> None:
    """Save what the model's own rules allow. Raises Refused with their sentences."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    record.save()
