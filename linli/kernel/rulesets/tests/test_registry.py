import sys
from importlib import import_module

import pytest

from linli.kernel.rulesets.registry import rules_in, table

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
