"""What a figure is: one declaration, from which board, list, workbook, API and letter all take the same number.

A `Flow` happened in a period; a `Stock` is true on a day. A `Ratio` is one figure among another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"  # text for people, translated when it is shown


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Counts records, or adds up `value` (fen), or counts the distinct values of `distinct`.

    `definition` is the 口径 in words, shown wherever the figure is. `by` maps the name of a dimension to the field that
    holds it; `detail` are
    dimensions too costly for every answer, given only to who asks for one. `version` rises when the question itself changes, so that a signed letter knows which question it answered.
    """

    code: str
    name: Words
    unit: Words
    definition: Words
    records: type[models.Model]
    where: Q = field(default_factory=Q)
    value: str = ""
    distinct: str = ""
    by: Mapping[str, str] = field(default_factory=dict)
    detail: Mapping[str, str] = field(default_factory=dict)
    group: Words = ""
    version: int = 1

    @property
    def is_money(self) -> bool:
        return bool(self.value)

    @property
    def dimensions(self) -> Mapping[str, str]:
        return {**self.by, **self.detail}


@dataclass(frozen=True, kw_only=True)
class Flow(Measure):
    on: str


@dataclass(frozen=True, kw_only=True)
class Stock(Measure):
    """True from `since` on, until the day `until` (exclusive; empty means: still)."""

    since: str
    until: str = ""


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """`of` may be several figures that share no record; they are added."""

    code: str
    name: Words
    definition: Words
    of: Sequence[Measure]
    among: Measure
    unit: Words = "%"
    group: Words = ""
    version: int = 1

    @property
    def by(self) -> Mapping[str, Any]:
        return {}

    @property
    def dimensions(self) -> Mapping[str, Any]:
        return {}

    @property
    def is_money(self) -> bool:
        return False


Indicator = Measure | Ratio
