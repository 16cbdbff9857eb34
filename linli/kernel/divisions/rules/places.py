"""A place as a list states it, and the arithmetic of codes."""

from collections.abc import Mapping
from typing import NamedTuple

NATION = 0
TOP = 10**15
SPAN = {
    "nation": TOP,
    "province": 10**13,
    "city": 10**11,
    "county": 10**9,
    "township": 10**6,
    "village": 10**3,
    "grid": 1,
}
LISTED = ("province", "city", "county", "township", "village")


class Place(NamedTuple):
    """`code` and `parent` are 15-digit keys; a province's parent is the nation."""

    code: int
    name: str
    level: str
    parent: int
    village_kind: str = ""
    urban_rural: str = ""

    @property
    def upper(self) -> int:
        return self.code + SPAN[self.level]


def short(code: int) -> str:
    """The national 12-digit code as people write it."""
    return f"{code // 1000:012d}"


def above(code: int, level: str) -> int:
    """The code of the division of that level in which the code lies."""
    return code - code % SPAN[level]


def root_of(listed: Mapping[int, Place]) -> int:
    """The place that a list is about: the lowest one above which the list has nothing but its own ancestors.

    A list of Puyang names the province and the city once each; what it says is about the city alone.
    """
    children: dict[int, list[int]] = {}
    for place in listed.values():
        children.setdefault(place.parent, []).append(place.code)
    root = NATION
    while len(below := children.get(root, [])) == 1 and below[0] in children:
        root = below[0]
    return root
