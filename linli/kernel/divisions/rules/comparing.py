"""From the tree in force and next year's list to a set of changes, each with its certainty and its reasons.

The two lists say only which codes and names there are. What became of a place is inferred, level by level from above: by
its code, by its name under the same parent, by a name that stands once in the county or city, by a name that is alike. What is
not certain is marked so, and a person decides.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from linli.kernel.divisions.enums import Certainty, ChangeKind
from linli.kernel.divisions.rules.changes import Difference, difference
from linli.kernel.divisions.rules.names import ALIKE, are_alike, contains, core, likeness
from linli.kernel.divisions.rules.places import LISTED, NATION, Place, above, short

# Within which a name that stands once points to one place, narrowest first.
WIDER = {"village": ("county", "city"), "township": ("city", "province"), "county": ("province",)}
Places = Mapping[int, Place]
# A place is said to live on in another one that took over at least this share of its parts.
SHARE = 5


def compare(old: Places, new: Places) -> list[Difference]:
    """What has to happen to `old` to become `new`, in the order of the new codes: `outcome(old, compare(old, new)) == new`."""
    comparison = _Comparison(old, new)
    for level in LISTED:
        comparison.match(level)
    found = [*comparison.pairs(), *comparison.absorbed(), *comparison.fresh()]
    return sorted(found, key=lambda each: ((each.new or each.old).code, (each.old or each.new).code))  # type: ignore[union-attr]


class _Comparison:
    """`found` is what is known so far: old code → new code, with certainty and reasons beside it."""

    def __init__(self, old: Places, new: Places):
        self.old, self.new = old, new
        self.found: dict[int, int] = {NATION: NATION}
        self.doubts: dict[int, str] = {}
        self.taken: set[int] = set()
        self.old_levels, self.new_levels = _by_level(old), _by_level(new)

    def match(self, level: str) -> None:
        self.by_code(level)
        self.by_name(level, self.found)
        self.by_number(level)
        for wider in WIDER.get(level, ()):
            self.by_only_name(level, wider)
        self.by_name(level, self.adopted())
        self.by_likeness(level)

    def pair(self, old: Place, new: Place, doubt: str = "") -> None:
        self.found[old.code] = new.code
        self.taken.add(new.code)
        if doubt:
            self.doubts[old.code] = doubt

    def left(self, level: str) -> tuple[list[Place], list[Place]]:
        """The places of the level of which nothing is known yet."""
        gone = [self.old[code] for code in self.old_levels[level] if code not in self.found]
        fresh = [self.new[code] for code in self.new_levels[level] if code not in self.taken]
        return gone, fresh

    def by_code(self, level: str) -> None:
        """The same code is the same place, unless its name is now found at another code under the same parent."""
        both = [code for code in self.old_levels[level] if code in self.new and self.new[code].level == level]
        crossed = self.crossed(level, both)
        for code in both:
            if code in crossed:
                self.pair(self.old[code], self.new[crossed[code]], _("名称与代码的对应关系变了，请核对是否互换代码"))
        for code in both:
            if code not in self.found and code not in self.taken:
                old, new = self.old[code], self.new[code]
                alike = are_alike(core(old.name, level), core(new.name, level))
                self.pair(old, new, "" if alike else _("代码相同，名称差别较大，请核对是否同一处"))

    def crossed(self, level: str, both: list[int]) -> dict[int, int]:
        changed = {code for code in both if core(self.old[code].name, level) != core(self.new[code].name, level)}
        if not changed:
            return {}
        gone = [self.old[code] for code in self.old_levels[level] if code not in self.new or code in changed]
        fresh = [self.new[code] for code in self.new_levels[level] if code not in self.old or code in changed]
        there = _unique(fresh, lambda place: (place.parent, core(place.name, level)))
        here = _unique(gone, lambda place: (place.parent, core(place.name, level)))
        return {place.code: there[key].code for key, place in here.items() if place.code in changed and key in there}

    def by_name(self, level: str, parents: Mapping[int, int]) -> None:
        """A name that stands once among what vanished and once among what is new, under the same parent."""
        gone, fresh = self.left(level)
        if not gone or not fresh:
            return
        here = _unique(gone, lambda place: (parents.get(place.parent), core(place.name, level)))
        there = _unique(fresh, lambda place: (place.parent, core(place.name, level)))
        for key, place in here.items():
            if key in there:
                self.pair(place, there[key])

    def by_number(self, level: str) -> None:
        """Under a parent that got another code, the same last digits and a name that is alike."""
        gone, _fresh = self.left(level)
        for place in gone:
            parent = self.found.get(place.parent, place.parent)
            other = self.new.get(place.code - place.parent + parent)
            if parent == place.parent or other is None or other.code in self.taken or other.level != level:
                continue
            if are_alike(core(place.name, level), core(other.name, level)):
                self.pair(place, other)

    def by_only_name(self, level: str, wider: str) -> None:
        """A name that stands once among what is left of a county or city; certain where nothing else there ever bore it."""
        gone, fresh = self.left(level)
        if not gone or not fresh:
            return
        here = _unique(gone, lambda place: (self.becomes(place, wider), core(place.name, level)))
        there = _unique(fresh, lambda place: (above(place.code, wider), core(place.name, level)))
        bearers = self.bearers(level, wider)
        for key, place in here.items():
            if key in there:
                is_only = len(key[1]) > 1 and bearers[0][key] <= 1 and bearers[1][key] <= 1
                doubt = _("同名区划不止一处，请核对是否由%(code)s划入") % {"code": short(place.code)}
                self.pair(place, there[key], "" if is_only else doubt)

    def becomes(self, place: Place, wider: str) -> int:
        """The county, city or province that a place's own has become."""
        was = above(place.code, wider)
        return self.found.get(was, was)

    def bearers(self, level: str, wider: str) -> tuple[Counter, Counter]:
        """How many places bore and bear each name, in each county or city."""
        places = (self.old[code] for code in self.old_levels[level])
        before = Counter((self.becomes(place, wider), core(place.name, level)) for place in places)
        after = Counter((above(code, wider), core(self.new[code].name, level)) for code in self.new_levels[level])
        return before, after

    def adopted(self) -> dict[int, int]:
        """What is known of parents, and for the others where most of their places went."""
        parts = self.parts()
        guessed = {code: max(into, key=lambda each: (into[each], -each)) for code, into in parts.items()}
        return guessed | self.found

    def by_likeness(self, level: str) -> None:
        """A vanished and a new name that are alike, under the same parent: never certain. Splits and mergers are told later."""
        gone, fresh = self.left(level)
        under: dict[int, list[tuple[Place, str]]] = defaultdict(list)
        for place in fresh:
            under[place.parent].append((place, core(place.name, level)))
        rated = []
        shares: Counter = Counter()
        for place in gone:
            name = core(place.name, level)
            for other, its in under.get(self.found.get(place.parent, place.parent), ()):
                rated.append((likeness(name, its), place.code, other.code))
                shares[place.code] += contains(its, name)
                shares[other.code] += contains(name, its)
        for rate, was, now in sorted(rated, key=lambda each: (-each[0], each[1], each[2])):
            is_one_to_one = max(shares[was], shares[now]) < 2
            if rate >= ALIKE and is_one_to_one and was not in self.found and now not in self.taken:
                self.pair(self.old[was], self.new[now], _("代码不同、名称相近，请核对是否同一处"))

    def pairs(self) -> Iterator[Difference]:
        for was, now in self.found.items():
            if was == NATION:
                continue
            doubt = self.doubts.get(was, "")
            made = difference(
                self.old[was],
                self.new[now],
                self.found,
                certainty=Certainty.TO_CONFIRM if doubt else Certainty.CERTAIN,
                reasons=(doubt,) if doubt else (),
            )
            if made:
                yield made

    def absorbed(self) -> Iterator[Difference]:
        """What vanished and has no heir by code or name: where its parts went, where its name lives on, or nothing."""
        gone = [place for code, place in self.old.items() if code not in self.found]
        if not gone:
            return
        parts, siblings = self.parts(), self.siblings()
        for place in gone:
            heirs = self.heirs(place, parts.get(place.code, Counter()), siblings)
            self.taken |= set(heirs)
            if not heirs:
                reason = _("新名单里没有这个代码，也没有名称相近的区划；可能撤销，也可能是本地自设的区划")
                yield Difference(ChangeKind.GONE, place, None, Certainty.TO_CONFIRM, (reason,))
            for heir in heirs:
                kind = ChangeKind.SPLIT if len(heirs) > 1 else ChangeKind.MERGED
                reason = _("新名单里没有这个代码；可能由%(name)s（%(code)s）承接") % {
                    "name": self.new[heir].name,
                    "code": short(heir),
                }
                yield Difference(kind, place, self.new[heir], Certainty.TO_CONFIRM, (reason,))

    def parts(self) -> dict[int, Counter]:
        """For each old parent, how many of its places went under which new parent."""
        found: dict[int, Counter] = defaultdict(Counter)
        for was, now in self.found.items():
            if was != NATION:
                found[self.old[was].parent][self.new[now].parent] += 1
        return found

    def siblings(self) -> dict[tuple[int, str], list[Place]]:
        found: dict[tuple[int, str], list[Place]] = defaultdict(list)
        for place in self.new.values():
            found[place.parent, place.level].append(place)
        return found

    def heirs(self, place: Place, parts: Counter, siblings: Mapping[tuple[int, str], list[Place]]) -> list[int]:
        where = [
            code for code, count in parts.most_common() if count * SHARE >= parts.total() and self.fits(code, place)
        ]
        if where:
            return where
        name = core(place.name, place.level)
        around = siblings.get((self.found.get(place.parent, place.parent), place.level), [])
        named = [(other, core(other.name, other.level)) for other in around]
        longer = [other.code for other, its in named if contains(its, name) and other.code not in self.taken]
        shorter = [other.code for other, its in named if contains(name, its)]
        return longer or shorter[:1]

    def fits(self, code: int, place: Place) -> bool:
        return code in self.new and self.new[code].level == place.level

    def fresh(self) -> Iterator[Difference]:
        for code, place in self.new.items():
            if code not in self.taken:
                yield Difference(ChangeKind.NEW, None, place, Certainty.CERTAIN, (_("新名单里新出现的代码"),))


def _by_level(places: Places) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {level: [] for level in LISTED}
    for code in sorted(places):
        found[places[code].level].append(code)
    return found


def _unique(places: Iterable[Place], key: Callable[[Place], Hashable]) -> dict:
    """The places whose key no other place has."""
    once: dict[Hashable, Place | None] = {}
    for place in places:
        its = key(place)
        once[its] = None if its in once else place
    return {its: place for its, place in once.items() if place is not None}
