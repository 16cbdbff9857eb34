import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from linli.domains.suggestions import actions
from linli.domains.suggestions.models import Suggestion
from linli.domains.suggestions.tests.conftest import day
from linli.kernel.accounts.middleware import SESSION_KEY


@pytest.fixture
def sign_in(db):
    def as_post(post):
        client = Client()
        client.force_login(post.user)
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
        return client

    return as_post


def do(suggestion, deed):
    return reverse("suggestions:suggestion_do", args=[suggestion.pk, deed])


def test_registering_takes_questions_and_deputies(posts, sign_in):
    given = {
        "congress": "八届",
        "session": "四次",
        "number": "409",
        "title": "改善养老服务",
        "questions": "增加日间照料|每个社区一处\n培训护理员",
        "deputies": "甘代表|华龙区代表团\n乙代表",
    }

    answer = sign_in(posts.deputies).post(reverse("suggestions:suggestion_create"), given)

    found = Suggestion.objects.get(number=409)
    assert answer.url == found.get_absolute_url()
    assert [question.text for question in found.questions.all()] == ["每个社区一处", ""]
    assert [(deputy.name, deputy.is_leader) for deputy in found.deputies.all()] == [("甘代表", True), ("乙代表", False)]


def test_the_page_tells_the_way_with_deadlines_and_articles(delivered, posts, sign_in):
    page = sign_in(posts.deputies).get(delivered.get_absolute_url()).content.decode()

    assert "登记代表意见" in page
    assert "2021-07-23" in page
    assert "第四十二条" in page
    assert "第1次答复 2021-07-09 送达" in page


def test_only_what_the_post_may_do_is_offered(assigned, posts, sign_in):
    def offered(post):
        page = sign_in(post).get(assigned.get_absolute_url()).content.decode()
        return [deed for deed in ("accept", "return_", "assign", "hear", "opinion") if do(assigned, deed) in page]

    assert offered(posts.clerk) == ["accept", "return_", "opinion"]
    assert offered(posts.housing) == ["opinion"]
    assert offered(posts.supervisor) == []


def test_assigning_on_the_page(registered, posts, sign_in):
    given = {"lead": posts.clerk.unit_id, "assistants": [posts.housing.unit_id]}

    assert sign_in(posts.supervisor).post(do(registered, "assign"), given).status_code == 302
    assert Suggestion.objects.get(pk=registered.pk).state == "assigned"


def test_a_refusal_stands_beside_what_was_typed(in_hand, posts, sign_in):
    given = {"told_deputy_on": "2021-04-01", "reason": "涉及面广"}

    answer = sign_in(posts.clerk).post(do(in_hand, "extend"), given)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "向代表说明的日期" in page
    assert "涉及面广" in page


def test_drafting_opens_the_workbench(in_hand, posts, sign_in):
    answer = sign_in(posts.clerk).post(do(in_hand, "draft"), {"number_word": "濮民文"})

    assert answer.url == Suggestion.objects.get(pk=in_hand.pk).letter.get_absolute_url()


def test_feedback_on_the_page_needs_a_reason_when_dissatisfied(delivered, posts, sign_in):
    deputy = delivered.deputies.first()
    client = sign_in(posts.deputies)

    refused = client.post(do(delivered, "hear"), {"deputy": deputy.pk, "satisfaction": "dissatisfied", "reason": ""})
    done = client.post(do(delivered, "hear"), {"deputy": deputy.pk, "satisfaction": "satisfied", "reason": ""})

    assert (refused.status_code, done.status_code) == (422, 302)


@pytest.mark.parametrize(
    "deed", ["assign", "return_", "extend", "draft", "deliver", "hear", "opinion", "refer", "commit"]
)
def test_every_form_opens(deed, delivered, posts, sign_in):
    assert sign_in(posts.clerk).get(do(delivered, deed)).status_code == 200


def test_another_county_sees_nothing(delivered, hualong_officer, sign_in):
    assert sign_in(hualong_officer).get(delivered.get_absolute_url()).status_code == 404


def test_the_reply_is_written_as_two_files(delivered, tmp_path, capsys):
    call_command("reply", "395", out=tmp_path)

    assert (tmp_path / "reply.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "reply.docx").read_bytes().startswith(b"PK")
    assert "已签发" in capsys.readouterr().out


def test_a_draft_is_written_as_a_draft(drafted, tmp_path, capsys):
    call_command("reply", "395", out=tmp_path)

    assert "草稿" in capsys.readouterr().out


def test_an_unknown_number_is_refused(delivered, tmp_path):
    with pytest.raises(CommandError, match="没有第396号建议"):
        call_command("reply", "396", out=tmp_path)


def test_two_suggestions_of_one_number_need_the_code(delivered, posts, tmp_path):
    actions.register(
        {"congress": "八届", "session": "五次", "number": 395, "title": "另一件"},
        questions=[],
        deputies=[{"name": "丙代表"}],
        by=posts.deputies,
        at=day(7, 9),
    )

    with pytest.raises(CommandError, match="几件同号"):
        call_command("reply", "395", out=tmp_path)
    call_command("reply", "八届四次395", out=tmp_path)


def test_control_characters_among_the_deputies_are_dropped(posts, sign_in):
    given = {
        "congress": "八届",
        "session": "四次",
        "number": "410",
        "title": "题",
        "deputies": "甘\x00代表|华龙区代表团",
    }

    answer = sign_in(posts.deputies).post(reverse("suggestions:suggestion_create"), given)

    assert answer.status_code == 302
    assert Suggestion.objects.get(number=410).deputies.get().name == "甘代表"


@pytest.mark.parametrize("number", ["9" * 5000, "39\x005x"])
def test_a_number_that_is_none_is_refused(number, delivered, tmp_path):
    with pytest.raises(CommandError):
        call_command("reply", number, out=tmp_path)


def test_a_folder_that_cannot_be_written_is_named(delivered, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="不能写入"):
        call_command("reply", "395", out=tmp_path / "file")
