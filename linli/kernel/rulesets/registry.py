"""Which rule comes from which article, and which test holds it: read off the code, for a generated page."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module, util
from pathlib import Path
from types import ModuleType

from django.apps import apps

from linli.kernel.rulesets.families import RuleFamily

_SOURCE = re.compile(r"^Source: (.+?)\.?\s*(?:\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Rule:
    """One public function of a `rules` module, or one law of a family."""

    name: str
    module: str
    summary: str
    source: str
    tests: tuple[str, ...]


def rules_in(module: ModuleType) -> list[Rule]:
    """The rules of one module in the order in which it states them. Its tests are looked for in `tests/test_rules.py` beside it."""
    tests = _tests_by_name(Path(inspect.getfile(module)).parent / "tests" / "test_rules.py")
    functions = (
        Rule(name, module.__name__, _summary(value), _source(value), tests.get(name, ()))
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    )
    return [*functions, *_laws(module)]


def installed_rules() -> Iterator[Rule]:
    """The rules of every installed app that has a `rules` module."""
    for config in apps.get_app_configs():
        name = f"{config.name}.rules"
        if util.find_spec(name):
            yield from rules_in(import_module(name))


def table(rules: Iterable[Rule]) -> str:
    """Rule → article → tests, as a Markdown table."""
    rows = (
        f"| `{each.module}.{each.name}` {each.summary} | {each.source} | {', '.join(each.tests)} |" for each in rules
    )
    return "\n".join(["| rule | article | tests |", "|---|---|---|", *rows]) + "\n"


def _laws(module: ModuleType) -> Iterator[Rule]:
    for name, value in vars(module).items():
        families = value.values() if isinstance(value, dict) else [value]
        laws = (law for family in families if isinstance(family, RuleFamily) for law in family.sets)
        yield from (Rule(name, module.__name__, f"since {law.since}", law.citation, ()) for law in laws)


def _summary(function: object) -> str:
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")


def _source(function: object) -> str:
    match = _SOURCE.search(inspect.getdoc(function) or "")
    return " ".join(match[1].split()) if match else ""


def _tests_by_name(path: Path) -> dict[str, tuple[str, ...]]:
    """Names used by each test, turned round: name → tests that use it."""
    found: dict[str, tuple[str, ...]] = {}
    if not path.exists():
        return found
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for name in {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}:
                found[name] = (*found.get(name, ()), node.name)
    return found
