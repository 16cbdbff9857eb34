"""Filling in: by cell, by several people, undone; handed in, with what goes back into the registers."""

from datetime import date

import pytest

from linli.domains.residents.models import Resident
from linli.domains.returns.actions import answering, reviewing, sending
from linli.domains.returns.actions.submitting import Incomplete, submit
from linli.domains.returns.enums import AnswerState, Source
from linli.domains.returns.models import Answer, FactValue, Row
from linli.domains.returns.queries import answers as queries
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.values import check_digit
from linli.domains.returns.tests.conftest import AT, CITY, DAY, JINGDONG, YUBEI, column, on
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange import writes
from linli.kernel.exchange.spec import get_spec
from linli.kernel.indicators.registry import all_indicators
from linli.kernel.workflow.actions import NotNow, WrongState
from linli.kernel.workflow.models import Todo

COUNT, RATE = column(1, "健身器材", Kind.INT), column(2, "完好率", Kind.NUMBER, is_required=False)
ROSTER = (
    column(1, "姓名", fact="residents.resident.name"),
    column(2, "联系电话", Kind.PHONE, "residents.resident.phone", is_personal=True, is_required=False),
    column(3, "健康状况", fact="residents.resident.health", is_required=False),
    column(4, "走访日期", Kind.DATE),
)
EVENTS = (
    column(1, "活动名称"),
    column(2, "参加人数", Kind.INT),
    column(3, "负责人电话", Kind.PHONE, is_required=False),
)


def row_of(answer: Answer, number: int = 1) -> Row:
    return Row.objects.get(answer=answer, ordinal=number)


def shown(row: Row) -> dict:
    return queries.cells_of(Row.objects.get(pk=row.pk))


@pytest.fixture
def mine(sent) -> Answer:
    return sent(COUNT, RATE)["京东社区"]


def test_cell_is_kept_with_who_and_when_and_undone(mine, posts):
    row = answering.set_cell(row_of(mine), 1, " 12 ", by=posts.filler, at=AT)
    answering.set_cell(row, 1, "13", by=posts.typist, at=AT)
    assert row_of(mine).cells["1"]["by"] == posts.typist.user.name
    assert shown(row) == {1: 13}
    answering.undo_cell(row, 1, by=posts.filler, at=AT)
    assert shown(row) == {1: 12}
    answering.undo_cell(row, 1, by=posts.filler, at=AT)
    assert shown(row) == {}
    with pytest.raises(Refused, match="不用撤销"):
        answering.undo_cell(row, 1, by=posts.filler, at=AT)


def test_way_back_is_short_and_never_loses_the_first(mine, posts):
    row = row_of(mine)
    for number in range(12):
        answering.set_cell(row, 1, str(number), by=posts.filler, at=AT)
    steps = 0
    while row_of(mine).cells.get("1"):
        answering.undo_cell(row, 1, by=posts.filler, at=AT)
        steps += 1
    assert steps == answering.MOST_STEPS_BACK + 1


def test_value_that_is_none_is_told_and_nothing_is_lost(mine, posts):
    row = answering.set_cell(row_of(mine), 1, "12", by=posts.filler, at=AT)
    with pytest.raises(answering.BadValue, match="不是数字"):
        answering.set_cell(row, 1, "很多", by=posts.filler, at=AT)
    assert shown(row) == {1: 12}


def test_cell_that_somebody_else_changed_is_told_with_both_values(mine, posts):
    row = answering.set_cell(row_of(mine), 1, "12", by=posts.typist, at=AT, expected="")
    with pytest.raises(answering.Overtaken) as caught:
        answering.set_cell(row, 1, "13", by=posts.filler, at=AT, expected="")
    assert (caught.value.current, caught.value.by) == ("12", posts.typist.user.name)
    answering.set_cell(row, 1, "12", by=posts.filler, at=AT, expected="")
    answering.set_cell(row, 1, "13", by=posts.filler, at=AT, expected="12")
    assert shown(row) == {1: 13}


def test_village_reaches_only_its_own_answer(mine, posts, as_post):
    row = row_of(mine)
    with pytest.raises(OutOfScope):
        answering.set_cell(row, 1, "1", by=posts.neighbour, at=AT)
    with pytest.raises(PermissionRefused):
        answering.set_cell(row, 1, "1", by=posts.street, at=AT)
    with as_post(posts.neighbour):
        assert {each.division.name for each in Answer.objects.select_related("division")} == {"玉北社区"}
        assert not Row.objects.filter(answer=mine).exists()


def test_figure_is_not_typed_over(sent, posts):
    figure = column(1, "指标", Kind.INT, f"figure:{all_indicators()[0].code}")
    answer = sent(figure, column(2, "件数", Kind.INT))["京东社区"]
    with pytest.raises(Refused, match="由记录算出"):
        answering.set_cell(row_of(answer), 1, "5", by=posts.filler, at=AT)


def test_submit_tells_each_missing_cell(mine, posts):
    with pytest.raises(Incomplete, match="还差1格") as caught:
        submit(mine, by=posts.filler, at=AT)
    assert list(caught.value.faults) == [(row_of(mine).pk, 1)]


@pytest.mark.parametrize(
    ("day", "is_late"), [(date(2021, 7, 13), False), (date(2021, 7, 14), False), (date(2021, 7, 15), True)]
)
def test_submit_on_time_and_after_it(mine, posts, day, is_late):
    answering.set_cell(row_of(mine), 1, "12", by=posts.filler, at=AT)
    done = submit(mine, by=posts.filler, at=on(day))
    assert (done.state, done.is_late, done.submitted_on) == (AnswerState.SUBMITTED, is_late, day)
    assert (done.asked_count, done.prefilled_count, done.typed_count) == (2, 0, 1)
    with pytest.raises(Refused, match="已经报送"):
        answering.set_cell(row_of(mine), 1, "13", by=posts.filler, at=AT)


@pytest.fixture
def roster(sent, given, tree):
    def make() -> tuple[Resident, Answer]:
        values = {"registered_on": date(2020, 1, 1), "sex": "1", "born_on": date(1888, 2, 28)}
        resident = given(Resident, tree[JINGDONG], name="甘敬业", phone="13800001234", health="良好", **values)
        said = {"subject": Subject.PERSON, "rows_of": "residents.resident", "targets": ["410902001001"]}
        return resident, sent(*ROSTER, **said)["京东社区"]

    return make


def test_correction_flows_back_into_the_record_with_audit(roster, posts):
    resident, answer = roster()
    row = row_of(answer)
    answering.set_cell(row, 2, "138 0000 5678", by=posts.filler, at=AT)
    answering.set_cell(row, 3, "需照料", by=posts.filler, at=AT)
    answering.set_cell(row, 4, "2021.7.8", by=posts.filler, at=AT)
    submit(answer, by=posts.filler, at=AT)
    resident.refresh_from_db()
    assert (resident.phone.plain, resident.health, resident.version) == ("13800005678", "需照料", 2)
    entry = log.history(resident).first()
    assert (entry.verb, entry.by_name) == ("change", str(posts.filler))
    assert "社区服务设施表" in entry.reason


def test_correction_that_the_register_refuses_stops_the_answer_and_writes_nothing(roster, posts):
    resident, answer = roster()
    row = row_of(answer)
    answering.set_cell(row, 1, "", by=posts.filler, at=AT)
    answering.set_cell(row, 3, "需照料", by=posts.filler, at=AT)
    answering.set_cell(row, 4, "2021-07-08", by=posts.filler, at=AT)
    with pytest.raises(Incomplete):
        submit(answer, by=posts.filler, at=AT)
    answering.set_cell(row, 1, "名" * 101, by=posts.filler, at=AT)
    with pytest.raises(Incomplete) as caught:
        submit(answer, by=posts.filler, at=AT)
    assert list(caught.value.faults) == [(row.pk, 1)]
    resident.refresh_from_db()
    assert (resident.health, resident.name) == ("良好", "甘敬业")


def test_who_may_not_edit_the_register_leaves_a_doubt(roster, posts):
    resident, answer = roster()
    row = row_of(answer)
    answering.set_cell(row, 3, "需照料", by=posts.typist, at=AT)
    answering.set_cell(row, 4, "2021-07-08", by=posts.typist, at=AT)
    submit(answer, by=posts.typist, at=AT)
    resident.refresh_from_db()
    assert resident.health == "良好"
    assert row_of(answer).cells["3"]["doubt"].startswith("登记册未改")


def test_record_changed_meanwhile_is_not_overwritten_unseen(roster, posts):
    resident, answer = roster()
    row = row_of(answer)
    answering.set_cell(row, 3, "需照料", by=posts.filler, at=AT)
    answering.set_cell(row, 4, "2021-07-08", by=posts.filler, at=AT)
    writes.change(get_spec("residents.resident"), resident, {"health": "卧床"}, by=posts.filler, at=AT, version=1)
    with pytest.raises(Incomplete) as caught:
        submit(answer, by=posts.filler, at=AT)
    assert "卧床" in caught.value.faults[row.pk, 3]
    answering.undo_cell(row, 3, by=posts.filler, at=AT)
    assert answering.refresh(answer, by=posts.filler, at=AT) == 1
    answering.set_cell(row, 3, "需照料", by=posts.filler, at=AT)
    assert submit(answer, by=posts.filler, at=AT).state == AnswerState.SUBMITTED


def test_personal_value_is_kept_sealed_alone_and_undone(roster, posts):
    _resident, answer = roster()
    row = row_of(answer)
    answering.set_cell(row, 2, "13800005678", by=posts.filler, at=AT)
    assert "1380000" not in str(row_of(answer).cells)
    assert shown(row)[2] == "13800005678"
    answering.undo_cell(row, 2, by=posts.filler, at=AT)
    assert shown(row)[2] == "13800001234"


def test_fact_typed_once_is_known_to_the_next_form(sent, fact, posts):
    known = fact(valid_days=30)
    asked = column(1, "健身器材", Kind.INT, f"fact:{known.pk}")
    answer = sent(asked, title="甲表")["京东社区"]
    answering.set_cell(row_of(answer), 1, "12", by=posts.filler, at=AT)
    submit(answer, by=posts.filler, at=AT)
    learned = FactValue.objects.get(fact=known)
    assert (learned.value, learned.as_of, learned.valid_until) == (12, DAY, date(2021, 8, 8))
    other = sent(column(5, "器材", Kind.INT, f"fact:{known.pk}"), title="乙表")["京东社区"]
    assert row_of(other).cells["5"]["s"] == Source.FACT


def test_value_of_the_last_period_is_confirmed_by_typing_it_again(sent, posts, given, tree):
    answer = sent(COUNT, rhythm="monthly")["京东社区"]
    answering.set_cell(row_of(answer), 1, "12", by=posts.filler, at=AT)
    sending.open_next_periods(at=on(date(2021, 8, 2)))
    august = Answer.objects.get(division=tree[JINGDONG], period_on=date(2021, 8, 1))
    answering.set_cell(row_of(august), 1, "12", by=posts.filler, at=on(date(2021, 8, 2)))
    assert row_of(august).cells["1"]["s"] == Source.TYPED


@pytest.fixture
def events(sent) -> Answer:
    return sent(*EVENTS, subject=Subject.EVENT)["京东社区"]


def test_rows_are_added_named_and_removed(events, posts):
    one = answering.add_row(events, by=posts.filler, at=AT)
    other = answering.add_row(events, by=posts.filler, at=AT)
    answering.set_cell(one, 1, "端午 活动", by=posts.filler, at=AT)
    assert Row.objects.get(pk=one.pk).about == "name:端午活动"
    with pytest.raises(answering.BadValue, match="第1行"):
        answering.set_cell(other, 1, "端午活动", by=posts.filler, at=AT)
    answering.remove_row(other, by=posts.filler, at=AT)
    with pytest.raises(Refused, match="刚被他人删除"):
        answering.set_cell(other, 1, "中秋活动", by=posts.filler, at=AT)


def test_rows_of_a_register_are_not_added(roster, posts):
    _resident, answer = roster()
    with pytest.raises(Refused, match="登记册"):
        answering.add_row(answer, by=posts.filler, at=AT)


def test_one_listed_by_two_communities_is_told(sent, posts, tree):
    answers = sent(*EVENTS, subject=Subject.EVENT)
    for name, post in (("京东社区", posts.filler), ("玉北社区", posts.neighbour)):
        row = answering.add_row(answers[name], by=post, at=AT)
        answering.set_cell(row, 1, "龙舟赛", by=post, at=AT)
    found = queries.doubles(answers["京东社区"].request, DAY, tree[CITY])
    assert [row.answer.division.name for row in found["name:龙舟赛"]] == ["京东社区", "玉北社区"]


def test_totals_equal_the_list(sent, posts, tree):
    answers = sent(COUNT, RATE)
    answering.set_cell(row_of(answers["京东社区"]), 1, "12", by=posts.filler, at=AT)
    answering.set_cell(row_of(answers["京东社区"]), 2, "0.1", by=posts.filler, at=AT)
    answering.set_cell(row_of(answers["玉北社区"]), 1, "3", by=posts.neighbour, at=AT)
    answering.set_cell(row_of(answers["玉北社区"]), 2, "0.2", by=posts.neighbour, at=AT)
    request = answers["京东社区"].request
    assert queries.totals(request, DAY, tree[CITY]) == {1: 15, 2: 0.3}
    assert queries.totals(request, DAY, tree[YUBEI]) == {1: 3, 2: 0.2}


@pytest.fixture
def handed_in(mine, posts) -> Answer:
    answering.set_cell(row_of(mine), 1, "12", by=posts.filler, at=AT)
    return submit(mine, by=posts.filler, at=AT)


def test_way_up_by_level_until_it_is_locked(handed_in, posts):
    with pytest.raises(NotNow):
        reviewing.approve(handed_in, by=posts.asker, at=AT)
    with pytest.raises((PermissionRefused, WrongState)):
        reviewing.check_county(handed_in, by=posts.street, at=AT)
    answer = reviewing.check_town(handed_in, by=posts.street, at=AT)
    answer = reviewing.check_county(answer, by=posts.county, at=AT)
    answer = reviewing.approve(answer, by=posts.asker, at=AT)
    assert (answer.state, answer.approved_on) == (AnswerState.APPROVED, DAY)
    with pytest.raises(Refused, match="锁定"):
        answering.set_cell(row_of(answer), 1, "1", by=posts.filler, at=AT)


def test_return_needs_words_and_keeps_them_beside_the_cell(handed_in, posts):
    with pytest.raises(NotNow, match="原因"):
        reviewing.return_answer(handed_in, by=posts.street, at=AT)
    row = row_of(handed_in)
    back = reviewing.return_answer(handed_in, remarks={(row.pk, 1): "与上月差太多"}, by=posts.street, at=AT)
    assert (back.state, row_of(back).remarks) == (AnswerState.RETURNED, {"1": "与上月差太多"})
    answering.set_cell(row, 1, "11", by=posts.filler, at=AT)
    assert submit(back, by=posts.filler, at=AT).state == AnswerState.SUBMITTED


def test_all_are_done_that_can_be(sent, posts):
    answers = sent(COUNT)
    answering.set_cell(row_of(answers["京东社区"]), 1, "12", by=posts.filler, at=AT)
    submit(answers["京东社区"], by=posts.filler, at=AT)
    done = reviewing.do_all("check_town", answers.values(), by=posts.county, at=AT)
    assert (done.count, len(done.refused)) == (1, 2)


def test_reminding_marks_the_todo_of_who_has_not_answered(sent, posts, tree):
    """The third community has nobody who could answer, and so no to-do."""
    answers = sent(COUNT)
    request = answers["京东社区"].request
    for _again in range(2):
        assert reviewing.remind(request, DAY, tree[CITY], by=posts.asker, at=AT) == 2
    titles = set(Todo.objects.filter(record_type="returns.answer").values_list("title", flat=True))
    assert titles == {f"【2021-07-09催报】{answers['京东社区']}"}
    with pytest.raises(PermissionRefused):
        reviewing.remind(request, DAY, tree[CITY], by=posts.filler, at=AT)


def test_what_a_register_keeps_sealed_is_sealed_on_every_form(sent, posts, given, tree):
    phone = column(1, "电话", Kind.PHONE, "residents.resident.phone")
    values = {"registered_on": date(2020, 1, 1), "sex": "1", "born_on": date(1888, 2, 28)}
    given(Resident, tree[JINGDONG], name="甘敬业", **values)
    answer = sent(phone, subject=Subject.PERSON, rows_of="residents.resident")["京东社区"]
    answering.set_cell(row_of(answer), 1, "13800005678", by=posts.filler, at=AT)
    assert "13800005678" not in str(row_of(answer).cells)
    assert shown(row_of(answer)) == {1: "13800005678"}


NAMED = (
    column(1, "证件号码", Kind.ID_NUMBER, "residents.resident.id_number"),
    column(2, "姓名", fact="residents.resident.name"),
    column(3, "健康状况", fact="residents.resident.health"),
)


def test_person_named_by_number_is_found_on_the_communitys_own_register(sent, posts, given, tree):
    number = "41090218880228001"
    number += check_digit(number)
    values = {"registered_on": date(2020, 1, 1), "sex": "1", "born_on": date(1888, 2, 28), "id_number": number}
    resident = given(Resident, tree[JINGDONG], name="甘敬业", health="良好", **values)
    answers = sent(*NAMED, subject=Subject.PERSON)
    row = answering.add_row(answers["京东社区"], by=posts.filler, at=AT)
    answering.set_cell(row, 1, number, by=posts.filler, at=AT)
    assert shown(row) == {1: number, 2: "甘敬业", 3: "良好"}
    assert row_of(answers["京东社区"]).cells["2"]["of"] == f"residents.resident:{resident.pk}"
    answering.set_cell(row, 3, "需照料", by=posts.filler, at=AT)
    submit(answers["京东社区"], by=posts.filler, at=AT)
    resident.refresh_from_db()
    assert resident.health == "需照料"
    assert "doubt" not in row_of(answers["京东社区"]).cells["1"]
    elsewhere = answering.add_row(answers["玉北社区"], by=posts.neighbour, at=AT)
    answering.set_cell(elsewhere, 1, number, by=posts.neighbour, at=AT)
    assert shown(elsewhere) == {1: number}
    [rows] = queries.doubles(answers["京东社区"].request, DAY, tree[CITY]).values()
    assert len(rows) == 2


def test_person_is_not_filled_in_for_who_may_not_see_the_register(sent, posts, given, tree):
    number = "41090218880228001"
    number += check_digit(number)
    values = {"registered_on": date(2020, 1, 1), "sex": "1", "born_on": date(1888, 2, 28), "id_number": number}
    given(Resident, tree[JINGDONG], name="甘敬业", **values)
    answer = sent(*NAMED, subject=Subject.PERSON)["京东社区"]
    row = answering.add_row(answer, by=posts.typist, at=AT)
    answering.set_cell(row, 1, number, by=posts.typist, at=AT)
    assert shown(row) == {1: number}
