"""Pages of a large register: turned by the key of the last row seen, counted to a limit.

A page costs the same however deep it lies, because the index (division, id) begins where the page does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

COUNTED_TO = 10_000
KEY = re.compile(r"([0-9]{1,15})\.([0-9]{1,18})")


@dataclass
class Counted:
    """Stands where other lists have their paginator; `count` is exact up to COUNTED_TO, and one more means: more than that."""

    count: int
    num_pages: int = 2

    @property
    def is_more(self) -> bool:
        return self.count > COUNTED_TO


@dataclass
class KeysetPage:
    """The rows, and the keys from which the pages before and after them begin ("" where there is none)."""

    rows: list[Any]
    paginator: Counted
    before: str = ""
    after: str = ""
    number: int = 1

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page(records: QuerySet, size: int, *, after: str = "", before: str = "") -> KeysetPage:
    """The page behind the key `after`, or ahead of the key `before`, or the first. A key that is none is passed over."""
    ordered = records.order_by("division_id", "pk")
    counted = Counted(records.order_by()[: COUNTED_TO + 1].count())
    if key := _read(before):
        rows = list(ordered.filter(_beyond(*key, "lt")).reverse()[: size + 1])
        is_more_before, is_more_after = len(rows) > size, True
        rows = rows[:size][::-1]
    else:
        key = _read(after)
        rows = list((ordered.filter(_beyond(*key, "gt")) if key else ordered)[: size + 1])
        is_more_before, is_more_after = key is not None, len(rows) > size
        rows = rows[:size]
    if not rows:
        return KeysetPage([], counted)
    return KeysetPage(
        rows, counted, key_of(rows[0]) if is_more_before else "", key_of(rows[-1]) if is_more_after else ""
    )


def key_of(record: Any) -> str:
    return f"{record.division_id}.{record.pk}"


def _read(text: str) -> tuple[int, int] | None:
    match = KEY.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def _beyond(division: int, pk: int, way: str) -> Q:
    """Written so that the index serves the first part, and the second part only the one division that the key lies in."""
    return Q(**{f"division_id__{way}e": division}) & (Q(**{f"division_id__{way}": division}) | Q(**{f"pk__{way}": pk}))
