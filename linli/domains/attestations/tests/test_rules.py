from datetime import date

import pytest

from linli.domains.attestations import rules
from linli.domains.attestations.enums import Negative

NOW = date(2021, 7, 9)


def test_list_has_twenty_items_each_with_its_office():
    assert len(rules.ELSEWHERE) == 20
    assert all(str(each.office) and str(each.how) and each.words for each in rules.ELSEWHERE.values())


@pytest.mark.parametrize("item", [each for each in Negative if each])
def test_every_item_is_known_by_its_own_name(item):
    assert rules.negative_of(str(item.label), "", NOW) == item


@pytest.mark.parametrize(
    ("wanted", "purpose", "item"),
    [
        ("无犯罪记录证明", "入职", Negative.NO_CRIME),
        ("没有犯罪", "入职", Negative.NO_CRIME),
        ("", "公司要无犯罪记录", Negative.NO_CRIME),
        ("居住情况", "办死亡证明", Negative.NONE),
        ("在本村居住", "孩子入学", Negative.NONE),
        ("父亲 健在", "领待遇", Negative.ALIVE),
    ],
)
def test_wish_is_matched_before_purpose(wanted, purpose, item):
    assert rules.negative_of(wanted, purpose, NOW) == item


@pytest.mark.parametrize(
    ("day", "item"),
    [
        (date(2020, 4, 26), Negative.NONE),
        (date(2020, 4, 27), Negative.NO_CRIME),
        (date(2020, 4, 28), Negative.NO_CRIME),
    ],
)
def test_list_holds_from_its_day(day, item):
    assert rules.negative_of("无犯罪记录", "", day) == item


def test_refusal_names_item_document_and_office():
    words = rules.refusal_of(Negative.NO_CRIME)

    assert "民发〔2020〕20号" in words
    assert "第5项" in words
    assert "公安派出所" in words
    assert rules.cite(Negative.NO_CRIME) in words


def test_unlisted_is_told_the_list():
    assert "某清单" in rules.unlisted_words("某清单")


@pytest.mark.parametrize(("said", "keys"), [("孩子入学报名", [1]), ("申请救助并入学", [1, 2]), ("别的事", [])])
def test_items_fit_by_their_words(said, keys):
    assert rules.fitting([(1, "入学、居住"), (2, "救助")], said, "") == keys


def test_number_is_written_as_offices_write_it():
    assert rules.number_of("西关村", 2021, 3) == "西关村证〔2021〕3号"
    assert rules.promise_number_of("西关村", 2021, 3) == "西关村承诺〔2021〕3号"


@pytest.mark.parametrize(
    ("day", "documents"),
    [
        (date(2020, 4, 26), []),
        (date(2020, 4, 27), ["民发〔2020〕20号"]),
        (date(2020, 10, 26), ["民发〔2020〕20号"]),
        (date(2020, 10, 27), ["民发〔2020〕20号", "国办发〔2020〕42号"]),
        (date(2020, 10, 28), ["民发〔2020〕20号", "国办发〔2020〕42号"]),
    ],
)
def test_promise_rests_on_the_documents_of_its_day(day, documents):
    found = rules.promise_basis(day)

    assert [each for each in ("民发〔2020〕20号", "国办发〔2020〕42号") if each in found] == documents


def test_form_of_promise_tells_what_why_and_what_follows():
    words = "".join(
        rules.promise_words(
            "困难情况", "某办法第三条", purpose="申请救助", recipient="民政所", facts="没有其他收入。", on=NOW
        )
    )

    for each in (
        "困难情况",
        "某办法第三条",
        "申请救助",
        "民政所",
        "承诺：没有其他收入。以上属实",
        "核查",
        "撤销",
        "签名",
        "42号",
    ):
        assert each in words
