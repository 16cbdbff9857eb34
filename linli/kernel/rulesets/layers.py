"""One matter under the laws of several levels: what holds on a day, by which article, and what had to yield."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext as _

from linli.kernel.rulesets.families import NoLawYet, RuleFamily, RuleSet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"  # text for people, translated when it is shown
Fits = Callable[[Any, Any], bool]


def may_ask_more(upper: int, lower: int) -> bool:
    """A lower layer may lengthen what the upper one sets as a minimum, such as the days of a posting."""
    return lower >= upper


@dataclass(frozen=True)
class Yielded:
    """A lower rule that contradicts a higher one and therefore does not apply."""

    name: str
    value: Any
    citation: str
    to: str

    def __str__(self) -> str:
        return _("%(lower)s与%(upper)s不一致，按%(upper)s执行。") % {"lower": self.citation, "upper": self.to}


@dataclass(frozen=True)
class Ruling:
    """What holds of one parameter on a day: its value, the law that sets it, and the rules that yield to it."""

    name: str
    value: Any
    law: RuleSet
    yielded: tuple[Yielded, ...] = ()

    @property
    def citation(self) -> str:
        return self.law.cite(self.name)


class Rules:
    """The law of one matter on one day. Parameters are read as attributes; None where no law sets one of the matter's."""

    def __init__(self, matter: "Matter", day: date, rulings: Mapping[str, Ruling]) -> None:
        self.matter = matter
        self.day = day
        self.rulings = MappingProxyType(dict(rulings))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.__dict__["matter"].words:
            raise AttributeError(f"no parameter {name}")
        ruling = self.rulings.get(name)
        return ruling.value if ruling else None

    def cite(self, name: str) -> str:
        """The law and article that set the parameter; empty where none does."""
        ruling = self.rulings.get(name)
        return ruling.citation if ruling else ""

    @property
    def yielded(self) -> list[Yielded]:
        """Every lower rule that does not apply on the day because it contradicts a higher one."""
        return [each for ruling in self.rulings.values() for each in ruling.yielded]


class Matter:
    """`families` are the laws of each level, the highest first; `words` name each parameter for people.

    The highest law that sets a parameter rules. A lower one that says otherwise yields, unless `fits` allows it for that
    parameter. Source: 立法法 2023-03-15 §82, §99.
    """

    def __init__(
        self, name: Words, *families: RuleFamily, words: Mapping[str, Words], fits: Mapping[str, Fits] | None = None
    ) -> None:
        self.name = name
        self.families = families
        self.words = words
        self.fits = fits or {}
        unnamed = {each for family in families for law in family.sets for each in law.parameters} - set(words)
        if unnamed:
            raise ValueError(f"parameters without words: {sorted(unnamed)}")

    def on(self, day: date) -> Rules:
        """Raises NoLawYet before the first law of the highest level."""
        laws = [self.families[0].on(day), *_begun(self.families[1:], day)]
        rulings = {name: self._rule(name, laws) for name in self.words if any(name in law.parameters for law in laws)}
        return Rules(self, day, rulings)

    def _rule(self, name: str, laws: Sequence[RuleSet]) -> Ruling:
        first, *lower = [law for law in laws if name in law.parameters]
        ruling = Ruling(name, first.parameters[name], first)
        for law in lower:
            value = law.parameters[name]
            if value == ruling.value:
                continue
            if name in self.fits and self.fits[name](ruling.value, value):
                ruling = Ruling(name, value, law, ruling.yielded)
            else:
                lost = Yielded(name, value, law.cite(name), ruling.citation)
                ruling = Ruling(name, ruling.value, ruling.law, (*ruling.yielded, lost))
        return ruling


def _begun(families: Sequence[RuleFamily], day: date) -> list[RuleSet]:
    found = []
    for family in families:
        try:
            found.append(family.on(day))
        except NoLawYet:
            continue
    return found
