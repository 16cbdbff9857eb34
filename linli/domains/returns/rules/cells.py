"""One cell of an answer: its value, and where and when that came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Value = str | int | float | bool | None
"""As JSON has it: a date is its ISO text. Amounts and counts are whole numbers wherever the kind says so."""


@dataclass(frozen=True)
class Cell:
    """`source` is an enums.Source. `of`: what opens the source: "residents.resident:17", "figure:…?…", "fact:3".

    `as_of`: the day the value is of. `was`: the cell before this value was typed, which undoing brings back. `doubt`: why
    somebody should look at it, in Chinese. Of a personal column `value` is None here, and kept in the row's sealed part.
    """

    value: Value = None
    source: str = ""
    of: str = ""
    as_of: date | None = None
    by: str = ""
    doubt: str = ""
    was: "Cell | None" = None

    def to_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"v": self.value, "s": self.source}
        said |= {"of": self.of} if self.of else {}
        said |= {"on": self.as_of.isoformat()} if self.as_of else {}
        said |= {"by": self.by} if self.by else {}
        said |= {"doubt": self.doubt} if self.doubt else {}
        return said | ({"was": self.was.to_json()} if self.was else {})

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Cell":
        as_of = date.fromisoformat(said["on"]) if said.get("on") else None
        was = cls.from_json(said["was"]) if said.get("was") else None
        return cls(
            said.get("v"), said.get("s", ""), said.get("of", ""), as_of, said.get("by", ""), said.get("doubt", ""), was
        )
