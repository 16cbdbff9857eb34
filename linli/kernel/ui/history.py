"""The audit entries of a record in words: which field was what before, and what after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from linli.kernel.audit import log
from linli.kernel.audit.models import AuditEntry, Kind
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import lineage_of, names_of
from linli.kernel.divisions.rules.places import short
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.privacy.fields import FingerprintField, SealedField
from linli.kernel.ui.display import kind_of, text_of
from linli.kernel.workflow.tables import all_workflows

MAX_ENTRIES = 200


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Deed:
    """One entry, ready for a page."""

    at: datetime
    by_name: str
    verb: str
    reason: str
    changes: list[Change]
    is_first: bool


def entries(spec: RecordSpec, record: models.Model) -> list[Deed]:
    """What was done to a record, newest first; the keys of other records are shown as what they name."""
    with scope.with_former_codes(lineage_of(record.division_id)):
        found = list(log.history(record).order_by("-id")[:MAX_ENTRIES])
    names = _names(spec, found)
    return [_deed(spec, entry, names) for entry in found]


def verbs(spec: RecordSpec) -> dict[str, str]:
    known = {
        "create": _("登记"),
        "change": _("修改"),
        "import": _("导入"),
        "reveal": _("查看原文"),
        "direct": _("直接写入数据库"),
        "export": _("导出"),
        "division.change": _("区划变更"),
    }
    tables = [workflow for workflow in all_workflows() if workflow.model is spec.model]
    steps = {step.name: str(step.label) for workflow in tables for step in workflow.transitions}
    named = {action.slug.replace("-", "_"): str(action.label) for action in spec.actions}
    return known | steps | named | {verb: str(label) for verb, label in spec.verbs.items()}


def _deed(spec: RecordSpec, entry: AuditEntry, names: dict[str, dict[Any, str]]) -> Deed:
    verb = verbs(spec).get(entry.verb, entry.verb)
    return Deed(entry.at, entry.by_name, verb, entry.reason, _changes(spec, entry, names), entry.kind == Kind.INSERT)


def _changes(spec: RecordSpec, entry: AuditEntry, names: dict[str, dict[Any, str]]) -> list[Change]:
    before, after, found = entry.was, entry.became, []
    if entry.verb == "reveal":
        return [Change(str(after.get("label", "")), "", _("已查看原文"))]
    for field in _fields(spec):
        old, new = before.get(field.attname), after.get(field.attname)
        if old != new and not (old in (None, "") and new in (None, "")):
            label = str(field.verbose_name)
            found.append(Change(label, _text(spec, field, old, names), _text(spec, field, new, names)))
    return found


def _fields(spec: RecordSpec) -> Iterable[models.Field]:
    """All of the record's columns, in the order of its form, then the others."""
    order = {item.name: number for number, item in enumerate(spec.fields)}
    hidden = (FingerprintField, models.GeneratedField)
    fields = [each for each in spec.model._meta.concrete_fields if not (each.primary_key or isinstance(each, hidden))]
    return sorted(fields, key=lambda field: order.get(field.name, len(order)))


def _text(spec: RecordSpec, field: models.Field, value: Any, names: dict[str, dict[Any, str]]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(field, SealedField) and str(value).startswith("sealed:"):
        return _("已加密（标记 %(mark)s）") % {"mark": str(value).removeprefix("sealed:")}
    if isinstance(field, SealedField | models.BinaryField):
        return _("已加密")
    if field.is_relation:
        return names.get(field.name, {}).get(value, _("编号 %(key)s") % {"key": value})
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return text_of(value, kind_of(spec, field.name))


def _names(spec: RecordSpec, found: list[AuditEntry]) -> dict[str, dict[Any, str]]:
    """What the keys in the entries name; one query for each foreign key. What is out of scope stays a number."""
    names: dict[str, dict[Any, str]] = {}
    for field in spec.model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            sides = [side for entry in found for side in (entry.was, entry.became)]
            keys = {side.get(field.attname) for side in sides} - {None}
            names[field.name] = _named(field.related_model, keys) if keys else {}
    return names


def _named(model: type[models.Model], keys: set[Any]) -> dict[Any, str]:
    if model is Division:
        return {code: f"{name}（{short(code)}）" for code, name in names_of(keys).items()}
    return {each.pk: str(each) for each in model._default_manager.filter(pk__in=keys)}
