from datetime import date

import pytest

from linli.domains.funds.enums import STAGE_EVIDENCE, PerformanceStage
from linli.domains.funds.rules import (
    allocation_faults,
    amount_faults,
    budget_faults,
    missing_stages,
    reward_faults,
    sums_agree,
)

PAID = date(2020, 6, 30)


@pytest.mark.parametrize(("county", "agree"), [(989_000_000 - 1, False), (989_000_000, True), (989_000_000 + 1, False)])
def test_sum_is_exact_to_the_fen(county, agree):
    assert sums_agree([1_026_000_000, county], 2_015_000_000) is agree


@pytest.mark.parametrize(("amount_fen", "count"), [(-1, 1), (0, 1), (1, 0)])
def test_amount_is_more_than_nothing(amount_fen, count):
    assert len(amount_faults(amount_fen)) == count
    assert len(allocation_faults(amount_fen=amount_fen, allocated_on=PAID)) == count
    assert len(reward_faults(amount_fen=amount_fen, granted_on=PAID)) == count
    assert len(budget_faults(amount_fen=amount_fen, year=2020, approved_on=PAID)) == count


@pytest.mark.parametrize(
    ("document_no", "messages"),
    [
        ("", []),
        ("通知", []),
        ("示财〔2020〕12号", []),
        ("示财〔2019〕12号", ["文号是2019年的，日期却是2020-06-30。"]),
        ("示财〔2021〕12号", ["文号是2021年的，日期却是2020-06-30。"]),
    ],
)
def test_document_of_another_year_is_a_warning(document_no, messages):
    paid = allocation_faults(amount_fen=1, allocated_on=PAID, document_no=document_no)
    granted = reward_faults(amount_fen=1, granted_on=PAID, document_no=document_no)

    assert [fault.message for fault in paid] == [fault.message for fault in granted] == messages
    assert not any(fault.is_error for fault in paid)


@pytest.mark.parametrize(("approved_in", "count"), [(2019, 1), (2020, 0), (2021, 0), (2022, 1)])
def test_budget_is_approved_in_its_year_or_the_one_before(approved_in, count):
    faults = budget_faults(amount_fen=1, year=2021, approved_on=date(approved_in, 1, 15))

    assert [fault.is_error for fault in faults] == [False] * count


def test_stages_without_evidence_are_named_in_order():
    assert missing_stages({"decision": True, "execution": True, "goals": False}) == [
        PerformanceStage.GOALS,
        PerformanceStage.COMPLETION,
        PerformanceStage.RESULTS,
    ]


def test_project_with_all_five_misses_none():
    assert missing_stages(dict.fromkeys(PerformanceStage.values, True)) == []


def test_each_stage_says_what_it_has_to_show():
    assert list(STAGE_EVIDENCE) == list(PerformanceStage)
