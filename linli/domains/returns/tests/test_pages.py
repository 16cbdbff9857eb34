"""The pages of an answer and of a request's progress, as each of those who have a part in it sees them."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from linli.domains.returns.actions import answering
from linli.domains.returns.actions.submitting import submit
from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models import Answer, Row
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.values import check_digit
from linli.domains.returns.tests.conftest import AT, DAY, JINGDONG, column
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.indicators.registry import all_indicators

COLUMNS = (
    column(1, "健身器材", Kind.INT, unit="件"),
    column(2, "完好率", Kind.NUMBER, is_required=False),
    column(3, "有无图书室", Kind.BOOL, choices=("有", "无")),
)


@pytest.fixture
def sign_in(db, settings):
    settings.LINLI_TODAY = DAY.isoformat()

    def as_post(post):
        client = Client()
        client.force_login(post.user)
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
        return client

    return as_post


@pytest.fixture
def mine(sent) -> Answer:
    return sent(*COLUMNS)["京东社区"]


def row_of(answer: Answer) -> Row:
    return Row.objects.filter(answer=answer).order_by("ordinal")[0]


def cell_url(answer: Answer, index: int) -> str:
    return reverse("returns:cell", args=[row_of(answer).pk, index])


def test_form_is_filled_cell_by_cell_and_handed_in(mine, posts, sign_in):
    client = sign_in(posts.filler)
    text = client.get(mine.get_absolute_url()).content.decode()
    assert "还差2格" in text
    said = client.post(cell_url(mine, 1), {"value": "12 件", "expected": ""}).json()
    assert (said["value"], said["left"], said["mayUndo"]) == ("12", 1, True)
    assert client.post(cell_url(mine, 3), {"value": "√", "expected": ""}).json()["value"] == "有"
    refused = client.post(cell_url(mine, 1), {"value": "很多", "expected": "12"})
    assert (refused.status_code, "不是数字" in refused.json()["fault"]) == (422, True)
    assert client.post(reverse("returns:answer_submit", args=[mine.pk])).status_code == 302
    mine.refresh_from_db()
    assert mine.state == AnswerState.SUBMITTED
    assert "data-value" not in client.get(mine.get_absolute_url()).content.decode()


def test_cell_changed_by_somebody_else_is_a_conflict_with_both_values(mine, posts, sign_in):
    sign_in(posts.typist).post(cell_url(mine, 1), {"value": "12", "expected": ""})
    answer = sign_in(posts.filler).post(cell_url(mine, 1), {"value": "13", "expected": ""})
    assert answer.status_code == 409
    assert (answer.json()["current"], answer.json()["by"]) == ("12", posts.typist.user.name)


def test_undo_brings_the_cell_back(mine, posts, sign_in):
    client = sign_in(posts.filler)
    client.post(cell_url(mine, 1), {"value": "12", "expected": ""})
    undo = reverse("returns:cell_undo", args=[row_of(mine).pk, 1])
    assert client.post(undo).json()["value"] == ""
    assert client.post(undo).status_code == 422


def test_submit_shows_what_is_missing_beside_the_cell(mine, posts, sign_in):
    answer = sign_in(posts.filler).post(reverse("returns:answer_submit", args=[mine.pk]))
    assert answer.status_code == 422
    assert "“健身器材”还没有填" in answer.content.decode()


def test_page_without_scripts_saves_all_and_keeps_what_is_right(mine, posts, sign_in):
    row = row_of(mine)
    typed = {f"c{row.pk}-1": "12", f"c{row.pk}-2": "很高", f"c{row.pk}-3": "有"}
    answer = sign_in(posts.filler).post(reverse("returns:answer_save", args=[mine.pk]), typed)
    assert (answer.status_code, "不是数字" in answer.content.decode()) == (422, True)
    assert {index: said["v"] for index, said in row_of(mine).cells.items()} == {"1": 12, "3": True}


def test_neighbour_sees_nothing_of_it(mine, posts, sign_in):
    client = sign_in(posts.neighbour)
    assert client.get(mine.get_absolute_url()).status_code == 404
    assert client.post(cell_url(mine, 1), {"value": "12"}).status_code == 404
    for name in ("answer_submit", "answer_refresh", "answer_row", "answer_save"):
        assert client.post(reverse(f"returns:{name}", args=[mine.pk])).status_code == 404
    assert "京东社区" not in client.get(reverse("returns:overview", args=[mine.request_id])).content.decode()


def test_figure_is_shown_with_what_opens_it_and_not_typed(sent, posts, sign_in):
    code = all_indicators()[0].code
    answer = sent(column(1, "指标", Kind.INT, f"figure:{code}"), column(2, "件数", Kind.INT))["京东社区"]
    text = sign_in(posts.filler).get(answer.get_absolute_url()).content.decode()
    assert f"/figures/{code}/?place={JINGDONG}" in text
    assert "由记录算出" in text


def test_form_is_quick_at_thirty_columns(sent, posts, sign_in):
    answer = sent(*(column(number, f"第{number}项", Kind.INT) for number in range(1, 31)))["京东社区"]
    client = sign_in(posts.filler)
    client.get(answer.get_absolute_url())
    took = []
    for _again in range(5):
        started = time.perf_counter()
        client.get(answer.get_absolute_url())
        took.append(time.perf_counter() - started)
    assert min(took) < 0.2


def test_rows_are_added_on_the_page(sent, posts, sign_in):
    answer = sent(column(1, "活动名称"), column(2, "人数", Kind.INT), subject=Subject.EVENT)["京东社区"]
    client = sign_in(posts.filler)
    assert client.post(reverse("returns:answer_row", args=[answer.pk])).status_code == 302
    row = row_of(answer)
    text = client.get(answer.get_absolute_url()).content.decode()
    assert f'id="r{row.pk}"' in text
    client.post(reverse("returns:row_remove", args=[row.pk]))
    assert not Row.objects.filter(answer=answer).exists()


def test_township_returns_with_a_remark_that_the_community_sees(mine, posts, sign_in):
    client, row = sign_in(posts.filler), row_of(mine)
    for index, value in ((1, "12"), (3, "有")):
        client.post(cell_url(mine, index), {"value": value})
    client.post(reverse("returns:answer_submit", args=[mine.pk]))
    street = sign_in(posts.street)
    page = street.get(mine.get_absolute_url()).content.decode()
    assert f"remark-c{row.pk}-1" in page
    back = reverse("returns:answer_review", args=[mine.pk, "return_answer"])
    assert street.post(back, {f"remark-c{row.pk}-1": "请数一数"}).status_code == 302
    text = client.get(mine.get_absolute_url()).content.decode()
    assert "请数一数" in text
    assert "请看格子旁的意见" in text


def test_overview_counts_by_place_reminds_and_checks_all(mine, posts, sign_in):
    for index, value in ((1, "12"), (3, "有")):
        answering.set_cell(row_of(mine), index, value, by=posts.filler, at=AT)
    sign_in(posts.filler).post(reverse("returns:answer_submit", args=[mine.pk]))
    street, asker = sign_in(posts.street), sign_in(posts.asker)
    address = reverse("returns:overview", args=[mine.request_id])
    text = street.get(address).content.decode()
    assert "2个村（社区），1个还没有报送" in text
    assert mine.get_absolute_url() in text
    street.post(reverse("returns:overview_step", args=[mine.request_id, "check_town"]))
    mine.refresh_from_db()
    assert mine.state == AnswerState.TOWN_CHECKED
    assert "华龙区" in asker.get(address).content.decode()
    reminded = asker.post(reverse("returns:overview_remind", args=[mine.request_id]), follow=True)
    assert "已催报" in reminded.content.decode()
    assert asker.get(f"{address}?show=waiting&division=410902000000").content.decode().count("玉北社区") == 1


def test_personal_numbers_are_shown_in_part(sent, posts, sign_in):
    asked = column(1, "证件号码", Kind.ID_NUMBER, is_personal=True)
    answer = sent(asked, column(2, "姓名"), subject=Subject.PERSON)["京东社区"]
    row = answering.add_row(answer, by=posts.filler, at=AT)
    client = sign_in(posts.filler)
    number = "41090218880228001"
    said = client.post(cell_url(answer, 1), {"value": number + check_digit(number), "expected": ""})
    assert said.status_code == 200
    assert "1888" not in said.content.decode()
    assert Row.objects.get(pk=row.pk).about.startswith("mark:")
    assert "1888" not in client.get(answer.get_absolute_url()).content.decode()
    again = {"value": "", "expected": said.json()["value"]}
    assert client.post(cell_url(answer, 1), again).status_code == 200
    assert Row.objects.get(pk=row.pk).cells.get("1", {}).get("v") is None


def test_list_of_what_is_to_be_filled_in(mine, posts, sign_in):
    address = reverse("returns:answers")
    text = sign_in(posts.filler).get(address).content.decode()
    assert mine.get_absolute_url() in text
    assert "玉北社区" not in text
    assert sign_in(posts.asker).get(address).status_code == 403


def test_form_without_rows_says_where_they_would_come_from(sent, posts, sign_in):
    said = {"subject": Subject.PERSON, "rows_of": "residents.resident"}
    answer = sent(column(1, "姓名", fact="residents.resident.name"), column(2, "走访日期"), **said)["京东社区"]
    text = sign_in(posts.filler).get(answer.get_absolute_url()).content.decode()
    assert "登记册里没有符合条件的记录" in text
    refreshed = sign_in(posts.filler).post(reverse("returns:answer_refresh", args=[answer.pk]), follow=True)
    assert "已经是最新的记录" in refreshed.content.decode()


def test_each_level_is_offered_its_own_step(mine, posts, sign_in):
    for index, value in ((1, "12"), (3, "有")):
        answering.set_cell(row_of(mine), index, value, by=posts.filler, at=AT)
    submit(mine, by=posts.filler, at=AT)
    asker, address = sign_in(posts.asker), mine.get_absolute_url()
    for post, step in ((posts.street, "check_town"), (posts.county, "check_county"), (posts.asker, "approve")):
        page = sign_in(post).get(address).content.decode()
        assert f"/review/{step}/" in page
        assert post == posts.asker or "/review/approve/" not in asker.get(address).content.decode()
        assert sign_in(post).post(reverse("returns:answer_review", args=[mine.pk, step])).status_code == 302
    overview = reverse("returns:overview", args=[mine.request_id])
    assert "逾期" in asker.get(overview).content.decode()
    mine.refresh_from_db()
    assert mine.state == AnswerState.APPROVED
