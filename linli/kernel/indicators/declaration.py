"""What a figure is: one declaration, from which board, list, workbook, API and letter all take the same number.

A `Flow` happened in a period; a `Stock` is true on a day. A `Ratio` is one figure among another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"  # text for people, translated when it is shown


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Counts records, or adds up `value` (fen; with `of_people` a number of people), or counts the distinct values of `distinct`.

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
    of_people: bool = False
    distinct: str = ""
    by: Mapping[str, str] = field(default_factory=dict)
    detail: Mapping[str, str] = field(default_factory=dict)
    group: Words = ""
    version: int = 1

    @property
    def is_money(self) -> bool:
        return bool(self.value) and not self.of_people

    @property
    def dimensions(self) -> Mapping[str, str]:
        return {**self.by, **self.detail}

    @property
    def dates(self) -> tuple[str, ...]:
        """The fields whose days decide."""
        raise NotImplementedError

    @cached_property
    def is_rolled_up(self) -> bool:
        """Whether the database keeps the sums of this figure as its records change (see `triggers`).

        It can where everything that decides is in the record's own row and can be added up. A figure that looks into
        another table, or counts distinct values, is counted from its records each time it is asked for.
        """
        return (
            not self.distinct
            and all(_is_plain(self.records, name, models.DateField) for name in self.dates)
            and (not self.value or _is_plain(self.records, self.value, models.IntegerField))
            and all("__" not in name for name in self.dimensions.values())
            and _is_own(self.records, self.where)
        )


def _is_plain(records: type[models.Model], name: str, kind: type[models.Field]) -> bool:
    """Whether a name is a column of the record's own row that holds days, or whole numbers."""
    if "__" in name:
        return False
    found: Any = records._meta.get_field(name)
    found = found.output_field if isinstance(found, models.GeneratedField) else found
    return isinstance(found, kind) and not isinstance(found, models.DateTimeField)


def _is_own(records: type[models.Model], condition: Q) -> bool:
    """Whether a condition asks for columns of the record's own row alone."""
    return all(
        _is_own(records, child) if isinstance(child, Q) else isinstance(child, tuple) and _is_own_test(records, *child)
        for child in condition.children
    )


def _is_own_test(records: type[models.Model], lookup: str, value: Any) -> bool:
    name, *rest = lookup.split("__")
    if hasattr(value, "resolve_expression"):
        return False
    return not records._meta.get_field(name).is_relation or rest in ([], ["in"], ["isnull"])


@dataclass(frozen=True, kw_only=True)
class Flow(Measure):
    on: str

    @property
    def dates(self) -> tuple[str, ...]:
        return (self.on,)


@dataclass(frozen=True, kw_only=True)
class Stock(Measure):
    """True from `since` on, until the day `until` (exclusive; empty means: still)."""

    since: str
    until: str = ""

    @property
    def dates(self) -> tuple[str, ...]:
        return (self.since, self.until) if self.until else (self.since,)


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
