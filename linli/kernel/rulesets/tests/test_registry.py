import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from linli.kernel.rulesets.registry import installed_rules, rules_in, table

RULES = '''
from datetime import date
from linli.kernel.rulesets.families import RuleFamily, RuleSet

TERM = RuleFamily(RuleSet(since=date(2018, 12, 29), source="村民委员会组织法 2018", article=11, years=5))


def is_valid(cast, registered):
    """More than half
    took part.

    Source: 村民委员会组织法 2026-01-01 §18;
    2018-12-29 §15.
    """
    return 2 * cast > registered


def add(one, other):
    """The sum."""
    return one + other


def _hidden():
    pass
'''
TESTS = """
def test_turnout_at_the_edge():
    assert is_valid(501, 1000)


def test_turnout_below():
    assert not is_valid(500, 1000)
"""


@pytest.fixture
def rules(tmp_path, monkeypatch):
    (tmp_path / "sample_app" / "tests").mkdir(parents=True)
    (tmp_path / "sample_app" / "__init__.py").touch()
    (tmp_path / "sample_app" / "rules.py").write_text(RULES)
    (tmp_path / "sample_app" / "tests" / "test_rules.py").write_text(TESTS)
    monkeypatch.syspath_prepend(tmp_path)
    yield rules_in(import_module("sample_app.rules"))
    for name in ("sample_app", "sample_app.rules"):
        sys.modules.pop(name)


def test_rule_is_found_with_its_article_and_tests(rules):
    rule = rules[0]

    assert (rule.name, rule.summary) == ("is_valid", "More than half took part.")
    assert rule.source == "村民委员会组织法 2026-01-01 §18; 2018-12-29 §15"
    assert rule.tests == ("test_turnout_at_the_edge", "test_turnout_below")


def test_rule_without_source_or_test_is_shown_without(rules):
    assert (rules[1].name, rules[1].source, rules[1].tests) == ("add", "", ())


def test_laws_of_a_family_are_listed_and_private_functions_are_not(rules):
    assert [rule.name for rule in rules] == ["is_valid", "add", "TERM"]
    assert rules[2].source == "《村民委员会组织法 2018》第十一条"


def test_table_has_a_line_for_each_rule(rules):
    assert table(rules[:1]).splitlines()[2] == (
        "| `sample_app.rules.is_valid` More than half took part. | 村民委员会组织法 2026-01-01 §18; 2018-12-29 §15 "
        "| test_turnout_at_the_edge, test_turnout_below |"
    )


def test_rules_of_an_app_without_tests_are_found_untested(tmp_path, monkeypatch):
    (tmp_path / "bare_app").mkdir()
    (tmp_path / "bare_app" / "__init__.py").touch()
    (tmp_path / "bare_app" / "rules.py").write_text(RULES)
    monkeypatch.syspath_prepend(tmp_path)

    found = rules_in(import_module("bare_app.rules"))

    assert {rule.tests for rule in found} == {()}


def test_rules_of_a_package_are_read_from_its_modules(tmp_path, monkeypatch):
    package = tmp_path / "split_app" / "rules"
    (tmp_path / "split_app" / "tests").mkdir(parents=True)
    package.mkdir()
    for folder in (package.parent, package):
        (folder / "__init__.py").touch()
    (package / "turnout.py").write_text(RULES)
    (tmp_path / "split_app" / "tests" / "test_turnout.py").write_text(
        "def test_edge():\n    assert turnout.is_valid(501, 1000)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    found = rules_in(import_module("split_app.rules"))

    assert [(rule.name, rule.tests) for rule in found] == [("is_valid", ("test_edge",)), ("TERM", ())]


def test_every_installed_app_with_rules_is_read():
    having = {
        f"{config.name}.rules"
        for config in apps.get_app_configs()
        if any("Source:" in file.read_text() for file in Path(config.path).glob("rules*/*.py"))
        or (Path(config.path) / "rules.py").exists()
    }

    assert {re.sub(r"(?<=\.rules)\..*", "", rule.module) for rule in installed_rules()} == having


def test_every_rule_of_the_house_has_a_test():
    untested = [f"{rule.module}.{rule.name}" for rule in installed_rules() if not (rule.tests or rule.name.isupper())]

    assert untested == []
