"""The pages on which a request is made, guarded, and looked up."""

import pytest
from django.urls import reverse

from linli.domains.returns.actions import requests as actions
from linli.domains.returns.models import Fact, Request
from linli.domains.returns.tests.conftest import AT, DAY, STREET
from linli.domains.returns.tests.sheets import DAILY, ELDERLY
from linli.domains.returns.tests.test_asking import WHY, book, named


@pytest.fixture
def who(posts):
    return {"by": posts.asker, "at": AT}


@pytest.fixture
def upload(who):
    return lambda file: actions.upload(file.read_bytes(), file.name, **who)


@pytest.fixture
def page(client, settings):
    settings.LINLI_TODAY = DAY.isoformat()

    def go(post, name, *args, data=None, query=None):
        client.force_login(post.user)
        address = reverse(f"returns:{name}", args=args)
        return client.get(address, query) if data is None else client.post(address, data)

    return go


def test_pages_from_the_file_to_the_guard(page, posts, client):
    asker = posts.asker
    assert "上传并识别" in page(asker, "upload").content.decode()
    with ELDERLY.open("rb") as file:
        answer = page(asker, "upload", data={"file": file})
    request = Request.objects.get()
    assert answer.url == reverse("returns:match", args=[request.pk])

    shown = page(asker, "match", request.pk).content.decode()
    assert "确定的 15 列一次确认" in shown
    assert "居民·姓名" in shown
    assert "第6行像是填写示例" in shown
    page(asker, "confirm", request.pk, data={"index": ""})
    assert "还有 6 列等您核对" in page(asker, "match", request.pk).content.decode()

    for each in actions.columns_of(Request.objects.get()):
        if not each.is_confirmed:
            _tell(page, asker, request, each)
    assert "各列都已核对" in page(asker, "match", request.pk).content.decode()

    assert "只要哪些" in page(asker, "describe", request.pk).content.decode()
    said = {
        **WHY,
        "more_places": f"{STREET} 中原路街道",
        "rows_of": "residents.resident",
        "left_on_set": "no",
        "is_separated": "yes",
    }
    assert page(asker, "describe", request.pk, data=said | {"ends_on": "2021-06-01"}).status_code == 422
    assert page(asker, "describe", request.pk, data=said | {"more_places": "某村"}).status_code == 422
    assert page(asker, "describe", request.pk, data=said).status_code == 302
    assert Request.objects.get().rows_where == {"is_separated": "yes", "left_on_set": "no"}

    shown = page(asker, "request_detail", request.pk).content.decode()
    assert "给基层添多少事" in shown
    assert "送准入审核" in shown
    assert page(asker, "request_do", request.pk, "submit", data={}).status_code == 302
    assert page(posts.filler, "request_detail", request.pk).status_code == 404
    shown = page(posts.guard, "request_detail", request.pk).content.decode()
    assert "准予下发" in shown
    assert page(posts.guard, "request_do", request.pk, "refuse_request", data={"reason": ""}).status_code == 422
    page(posts.guard, "request_do", request.pk, "refuse_request", data={"reason": "已有同样的台账"})
    listed = page(posts.filler, "request_list", query={"state": "refused"}).content.decode()
    assert "已有同样的台账" in listed
    shown = page(posts.filler, "request_detail", request.pk).content.decode()
    assert "已有同样的台账" in shown
    assert "不予准入" in shown
    assert page(posts.filler, "request_file", request.pk).status_code == 404
    assert page(asker, "request_file", request.pk).content == ELDERLY.read_bytes()


def _tell(page, asker, request, asked):
    """Through the page of the column: a new fact, or nothing."""
    where = ("column", request.pk, asked.index)
    assert asked.letters in page(asker, *where).content.decode()
    if asked.name != "自理能力":
        assert page(asker, *where, data={"way": "nothing"}).status_code == 302
        return
    typed = {"way": "new", "new-name": "自理能力", "new-kind": "choice", "is_personal": "on", "is_required": "on"}
    assert "口径" in page(asker, *where, data=typed).content.decode()
    typed |= {"new-choices": "能自理\n部分自理\n不能自理", "new-definition": "按老年人能力评估规范"}
    assert page(asker, *where, data=typed).status_code == 302
    fact = Fact.objects.get()
    assert (fact.choices, fact.is_personal) == (["能自理", "部分自理", "不能自理"], True)
    assert "按老年人能力评估规范" in page(asker, "fact_list").content.decode()
    assert "修改口径" in page(asker, "fact_detail", fact.pk).content.decode()
    assert page(asker, "fact_detail", fact.pk, data={"definition": "按2021年规范"}).status_code == 302


def test_facts_are_found_as_one_types(page, posts, upload):
    request = upload(DAILY)
    shown = page(posts.asker, "fact_lookup", query={"param": "fact", "fact": "便民"}).content.decode()

    assert "便民服务厅" in shown
    where = ("column", request.pk, 4)
    assert "没有叫" in page(posts.asker, *where, data={"way": "other", "fact": "没有的"}).content.decode()
    assert page(posts.asker, *where, data={"way": "other", "fact": ""}).status_code == 422
    assert page(posts.asker, *where, data={"way": "other", "fact": "指标·登记户"}).status_code == 302
    assert named(Request.objects.get(), "常住人口数").fact == "figure:residents.households"


def test_what_is_no_table_is_told_beside_the_file(page, posts, tmp_path):
    for name, data, words in (
        ("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "图片"),
        ("空.csv", b"a\n", "没有找到表头"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with path.open("rb") as file:
            answer = page(posts.asker, "upload", data={"file": file})
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_header_is_told_on_the_page(page, posts, who):
    request = actions.upload(book(["某局", "通知"], ["社区", "人数"], ["京东社区", 3]), "表.xlsx", **who)
    where = ("header", request.pk)

    assert page(posts.asker, *where, data={"sheet": "Sheet", "top": 9, "bottom": 9}).status_code == 422
    assert page(posts.asker, *where, data={"sheet": "Sheet", "top": "x"}).status_code == 422
    assert page(posts.asker, *where, data={"sheet": "Sheet", "top": 2, "bottom": 2}).status_code == 302
    assert Request.objects.get().form["header_rows"] == [2, 2]


def test_file_is_replaced_on_the_page(page, posts, who, upload):
    request = upload(DAILY)
    where = ("replace_file", request.pk)

    assert page(posts.asker, *where, data={}).status_code == 422
    with ELDERLY.open("rb") as file:
        assert page(posts.asker, *where, data={"file": file}).status_code == 302
    assert Request.objects.get().subject == "person"


def test_nobody_else_works_on_a_draft(page, posts, upload):
    request = upload(DAILY)

    for name in ("match", "describe"):
        assert page(posts.guard, name, request.pk).status_code == 403
    assert page(posts.filler, "upload").status_code == 403
    assert page(posts.asker, "request_do", request.pk, "nothing").status_code == 404
    assert page(posts.asker, "column", request.pk, 99).status_code == 404
