"""A community takes its workbook, fills it in with another programme and hands it back."""

import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from linli.domains.returns.actions.taking_back import take_back, take_back_many, unzipped
from linli.domains.returns.actions.workbooks import file_name, hand_out, hand_out_many
from linli.domains.returns.enums import AnswerState, RequestState, Source
from linli.domains.returns.models import Answer, Row
from linli.domains.returns.rules.asked import Layout
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.tests.conftest import AT, COUNTY, column
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope
from linli.kernel.exchange.workbooks import WorkbookRefused, mark_faults

DAILY = (Path(__file__).resolve().parents[4] / "demo/requests/疫情防控日报表.xlsx").read_bytes()
LAYOUT = Layout("日报", (3, 4), 6, 17, 6, (18,))
PLACES = [
    column(1, "序号", Kind.SERIAL),
    column(2, "乡镇（街道）", place="town"),
    column(3, "村（社区）", place="village"),
]
COLUMNS = [
    *PLACES,
    column(4, "常住人口数", Kind.INT),
    column(5, "排查户数", Kind.INT),
    column(15, "带班领导"),
    column(16, "联系电话", Kind.PHONE, is_personal=True),
]


@pytest.fixture
def daily(sent):
    return sent(*COLUMNS, workbook=DAILY, form=LAYOUT.to_json(), title="疫情防控日报表")


@pytest.fixture
def mine(daily, posts, as_post):
    with as_post(posts.filler):
        yield daily["京东社区"]


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def typed(data: bytes, sheet: str = "日报", **values: object) -> bytes:
    book = opened(data)
    for place, value in values.items():
        book[sheet][place] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(answer: Answer) -> Row:
    return Row.objects.get(answer=answer)


def change(answer: Answer, **values: object) -> None:
    """Behind the back of the file."""
    with scope.everything("test rows"), writing():
        Row.objects.filter(answer=answer).update(
            cells={
                name[1:]: {"v": value, "s": "typed", "by": "甘二", "on": "2021-07-09"} for name, value in values.items()
            }
        )


def test_the_workbook_is_the_departments_own_and_says_whose_it_is(mine, posts):
    page = opened(hand_out(mine, by=posts.filler, at=AT))["日报"]

    assert [page.cell(6, index).value for index in (1, 2, 3)] == [1, "中原路街道", "京东社区"]
    assert page["D18"].value == "=SUM(D6:D17)"
    assert [page.cell(6, index).protection.locked for index in (3, 4, 16)] == [True, False, False]
    assert file_name(mine) == "京东社区-疫情防控日报表.xlsx"
    assert log.history(mine).first().verb == "hand_out"


def test_what_was_typed_is_taken_and_nothing_else(mine, posts):
    data = typed(hand_out(mine, by=posts.filler, at=AT), D6=" 1,203 人", O6="甘二", P6="13800001234")

    taken = take_back(data, by=posts.filler, at=AT)

    row = row_of(mine)
    assert (taken.accepted, taken.unchanged, taken.conflicts, taken.faults) == (3, 1, [], [])
    assert (row.cells["4"]["v"], row.cells["4"]["s"], row.cells["15"]["v"]) == (1203, Source.FILE, "甘二")
    assert row.cells["16"]["v"] is None
    assert '"13800001234"' in row.sealed.plain
    assert log.history(row).first().verb == "take_back"


def test_what_changed_on_the_page_meanwhile_is_a_conflict_and_stays(mine, posts):
    data = typed(hand_out(mine, by=posts.filler, at=AT), D6=10, E6=20)
    change(mine, c4=11)

    taken = take_back(data, by=posts.filler, at=AT)

    [conflict] = taken.conflicts
    assert (conflict.ref, conflict.file_text, conflict.page_text, conflict.by) == ("D6", "10", "11", "甘二")
    assert {name: cell["v"] for name, cell in row_of(mine).cells.items()} == {"4": 11, "5": 20}


def test_wrong_values_are_told_beside_their_cells_and_the_others_are_kept(mine, posts):
    data = typed(hand_out(mine, by=posts.filler, at=AT), D6="很多", E6=20)

    taken = take_back(data, by=posts.filler, at=AT)

    [fault] = taken.faults
    assert (taken.accepted, fault.ref, fault.sheet) == (1, "D6", "日报")
    marked = mark_faults(data, taken.faults)
    assert opened(marked)["日报"]["D6"].comment.text.startswith("“很多”不是数字")
    again = take_back(typed(marked, D6=7), by=posts.filler, at=AT)
    assert (again.accepted, row_of(mine).cells["4"]["v"]) == (1, 7)


def test_the_same_file_again_brings_nothing_new(mine, posts):
    data = typed(hand_out(mine, by=posts.filler, at=AT), D6=10)
    take_back(data, by=posts.filler, at=AT)

    taken = take_back(data, by=posts.filler, at=AT)

    assert (taken.accepted, taken.conflicts) == (0, [])
    assert "以前都已收过" in taken.notices[0]


def test_masked_numbers_come_back_untouched(mine, posts):
    take_back(typed(hand_out(mine, by=posts.filler, at=AT), P6="13800001234"), by=posts.filler, at=AT)

    data = hand_out(mine, by=posts.filler, at=AT)
    taken = take_back(typed(data, D6=3), by=posts.filler, at=AT)

    assert opened(data)["日报"]["P6"].value == "138****1234"
    assert (taken.accepted, taken.faults) == (1, [])
    assert '"13800001234"' in row_of(mine).sealed.plain


def refusal(data: bytes, by) -> str:
    with pytest.raises(WorkbookRefused) as caught:
        take_back(data, by=by, at=AT)
    return str(caught.value)


def test_a_key_copied_into_another_communitys_file_is_refused(daily, posts, as_post):
    with as_post(posts.asker):
        theirs = row_of(daily["玉北社区"])
    with as_post(posts.filler):
        data = hand_out(daily["京东社区"], by=posts.filler, at=AT)
        assert "从别的文件复制来的" in refusal(typed(data, C6="玉北社区", D6=5), posts.filler)
        assert "从别的文件复制来的" in refusal(typed(data, Q6=f"linli-row-{theirs.pk}", D6=5), posts.filler)
    with as_post(posts.neighbour):
        assert "不在您的辖区" in refusal(typed(data, D6=5), posts.neighbour)


def test_a_file_without_key_or_with_a_forged_one_is_refused(mine, posts):
    data = hand_out(mine, by=posts.filler, at=AT)
    book = opened(data)
    book["_linli"]["A1"] = book["_linli"]["A1"].value.replace(f'"answer":{mine.pk}', f'"answer":{mine.pk + 1}')
    forged = io.BytesIO()
    book.save(forged)

    assert "不是从本系统取出的" in refusal(DAILY, posts.filler)
    assert "不是从本系统取出的" in refusal(forged.getvalue(), posts.filler)


@pytest.mark.parametrize(
    ("state", "words"), [(AnswerState.APPROVED, "已经通过并锁定"), (AnswerState.SUBMITTED, "正在审核")]
)
def test_an_answer_that_is_under_way_takes_nothing(mine, posts, state, words):
    data = typed(hand_out(mine, by=posts.filler, at=AT), D6=1)
    with scope.everything("test rows"), writing():
        Answer.objects.filter(pk=mine.pk).update(state=state)

    assert words in refusal(data, posts.filler)


def test_a_return_that_has_stopped_takes_nothing(mine, posts):
    data = typed(hand_out(mine, by=posts.filler, at=AT), D6=1)
    with scope.everything("test rows"), writing():
        type(mine.request).objects.filter(pk=mine.request_id).update(state=RequestState.ENDED)

    with pytest.raises(WorkbookRefused, match="已经停止"):
        take_back(data, by=posts.filler, at=AT + timedelta(days=30))


def test_many_files_are_taken_each_for_itself(daily, posts, hire, as_post):
    give = [daily[name] for name in ("京东社区", "玉北社区", "金联华社区")]
    with as_post(posts.asker), pytest.raises(PermissionRefused):
        take_back_many([], by=posts.asker, at=AT)
    collector = hire("bb_collector", "甘八", "form_typist", "经办人", COUNTY)
    with as_post(collector):
        out = io.BytesIO()
        hand_out_many(give[0].request, give, out, by=collector, at=AT)
        files = [(name, typed(data, D6=5)) for name, data in unzipped([("全部.zip", out.getvalue())])]
        batch = take_back_many([*files, ("又一份.xlsx", files[0][1]), ("别的.xlsx", DAILY)], by=collector, at=AT)

    assert [each.file for each in batch.taken] == [
        f"{name}-疫情防控日报表.xlsx" for name in ("京东社区", "玉北社区", "金联华社区")
    ]
    assert [name for name, _reason in batch.refused] == ["又一份.xlsx", "别的.xlsx"]
    assert sum(each.accepted for each in batch.taken) == 3


def test_an_old_xls_or_a_csv_goes_out_as_a_plain_workbook(sent, posts, as_post):
    answers = sent(*PLACES, column(4, "建成日期", Kind.DATE), column(5, "有无", Kind.BOOL, choices=("有", "无")))
    with as_post(posts.filler):
        data = hand_out(answers["京东社区"], by=posts.filler, at=AT)
        page = opened(data)["Sheet1"]
        taken = take_back(typed(data, "Sheet1", D3="2021年6月1日", E3="有"), by=posts.filler, at=AT)

        assert [cell.value for cell in page[2]][:5] == ["序号", "乡镇（街道）", "村（社区）", "建成日期", "有无"]
        assert taken.accepted == 2
        row = Row.objects.get(answer=answers["京东社区"])
        assert [row.cells[name]["v"] for name in ("4", "5")] == ["2021-06-01", True]
        again = opened(hand_out(answers["京东社区"], by=posts.filler, at=AT))["Sheet1"]
        assert (again["D3"].value.date().isoformat(), again["E3"].value) == ("2021-06-01", "有")


def test_rows_may_be_added_where_communities_name_them(sent, posts, as_post):
    answers = sent(*PLACES, column(4, "店名"), column(5, "人数", Kind.INT), subject=Subject.ORGANISATION)
    with as_post(posts.filler):
        data = hand_out(answers["京东社区"], by=posts.filler, at=AT)
        taken = take_back(typed(data, "Sheet1", D3="丁家铺", E3=4), by=posts.filler, at=AT)

        assert (taken.added, taken.faults) == (1, [])
        row = Row.objects.get(answer=answers["京东社区"])
        assert (row.ordinal, row.cells["4"]["v"], row.cells["5"]["v"]) == (1, "丁家铺", 4)


def test_a_row_may_get_another_name_and_the_same_name_twice_is_refused(sent, posts, as_post):
    answers = sent(*PLACES, column(4, "店名"), column(5, "人数", Kind.INT), subject=Subject.ORGANISATION)
    mine = answers["京东社区"]
    with as_post(posts.filler):
        for name in ("丁家铺", "甘家铺"):
            data = hand_out(mine, by=posts.filler, at=AT)
            row = 3 if name == "丁家铺" else 4
            take_back(typed(data, "Sheet1", **{f"D{row}": name, f"E{row}": 4}), by=posts.filler, at=AT)
        data = hand_out(mine, by=posts.filler, at=AT)
        renamed = take_back(typed(data, "Sheet1", D3="丙家铺", E3=9), by=posts.filler, at=AT)
        doubled = take_back(typed(data, "Sheet1", D4="丙家铺"), by=posts.filler, at=AT)

        assert [row.cells["4"]["v"] for row in Row.objects.filter(answer=mine).order_by("ordinal")] == [
            "丙家铺",
            "甘家铺",
        ]
        assert (renamed.accepted, Row.objects.get(answer=mine, ordinal=1).cells["5"]["v"]) == (2, 9)
        assert "不要重复填写" in doubled.faults[0].message
