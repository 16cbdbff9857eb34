"""How a value is shown to a person: money in 元, days in ISO order, yes and no, choices by their label."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from linli.kernel.divisions.models import Division
from linli.kernel.exchange.spec import RecordSpec, spec_of


@dataclass(frozen=True)
class Column:
    """One column of a list. `sort` is empty where the list cannot be ordered by it."""

    name: str
    label: str
    kind: str
    sort: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in {"yuan", "number"}


@dataclass(frozen=True)
class Shown:
    """A value ready for a page: its text, what kind it is, a link where it leads somewhere, a hint on hover."""

    label: str
    text: str
    kind: str = "text"
    url: str = ""
    hint: str = ""


def model_field(spec: RecordSpec, name: str) -> models.Field | None:
    try:
        found = spec.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def label_of(spec: RecordSpec, name: str) -> str:
    """The Chinese name of a field or of a property of the model (its docstring's place is `short_description`)."""
    field = model_field(spec, name)
    if field is not None:
        return capfirst(str(field.verbose_name))
    described = getattr(spec.model, name, None)
    described = getattr(described, "fget", described)
    return str(getattr(described, "short_description", name))


def kind_of(spec: RecordSpec, name: str) -> str:
    """division, link, choice, bool, date, time, yuan, number or text."""
    item = next((each for each in spec.fields if each.name == name), None)
    if item is not None and item.kind:
        return item.kind
    field = model_field(spec, name)
    if field is None:
        return "yuan" if name.endswith("_fen") else "text"
    if field.choices:
        return "choice"
    if isinstance(field, models.ForeignKey):
        return "division" if field.related_model is Division else "link"
    return _kind_of_field(field)


def _kind_of_field(field: models.Field) -> str:
    kinds = (
        (models.BooleanField, "bool"),
        (models.DateTimeField, "time"),
        (models.DateField, "date"),
        (models.IntegerField, "number"),
    )
    return next((kind for base, kind in kinds if isinstance(field, base)), "text")


def columns_of(spec: RecordSpec) -> list[Column]:
    found = []
    for name in spec.columns:
        field = model_field(spec, name)
        found.append(Column(name, label_of(spec, name), kind_of(spec, name), name if field is not None else ""))
    return found


def shown(spec: RecordSpec, record: models.Model, name: str, *, linked: bool = True) -> Shown:
    """A field of a record as the pages show it; follows foreign keys, so load them with `select_related`."""
    kind, label = kind_of(spec, name), label_of(spec, name)
    value = getattr(record, name)
    if value is None or value == "":
        return Shown(label, "", kind)
    if kind == "division":
        return Shown(label, value.name, kind, hint=f"{value.path_name}（{value.short_code}）")
    if kind == "link":
        return Shown(label, str(value), kind, url=record_url(value) if linked else "")
    if kind == "choice":
        return Shown(label, str(getattr(record, f"get_{name}_display")()), kind)
    return Shown(label, text_of(value, kind), kind)


def text_of(value: Any, kind: str = "") -> str:
    """A plain value as text."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if kind == "yuan" and isinstance(value, int):
        return yuan(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def yuan(fen: int) -> str:
    """An exact amount of fen as 元 with thousands separators: 1026000000 -> 10,260,000.00."""
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def grouped(value: Any) -> str:
    """A number with thousands separators: a Decimal exactly, a share to two places and never rounded up to a whole."""
    if value is None:
        return "—"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Fraction):
        value = Decimal(math.floor(value * 100)) / 100
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def record_url(record: models.Model) -> str:
    """The page of a record, or nothing where its model is no register."""
    spec = spec_of(type(record))
    return spec.url("detail", pk=record.pk) if spec else ""
