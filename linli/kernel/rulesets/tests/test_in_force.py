from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.kernel.rulesets import in_force

SOURCE = "村民委员会组织法 2018-12-29 §12, §13–14, 2026-01-01 §15 (a remark); GB 32100-2015; 民法典 2021-01-01 §1259."

YOUNGEST_FIRST = (
    "村民委员会组织法 2026-01-01 §15 (a remark), 2018-12-29 §12, §13–14; GB 32100-2015; 民法典 2021-01-01 §1259."
)


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        (date(2018, 12, 28), ["《GB 32100-2015》"]),
        (date(2018, 12, 29), ["《村民委员会组织法》第十二条、第十三条至第十四条", "《GB 32100-2015》"]),
        (
            date(2026, 1, 1),
            ["《村民委员会组织法》第十五条", "《GB 32100-2015》", "《民法典》第一千二百五十九条"],
        ),
    ],
)
def test_what_a_rule_cites_is_read_for_the_day(day, cited):
    assert in_force.citations_on(SOURCE, day) == cited
    assert in_force.citations_on(YOUNGEST_FIRST, day) == cited


def told(**options):
    out = StringIO()
    call_command("law", stdout=out, **options)
    return out.getvalue().splitlines()


def test_law_is_told_one_rule_a_line_with_document_and_article():
    lines = told(at="2020-12-01", app="elections")
    rules = [line for line in lines if not line.startswith("不适用")]

    assert all(line.count("\t") == 2 and "《" in line and "条" in line for line in rules)
    assert (
        "elections.list_days\t村民委员会选举·选民名单在选举日前公布（日）：20\t《村民委员会组织法》第十四条（2018-12-29起施行）"
        in lines
    )


def test_law_of_another_day_is_another():
    old, new = told(at="2025-12-31", app="elections"), told(at="2026-01-01", app="elections")

    assert not any("voters_jointly" in line and "第十八条" in line for line in old)
    assert (
        "elections.voters_jointly\t居民委员会选举·联合提名最少选民（人）：10\t《城市居民委员会组织法》第十八条（2026-01-01起施行）"
        in new
    )


def test_a_local_rule_that_contradicts_is_told_to_yield():
    assert (
        "不适用\t《河南省实施〈村民委员会组织法〉办法》第十七条与《村民委员会组织法》第十四条不一致，按《村民委员会组织法》第十四条执行。"
        in told(at="2026-01-01")
    )


def test_a_day_that_is_none_is_refused():
    with pytest.raises(CommandError, match="不是日期"):
        told(at="2026-02-30")


def test_before_the_first_laws_only_undated_rules_are_told():
    lines = told(at="1980-01-01")

    assert not any("组织法" in line for line in lines)
    assert any("GB 32100-2015" in line for line in lines)


def test_parameters_are_told_as_people_read_them():
    assert [in_force.shown(value) for value in (True, False, (3, 7), frozenset(), 20)] == [
        "是",
        "否",
        "3—7",
        "无",
        "20",
    ]


def test_lengths_of_time_are_told_in_words_with_their_own_article():
    lines = told(at="2026-11-23", app="suggestions")

    assert any("重新办理的期限：1个月\t《" in line and "第二十二条" in line for line in lines)
    assert not any("Period(" in line or "Unit." in line for line in lines)


def test_what_two_tables_say_alike_is_told_once():
    assert sum("村民委员会选举·每届任期" in line for line in told(at="2026-11-23")) == 1
