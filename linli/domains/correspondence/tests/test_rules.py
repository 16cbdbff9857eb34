from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domains.correspondence.rules import (
    Sum,
    TermGroup,
    approximate,
    approximation_holds,
    at_least_percent,
    check_sums,
    foreign_number_faults,
    format_percent,
    format_wan,
    incoming_faults,
    inconsistent_terms,
    is_document_number,
    missing_copies,
    sum_findings,
    wrong_brackets,
)

counts = st.integers(0, 10**12)
rates = st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (0, "0"),
        (9, "9"),
        (10, "10"),
        (11, "10多"),
        (99, "90多"),
        (100, "100"),
        (101, "100多"),
        (123, "100多"),
        (9000, "9000"),
        (9001, "9000多"),
        (9108, "9000多"),
        (9999, "9000多"),
        (10000, "1万"),
        (10001, "1万余"),
        (10216, "1万余"),
        (20000, "2万"),
        (123456, "10万余"),
        (100_000_000, "1亿"),
        (234_567_890, "2亿余"),
    ],
)
def test_approximation_goes_by_the_leading_digit(n, written):
    assert approximate(n) == written


def test_negative_count_has_no_approximation():
    with pytest.raises(ValueError, match="negative"):
        approximate(-1)


@given(counts)
def test_approximation_never_contradicts_its_count(n):
    assert approximation_holds(approximate(n), n)


@given(counts, counts)
def test_approximation_of_one_count_holds_for_another_only_if_it_is_written_the_same(n, other):
    assert approximation_holds(approximate(n), other) is (approximate(n) == approximate(other))


@pytest.mark.parametrize(
    ("text", "n", "holds"),
    [
        ("1万余次", 10000, False),
        ("1万余次", 10001, True),
        ("1万余次", 19999, True),
        ("1万余次", 20000, False),
        ("9000多个", 8999, False),
        ("9000多个", 9000, False),
        ("9000多个", 9001, True),
        ("9000多个", 10000, False),
        ("10多万", 199_999, True),
        ("10多万", 200_000, False),
        ("1.2万余", 12_999, True),
        ("1.2万余", 13_000, False),
        ("3079个", 3079, True),
        ("3079个", 3080, False),
        ("１万余", 10216, True),
        ("一万余", 10216, False),
        ("1多万余", 10216, False),
        ("", 0, False),
    ],
)
def test_checker_reads_what_people_write(text, n, holds):
    assert approximation_holds(text, n) is holds


@pytest.mark.parametrize(
    ("numerator", "denominator", "written"),
    [
        (122, 175, "达60%以上"),
        (123, 175, "达70%以上"),
        (699, 1000, "达60%以上"),
        (700, 1000, "达70%以上"),
        (701, 1000, "达70%以上"),
        (999, 1000, "达90%以上"),
        (1000, 1000, "达100%"),
        (9, 100, "达9%以上"),
        (1, 100, "达1%以上"),
        (1, 101, "不足1%"),
        (0, 5, "为0"),
    ],
)
def test_at_least_percent_is_brought_down_to_the_step(numerator, denominator, written):
    assert at_least_percent(numerator, denominator) == written


@given(rates, st.sampled_from([1, 5, 10]))
def test_at_least_percent_is_always_true(rate, step):
    written = at_least_percent(*rate, step=step)
    exact = Fraction(*rate) * 100

    if written.endswith("以上"):
        assert int(written.removeprefix("达").removesuffix("%以上")) <= exact
    else:
        assert {"达100%": exact == 100, "不足1%": 0 < exact < 1, "为0": exact == 0}[written]


@pytest.mark.parametrize(
    ("numerator", "denominator", "written"),
    [
        (3079, 3079, "100%"),
        (3078, 3079, "99.9%"),
        (99_999_999, 100_000_000, "99.9%"),
        (123, 175, "70.2%"),
        (7, 10, "70%"),
        (7001, 10000, "70.0%"),
        (1, 8, "12.5%"),
        (0, 8, "0%"),
    ],
)
def test_percent_is_cut_off_and_never_rounded_up(numerator, denominator, written):
    assert format_percent(numerator, denominator) == written


def test_percent_with_other_places():
    assert format_percent(123, 175, places=0) == "70%"
    assert format_percent(123, 175, places=3) == "70.285%"


@given(rates, st.integers(0, 4))
def test_percent_is_not_above_the_rate_nor_a_whole_place_below(rate, places):
    written = Fraction(format_percent(*rate, places=places).removesuffix("%"))
    exact = Fraction(*rate) * 100

    assert written <= exact < written + Fraction(1, 10**places)
    assert (written == 100) is (exact == 100)


@pytest.mark.parametrize("function", [at_least_percent, format_percent])
@pytest.mark.parametrize("rate", [(1, 0), (-1, 5), (1, -5)])
def test_no_rate_of_nothing(function, rate):
    with pytest.raises(ValueError, match="no rate"):
        function(*rate)


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (2_015_000_000, "2015万元"),
        (1_500_000, "1.5万元"),
        (1, "0.000001万元"),
        (999_999, "0.999999万元"),
        (1_000_001, "1.000001万元"),
        (0, "0万元"),
        (-1_026_000_000, "-1026万元"),
    ],
)
def test_wan_is_exact(fen, written):
    assert format_wan(fen) == written


@given(st.integers(-(10**15), 10**15))
def test_wan_reads_back_as_the_same_fen(fen):
    assert Fraction(format_wan(fen).removesuffix("万元")) * 1_000_000 == fen


@pytest.mark.parametrize("fen", [1.0, True, "1"])
def test_wan_takes_whole_fen_only(fen):
    with pytest.raises(TypeError, match="whole fen"):
        format_wan(fen)


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("濮民文〔2021〕44号", True),
        ("濮发〔2021〕4号", True),
        ("濮发[2021]4号", False),
        ("濮发（2021）4号", False),
        ("濮发〔2021〕04号", False),
        ("濮发〔2021〕第4号", False),
        ("濮发〔2021〕0号", False),
        ("濮发〔21〕4号", False),
        ("濮发〔2021〕4", False),
        ("濮发〔２０２１〕4号", False),
        ("〔2021〕4号", False),
    ],
)
def test_document_number_form(text, is_number):
    assert is_document_number(text) is is_number


@pytest.mark.parametrize("wrong", ["[2021]4号", "（2021）4号", "(2021)4号", "【2021】4号", "［2021］4号", "〔2021〕第4号", "〔2021〕04号",
                                   "〔2021〕 4号", "〔２０２１〕４号", "〔2021]4号"])  # fmt: skip
def test_wrong_brackets_are_found_with_the_right_form(wrong):
    text = f"印发《意见》（濮发{wrong}）提出"

    (fault,) = wrong_brackets(text)

    assert text[fault.start : fault.end] == wrong
    assert fault.suggestion == "〔2021〕4号"


def test_bracketed_year_without_a_number_asks_for_it():
    (fault,) = wrong_brackets("濮发[2021]号")

    assert (fault.suggestion, fault.remedy) == ("", "请补上顺序号，写成“〔2021〕4号”的样子。")


@pytest.mark.parametrize(
    "text", ["濮民〔2020〕50号", "（2020）粤0604民初825号", "规划（2021）已印发", "第395号建议", "2021年[2]"]
)
def test_right_brackets_and_other_texts_have_no_fault(text):
    assert wrong_brackets(text) == []


@pytest.mark.parametrize(("county", "found"), [(988, 1), (989, 0), (990, 1)])
def test_sum_of_quoted_figures(county, found):
    assert len(check_sums([Sum("拨付资金", 2015, {"市级": 1026, "县级": county})])) == found


def test_sum_fault_shows_the_arithmetic():
    (fault,) = check_sums([Sum("拨付资金", 2015, {"市级": 1026, "县级": 990})])

    assert fault.message == "“拨付资金”为2015，但市级1026 + 县级990 = 2016。"


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("持证社工141名，其中高级1名、中级44名、初级96名。", []),
        ("持证社工141名，其中高级1名、中级44名、初级95名。", ["warning"]),
        ("持证社工141名，其中高级1名、中级44名、初级97名。", ["error"]),
        ("共拨付2015万元，其中市级1026万元，县级989万元。另有省级126万元。", []),
        ("共拨付2015.5万元，其中市级1026.25万元，县级989.25万元", []),
        ("共拨付2015万元，其中市级1026万元，县级990万元", ["error"]),
        ("社区93个，其中示范社区30个。", []),
        ("社区93个，其中示范社区94个。", ["error"]),
        ("2020年拨付2015万元用于42个社区，其中市级1026万元。", []),
        ("其中市级1026万元。", []),
    ],
)
def test_sums_written_out_in_a_sentence(text, severities):
    assert [fault.severity.value for fault in sum_findings(text)] == severities


def test_sum_finding_points_at_the_total():
    text = "一句。持证社工141名，其中高级1名、初级200名。"

    (fault,) = sum_findings(text)

    assert text[fault.start : fault.end].startswith("141名")
    assert fault.message == "“其中”各项合计201名，与前面的141名不符。"


def test_motion_in_the_answer_to_a_suggestion_is_found_at_each_place():
    text = "关于第395号建议的答复。您的议案收悉。二、议案的落实情况"

    faults = inconsistent_terms(text)

    assert [text[fault.start : fault.end] for fault in faults] == ["议案", "议案"]
    assert {fault.suggestion for fault in faults} == {"建议"}


@pytest.mark.parametrize("text", ["您的议案收悉。", "您的建议收悉。", "办理议案建议工作，您的建议收悉。"])
def test_one_term_alone_is_consistent(text):
    assert inconsistent_terms(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("督察局一次，督查局一次。", "督察"), ("督察局、督察局，督查局。", "督查"), ("督查局、督查局，督察局。", "督察")],
)
def test_term_used_less_is_the_one_to_change(text, found):
    (fault,) = inconsistent_terms(text)

    assert text[fault.start : fault.end] == found
    assert not fault.is_error


def test_other_groups_of_terms_can_be_given():
    assert len(inconsistent_terms("小区与住宅小区、物管与物业", [TermGroup(("物业", "物管"), "用全称")])) == 1


@pytest.mark.parametrize(
    ("copies", "messages"),
    [
        ({"市人大选工委": 2, "督查局": 2}, []),
        ({"市人大选工委": 3, "督查局": 2}, []),
        ({"市人大选工委": 1, "督查局": 2}, ["抄送市人大选工委只有1份，应为2份。"]),
        ({"督查局": 2}, ["抄送缺少市人大选工委。"]),
        ({}, ["抄送缺少市人大选工委。", "抄送缺少督查局。"]),
    ],
)
def test_missing_copies(copies, messages):
    faults = missing_copies(copies, {"市人大选工委": 2, "督查局": 2})

    assert [fault.message for fault in faults] == messages


@pytest.mark.parametrize(("late", "count"), [(-1, 1), (0, 0), (1, 0)])
def test_incoming_document_is_not_handled_before_it_came(late, count):
    came = date(2021, 7, 9)
    faults = incoming_faults(received_on=came, due_on=None, handled_on=came + timedelta(days=late))

    assert len(faults) == count


@pytest.mark.parametrize(
    ("number", "count"), [("", 0), ("濮政〔2021〕3号", 0), ("濮政[2021]3号", 1), ("濮政〔2021〕03号", 1)]
)
def test_number_of_another_unit_is_warned_about_not_refused(number, count):
    faults = foreign_number_faults(number)

    assert [fault.is_error for fault in faults] == [False] * count


def test_wrong_brackets_are_found_at_the_very_beginning():
    assert [fault.suggestion for fault in wrong_brackets("[2021]4号文件")] == ["〔2021〕4号"]
