"""The tree of places as it is (`tree`), and how it came to be so (`changes`)."""

from linli.kernel.divisions.models.changes import Change, ChangeSet, PastDivision, Succession
from linli.kernel.divisions.models.tree import (
    Division,
    DivisionBound,
    DivisionField,
    Level,
    ScopedManager,
    ScopedQuerySet,
    VillageKind,
)
from linli.kernel.divisions.rules.places import NATION, SPAN

__all__ = [
    "NATION",
    "SPAN",
    "Change",
    "ChangeSet",
    "Division",
    "DivisionBound",
    "DivisionField",
    "Level",
    "PastDivision",
    "ScopedManager",
    "ScopedQuerySet",
    "Succession",
    "VillageKind",
]
