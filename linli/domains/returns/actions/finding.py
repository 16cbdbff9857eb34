"""A person whom a community names by number on a form: what its own register has of them is filled in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models

from linli.domains.returns.models import Row
from linli.domains.returns.queries.registers import Read, read_of, spec_and_field, within
from linli.domains.returns.rules.asked import Asked
from linli.kernel.accounts.models import Post
from linli.kernel.divisions.models import Division
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.privacy.fields import FingerprintField
from linli.kernel.privacy.revealing import TooOften, look_up


def on_register(
    row: Row, naming: Asked, number: str, columns: Sequence[Asked], *, by: Post, at: datetime
) -> dict[int, Read]:
    """Column → what the register says of whoever has the number; nothing where this post may not see it, or too many were asked.

    Counted and audited as every search by exact number is.
    """
    known = spec_and_field(naming.fact)
    if known is None or not by.may(known[0].view_permission):
        return {}
    spec, name = known
    mark = _mark_of(spec.model, name)
    if mark is None:
        return {}
    record = _found(spec, mark, number, row.answer.division, by=by, at=at)
    others = [each for each in columns if each.index != naming.index]
    return read_of(spec, record, others) if record is not None else {}


def _mark_of(model: type[models.Model], name: str) -> str | None:
    fields = (each for each in model._meta.local_fields if isinstance(each, FingerprintField))
    return next((each.name for each in fields if each.of == name), None)


def _found(spec: RecordSpec, mark: str, number: str, division: Division, *, by: Post, at: datetime) -> Any:
    records = spec.model._default_manager.filter(within([division]), spec.listed)
    try:
        return look_up(records, mark, number, by=by, at=at).order_by("-pk").first()
    except TooOften:
        return None
