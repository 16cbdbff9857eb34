"""The staff's pages: announcing, the session line by line, and the codes."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from linli.domains.consultation import actions
from linli.domains.consultation.models import Opinion, Participant, Topic, VoiceCode
from linli.domains.consultation.tests.conftest import AT, DAY, MEETING, UNTIL
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.divisions import scope
from linli.kernel.exchange.workbooks.values import to_text
from linli.kernel.privacy import bearer


@pytest.fixture
def sign_in(db, settings):
    settings.LINLI_TODAY = DAY.isoformat()

    def as_post(post):
        client = Client()
        with scope.entered(scope.NOTHING):
            client.force_login(post.user)
            session = client.session
            session[SESSION_KEY] = post.pk
            session.save()
        return client

    return as_post


def text_of(answer):
    return answer.content.decode()


def test_notice_with_window_and_vote_is_typed_in_one_form(raised, party, worker, sign_in):
    topic = actions.accept(raised(), review="同意", by=party, at=AT)
    address = reverse("consultation:topic_act", args=[topic.pk, "notify"])
    typed = {
        "meeting_on": MEETING,
        "voices_from": DAY,
        "voices_until": UNTIL,
        "ballot": "secret",
        "ballot_question": "划在哪一侧",
        "ballot_options": "东侧\n",
    }
    client = sign_in(worker)
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "应为2到8个" in text_of(refused)

    assert client.post(address, typed | {"ballot_options": "东侧\n西侧\n"}).status_code == 302

    topic = Topic.objects.get()
    assert (topic.ballot, topic.ballot_options) == ("secret", ["东侧", "西侧"])
    page = text_of(client.get(topic.get_absolute_url()))
    assert reverse("consultation:meeting", args=[topic.pk]) in page
    assert reverse("consultation:codes", args=[topic.pk]) in page


def test_session_is_entered_line_by_line_and_taken_back(announced, worker, party, sign_in):
    topic, client = announced(), sign_in(worker)
    address = reverse("consultation:meeting", args=[topic.pk])
    signed = {"do": "sign_in", "sign_in-kind": "居民代表", "sign_in-people_count": 12}
    assert client.post(address, signed).status_code == 302
    said = {"do": "opinion", "opinion-kind": "物业企业", "opinion-text": "先划线"}
    assert client.post(address, said).status_code == 302
    numbered = client.post(address, said | {"opinion-text": "找13800001234"})
    assert (numbered.status_code, "手机号码" in text_of(numbered)) == (422, True)
    assert client.post(address, {"do": "minutes", "minutes-minutes": "九点开会"}).status_code == 302
    assert client.post(address, {"do": "nothing"}).status_code == 404
    page = text_of(client.get(address))
    assert all(words in page for words in ("居民代表 12人", "先划线", "九点开会"))

    line = Participant.objects.get()
    undo = reverse("consultation:take_back", args=[topic.pk, "participant", line.pk])
    assert "撤销" not in text_of(sign_in(party).get(address))
    assert sign_in(party).post(undo).status_code == 403
    assert client.post(undo).status_code == 302
    assert not Participant.objects.exists()
    assert Opinion.objects.count() == 1


def test_slips_hold_a_code_for_everybody_and_the_database_none(announced, neighbours, worker, party, sign_in):
    topic, client = announced(), sign_in(worker)
    page = reverse("consultation:codes", args=[topic.pk])
    assert "3人，已制发0个" in text_of(client.get(page))
    assert sign_in(party).get(page).status_code == 403

    answer = client.post(reverse("consultation:slips", args=[topic.pk]))

    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    text = to_text("".join(each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages))
    assert all(name in text for name in ("甘一", "甘二", "甘三", "参与码"))
    found = {code for word in text.split() if (code := bearer.read(word))}
    assert len(found) == VoiceCode.objects.count() == 3
    assert client.post(reverse("consultation:slips", args=[topic.pk])).status_code == 302


def test_code_at_the_desk_is_shown_once(announced, neighbours, worker, sign_in):
    topic, client = announced(), sign_in(worker)
    address = reverse("consultation:codes", args=[topic.pk])
    unknown = client.post(address, {"number": "410902188802290099"})
    assert "没有这个证件号码" in text_of(unknown)

    answer = client.post(address, {"number": "410902188802290010"})

    assert "甘一的参与码" in text_of(answer)
    assert VoiceCode.objects.get().is_at_desk
    assert "甘一" not in text_of(client.get(address))
