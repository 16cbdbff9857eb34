"""Two registers of the same committees, side by side."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from linli.domains.committees.enums import DifferenceKind as Kind


@dataclass(frozen=True)
class Entry:
    """One committee in one of the registers. `where` is the row of the file, or the place in the register."""

    name: str
    code: str
    head: str = ""
    where: str = ""


@dataclass(frozen=True)
class Difference:
    kind: Kind
    name: str
    code: str
    here: str
    there: str
    where: str


def same(text: str) -> str:
    """A name as it is compared: full width folded, all space taken out."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def differences(here: Iterable[Entry], there: Iterable[Entry]) -> list[Difference]:
    """What differs between two registers. Entries belong together by their code, else by their full name.

    A head that one side does not state is no difference.
    """
    ours, theirs = list(here), list(there)
    pairs = _paired(ours, theirs)
    taken_here, taken_there = {id(one) for one, _other in pairs}, {id(other) for _one, other in pairs}
    found = [difference for one, other in pairs for difference in _unlike(one, other)]
    found += [
        Difference(Kind.ONLY_HERE, each.name, each.code, each.name, "", each.where)
        for each in ours
        if id(each) not in taken_here
    ]
    return found + [
        Difference(Kind.ONLY_THERE, each.name, each.code, "", each.name, each.where)
        for each in theirs
        if id(each) not in taken_there
    ]


def _paired(here: list[Entry], there: list[Entry]) -> list[tuple[Entry, Entry]]:
    by_code = {each.code: each for each in there if each.code}
    pairs = [(each, by_code.pop(each.code)) for each in here if each.code in by_code]
    done_here, done_there = {id(one) for one, _other in pairs}, {id(other) for _one, other in pairs}
    by_name = {same(each.name): each for each in there if id(each) not in done_there}
    rest = [each for each in here if id(each) not in done_here]
    return pairs + [(each, by_name.pop(same(each.name))) for each in rest if same(each.name) in by_name]


def _unlike(one: Entry, other: Entry) -> Iterable[Difference]:
    if same(one.name) != same(other.name):
        yield Difference(Kind.NAME, one.name, one.code, one.name, other.name, other.where)
    if one.code != other.code:
        yield Difference(Kind.CODE, one.name, one.code, one.code, other.code, other.where)
    if one.head and other.head and same(one.head) != same(other.head):
        yield Difference(Kind.HEAD, one.name, one.code, one.head, other.head, other.where)
