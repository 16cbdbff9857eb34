"""Residents take part on the public pages: opinions, votes and questions, wrong codes, and what a stranger cannot do."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from linli.domains.consultation.models import Opinion, Topic, VoiceCode
from linli.domains.consultation.queries import code_mark
from linli.domains.disclosure import actions
from linli.domains.disclosure.actions.online import MOST_A_DAY
from linli.domains.disclosure.models import Item, Question
from linli.kernel.audit import log
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.privacy import bearer
from linli.kernel.signin import attempts
from linli.kernel.signin.models import Attempt
from linli.kernel.workflow.models import Todo
from linli.portal.public import refreshing
from tests.cast import give_role

CODE, OTHER = "410902001001", "410902001002"
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNTIL = date(2026, 3, 8)
HELD = tuple(body + bearer.check_sign(body) for body in ("AAAAAAAAA", "BBBBBBBBB"))
MADE_UP = "ZZZZZZZZZ" + bearer.check_sign("ZZZZZZZZZ")
ID = "410902188802290018"


def refresh(at=AT + timedelta(seconds=20)):
    with scope.entered(scope.NOTHING):
        refreshing.refresh(at)


@pytest.fixture
def topic(given, tree, settings):
    """A topic with a secret vote and two codes, on its page."""
    settings.LINLI_TODAY = DAY.isoformat()
    found = given(
        Topic,
        tree[CODE],
        title="停车位怎么划",
        background="车多位少。",
        source="residents",
        reach="estate",
        category="property",
        raised_on=DAY,
        state="notified",
        notified_on=DAY,
        meeting_on=date(2026, 3, 10),
        voices_from=DAY,
        voices_until=UNTIL,
        ballot="secret",
        ballot_question="车位划在哪一侧",
        ballot_options=["东侧", "西侧"],
    )
    for number, code in enumerate(HELD):
        mark, values = code_mark(found.pk, code), {"kind": "常住人口", "issued_on": DAY}
        given(VoiceCode, tree[CODE], topic=found, person_mark=bytes([number]) * 32, code_mark=mark, **values)
    refresh()
    return found


@pytest.fixture
def worker(hire, everywhere):
    give_role("open_worker", {f"disclosure.{verb}" for verb in ("view", "edit", "post", "handle")})
    return hire("gongkai", "甘公开", "open_worker", "社区工作者", CODE)


@pytest.fixture
def posted(worker, tree, settings):
    settings.LINLI_TODAY = DAY.isoformat()
    actions.adopt(tree[CODE], since=DAY, by=worker, at=AT)
    item = Item.objects.get(title="协商事项及落实情况")
    draft = actions.draft_posting(item, title="一季度协商", text="路灯已经修好。", by=worker, at=AT)
    found = actions.post(draft, posted_on=DAY, by=worker, at=AT)
    refresh()
    return found


def send(path, values=None, status=200, **kwargs):
    """As a stranger, who has entered no scope."""
    with scope.entered(scope.NOTHING):
        answer = Client().post(path, values or {}, **kwargs) if values is not None else Client().get(path, **kwargs)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def opinion(code, text="先到先停", stance="support"):
    return {"do": "opinion", "opinion-code": code, "opinion-stance": stance, "opinion-text": text}


def vote(code, option=1):
    return {"do": "vote", "vote-code": code, "vote-option": option}


def page_of(topic):
    return f"/community/{CODE}/topics/{topic.pk}/"


def test_page_shows_the_text_the_window_and_the_forms_and_is_kept_by_nobody(topic):
    shown = send(page_of(topic))

    for words in ("停车位怎么划", "车多位少。", "2026-03-02至2026-03-08", "参与码", "车位划在哪一侧", "不代替"):
        assert words in shown
    assert "<script" not in shown
    with scope.entered(scope.NOTHING):
        assert Client().get(page_of(topic)).headers["Cache-Control"] == "no-store"
    assert page_of(topic) in send(f"/community/{CODE}/")
    send(f"/community/{OTHER}/topics/{topic.pk}/", status=404)


def test_opinion_and_vote_are_taken_once_each(topic):
    typed = f" {HELD[0][:5].lower()} {HELD[0][5:]} "
    assert "您的意见已收到" in send(page_of(topic), opinion(typed))
    assert "您的意见已收到" in send(page_of(topic), opinion(typed, text="改一改", stance="other"))
    voted = send(page_of(topic), vote(typed))
    assert "您的一票已计入" in voted
    assert "checked" not in voted
    assert "已经投过票" in send(page_of(topic), vote(typed, 2), 422)
    assert Opinion.objects.get().text == "改一改"
    assert not AuditEntry.objects.filter(verb__startswith="vote").exists()


def test_what_is_missing_is_said_beside_the_field(topic):
    shown = send(page_of(topic), {"do": "opinion"}, 422)
    assert shown.count("请填写这一项") == 3
    assert 'aria-invalid="true"' in shown
    send(page_of(topic), {"do": "something else"})


def test_number_in_an_opinion_is_refused_and_the_attempt_is_kept(topic):
    assert "身份证件号码" in send(page_of(topic), opinion(HELD[0], text=f"找{ID}"), 422)
    entry = log.history(topic).filter(verb="opine.refused").get()
    assert ID not in entry.reason


def test_wrong_codes_look_alike_and_lock_the_address_for_this_topic(topic):
    mistyped = HELD[0][:-1] + "2"
    unknown, impossible = (send(page_of(topic), opinion(code), 422) for code in (MADE_UP, mistyped))
    words = "参与码不对，请对照纸条再填一次"
    assert words in unknown
    assert words in impossible
    assert Attempt.objects.get().count == 1  # a slip of the finger is no try

    for _try in range(attempts.FAILURES - 1):
        send(page_of(topic), vote(MADE_UP), 422)
    assert "分钟以后再试" in send(page_of(topic), vote(HELD[0]), 429)
    assert "您的一票已计入" in send(page_of(topic), vote(HELD[0]), REMOTE_ADDR="192.0.2.7")

    Attempt.objects.update(last_at=Attempt.objects.get().last_at - timedelta(minutes=2))
    assert "您的一票已计入" in send(page_of(topic), vote(HELD[1]))


def test_guessing_across_topics_locks_the_address_as_a_whole(topic):
    Attempt.objects.create(
        matter="consultation.code:0", address="127.0.0.1", count=attempts.FAILURES_AT_ADDRESS, last_at=real_now()
    )
    assert "60分钟以后再试" in send(page_of(topic), vote(HELD[0]), 429)


def real_now():
    from django.utils import timezone  # waits go by the real clock

    return timezone.now()


def test_results_are_on_the_page_the_day_after(topic, settings):
    send(page_of(topic), vote(HELD[0], 2))
    settings.LINLI_TODAY = "2026-03-09"
    assert "稍后公布" in send(page_of(topic))
    refresh(AT + timedelta(days=7))

    shown = send(page_of(topic))

    assert "2人中1人（1/2，约50.0%）" in shown
    assert "仅供参考，不代替村（居）民会议表决。" in shown
    assert "<form" not in shown
    assert "<form" not in send(page_of(topic), vote(HELD[1]))  # too late
    settings.LINLI_TODAY = "2026-03-01"
    assert "2026-03-02起可以在这里提意见" in send(f"{page_of(topic)}?x=1")


def test_stranger_may_neither_vote_by_statement_nor_read_codes(topic):
    statements = [
        "SELECT * FROM consultation_voicecode",
        "SELECT * FROM consultation_votetally",
        "SELECT linli_vote_result(1, '2999-01-01')",
        f"SELECT linli_vote_cast({topic.pk}, '', 1, '2026-03-02')",
        "INSERT INTO disclosure_question (text) VALUES ('x')",
    ]
    with scope.entered(scope.NOTHING):
        for statement in statements:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


def ask(text="花了多少钱？", **more):
    return {"text": text, "asker": "甘某", "contact": "13800001234", **more}


def test_question_gets_a_receipt_a_clock_and_an_answer_without_the_persons_data(posted, worker):
    address = f"/community/{CODE}/postings/{posted.pk}/ask/"
    assert "请填写这一项" in send(address, {}, 422)
    shown = send(address, ask())
    number = next(code for word in shown.split("<") if (code := bearer.read(word.rpartition(">")[2])))
    question = Question.objects.get()
    assert (question.asker.plain, question.contact.plain, question.is_online) == ("甘某", "13800001234", True)
    assert Todo.objects.get(record_type="disclosure.question", closed_at=None).due_on == date(2026, 3, 11)
    entry = log.history(question).get()
    assert entry.by_name == "居民（网上）"
    assert "13800001234" not in str(entry.after)
    assert "甘某" not in str(entry.after)

    answers = f"/community/{CODE}/answers/"
    assert "还没有答复" in send(answers, {"number": bearer.printed(number).lower()})
    refresh(AT + timedelta(minutes=1))
    posting = f"/community/{CODE}/postings/{posted.pk}/"
    before = send(f"{posting}?x=1")
    assert "花了多少钱" not in before
    assert "另有1个网上提问正在办理" in before

    text = "报价涉及商业秘密，依法不公开。"
    actions.answer(question, answer=text, outcome="not_disclosed", by=worker, at=AT)
    refresh(AT + timedelta(minutes=2))
    for shown in (send(answers, {"number": number}), send(f"{posting}?x=2")):
        assert "依法不予公开" in shown
        assert text in shown
        assert "甘某" not in shown
        assert "13800001234" not in shown


def test_receipt_of_nobody_is_not_found_and_counted(posted):
    answers = f"/community/{CODE}/answers/"
    for _try in range(attempts.FAILURES):
        assert "没有查到" in send(answers, {"number": MADE_UP}, 422)
    assert "分钟以后再试" in send(answers, {"number": MADE_UP}, 429)


def test_question_with_a_number_is_refused_and_the_attempt_kept(posted):
    address = f"/community/{CODE}/postings/{posted.pk}/ask/"
    assert "手机号码" in send(address, ask("找13800001234退钱"), 422)
    assert log.history(posted.item).filter(verb="ask.refused").exists()
    assert not Question.objects.exists()


def test_one_address_may_not_ask_without_end(posted):
    address = f"/community/{CODE}/postings/{posted.pk}/ask/"
    for number in range(5):
        send(address, ask(f"第{number}问"))
    assert "提问太多" in send(address, ask("第六问"), 429)
    assert Question.objects.count() == 5
    send(address, ask("换个地方问"), REMOTE_ADDR="192.0.2.7")


@pytest.mark.parametrize(("asked", "status"), [(MOST_A_DAY - 1, 200), (MOST_A_DAY, 422)])
def test_one_community_takes_so_many_questions_a_day(posted, given, asked, status):
    for number in range(asked):
        values = {"item": posted.item, "posting": posted, "text": "问", "asked_on": DAY}
        given(Question, posted.division, receipt_mark=f"{number}".encode(), **values)
    shown = send(f"/community/{CODE}/postings/{posted.pk}/ask/", ask(), status)
    assert ("已经很多" in shown) is (status == 422)


def test_what_hangs_on_no_board_cannot_be_asked_about(posted, worker):
    draft = actions.draft_posting(posted.item, title="内部", text="讨论稿", by=worker, at=AT)
    send(f"/community/{CODE}/postings/{draft.pk}/ask/", ask(), 404)
    send(f"/community/{OTHER}/postings/{posted.pk}/ask/", ask(), 404)


def test_tries_are_forgotten_after_a_day(everywhere):
    Attempt.objects.create(matter="x:1", address="192.0.2.7", count=1, last_at=AT)
    assert attempts.forget(AT + timedelta(hours=23)) == 0
    assert attempts.forget(AT + timedelta(hours=25)) == 1
