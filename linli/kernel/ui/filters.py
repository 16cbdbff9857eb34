"""Filters of a list, made from the model field: what the person may set, and what it means for the query.

Whatever the address says, nothing here raises: a value that cannot be read is told back and not applied.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.ui.display import kind_of, label_of, model_field

MAX_FEN = 10**17
MAX_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class Control:
    """One input of the filter form."""

    name: str
    label: str
    type: str  # select, date, text, number or lookup
    value: str
    options: tuple[tuple[str, str], ...] = ()
    lookup_url: str = ""


@dataclass
class Part:
    """What one filter adds to the page and to the query. `chips` pair a sentence with the parameters that make it."""

    controls: list[Control] = field(default_factory=list)
    condition: Q = field(default_factory=Q)
    chips: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def refuse(self, label: str, value: str) -> None:
        self.notices.append(_("“%(value)s”不能用来筛选“%(label)s”，已忽略。") % {"value": value[:40], "label": label})


def read_filter(spec: RecordSpec, name: str, params: Mapping[str, str]) -> Part:
    """The filter of a field as the address sets it."""
    part, label, kind = Part(), label_of(spec, name), kind_of(spec, name)
    reader = READERS.get(kind, _text)
    if model_field(spec, name) is not None:
        reader(part, spec, name, label, params)
    return part


def _choice(part: Part, spec: RecordSpec, name: str, label: str, params: Mapping[str, str]) -> None:
    """One of the choices, or several with commas between, as a board's number asks for them."""
    options = {str(value): str(text) for value, text in spec.model._meta.get_field(name).choices if value != ""}
    wanted = params.get(name, "")
    several = wanted.split(",")
    if len(several) > 1 and set(several) <= options.keys():
        options[wanted] = "、".join(options[value] for value in several)
    condition = Q(**{f"{name}__in": several})
    _select(part, name, label, params, options=tuple(options.items()), condition=lambda value: condition)


def _bool(part: Part, spec: RecordSpec, name: str, label: str, params: Mapping[str, str]) -> None:
    options = (("yes", _("是")), ("no", _("否")))
    _select(part, name, label, params, options=options, condition=lambda value: Q(**{name: value == "yes"}))


def _select(part: Part, name: str, label: str, params: Mapping[str, str], *, options: Any, condition: Any) -> None:
    value = params.get(name, "")
    part.controls.append(Control(name, label, "select", value, options))
    if not value:
        return
    if value not in dict(options):
        part.refuse(label, value)
        return
    part.condition &= condition(value)
    part.chips.append((_("%(label)s：%(text)s") % {"label": label, "text": dict(options)[value]}, (name,)))


def _date(part: Part, spec: RecordSpec, name: str, label: str, params: Mapping[str, str]) -> None:
    ends = ((f"{name}_from", _("%(label)s 从"), "gte"), (f"{name}_to", _("%(label)s 至"), "lte"))
    for param, wording, lookup in ends:
        value, text = params.get(param, ""), wording % {"label": label}
        part.controls.append(Control(param, text, "date", value))
        if not value:
            continue
        try:
            day = date.fromisoformat(value)
        except ValueError:
            part.refuse(text, value)
            continue
        part.condition &= Q(**{f"{name}__{lookup}": day})
        part.chips.append((f"{text} {day.isoformat()}", (param,)))
    if spec.model._meta.get_field(name).null:
        _filled(part, name, label, params)


def _filled(part: Part, name: str, label: str, params: Mapping[str, str]) -> None:
    options = (("yes", _("已填")), ("no", _("未填")))
    text = _("%(label)s 是否填写") % {"label": label}
    _select(
        part,
        f"{name}_set",
        text,
        params,
        options=options,
        condition=lambda value: Q(**{f"{name}__isnull": value == "no"}),
    )


def _number(part: Part, spec: RecordSpec, name: str, label: str, params: Mapping[str, str]) -> None:
    value = params.get(name, "")
    part.controls.append(Control(name, label, "number", value))
    if not value:
        return
    if not (value.isascii() and value.isdigit() and len(value) <= 10 and int(value) <= MAX_INTEGER):
        part.refuse(label, value)
        return
    part.condition &= Q(**{name: int(value)})
    part.chips.append((_("%(label)s：%(text)s") % {"label": label, "text": int(value)}, (name,)))


def _yuan(part: Part, spec: RecordSpec, name: str, label: str, params: Mapping[str, str]) -> None:
    ends = ((f"{name}_min", _("%(label)s 不少于"), "gte"), (f"{name}_max", _("%(label)s 不多于"), "lte"))
    for param, wording, lookup in ends:
        value, text = params.get(param, ""), wording % {"label": label}
        part.controls.append(Control(param, text, "text", value))
        if not value:
            continue
        fen = _fen(value)
        if fen is None:
            part.refuse(text, value)
            continue
        part.condition &= Q(**{f"{name}__{lookup}": fen})
        part.chips.append((f"{text} {value}", (param,)))


def _fen(text: str) -> int | None:
    whole, _dot, rest = text.replace(",", "").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 16 and len(rest) <= 2):
        return None
    if rest and not (rest.isascii() and rest.isdigit()):
        return None
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def _link(part: Part, spec: RecordSpec, name: str, label: str, params: Mapping[str, str]) -> None:
    value, lookup = params.get(name, ""), spec.spec_field(name).lookup
    if lookup is None:
        return
    url = reverse("ui:record_lookup", args=[lookup.code])
    part.controls.append(Control(name, label, "lookup", value, lookup_url=url))
    if value:
        part.condition &= Q(**{f"{name}__{lookup.key[0]}": value})
        part.chips.append((_("%(label)s：%(text)s") % {"label": label, "text": value}, (name,)))


def _text(part: Part, spec: RecordSpec, name: str, label: str, params: Mapping[str, str]) -> None:
    value = params.get(name, "")
    if isinstance(model_field(spec, name), models.CharField | models.TextField):
        part.controls.append(Control(name, label, "text", value))
        if value:
            part.condition &= Q(**{f"{name}__icontains": value})
            part.chips.append((_("%(label)s：%(text)s") % {"label": label, "text": value}, (name,)))


def _place(part: Part, spec: RecordSpec, name: str, label: str, params: Mapping[str, str]) -> None:
    """Every list has the picker of places already."""


READERS = {
    "choice": _choice,
    "bool": _bool,
    "date": _date,
    "number": _number,
    "yuan": _yuan,
    "link": _link,
    "division": _place,
}
