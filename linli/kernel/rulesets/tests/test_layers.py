from datetime import date

import pytest

from linli.kernel.rulesets.families import Layer, NoLawYet, RuleFamily, RuleSet, at
from linli.kernel.rulesets.layers import Matter, may_ask_more

LAW_2018 = RuleSet(since=date(2018, 12, 29), source="国法", term=at(11, 5), days=at(14, 20))
LAW_2026 = RuleSet(since=date(2026, 1, 1), source="国法", term=at(14, 5), days=at(17, 20), proxies=at(18, 3))
PROVINCE = RuleSet(
    since=date(2011, 9, 1), source="省办法", layer=Layer.PROVINCIAL, term=at(17, 3), days=at(21, 25), seal=at(37, 3)
)
CITY = RuleSet(since=date(2025, 1, 1), source="市规定", layer=Layer.LOCAL, seal=at(2, 1), days=at(3, 30))
WORDS = {"term": "任期", "days": "公布", "proxies": "委托", "seal": "封存", "never": "没有法律规定的"}
MATTER = Matter(
    "选举",
    RuleFamily(LAW_2018, LAW_2026),
    RuleFamily(PROVINCE),
    RuleFamily(CITY),
    words=WORDS,
    fits={"days": may_ask_more},
)


def test_the_highest_law_rules_and_the_lower_one_says_that_it_yields():
    rules = MATTER.on(date(2020, 12, 1))

    assert rules.term == 5
    assert [str(each) for each in rules.yielded] == [
        "《省办法》第十七条与《国法》第十一条不一致，按《国法》第十一条执行。"
    ]


def test_a_lower_law_fills_what_the_higher_leaves_open():
    rules = MATTER.on(date(2020, 12, 1))

    assert (rules.seal, rules.cite("seal")) == (3, "《省办法》第三十七条")


def test_a_lower_law_may_ask_more_where_that_is_allowed():
    assert MATTER.on(date(2020, 12, 1)).days == 25
    assert MATTER.on(date(2026, 3, 1)).days == 30
    assert MATTER.on(date(2026, 3, 1)).cite("days") == "《市规定》第三条"


def test_the_province_rules_over_the_city():
    rules = MATTER.on(date(2026, 3, 1))

    assert rules.seal == 3
    assert "《市规定》第二条" in [each.citation for each in rules.yielded]


def test_the_law_of_the_day_holds_from_its_first_day():
    assert MATTER.on(date(2025, 12, 31)).proxies is None
    assert MATTER.on(date(2026, 1, 1)).proxies == 3
    assert MATTER.on(date(2026, 1, 1)).cite("term") == "《国法》第十四条"


def test_nothing_is_judged_before_the_first_national_law():
    with pytest.raises(NoLawYet):
        MATTER.on(date(2018, 12, 28))


def test_what_no_law_sets_is_none_and_what_is_not_of_the_matter_is_an_error():
    rules = MATTER.on(date(2026, 3, 1))

    assert (rules.never, rules.cite("never")) == (None, "")
    with pytest.raises(AttributeError):
        rules.unheard_of  # noqa: B018 - the access is the test


def test_a_parameter_without_words_is_found_at_once():
    with pytest.raises(ValueError, match="proxies"):
        Matter("选举", RuleFamily(LAW_2026), words={"term": "任期", "days": "公布"})
