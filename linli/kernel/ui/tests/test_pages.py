"""What contract tests over all registers do not look at: refusals in words, conflicts, suggestions, headers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.divisions import scope
from linli.kernel.exchange.spec import get_spec
from linli.kernel.ui.middleware import POLICY
from tests.cast import PASSWORD
from tests.factories import make

SESSION = get_spec("consultation.session")
PROBLEM = get_spec("consultation.problem")


@pytest.fixture
def client_of(db):
    def signed_in(post):
        client = Client()
        with scope.entered(scope.NOTHING):
            client.force_login(post.user)
            session = client.session
            session[SESSION_KEY] = post.pk
            session.save()
        return client

    return signed_in


@pytest.fixture
def session(tree):
    with scope.everything("a record"):
        return make(SESSION.model, tree["410902001001"], code="XS-1", topic="停车", participants_count=20)


def written(record, **changes):
    """The form of a session as a browser would send it."""
    values = {
        "code": record.code,
        "division": "410902001001",
        "topic": record.topic,
        "category": record.category,
        "held_on": record.held_on.isoformat(),
        "participants_count": record.participants_count,
        "conclusion": record.conclusion,
        "version": record.version,
    }
    return values | changes


def text(response):
    return response.content.decode()


def test_page_allows_only_the_house_to_run(client_of, city_clerk):
    response = client_of(city_clerk).get(SESSION.url())

    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "<style" not in text(response)
    assert "style=" not in text(response)
    assert "onclick" not in text(response)


def test_htmx_gets_the_part_and_the_short_address(client_of, city_clerk, session):
    response = client_of(city_clerk).get(SESSION.url(), {"q": "停车", "category": ""}, headers={"HX-Request": "true"})

    assert text(response).count("<html") == 0
    assert response.headers["HX-Push-Url"] == "/consultation/session/?q=%E5%81%9C%E8%BD%A6"


def test_htmx_of_a_stranger_loads_the_sign_in_page(db):
    response = Client().get(SESSION.url(), headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/sign-in/")


def test_account_without_a_post_is_told_so(outsider):
    client = Client()
    with scope.entered(scope.NOTHING):
        client.force_login(outsider)

    response = client.get(SESSION.url())

    assert response.status_code == 403
    assert "您目前没有在任的岗位" in text(response)


def test_refusal_is_a_page_in_words(client_of, city_reader):
    response = client_of(city_reader).get(SESSION.url("create"))

    assert response.status_code == 403
    assert "“督查员”岗位没有这项权限" in text(response)


def test_wrong_entry_keeps_what_was_typed_and_says_what_is_wrong(client_of, city_clerk, session):
    response = client_of(city_clerk).post(SESSION.url("create"), written(session, code="", topic="路灯", division="1"))

    assert response.status_code == 422
    assert 'value="路灯"' in text(response)
    assert 'aria-describedby="id_code_error"' in text(response)
    assert 'id="id_code_error"' in text(response)
    assert text(response).count("请填写“协商编号”。") == 2


def test_taken_key_is_said_in_words(client_of, city_clerk, session):
    response = client_of(city_clerk).post(SESSION.url("create"), written(session))

    assert response.status_code == 422
    assert "该协商编号已经登记。" in text(response)


def test_place_of_another_county_is_refused(client_of, hualong_officer, session):
    response = client_of(hualong_officer).post(
        SESSION.url("create"), written(session, code="X", division="410922100201")
    )

    assert response.status_code == 422
    assert "“西关村”不在您岗位的管辖范围内" in text(response)


def test_correction_is_saved_and_told_in_the_history(client_of, city_clerk, session):
    client = client_of(city_clerk)

    response = client.post(SESSION.url("edit", pk=session.pk), written(session, topic="照明"))

    assert response.headers["Location"] == SESSION.url("detail", pk=session.pk)
    page = text(client.get(SESSION.url("history", pk=session.pk)))
    assert "<del>停车</del>" in page
    assert "<ins>照明</ins>" in page


def test_two_who_edit_one_record_lose_nothing(client_of, city_clerk, hualong_officer, session):
    client_of(city_clerk).post(SESSION.url("edit", pk=session.pk), written(session, topic="甲的议题"))
    second = client_of(hualong_officer)

    conflict = second.post(SESSION.url("edit", pk=session.pk), written(session, topic="乙的议题"))

    assert conflict.status_code == 409
    assert "<ins>乙的议题</ins>" in text(conflict)
    assert "甲的议题" in text(conflict)
    assert 'value="乙的议题"' in text(conflict)
    assert 'name="version" value="2"' in text(conflict)
    again = second.post(SESSION.url("edit", pk=session.pk), written(session, topic="乙的议题", version=2))
    assert again.status_code == 302


def test_link_brings_the_parent_along(client_of, city_clerk, session):
    client = client_of(city_clerk)

    detail = text(client.get(SESSION.url("detail", pk=session.pk)))

    assert f"{PROBLEM.url('create')}?session=XS-1" in detail
    assert 'value="XS-1"' in text(client.get(f"{PROBLEM.url('create')}?session=XS-1"))


def test_suggested_places_lie_in_the_scope(client_of, hualong_officer, session):
    page = text(client_of(hualong_officer).get("/lookup/divisions/?param=division&division=社区"))

    assert 'value="410902001001"' in page
    assert "第五社区" not in page


def test_suggested_records_need_the_permission(client_of, hualong_officer, hire, session):
    page = text(client_of(hualong_officer).get("/lookup/consultation.session/?q=停"))
    stranger = hire("lu", "陆无权", "no_such_role", "访客", "410902000000")

    assert 'value="XS-1"' in page
    assert client_of(stranger).get("/lookup/consultation.session/?q=停").status_code == 403
    assert client_of(hualong_officer).get("/lookup/no.such/").status_code == 404


def test_post_of_somebody_else_cannot_be_taken(client_of, city_clerk, hualong_officer):
    response = client_of(hualong_officer).post("/posts/switch/", {"post": city_clerk.pk})

    assert response.status_code == 404


def test_no_workbook_is_refused_beside_the_file(client_of, city_clerk):
    picture = SimpleUploadedFile("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    response = client_of(city_clerk).post(SESSION.url("import"), {"file": picture})

    assert response.status_code == 422
    assert 'id="id_file_error"' in text(response)


def test_upload_of_another_person_is_not_there(client_of, city_clerk, hualong_officer, session):
    client = client_of(city_clerk)
    data = client.get(SESSION.url("export")).content
    sent = client.post(SESSION.url("import"), {"file": SimpleUploadedFile("往返.xlsx", data)})

    assert "完全一致" in text(client.get(sent.headers["Location"]))
    assert client_of(hualong_officer).get(sent.headers["Location"]).status_code == 404


def test_sign_in_tells_nothing_about_the_account(city_clerk):
    answers = [
        text(Client().post("/sign-in/", {"username": name, "password": "不对的密码"})) for name in ("shi", "nobody")
    ]

    assert all("账号或密码不对" in answer for answer in answers)


def test_sign_in_leads_to_the_page_asked_for(city_clerk):
    response = Client().post(
        "/sign-in/?next=/funds/reward/", {"username": "shi", "password": PASSWORD, "next": "/funds/reward/"}
    )

    assert response.headers["Location"] == "/funds/reward/"
