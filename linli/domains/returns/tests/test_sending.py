"""What is opened when a request is sent, and with what it is filled."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.domains.residents.models import Household, Resident
from linli.domains.returns.actions import sending
from linli.domains.returns.enums import AnswerState, RequestState, Rhythm, Source
from linli.domains.returns.models import Answer, FactValue, Row
from linli.domains.returns.queries.prefill import rows_for
from linli.domains.returns.rules.cells import Cell
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.tests.conftest import AT, COUNTY, DAY, JINGDONG, STREET, YUBEI, answers_of, column, on
from linli.domains.returns.workflow import ANSWER
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused
from linli.kernel.audit.guard import writing
from linli.kernel.divisions.models import Succession
from linli.kernel.indicators.registry import all_indicators
from linli.kernel.jobs import queue
from linli.kernel.workflow.actions import settle
from linli.kernel.workflow.models import Todo


def first_row(answer: Answer) -> Row:
    return Row.objects.filter(answer=answer).order_by("ordinal")[0]


def cell(row: Row, index: int) -> Cell:
    return Cell.from_json(row.cells.get(str(index), {}))


def figure_code() -> str:
    return f"figure:{all_indicators()[0].code}"


def test_send_opens_one_answer_for_each_community_with_its_todo(sent, tree):
    answers = sent(column(1, "健身器材", Kind.INT))
    assert set(answers) == {"京东社区", "玉北社区", "金联华社区"}
    mine = answers["京东社区"]
    assert (mine.state, mine.period_on, mine.due_on) == (AnswerState.OPEN, DAY, date(2021, 7, 14))
    todos = Todo.objects.filter(record_type="returns.answer", record_id=mine.pk)
    assert [(each.unit.division.name, each.due_on) for each in todos] == [("京东社区", date(2021, 7, 14))]
    assert log.history(mine).get().verb == "send"


def test_send_again_opens_only_what_is_missing(sent, posts, tree):
    answers = sent(column(1, "健身器材", Kind.INT), targets=[STREET])
    request = next(iter(answers.values())).request
    request.targets = [COUNTY]
    assert sending.send(request, by=posts.guard, at=on(date(2021, 7, 12))).opened == 1
    assert sending.send(request, by=posts.guard, at=AT).opened == 0
    assert {each.period_on for each in answers_of(request)} == {DAY}


def test_figures_are_filled_with_what_opens_them(sent):
    answers = sent(column(1, "指标", Kind.INT, figure_code()), column(2, "备用", Kind.INT))
    found = cell(first_row(answers["京东社区"]), 1)
    assert (found.source, found.as_of) == (Source.FIGURE, DAY)
    assert found.of.startswith(figure_code() + "?place=" + JINGDONG)


def test_request_for_figures_alone_reaches_no_community(sent):
    answers = sent(column(1, "指标", Kind.INT, figure_code()), column(2, "备注", is_required=False))
    assert {(each.state, each.is_by_records) for each in answers.values()} == {(AnswerState.APPROVED, True)}
    assert not Todo.objects.filter(record_type="returns.answer").exists()


@pytest.fixture
def person(given, tree):
    def make(name: str, code: str = JINGDONG, **values):
        given_values = {"registered_on": date(2020, 1, 1), "sex": "1", "born_on": date(1888, 2, 28)}
        return given(Resident, tree[code], name=name, **{**given_values, **values})

    return make


ROSTER = (
    column(1, "姓名", fact="residents.resident.name"),
    column(2, "证件号码", Kind.ID_NUMBER, "residents.resident.id_number", is_personal=True),
    column(3, "出生日期", Kind.DATE, "residents.resident.born_on"),
    column(4, "户编号", fact="residents.household.number", is_required=False),
    column(5, "走访日期", Kind.DATE),
)


def test_rows_of_a_register_are_those_its_filters_leave(sent, person, given, tree):
    house = given(Household, tree[JINGDONG], number="H1", registered_on=date(2020, 1, 1))
    kept = person("甘敬业", phone="13800001234", household=house, id_number="410902188802280019")
    person("路过客", left_on=date(2021, 1, 1), left_reason="moved_out")
    person("玉北人", YUBEI)
    answers = sent(*ROSTER, subject=Subject.PERSON, rows_of="residents.resident", rows_where={"left_on_set": "no"})
    [row] = Row.objects.filter(answer=answers["京东社区"])
    assert row.about == f"residents.resident:{kept.pk}"
    assert cell(row, 1) == Cell("甘敬业", Source.RECORD, row.about, DAY)
    assert cell(row, 3).value == "1888-02-28"
    assert (cell(row, 4).value, cell(row, 4).of) == ("H1", f"residents.household:{house.pk}")
    assert cell(row, 2).value is None
    assert row.sealed.plain == '{"2": "410902188802280019"}'
    counts = answers["京东社区"]
    assert (counts.asked_count, counts.prefilled_count, counts.typed_count) == (5, 4, 0)


def test_fact_once_typed_is_there_and_an_old_one_is_doubted(sent, fact, given, tree):
    known = fact()
    earlier = sent(column(1, "健身器材", Kind.INT, f"fact:{known.pk}"), title="甲表")
    values = {"fact": known, "answer": earlier["京东社区"], "as_of": date(2021, 1, 1)}
    given(FactValue, tree[JINGDONG], value=7, **{**values, "as_of": date(2020, 1, 1)})
    given(FactValue, tree[JINGDONG], value=8, **values)
    given(FactValue, tree[YUBEI], value=9, valid_until=date(2021, 7, 8), **values)
    answers = sent(column(3, "器材数", Kind.INT, f"fact:{known.pk}"), title="乙表")
    assert cell(first_row(answers["京东社区"]), 3) == Cell(8, Source.FACT, f"fact:{known.pk}", date(2021, 1, 1))
    old = cell(first_row(answers["玉北社区"]), 3)
    assert (old.value, "2021-07-08" in old.doubt) == (9, True)


def test_next_period_starts_from_the_last(sent, tree, request_of, posts, given):
    answers = sent(column(1, "检测点", Kind.INT), rhythm=Rhythm.MONTHLY)
    row = first_row(answers["京东社区"])
    given(Row, tree[JINGDONG], answer=row.answer, ordinal=2, cells={"1": {"v": 4, "s": "typed"}})
    request = answers["京东社区"].request
    assert sending.open_next_periods(at=on(date(2021, 7, 31))) == 0
    assert sending.open_next_periods(at=on(date(2021, 8, 1))) == 3
    august = Answer.objects.get(request=request, division=tree[JINGDONG], period_on=date(2021, 8, 1))
    found = cell(first_row(august), 1)
    assert (found.value, found.source, found.as_of) == (4, Source.LAST, date(2021, 7, 31))


def test_request_stops_by_itself_after_its_last_day(sent, request_of):
    request = request_of(column(1, "检测点", Kind.INT), rhythm=Rhythm.DAILY, ends_on=DAY)
    assert sending.end_overdue(at=AT) == 0
    assert sending.end_overdue(at=on(date(2021, 7, 10))) == 1
    request.refresh_from_db()
    assert (request.state, request.ended_on) == (RequestState.ENDED, date(2021, 7, 10))
    assert sending.open_next_periods(at=on(date(2021, 7, 11))) == 0


def test_send_is_refused_to_who_may_not_and_before_it_begins(request_of, posts):
    request = request_of(column(1, "检测点", Kind.INT))
    with pytest.raises(PermissionRefused):
        sending.send(request, by=posts.filler, at=AT)
    with pytest.raises(Refused, match="2021-07-01"):
        sending.send(request, by=posts.guard, at=on(date(2021, 6, 30)))


@pytest.mark.parametrize("heirs", [(JINGDONG,), (JINGDONG, YUBEI)])
def test_place_merged_or_split_since_is_sent_to_those_that_came_after_it(sent, tree, everywhere, heirs):
    gone = "410902001009"
    for number, heir in enumerate(heirs):
        values = {"kind": "merged", "on": date(2020, 11, 1), "is_main": number == 0}
        Succession.objects.create(predecessor=int(gone) * 1000, successor=tree[heir].code, **values)
    answers = sent(column(1, "健身器材", Kind.INT), targets=[gone])
    assert {each.division_id for each in answers.values()} == {tree[heir].code for heir in heirs}


def test_two_communities_merged_later_keep_the_answers_of_both(sent, tree):
    answers = sent(column(1, "健身器材", Kind.INT))
    moved = {"division": tree[JINGDONG]}
    with writing():
        Answer.objects.filter(pk=answers["玉北社区"].pk).update(**moved)
    assert Answer.objects.filter(request=answers["京东社区"].request, **moved).count() == 2


def test_register_without_a_row_is_an_answer_too(sent):
    answers = sent(ROSTER[0], subject=Subject.PERSON, rows_of="residents.resident")
    assert {each.is_by_records for each in answers.values()} == {True}


def test_request_that_is_stopped_is_owed_by_nobody(sent):
    answers = sent(column(1, "检测点", Kind.INT), ends_on=DAY)
    waiting = Todo.objects.filter(record_type="returns.answer", closed_at=None)
    assert waiting.count() == 2
    sending.end_overdue(at=on(date(2021, 7, 10)))
    assert not waiting.exists()
    assert answers


def test_sending_is_a_job(request_of, posts):
    request = request_of(column(1, "检测点", Kind.INT))
    job = queue.enqueue("returns.send", by=posts.guard, at=AT, about=request.title, request=request.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"opened": 3, "by_records": 0, "todos": 2})


def test_todos_of_many_are_those_of_each(sent, posts, tree):
    answers = sent(column(1, "检测点", Kind.INT))

    def known() -> set[tuple]:
        waiting = Todo.objects.filter(record_type="returns.answer", closed_at=None)
        return set(waiting.values_list("record_id", "unit", "transition", "label", "title", "url", "due_on", "basis"))

    at_once = known()
    Todo.objects.all().update(closed_at=AT)
    for answer in answers.values():
        settle(ANSWER, answer, at=AT)
    assert known() == at_once


def test_number_of_queries_does_not_grow_with_the_communities(request_of, tree, django_assert_num_queries, fact):
    columns = (column(1, "指标", Kind.INT, figure_code()), column(2, "器材", Kind.INT, f"fact:{fact().pk}"), *ROSTER)
    asked = [replace(each, index=number) for number, each in enumerate(columns, start=1)]
    request = request_of(*asked, subject=Subject.PERSON, rows_of="residents.resident", rhythm=Rhythm.MONTHLY)
    villages = [tree[code] for code in (JINGDONG, YUBEI, "410902002002")]
    rows_for(request, villages[:1], on=DAY)
    with CaptureQueriesContext(connection) as of_one:
        rows_for(request, villages[:1], on=DAY)
    with django_assert_num_queries(len(of_one)):
        rows_for(request, villages, on=DAY)
