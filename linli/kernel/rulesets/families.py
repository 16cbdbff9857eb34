"""What differs between laws is data, dated and cited. Laws keep their Chinese names: they are proper names, not wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from types import MappingProxyType
from typing import Any

_DIGITS = "零一二三四五六七八九"


class NoLawYet(LookupError):
    """The day lies before the first law of the family; nothing may be judged by a law that did not exist."""


def cite(law: str, article: int | None = None) -> str:
    """《law》第n条, as a clerk writes it. Articles from 1 to 1999; without one, the law alone."""
    return f"《{law}》" if article is None else f"《{law}》第{_numeral(article)}条"


def _numeral(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[thousands]}千" * bool(thousands)
    words += f"{_DIGITS[hundreds]}百" if hundreds else "零" * bool(thousands and rest)
    if tens:
        words += "十" if tens == 1 and not words else f"{_DIGITS[tens]}十"
    elif ones and hundreds:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


class Layer(IntEnum):
    """Who made a rule. Where two contradict each other, the smaller number rules.

    Source: 立法法 2023-03-15 §82, §99 (a law ranks above local regulations).
    """

    NATIONAL = 1
    PROVINCIAL = 2
    LOCAL = 3


@dataclass(frozen=True)
class Provision:
    """A value with the article that sets it; `RuleSet` takes either the value alone or this."""

    article: int
    value: Any


def at(article: int, value: Any) -> Provision:
    """`seats=at(8, (3, 7))`: the eighth article says three to seven."""
    return Provision(article, value)


class RuleSet:
    """The parameters that one law sets, from the day it is in force until the next of its family. Never changes.

    Parameters are read as attributes; one that the law does not set raises AttributeError. Each may name its own article.
    """

    def __init__(
        self,
        *,
        since: date,
        source: str,
        article: int | None = None,
        layer: Layer = Layer.NATIONAL,
        **parameters: Any,
    ) -> None:
        self.since = since
        self.source = source
        self.article = article
        self.layer = layer
        own = {name: given for name, given in parameters.items() if isinstance(given, Provision)}
        self.articles = MappingProxyType({name: given.article for name, given in own.items()})
        plain = parameters | {name: given.value for name, given in own.items()}
        self.parameters = MappingProxyType(plain)

    def __getattr__(self, name: str) -> Any:
        parameters = self.__dict__.get("parameters", {})
        if name not in parameters:
            raise AttributeError(f"{self.__dict__.get('source')} sets no {name}")
        return parameters[name]

    def __setattr__(self, name: str, value: Any) -> None:
        if "parameters" in self.__dict__:
            raise AttributeError("a rule set never changes; a new law is a new rule set")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"RuleSet({self.citation}, since {self.since})"

    @property
    def citation(self) -> str:
        """The law and its article as shown to users."""
        return cite(self.source, self.article)

    def cite(self, name: str) -> str:
        """The law and the article that sets this parameter."""
        return cite(self.source, self.articles.get(name, self.article))


class RuleFamily:
    """The laws on one matter in order of time. `words` name each parameter for people; a parameter without them is a part
    of another."""

    def __init__(self, *sets: RuleSet, words: Mapping[str, Any] = MappingProxyType({})) -> None:
        days = [each.since for each in sets]
        if not days or days != sorted(set(days)):
            raise ValueError("a family needs rule sets, each in force later than the one before")
        self.sets, self.words = sets, words

    def on(self, day: date) -> RuleSet:
        """The rule set in force on that day; the day on which a law takes effect is its first. Raises NoLawYet."""
        if day < self.sets[0].since:
            raise NoLawYet(f"{day} is before {self.sets[0].since}, when the first law of this family took effect")
        return next(each for each in reversed(self.sets) if each.since <= day)
