"""The door through which a register's records are written: permission, place, rules, guard, audit.

Deeds that are more than entering or correcting a record are actions of their domain.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit import log
from linli.kernel.audit.keeping import doing, store
from linli.kernel.divisions.models import Division
from linli.kernel.exchange.spec import Finding, RecordSpec
from linli.kernel.privacy.fields import written_along


class Refused(ValueError):
    """The values break a rule; `findings` say which, where, and how to mend it."""

    def __init__(self, findings: list[Finding]):
        super().__init__("；".join(f"{finding.message}{finding.remedy}" for finding in findings))
        self.findings = findings


class Stale(RuntimeError):
    """Somebody else changed the record meanwhile; `current` is what it is now."""

    def __init__(self, current: models.Model):
        super().__init__(str(_("这条记录刚被他人修改过，请核对两边的内容后再保存。")))
        self.current = current


def create(spec: RecordSpec, values: dict[str, Any], *, by: Post, at: datetime) -> Any:
    """Enter one record. Raises PermissionRefused, OutOfScope or Refused; then nothing is written."""
    require(by, spec.edit_permission)
    record = spec.model(**values, created_at=at, updated_at=at)
    check(spec, record, values, by=by)
    with doing("create", by=by, at=at):
        _store(spec, record, at=at)
        spec.entered(record, by=by, at=at)
    return record


def change(
    spec: RecordSpec,
    record: Any,
    values: dict[str, Any],
    *,
    by: Post,
    at: datetime,
    version: int,
    reason: str = "",
) -> Any:
    """Correct one record, if it still is the version that was looked at. Raises Stale besides what `create` raises."""
    require(by, spec.edit_permission)
    with doing("change", by=by, at=at, reason=reason):
        current = spec.model.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if current.version != version:
            raise Stale(current)
        before = log.values_of(current)
        for name, value in values.items():
            setattr(current, name, value)
        check(spec, current, {**before_values(spec, current), **values}, by=by)
        if log.values_of(current) != before:
            _store(spec, current, at=at)
    return current


def before_values(spec: RecordSpec, record: Any) -> dict[str, Any]:
    return {item.name: getattr(record, item.name) for item in spec.fields}


def check(spec: RecordSpec, record: Any, values: dict[str, Any], *, by: Post) -> None:
    """Raises OutOfScope, or Refused with every finding at once."""
    if record.division_id is not None and isinstance(record.division, Division):
        require_place(by, record.division)
    findings = [finding for finding in spec.check(values) if finding.is_error]
    try:
        record.full_clean()
    except ValidationError as error:
        findings += _findings_of(error)
    if findings:
        raise Refused(findings)


def _findings_of(error: ValidationError) -> list[Finding]:
    return [
        Finding("" if name == NON_FIELD_ERRORS else name, message, "")
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def _store(spec: RecordSpec, record: Any, *, at: datetime) -> None:
    try:
        store(record, at=at)
    except IntegrityError as error:
        raise Refused([violation(spec.model, error)]) from error


def violation(model: type[models.Model], error: IntegrityError) -> Finding:
    """The Chinese sentence of the constraint that the database upheld."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return Finding("", str(constraint.violation_error_message), "")
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key and f"_{field.column}_" in f"{name}_":
            message = _("“%(field)s”已被另一条记录使用。") % {"field": field.verbose_name}
            return Finding(field.name, message, _("请核对后改用其他值。"))
    return Finding(
        "",
        _("这条记录与库中已有的数据冲突（%(name)s）。") % {"name": name},
        _("请核对后再试。"),
    )


def load(
    spec: RecordSpec,
    fresh: Iterable[models.Model],
    changed: Iterable[tuple[Any, dict]],
    *,
    by: Post,
    at: datetime,
) -> int:
    """Write the already checked rows of an import, set by set; `changed` pairs a record with what it was before.

    Raises IntegrityError when the database holds a row to be wrong; the caller finds out which.
    """
    require(by, spec.edit_permission)
    fresh, changed = list(fresh), list(changed)
    for record in fresh:
        record.created_at = record.updated_at = at
    for record, _before in changed:
        record.version, record.updated_at = record.version + 1, at
    with doing("import", by=by, at=at):
        spec.model.objects.bulk_create(fresh, batch_size=2000)
        names = [item.name for item in spec.fields] + written_along(spec.model) + ["version", "updated_at"]
        if changed:
            spec.model.objects.bulk_update([record for record, _before in changed], names, batch_size=500)
        for record in fresh:
            spec.entered(record, by=by, at=at)
    return len(fresh) + len(changed)
