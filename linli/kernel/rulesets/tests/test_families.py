from datetime import date

import pytest

from linli.kernel.rulesets.families import NoLawYet, RuleFamily, RuleSet, cite

OLD = RuleSet(since=date(2018, 12, 29), source="旧法", article=11, years=3)
NEW = RuleSet(since=date(2026, 1, 1), source="新法", article=14, years=5)
FAMILY = RuleFamily(OLD, NEW)


def test_law_of_the_day_before_a_new_law_is_the_old_one():
    assert FAMILY.on(date(2025, 12, 31)) is OLD


def test_law_of_its_first_day_is_the_new_one():
    assert FAMILY.on(date(2026, 1, 1)) is NEW
    assert FAMILY.on(date(2018, 12, 29)) is OLD


def test_day_before_the_first_law_is_an_error():
    with pytest.raises(NoLawYet):
        FAMILY.on(date(2018, 12, 28))


def test_parameter_is_read_as_attribute_and_missing_one_names_the_law():
    assert NEW.years == 5
    with pytest.raises(AttributeError, match="新法 sets no quorum"):
        NEW.quorum  # noqa: B018  # the reading itself is under test


def test_rule_set_never_changes():
    with pytest.raises(AttributeError):
        NEW.years = 6


def test_family_out_of_order_is_refused():
    with pytest.raises(ValueError, match="later"):
        RuleFamily(NEW, OLD)


@pytest.mark.parametrize(
    ("article", "written"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (51, "五十一"), (100, "一百"), (101, "一百零一"), (110, "一百一十"), (203, "二百零三"),
     (1001, "一千零一"), (1010, "一千零一十"), (1100, "一千一百"), (1259, "一千二百五十九")],
)  # fmt: skip
def test_article_is_written_in_chinese_numerals(article, written):
    assert cite("民法典", article) == f"《民法典》第{written}条"


def test_law_without_article_is_cited_alone():
    assert cite("民法典") == "《民法典》"


def test_rule_set_shows_its_law_in_a_traceback():
    assert repr(OLD) == "RuleSet(《旧法》第十一条, since 2018-12-29)"
