"""What a rule says when something is wrong: which field or which words, and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import gettext as _


class Severity(StrEnum):
    """An error stops a record or a signature; a warning is shown and may be overruled."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Fault:
    """`field` names the value it lies in. In a text, `start` and `end` are offsets and `suggestion` the words to write instead."""

    message: str
    remedy: str
    field: str = ""
    severity: Severity = Severity.ERROR
    start: int | None = None
    end: int | None = None
    suggestion: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"


@dataclass(frozen=True)
class Dated:
    """A day with the field that holds it and the field's name in words."""

    field: str
    label: str
    day: date | None


def order_faults(*days: Dated) -> list[Fault]:
    """One error for each day that lies before the last known day ahead of it. The same day is in order; blanks are passed over."""
    return list(_disorder([each for each in days if each.day is not None]))


def _disorder(days: list[Dated]) -> Iterator[Fault]:
    for earlier, later in pairwise(days):
        if later.day < earlier.day:  # type: ignore[operator]  # blanks are gone
            names = {"later": later.label, "day": later.day, "earlier": earlier.label, "limit": earlier.day}
            yield Fault(
                _("%(later)s（%(day)s）早于%(earlier)s（%(limit)s）。") % names,
                _("请核对这两个日期，%(later)s不得早于%(earlier)s。") % names,
                field=later.field,
            )
