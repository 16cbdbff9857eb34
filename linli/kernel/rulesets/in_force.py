"""Every rule in force on a day, with its document and article: what a clerk is shown who asks which law applied."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module, util
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from linli.kernel.rulesets import registry
from linli.kernel.rulesets.calendar import Period, Unit
from linli.kernel.rulesets.families import NoLawYet, RuleFamily, cite
from linli.kernel.rulesets.layers import Matter, Yielded

# 村民委员会组织法 2018-12-29 §12, §13–14 (in brackets: a remark)
_SEGMENT = re.compile(r"^(?P<name>.*?)(?:(?:^|\s+)(?P<day>\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|\d{4}))?\s*(?P<articles>§.*)?$")
_REMARK = re.compile(r"\([^()]*\)|（[^（）]*）")
_DAYS = re.compile(r",\s*(?=\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Line:
    """One rule as it stands on the day. `words` say what it sets or asks; `citation` its document and article."""

    where: str
    words: str
    citation: str
    since: date | None = None

    def __str__(self) -> str:
        since = _("（%(day)s起施行）") % {"day": self.since} if self.since else ""
        return f"{self.where}\t{self.words}\t{self.citation}{since}"


def in_force(day: date) -> Iterator[Line]:
    """The rules of every installed app: first the parameters of its laws, then its functions that cite a law in force."""
    for config in apps.get_app_configs():
        name = f"{config.name}.rules"
        if util.find_spec(name):
            module = import_module(name)
            # What two tables of an app say alike is one rule.
            yield from {(each.words, each.citation): each for each in _parameters(module, config.label, day)}.values()
            yield from _functions(module, config.label, day)


def yielding(day: date) -> Iterator[Yielded]:
    """The lower rules that do not apply on the day, because they contradict a higher one."""
    for matter in _matters():
        try:
            yield from matter.on(day).yielded
        except NoLawYet:
            continue


def _modules(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    yield from registry.parts_of(module)


def _stated(module: ModuleType, kind: type) -> Iterator[tuple[str, Any]]:
    """What a module states of that kind, by itself or in a table; what it imports is stated elsewhere."""
    seen: set[int] = set()
    for part in _modules(module):
        for name, value in vars(part).items():
            for each in value.values() if isinstance(value, dict) else [value]:
                if isinstance(each, kind) and id(each) not in seen:
                    seen.add(id(each))
                    yield name, each


def _matters() -> Iterator[Matter]:
    for config in apps.get_app_configs():
        if util.find_spec(f"{config.name}.rules"):
            yield from (matter for _name, matter in _stated(import_module(f"{config.name}.rules"), Matter))


def _parameters(module: ModuleType, app: str, day: date) -> Iterator[Line]:
    layered: set[int] = set()
    for _name, matter in _stated(module, Matter):
        layered |= {id(family) for family in matter.families}
        try:
            rules = matter.on(day)
        except NoLawYet:
            continue
        for name, ruling in rules.rulings.items():
            words = f"{matter.name}·{matter.words[name]}：{shown(ruling.value)}"
            yield Line(f"{app}.{name}", words, ruling.citation, ruling.law.since)
    for _name, family in _stated(module, RuleFamily):
        if id(family) in layered:
            continue
        try:
            law = family.on(day)
        except NoLawYet:
            continue
        for key, words in family.words.items():
            if key in law.parameters:
                value = law.parameters[key]
                citation = value.basis if isinstance(value, Period) and value.basis else law.cite(key)
                yield Line(
                    f"{app}.{key.strip('_')}",
                    _("%(name)s：%(value)s") % {"name": words, "value": shown(value)},
                    citation,
                    law.since,
                )


def _functions(module: ModuleType, app: str, day: date) -> Iterator[Line]:
    for rule in registry.rules_in(module):
        if rule.source and not rule.name.isupper() and (found := citations_on(rule.source, day)):
            yield Line(f"{app}.{rule.name}", rule.summary, "、".join(found))


def citations_on(source: str, day: date) -> list[str]:
    """Of what a docstring cites, what is in force on the day: of each document the youngest version begun, in whatever order
    they stand. Undated ones are in force."""
    found = []
    for document in _REMARK.sub("", source).split(";"):
        versions = [
            match for each in _DAYS.split(document.strip()) if (match := _SEGMENT.match(each.strip().rstrip(".")))
        ]
        begun = [match for match in versions if _begins(match["day"]) <= day]
        name = next((match["name"].strip() for match in versions if match["name"].strip()), "")
        if begun and name:
            found.append(_cited(name, max(begun, key=lambda match: _begins(match["day"]))["articles"] or ""))
    return found


def _begins(text: str | None) -> date:
    if not text:
        return date.min
    year, month, number = ([int(each) for each in text.split("-")] + [1, 1])[:3]
    return date(year, month, number)


def _cited(name: str, articles: str) -> str:
    numbers = re.findall(r"§(\d+)(?:[–-](\d+))?(?![\d.])", articles)
    if not numbers:
        return f"《{name}》{articles}".rstrip()
    words = []
    for first, last in numbers:
        start = cite(name, int(first)).removeprefix(cite(name))
        words.append(start + (_("至") + cite(name, int(last)).removeprefix(cite(name)) if last else ""))
    return cite(name) + "、".join(words)


_LENGTHS = {
    Unit.WORKING_DAYS: _l("%(count)d个工作日"),
    Unit.CALENDAR_DAYS: _l("%(count)d日"),
    Unit.MONTHS: _l("%(count)d个月"),
}


def shown(value: Any) -> str:
    """A parameter as people read it."""
    if isinstance(value, Period):
        return str(_LENGTHS[value.unit] % {"count": value.count})
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, tuple) and len(value) == 2:
        return f"{value[0]}—{value[1]}"
    if isinstance(value, set | frozenset):
        return "、".join(sorted(str(getattr(each, "label", each)) for each in value)) or _("无")
    return str(value)
