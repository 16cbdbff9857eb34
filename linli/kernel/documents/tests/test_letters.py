import pytest

from linli.kernel.documents import letters, titles
from linli.kernel.documents.letters import Copy, Run
from linli.kernel.documents.tests.samples import letter, paragraph


def test_plain_text_has_every_element_in_reading_order():
    text = letters.plain_text(letter(publicity="主动公开", printed_by="示范局办公室", signature="濮阳市示范局"))

    lines = text.split("\n")
    assert lines[:5] == [
        "濮阳市示范局",
        "濮示文〔2021〕12号",
        "签发人：甲某某",
        "关于对市八届人大四次会议第395号建议的答复",
        "尊敬的乙某某代表：",
    ]
    assert lines[-5:] == [
        "濮阳市示范局",
        "2021年7月9日",
        "（联系人：丙某某　　电话：0393-0000000　　公开方式：主动公开）",
        "抄送：市人大示范工作委员会（2份），市政府示范督查局（2份）。",
        "示范局办公室",
    ]


def test_places_point_at_the_figures_in_the_squeezed_text():
    sample = letter(repeats=2)
    text = letters.squeeze(letters.plain_text(sample))

    places = letters.places(sample)

    assert [text[place.start : place.end] for place in places] == [place.text for place in places]
    assert [place.mark for place in places] == ["F3", "F4", "F5", "F6", "F7", "F6", "F7", "F8", "F9", "F10"]


def test_empty_parts_leave_no_line():
    bare = letter(signer="", salutation="", body=(), contact_name=" ", contact_phone="", copies_to=(Copy(" "),))

    assert letters.plain_text(bare).split("\n")[2:] == ["关于对市八届人大四次会议第395号建议的答复", "2021年7月9日"]


def test_hidden_and_turning_signs_are_left_out():
    assert letters.printable("赋码\u200b率\u202e100%\x00\x07\t。") == "赋码率100% 。"


def test_a_run_in_heading_ends_at_its_first_full_stop():
    head, rest = letters.heading_and_rest(paragraph(2, "（一）保障有力。共", ("2015万元", "F3"), "。").runs)

    assert [run.text for run in head] == ["（一）保障有力。"]
    assert [(run.text, run.mark) for run in rest] == [("共", None), ("2015万元", "F3"), ("。", None)]


def test_a_heading_without_a_full_stop_is_a_heading_throughout():
    head, rest = letters.heading_and_rest(paragraph(1, "一、总体情况").runs)

    assert ([run.text for run in head], rest) == (["一、总体情况"], [])


@pytest.mark.parametrize("mark", ["", "3F", "F 3", "F_3", "数据", "F" * 25, 'F"/>'])
def test_a_mark_that_no_bookmark_can_carry_is_refused(mark):
    with pytest.raises(ValueError, match="引用标记"):
        Run("3079", mark)


def test_the_digest_changes_with_any_claim():
    content = letters.envelope(letter())

    assert letters.digest(content) == content["digest"]
    assert letters.digest({**content, "manifest": {}}) != content["digest"]


@pytest.mark.parametrize(
    "title, expected",
    [
        ("关于社区治理的答复", ["关于社区治理的答复"]),
        ("关于对市八届人大四次会议第395号建议的答复", ["关于对市八届人大四次会议", "第395号建议的答复"]),
        ("关于某事\n的答复", ["关于某事", "的答复"]),
        ("", []),
    ],
)
def test_titles_break_between_words(title, expected):
    assert titles.balance(title) == expected


@pytest.mark.parametrize("length", [20, 21, 39, 40, 41, 59, 60, 61, 100])
def test_title_lines_keep_every_character_and_fit_the_line(length):
    title = ("城乡社区协商与志愿服务办理情况" * 7)[:length]

    lines = titles.balance(title)

    assert "".join(lines) == title
    assert max(map(titles.width, lines)) <= titles.MAX_WIDTH


def test_three_title_lines_are_no_hourglass():
    lines = titles.balance("关于对市八届人大四次会议第395号建议有关社区治理和社区工作者队伍建设问题办理情况的补充答复")

    first, second, third = map(titles.width, lines)
    assert not (second < first and second < third)
