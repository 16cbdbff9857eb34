"""Why a personal field is kept, by which right, for how long, and how it is shown.

A field of a person says all four, or the build fails. Two ways to say it: `SealedField(personal=…)`, and for a field of
Django `declared(models.CharField(…), personal=…)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from django.apps import apps
from django.db import models

from linli.kernel.privacy import masking

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"  # text for people, translated when it is shown
F = TypeVar("F", bound=models.Field)


@dataclass(frozen=True)
class Basis:
    """The right by which personal data are handled: the ground in words, and its article."""

    code: str
    name: Words
    article: Words


@dataclass(frozen=True)
class Purpose:
    """What personal data are needed for. A field without a purpose may not exist (个人信息保护法 §6)."""

    code: str
    name: Words
    description: Words


@dataclass(frozen=True)
class Retention:
    """How long: `days` after the end that `counted_from` names; `reason` is told to whoever asks for deletion before.

    `days` is None where the record is kept as long as another law says, which `reason` then names.
    """

    code: str
    name: Words
    reason: Words
    counted_from: str = ""
    days: int | None = None


@dataclass(frozen=True)
class Personal:
    """The declaration of one personal field. `mask` turns the value into what is shown; None: shown as it is.

    `is_sensitive`: of the kinds in 个人信息保护法 §28, for which a particular need is told.
    """

    purpose: Purpose
    basis: Basis
    retention: Retention
    mask: Callable[[str], str] | None = masking.hidden
    is_sensitive: bool = False


_purposes: dict[str, Purpose] = {}


def register_purposes(*purposes: Purpose) -> None:
    """Called from each domain's apps.py; a purpose that fields name must be registered."""
    for purpose in purposes:
        _purposes[purpose.code] = purpose


def all_purposes() -> list[Purpose]:
    return list(_purposes.values())


def declared(field: F, *, personal: Personal) -> F:
    """The same field, with its declaration."""
    field.personal = personal  # type: ignore[attr-defined]
    return field


def declaration_of(field: Any) -> Personal | None:
    return getattr(field, "personal", None)


def personal_fields(model: type[models.Model]) -> list[tuple[models.Field, Personal]]:
    """The declared fields of a model, in their order."""
    return [(field, found) for field in model._meta.local_fields if (found := declaration_of(field)) is not None]


def personal_models() -> list[type[models.Model]]:
    """Every model that holds a person: one of its fields is declared, or it says so by naming its `not_personal` fields."""
    return [
        model
        for model in apps.get_models()
        if personal_fields(model) or getattr(model, "not_personal", None) is not None
    ]


def shown_text(field: Any, value: Any) -> str:
    """A value as it may be shown: by the mask of its field, where it has one."""
    found = declaration_of(field)
    text = str(value)
    return found.mask(text) if found is not None and found.mask is not None and text else text
