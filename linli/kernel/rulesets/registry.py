"""Which rule comes from which article, and which test holds it: read off the code, for a generated page."""

import ast
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module, util
from pathlib import Path
from types import ModuleType

from django.apps import apps

from linli.kernel.rulesets.families import RuleFamily
from linli.kernel.rulesets.layers import Matter

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
    """The rules of one module in the order in which it states them; of a package, those of its modules that cite a source.

    Their tests are looked for beside it: `tests/test_rules.py`, or for a package `tests/test_*.py`.
    """
    if not hasattr(module, "__path__"):
        return [*_functions(module, _tests_by_name(_beside(module) / "tests" / "test_rules.py")), *_laws(module)]
    tests = _tests_by_name(*sorted((_beside(module).parent / "tests").glob("test_*.py")))
    parts = parts_of(module)
    found = [rule for part in parts for rule in _functions(part, tests) if rule.source]
    return [*found, *(rule for part in parts for rule in _laws(part))]


def parts_of(module: ModuleType) -> list[ModuleType]:
    """The modules of a package; none of a plain module."""
    found = pkgutil.iter_modules(getattr(module, "__path__", ()))
    return [import_module(f"{module.__name__}.{each.name}") for each in found]


def _beside(module: ModuleType) -> Path:
    return Path(inspect.getfile(module)).parent


def _functions(module: ModuleType, tests: dict[str, tuple[str, ...]]) -> list[Rule]:
    return [
        Rule(name, module.__name__, _summary(value), _source(value), tests.get(name, ()))
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]


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
    for name, family in families_in(module):
        yield from (Rule(name, module.__name__, f"since {law.since}", law.citation, ()) for law in family.sets)


def families_in(module: ModuleType) -> Iterator[tuple[str, RuleFamily]]:
    """The families that a module states, by themselves, in a table, or as the layers of a matter."""
    for name, value in vars(module).items():
        for each in value.values() if isinstance(value, dict) else [value]:
            if isinstance(each, Matter):
                yield from ((name, family) for family in each.families)
            elif isinstance(each, RuleFamily):
                yield name, each


def _summary(function: object) -> str:
    return (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")


def _source(function: object) -> str:
    match = _SOURCE.search(inspect.getdoc(function) or "")
    return " ".join(match[1].split()) if match else ""


def _tests_by_name(*paths: Path) -> dict[str, tuple[str, ...]]:
    """Names used by each test, turned round: name → tests that use it, plainly or as `module.name`."""
    found: dict[str, tuple[str, ...]] = {}
    for node in (node for path in paths if path.exists() for node in ast.parse(path.read_text()).body):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for name in {_used(each) for each in ast.walk(node)} - {""}:
                found[name] = (*found.get(name, ()), node.name)
    return found


def _used(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
