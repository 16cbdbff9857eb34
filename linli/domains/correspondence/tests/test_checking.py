"""What the check before signing finds, and that it finds nothing where there is nothing."""

from datetime import date

import pytest

from linli.domains.correspondence import actions
from linli.domains.correspondence.queries import findings
from linli.domains.funds.models import Allocation
from tests.cast import NOW
from tests.factories import make


@pytest.fixture
def found(bureau, qualifications, values):
    def check(**changes):
        letter = actions.draft_letter({**values, **changes}, by=bureau["clerk"], at=NOW)
        return [(each.is_error, each.message, letter.body[each.start : each.end]) for each in findings(letter)]

    return check


def test_a_sound_letter_has_no_findings(found):
    assert found() == []


def test_an_unknown_figure_is_named_with_the_nearest_codes(found):
    [(is_error, message, words)] = found(body="共{{ workforce.certifed }}。")

    assert is_error
    assert "workforce.certifed" in message
    assert "workforce.certified" in message
    assert words == "{{ workforce.certifed }}"


@pytest.mark.parametrize(
    "body, said",
    [
        ("{{ workforce.certified level=doctor_x grade=1 }}", "没有“grade”这个维度"),
        ("{{ workforce.certified level=doctor_x }}", "没有“doctor_x”这个值"),
        ("{{ workforce.certified where=999999999999 }}", "没有代码为“999999999999”的区划"),
        ("{{ workforce.certified at=2021-02-30 }}", "不是日期"),
        ("{{ consultation.held period=去年 }}", "不是时间段"),
        ("{{ workforce.certified | 万元 }}", "不能写成“万元”"),
        ("{{ workforce.certified | 大约 }}", "没有“大约”这种写法"),
        ("{{ workforce.certified", "没有配对的“}}”"),
    ],
)
def test_a_quotation_that_cannot_be_answered_says_why(body, said, found):
    [(is_error, message, _words)] = found(body=body)

    assert is_error
    assert said in message


def test_parts_quoted_beside_a_total_must_add_up_to_it(found):
    body = "{{ workforce.certified }}，其中初级{{ workforce.certified level=assistant }}、高级{{ workforce.certified level=senior }}。"

    messages = [message for is_error, message, _words in found(body=body) if is_error]

    assert any("2" in message and "3" in message for message in messages)


def test_a_sum_written_by_hand_is_added_up(found):
    assert [words for _is_error, _message, words in found(body="合计1026+989=2015，另1+2=4。")] == ["1+2=4"]


def test_wrong_brackets_are_found_where_they_stand(found):
    [(is_error, _message, words)] = found(body="依据濮发[2021]4号文件办理。")

    assert (is_error, words) == (True, "[2021]4号")


def test_words_after_a_quotation_are_found_at_their_place_in_the_text(found):
    [(_is_error, _message, words)] = found(body="共{{ workforce.certified }}，依据濮发[2021]4号。")

    assert words == "[2021]4号"


@pytest.mark.parametrize(
    "body, words",
    [("您的建议收悉。您的议案很好。", "议案"), ("督查局转来，督察局办理，督查局反馈。", "督察")],
)
def test_mixed_terms_are_warned_of(body, words, found):
    assert [(is_error, place) for is_error, _message, place in found(body=body)] == [(False, words)]


def test_numbers_typed_by_hand_are_warned_of(found):
    [(is_error, message, words)] = found(body="去年培训1200人，2020年完成，第395号。")

    assert (is_error, words) == (False, "1200人")
    assert "手写" in message


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"salutation": ""}, "主送"),
        ({"title": "关于社区工作的说明"}, "标题"),
        ({"copies": []}, "抄送"),
        ({"number_word": "PY"}, "发文字号"),
    ],
)
def test_what_is_missing_from_the_head_is_an_error(changes, said, found):
    errors = [message for is_error, message, _words in found(**changes) if is_error]

    assert any(said in message for message in errors)


def test_an_open_number_is_a_warning_until_the_signature(found):
    assert [is_error for is_error, _m, _w in found(number_serial=None)] == [False]


def test_money_and_rates_are_written_exactly(bureau, values, tree):
    make(Allocation, tree["410902000000"], amount_fen=1_234_560_000, allocated_on=date(2020, 3, 1), source="county")
    letter = actions.draft_letter(
        {**values, "body": "{{ funds.allocated period=2020 | 万元 }}与{{ funds.allocated period=2020 | 数 }}"},
        by=bureau["clerk"],
        at=NOW,
    )

    assert [each["text"] for each in letter.saved_figures.values()] == ["1234.56万元", "1234.56"]
