"""The audit administrator's pages: what they show, to whom, and how far."""

import io
import subprocess
import sys
import zipfile

import pytest
from django.db import transaction
from django.test import Client

from linli.domains.consultation.models import Session
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.audit import keeping, log, sealing
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.signin.account_log import VERBS as AT_THE_DOOR
from linli.kernel.signin.tests.conftest import Browser
from linli.portal.audit import words
from tests.cast import NOW, PASSWORD
from tests.factories import make

pytest_plugins = ["tests.posts_cast"]


def as_post(post) -> Client:
    client = Client()
    with scope.entered(scope.NOTHING):
        client.force_login(post.user)
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
    return client


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def done(tree, city_clerk, hualong_officer):
    """Two deeds of two people in two counties, and a refusal."""
    with transaction.atomic(), scope.everything("test deeds"):
        with keeping.doing("retitle", by=city_clerk, at=NOW, reason="更正"):
            first = make(Session, tree["410902001001"], topic="华龙的事")
        with keeping.doing("import", by=hualong_officer, at=NOW):
            second = make(Session, tree["410922100201"], topic="清丰的事")
        log.happened("refused", at=NOW, division_id=0, by_name="外人", detail={"path": "/x/"})
    return first, second


def test_page_is_for_the_audit_administrator_alone(offices, city_clerk, done):
    assert as_post(offices.audit).get("/audit/").status_code == 200
    for post in (city_clerk, offices.system, offices.security):
        assert as_post(post).get("/audit/").status_code == 403
        assert as_post(post).post("/audit/export/").status_code == 403


def test_a_day_shows_who_did_what(offices, done):
    client = as_post(offices.audit)

    today, before = text(client.get("/audit/")), text(client.get("/audit/?day=2021-07-08"))

    for expected in ("程思远", "华龙的事", "清丰的事", "导入", "理由：更正", "协商"):
        assert expected in today
    assert "华龙的事" not in before


def test_a_person_is_shown_in_every_post_and_on_all_days(offices, done):
    shown = text(as_post(offices.audit).get("/audit/?person=程思远"))

    assert "华龙的事" in shown
    assert "清丰的事" not in shown


def test_a_record_is_shown_with_its_history(offices, done):
    client = as_post(offices.audit)

    shown = text(client.get(f"/audit/?register=consultation.session&record={done[1].pk}"))

    assert "清丰的事" in shown
    assert "华龙的事" not in shown


def test_filters_by_verb_and_register(offices, done):
    client = as_post(offices.audit)

    assert "华龙的事" not in text(client.get("/audit/?verb=import"))
    assert "清丰的事" in text(client.get("/audit/?verb=import&register=consultation.session"))
    assert "清丰的事" not in text(client.get("/audit/?verb=import&register=grid.centre"))


def test_what_happened_at_the_door_is_told_in_words(offices, hualong_officer):
    person = Browser()
    for password in ("不对的密码", PASSWORD):
        person.sign_in("hualong", password)
    person.post("/sign-out/")

    shown = text(as_post(offices.audit).get("/audit/?person=华清和"))

    for expected in ("登录失败", "登录</", "退出登录", "来源地址", "203.0.113.7"):
        assert expected in shown, expected
    assert ">signin." not in shown
    assert [verb for verb in AT_THE_DOOR if words.common_verbs().get(verb, verb) == verb] == []


def test_only_what_lies_within_the_post_is_shown(hire, offices, done):
    county = hire("shen-hua", "华审慎", "audit_admin", "审计管理员", "410902000000")

    shown = text(as_post(county).get("/audit/")) + text(as_post(county).get("/audit/?place=none"))

    assert "华龙的事" in shown
    assert "清丰的事" not in shown
    assert "外人" not in shown


def test_what_belongs_to_no_division_is_for_the_city(offices, done):
    client = as_post(offices.audit)

    assert "外人" not in text(client.get("/audit/"))
    shown = text(client.get("/audit/?place=none"))
    assert "外人" in shown
    assert "华龙的事" not in shown


def test_pages_go_on_where_the_last_one_ended(offices, tree):
    with transaction.atomic(), scope.everything("test deeds"):
        for number in range(60):
            log.happened("refused", at=NOW, division_id=tree["410902001001"].code, by_name=f"第{number}人")
    client = as_post(offices.audit)

    first = client.get("/audit/?verb=refused")
    second = client.get(first.context["next_url"].join(["/audit/", ""]))

    assert ("第59人" in text(first), "第10人" in text(first), "第9人" in text(first)) == (True, True, False)
    assert ("第9人" in text(second), "第0人" in text(second), second.context["next_url"]) == (True, True, "")


@pytest.mark.parametrize("address", ["?day=2021-13-01", "?day=x", "?before=-1", "?before=１２", "?record=x"])
def test_hostile_addresses_are_answered_in_words(offices, address):
    assert as_post(offices.audit).get(f"/audit/{address}").status_code == 400


@pytest.mark.parametrize(
    "address", ["?person=%00", "?verb='--", "?register=x.y", "?before=" + "9" * 40, "?register=a&record=9"]
)
def test_what_there_is_not_is_empty(offices, address):
    assert as_post(offices.audit).get(f"/audit/{address}").status_code == 200


def test_number_of_queries_does_not_grow_with_the_entries(offices, tree, django_assert_max_num_queries):
    with transaction.atomic(), scope.everything("test deeds"):
        for number in range(30):
            make(Session, tree["410902001001"], topic=f"{number}")
    client = as_post(offices.audit)

    with django_assert_max_num_queries(40):
        client.get("/audit/")


def test_personal_data_are_not_shown(tree, offices):
    resident = pytest.importorskip("linli.domains.residents.models").Resident
    with transaction.atomic(), scope.everything("test rows"):
        made = make(resident, tree["410902001001"])
        entry = log.history(made).get()
    told = {change.after for change in words.changes_of(entry)}

    assert "个人信息，不显示" in told
    assert not any(each.startswith("\\x") for each in told)


def test_export_is_a_pack_that_proves_itself_and_is_audited(patient_seals, own_database, settings, tmp_path):
    from datetime import date

    from linli.kernel.accounts.models import Post, Role, Unit, User
    from tests.cast import plant

    settings.LINLI_SEAL_KEY, settings.LINLI_SEALS_FILE = tmp_path / "seal.key", tmp_path / "seals.log"
    with transaction.atomic(), scope.everything("test rows"):
        tree = plant()
        unit = Unit.objects.create(code="PDY-1", name="审计室", division=tree["410902000000"])
        user = User.objects.create(username="shen", name="沈察言")
        post = Post.objects.create(
            user=user, unit=unit, role=Role.objects.get(pk="audit_admin"), title="审计管理员", since=date(2019, 1, 1)
        )
        post.divisions.set([tree["410902000000"]])
        log.happened("refused", at=NOW, division_id=tree["410902001001"].code, by_name="里面的人")
        log.happened("refused", at=NOW, division_id=tree["410922100201"].code, by_name="外面的人")
    sealing.seal(at=NOW)
    client = Client()
    with transaction.atomic(), scope.entered(scope.NOTHING):
        client.force_login(user)

    answer = client.post("/audit/export/", {"since": "2021-07-01", "until": "2021-07-31"})

    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        archive.extractall(tmp_path / "pack")
    command = [sys.executable, str(tmp_path / "pack" / "verify_audit.py"), str(tmp_path / "pack")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, "审计记录 1 条；" in checked.stdout) == (0, True)
    with transaction.atomic(), scope.everything("look"):
        assert AuditEntry.objects.get(verb="audit.export").after["count"] == 1


@pytest.mark.parametrize("days", [("", ""), ("2021-07-09", "2021-07-01"), ("2021-01-01", "2021-12-31"), ("x", "y")])
def test_export_asks_for_proper_days(offices, days):
    answer = as_post(offices.audit).post("/audit/export/", dict(zip(("since", "until"), days, strict=True)))

    assert answer.status_code == 400
