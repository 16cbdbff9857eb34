"""Sealed values shown whole, and files found by exact number: for a stated reason, counted, and audited without the value."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post, User
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.models import Record
from linli.kernel.privacy.cipher import fingerprint
from linli.kernel.privacy.fields import FingerprintField, Sealed, SealedField
from linli.kernel.privacy.models import Access

LEAST_REASON = 4
HOUR, MINUTE, KEPT = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


class ReasonMissing(ValueError):
    """Nobody is shown a value without saying what for."""


class TooOften(PermissionRefused):
    """More than a person needs for the work; the message says when it is possible again."""


def reveal(record: Record, field: str, *, permission: str, reason: str, by: Post, at: datetime) -> str:
    """The whole value of a sealed field of a record, "" where there is none.

    `permission` is that of the record's domain. Raises PermissionRefused, OutOfScope, ReasonMissing, TooOften.
    """
    require(by, permission)
    require_place(by, record.division)
    reason = reason.strip()
    if len(set(reason)) < LEAST_REASON:
        raise ReasonMissing(_("请写明查看原文的理由，至少%(count)d个不同的字。") % {"count": LEAST_REASON})
    sealed = record._meta.get_field(field)
    if not isinstance(sealed, SealedField):
        raise TypeError(f"{field} is not a sealed field")
    with transaction.atomic():
        count(by, "reveal", settings.LINLI_REVEALS_PER_HOUR, HOUR, at=at)
        value = getattr(record, field)
        log.happened(
            "reveal",
            at=at,
            division_id=record.division_id,
            by=by,
            record=record,
            detail={"field": field, "label": str(sealed.verbose_name)},
            reason=reason,
        )
    return value.plain if isinstance(value, Sealed) else ""


def look_up(records: models.QuerySet, field: str, value: str, *, by: Post, at: datetime) -> models.QuerySet:
    """The records of a queryset whose fingerprint `field` is that of the value. Raises TooOften.

    What was looked for is not kept; that somebody looked, and how much was found, is.
    """
    found_by = records.model._meta.get_field(field)
    if not isinstance(found_by, FingerprintField):
        raise TypeError(f"{field} is not a fingerprint")
    with transaction.atomic():
        count(by, "look_up", settings.LINLI_LOOK_UPS_PER_MINUTE, MINUTE, at=at)
        found = records.filter(**{field: fingerprint(value)})
        detail = {"register": records.model._meta.label_lower, "field": found_by.of, "found_count": found.count()}
        log.happened("look_up", at=at, division_id=by.places[0].pk, by=by, detail=detail)
    return found


def count(by: Post, kind: str, most: int, window: timedelta, *, at: datetime) -> None:
    """Count one access of a person, whatever the post. Raises TooOften, audited, when there were as many as are allowed."""
    User.objects.select_for_update(of=("self",)).get(pk=by.user_id)  # one at a time, so that none slips through
    mine = Access.objects.filter(user=by.user_id, kind=kind)
    mine.filter(at__lt=at - KEPT).delete()
    if mine.filter(at__gt=at - window).count() >= most:
        words = {"minutes": int(window.total_seconds() // 60), "most": most}
        log.happened("too_often", at=at, division_id=by.places[0].pk, by=by, detail={"kind": kind, **words})
        raise TooOften(_("查看过于频繁：每%(minutes)d分钟至多%(most)d次，请稍后再试。") % words)
    Access.objects.create(user=by.user, kind=kind, at=at)
