from datetime import date

import pytest

from linli.domains.disclosure.enums import Kind, Rhythm
from linli.domains.disclosure.rules.board import signing_faults, stays_until, taking_down_faults
from linli.domains.disclosure.rules.cards import is_late, order_faults, step_due_on
from linli.domains.disclosure.rules.catalogue import cards_for, catalogue_for
from linli.domains.disclosure.rules.law import law_of
from linli.domains.disclosure.rules.questions import answered_by, settled_by
from linli.domains.disclosure.rules.rhythm import due_on, is_overdue, missed_count, period_of
from linli.kernel.privacy.exposure import (
    bank_card,
    id_number,
    mobile_number,
    numbers_in,
    publishing_faults,
)
from linli.kernel.rulesets.families import NoLawYet

NEW, OLD = date(2026, 3, 2), date(2025, 12, 31)
ID = "410902188802290018"


@pytest.mark.parametrize(("kind", "article"), [(Kind.VILLAGERS, "第三十五条"), (Kind.RESIDENTS, "第三十四条")])
@pytest.mark.parametrize(("day", "faults"), [(date(2026, 3, 16), 1), (date(2026, 3, 17), 0), (date(2026, 3, 18), 0)])
def test_text_hangs_fifteen_days_and_not_fourteen(kind, article, day, faults):
    law = law_of(kind, NEW)

    found = taking_down_faults(law, NEW, day)

    assert stays_until(law, NEW) == date(2026, 3, 17)
    assert len(found) == faults
    assert all(article in str(fault) for fault in found)


@pytest.mark.parametrize("kind", list(Kind))
def test_no_law_before_2026_set_the_days_on_the_board(kind):
    assert stays_until(law_of(kind, OLD), OLD) is None
    assert taking_down_faults(law_of(kind, OLD), OLD, OLD) == []


@pytest.mark.parametrize(
    ("kind", "day", "article"),
    [
        (Kind.VILLAGERS, NEW, "《村民委员会组织法》第三十七条"),
        (Kind.VILLAGERS, OLD, "河南省实施〈村民委员会组织法〉办法》第五十八条"),
        (Kind.RESIDENTS, NEW, "《城市居民委员会组织法》第三十六条"),
        (Kind.RESIDENTS, OLD, ""),
    ],
)
def test_accounts_are_signed_before_they_go_up(kind, day, article):
    law = law_of(kind, day)

    found = signing_faults(law, is_finance=True, is_signed=False)

    assert [article in str(fault) for fault in found] == ([True] if article else [])
    assert signing_faults(law, is_finance=True, is_signed=True) == []
    assert signing_faults(law, is_finance=False, is_signed=False) == []


def test_nothing_is_judged_by_a_law_that_did_not_exist():
    with pytest.raises(NoLawYet):
        law_of(Kind.VILLAGERS, date(2018, 12, 28))


@pytest.mark.parametrize(
    ("rhythm", "first", "last"),
    [
        (Rhythm.MONTHLY, date(2026, 2, 1), date(2026, 2, 28)),
        (Rhythm.QUARTERLY, date(2026, 1, 1), date(2026, 3, 31)),
        (Rhythm.HALF_YEARLY, date(2026, 1, 1), date(2026, 6, 30)),
        (Rhythm.YEARLY, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods_are_those_of_the_calendar(rhythm, first, last):
    assert period_of(rhythm, date(2026, 2, 11)) == (first, last)


@pytest.mark.parametrize(
    ("at", "overdue", "missed"),
    [
        (date(2026, 6, 29), False, 0),
        (date(2026, 6, 30), False, 0),
        (date(2026, 7, 1), True, 1),
        (date(2026, 9, 30), True, 1),
        (date(2026, 10, 1), True, 2),
    ],
)
def test_each_quarter_has_a_posting_until_its_last_day(at, overdue, missed):
    since, last = date(2026, 1, 2), date(2026, 1, 20)

    assert due_on(Rhythm.QUARTERLY, since, last) == date(2026, 6, 30)
    assert is_overdue(Rhythm.QUARTERLY, since, last, at=at) is overdue
    assert missed_count(Rhythm.QUARTERLY, since, last, at=at) == missed


def test_a_new_line_is_due_by_the_end_of_its_own_period_and_an_occasional_one_never():
    assert due_on(Rhythm.MONTHLY, date(2026, 1, 31), None) == date(2026, 1, 31)
    assert due_on(Rhythm.AT_ONCE, date(2026, 1, 31), None) is None
    assert not is_overdue(Rhythm.AT_ONCE, date(2020, 1, 1), None, at=NEW)


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        (ID, True),
        ("41090218880229001X", True),
        ("410902880229001", True),
        ("41090218880230001X", False),
        ("4109021888022900", False),
    ],
)
def test_document_number_has_a_day_of_birth_in_it(digits, found):
    assert id_number(digits) is found


@pytest.mark.parametrize(("digits", "found"), [("13800001234", True), ("12800001234", False), ("1380000123", False)])
def test_mobile_number_is_known_by_its_beginning(digits, found):
    assert mobile_number(digits) is found


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("6222020000000000008", False),
        ("6222021234567890128", True),
        ("622202123456789", False),
        ("6222021234567890129", False),
    ],
)
def test_bank_card_checks_itself(digits, found):
    assert bank_card(digits) is found


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"甘某{ID}补助", ["身份证件号码"]),
        ("甘某４１０９０２１８８８０２２９００１８补助", ["身份证件号码"]),
        ("410902 18880229 0018", ["身份证件号码"]),
        ("电话138-0000-1234。", ["手机号码"]),
        ("收入1234567.89元，支出20260302元", []),
        ("电话0393-4411234", []),
        ("代码54410902PDY0000011", []),
    ],
)
def test_numbers_are_found_through_full_width_and_gaps(text, kinds):
    assert [each.kind for each in numbers_in(text)] == kinds


def test_what_is_refused_names_kind_and_place_and_never_the_number():
    faults = publishing_faults("名单", f"第一行\n{ID}", [["姓名", "银行卡号"], ["甘某", "6222021234567890128"]])

    told = "".join(str(fault) for fault in faults)
    assert len(faults) == 3
    assert "正文第2行有身份证件号码（410*************18）" in told
    assert "表格第2行第2列有银行卡号" in told
    assert "“银行卡号”一列" in told
    assert ID not in told


def test_plain_text_and_table_may_be_shown():
    assert publishing_faults("收支", "结余三万元", [["姓名", "小组"], ["甘某", "一组"]]) == []


def test_clock_of_the_township_is_sixty_days_and_that_of_the_committee_the_citys():
    assert settled_by(date(2026, 3, 2)).due_on == date(2026, 5, 1)
    assert "《信访工作条例》第三十四条" in settled_by(NEW).basis
    assert answered_by(date(2026, 3, 2), 7, "本市约定").due_on == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("done_on", "late"), [(date(2026, 3, 4), False), (date(2026, 3, 5), False), (date(2026, 3, 6), True)]
)
def test_step_is_in_time_on_its_last_day(done_on, late):
    due = step_due_on(NEW, 3)

    assert due == date(2026, 3, 5)
    assert is_late(due, done_on) is late
    assert step_due_on(NEW, 0) is None
    assert not is_late(None, done_on)


@pytest.mark.parametrize(
    ("done", "wanted", "faults"), [([], 1, 0), ([], 2, 1), ([1], 2, 0), ([1], 1, 1), ([1, 2, 3], 3, 1)]
)
def test_steps_are_done_in_order_and_once(done, wanted, faults):
    assert len(order_faults([1, 2, 3], done, wanted)) == faults


def test_catalogue_of_each_kind_cites_its_law():
    assert all("村民委员会组织法" in basis for _line, basis in catalogue_for(Kind.VILLAGERS, date(2026, 1, 1)))
    assert {basis for _line, basis in catalogue_for(Kind.RESIDENTS, date(2026, 1, 1))} == {
        "《城市居民委员会组织法》第三十四条"
    }


def test_catalogue_of_an_earlier_day_cites_the_law_of_that_day():
    last, first = date(2025, 12, 31), date(2026, 1, 1)

    assert not any("第三十五条" in basis for _line, basis in catalogue_for(Kind.VILLAGERS, last))
    assert not any("第三十四条" in basis for _line, basis in catalogue_for(Kind.RESIDENTS, last))
    assert [len(catalogue_for(kind, first)) for kind in Kind] == [len(catalogue_for(kind, last)) for kind in Kind]


def test_cards_of_villages_are_not_given_to_communities():
    villages, communities = (
        {card.name for card, _basis in cards_for(kind, date(2026, 1, 1))} for kind in (Kind.VILLAGERS, Kind.RESIDENTS)
    )

    assert villages - communities == {"集体资产、资源租赁和处置", "误工补贴发放", "宅基地申请协助"}
    assert all(card.steps for card, _basis in cards_for(Kind.RESIDENTS, date(2026, 1, 1)))
