"""A change between two trees, and what becomes of the first tree when changes are carried out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.kernel.divisions.enums import Certainty, ChangeKind
from linli.kernel.divisions.rules.names import core, town_kind
from linli.kernel.divisions.rules.places import Place, above, short


@dataclass(frozen=True)
class Difference:
    """One place, or one line between a place that was and one that is. `old` is None for a new place, `new` for a vanished one.

    A place merged into another, or split, stands in one difference for each line.
    """

    kind: ChangeKind
    old: Place | None
    new: Place | None
    certainty: Certainty = Certainty.CERTAIN
    reasons: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        return self.certainty == Certainty.CERTAIN


def outcome(old: Mapping[int, Place], differences: Iterable[Difference]) -> dict[int, Place]:
    """The tree after the changes, all of them at once: codes may be exchanged."""
    listed = list(differences)
    leaving = {each.old.code for each in listed if each.old}
    after = {code: place for code, place in old.items() if code not in leaving}
    return after | {each.new.code: each.new for each in listed if each.new}


def difference(
    old: Place,
    new: Place,
    parents: Mapping[int, int],
    *,
    certainty: Certainty = Certainty.CERTAIN,
    reasons: tuple[str, ...] = (),
) -> Difference | None:
    """What happened to a place of which it is known what it became; None for nothing.

    `parents` gives for each place of the old tree the code it has in the new one.
    """
    facts = _facts(old, new, parents)
    if not facts:
        return None
    order = list(ChangeKind)
    kind = min(facts, key=order.index)
    return Difference(kind, old, new, certainty, (*(facts[each] for each in order if each in facts), *reasons))


def _facts(old: Place, new: Place, parents: Mapping[int, int]) -> dict[ChangeKind, str]:
    """Each kind of change that is true of the pair, with the sentence that says so."""
    facts = _facts_of_place(old, new, parents)
    if old.name != new.name:
        names = {"old": old.name, "new": new.name}
        if core(old.name, old.level) == core(new.name, new.level):
            facts[ChangeKind.SUFFIX] = _("名称“%(old)s”改为“%(new)s”，只有后缀不同") % names
        else:
            facts[ChangeKind.RENAMED] = _("名称“%(old)s”改为“%(new)s”") % names
    if old.level == "township" and town_kind(old.name) != town_kind(new.name):
        kinds = {"old": town_kind(old.name) or _("其他"), "new": town_kind(new.name) or _("其他")}
        facts[ChangeKind.TO_TOWN] = _("由“%(old)s”改为“%(new)s”") % kinds
    if (old.village_kind, new.village_kind) == ("villagers", "residents"):
        facts[ChangeKind.TO_RESIDENTS] = _("由村委会改为居委会")
    elif old.village_kind != new.village_kind or old.urban_rural != new.urban_rural or old.level != new.level:
        facts[ChangeKind.RECLASSED] = _("层级、村居类别或城乡分类有变化")
    return facts


def _facts_of_place(old: Place, new: Place, parents: Mapping[int, int]) -> dict[ChangeKind, str]:
    facts = {}
    expected = parents.get(old.parent, old.parent)
    codes = {"old": short(old.code), "new": short(new.code)}
    if new.parent != expected:
        where = {"parent": short(new.parent)}
        if above(new.parent, "county") == above(expected, "county") and old.level == "village":
            facts[ChangeKind.MOVED_TOWNSHIP] = _("划入乡镇（街道）%(parent)s") % where
        else:
            facts[ChangeKind.MOVED_COUNTY] = _("改由%(parent)s管辖") % where
    if old.code != new.code:
        if new.parent == expected != old.parent and new.code - new.parent == old.code - old.parent:
            facts[ChangeKind.FOLLOWS] = _("上级代码变更，代码由%(old)s改为%(new)s") % codes
        else:
            facts[ChangeKind.RECODED] = _("代码由%(old)s改为%(new)s") % codes
    return facts
