from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from linli.domains.disclosure.models import Item, Posting, Power, Question, Run
from linli.domains.disclosure.tests.conftest import COMMUNITY, DAY, VILLAGE
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.documents.posters import modules
from linli.kernel.exchange.workbooks.values import to_text

ID = "410902188802290018"


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


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_way_from_the_catalogue_to_the_board(posts, sign_in):
    worker = sign_in(posts.worker)
    board = f"{reverse('disclosure:board')}?division={VILLAGE}"
    assert "可以先补齐法定事项" in page(worker, board)
    worker.post(reverse("disclosure:adopt"), {"division": VILLAGE})
    assert "财务收支和债权债务" in page(worker, board)

    item = Item.objects.get(title="财务收支和债权债务")
    draft = reverse("disclosure:item_act", args=[item.pk, "draft"])
    typed = {"title": "二月收支", "text": "收入三万元", "table": "项目|金额\n收入|三万元"}
    refused = worker.post(draft, {**typed, "table": f"姓名|号码\n甘某|{ID}"})
    assert refused.status_code == 422
    assert "表格第2行第2列有身份证件号码" in refused.content.decode()
    assert worker.post(draft, typed).status_code == 302

    posting = Posting.objects.get()
    assert posting.table == [["项目", "金额"], ["收入", "三万元"]]
    post = reverse("disclosure:do", args=["posting", posting.pk, "post"])
    assert "监督委员会审核签名" in worker.post(post, {"posted_on": DAY}).content.decode()
    supervisor = sign_in(posts.supervisor)
    assert "监督委员会审核签名" in page(supervisor, posting.get_absolute_url())
    supervisor.post(reverse("disclosure:do", args=["posting", posting.pk, "sign"]))
    assert worker.post(post, {"posted_on": DAY}).status_code == 302
    shown = page(worker, posting.get_absolute_url())
    assert "至少公布到2026-03-17" in shown
    assert "被拒绝" in shown


def test_poster_has_the_text_and_its_code_leads_to_the_public_page(posted, posts, sign_in, settings):
    answer = sign_in(posts.worker).get(reverse("disclosure:poster", args=[posted.pk]))

    text = to_text("".join(each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "路灯已经修好" in text
    assert "2026-03-17" in text
    assert len(modules("https://example.org/community/410922100201/")) > 21


def test_question_is_asked_answered_and_referred(posted, posts, sign_in):
    worker = sign_in(posts.worker)
    asked = {"text": "花了多少钱？", "asked_on": DAY, "asker": "甘某"}
    assert worker.post(reverse("disclosure:do", args=["posting", posted.pk, "ask"]), asked).status_code == 302
    question = Question.objects.get()
    shown = page(worker, question.get_absolute_url())
    assert "甘*" in shown
    assert "甘某" not in shown
    reveal = reverse("disclosure:reveal", args=[question.pk, "asker"])
    assert "至少4个不同的字" in worker.post(reveal, {"reason": "要"}).content.decode()
    assert "甘某" in worker.post(reveal, {"reason": "电话核实情况"}).content.decode()
    assert worker.get(reverse("disclosure:reveal", args=[question.pk, "text"])).status_code == 404
    assert sign_in(posts.reader).post(reveal, {"reason": "电话核实情况"}).status_code == 403
    worker.post(reverse("disclosure:do", args=["question", question.pk, "refer"]))
    township = sign_in(posts.township)
    settle = reverse("disclosure:do", args=["question", question.pk, "settle"])
    assert township.post(settle, {"answer": "", "outcome": "ordered"}).status_code == 422
    assert township.post(settle, {"answer": "票据齐全", "outcome": "explained"}).status_code == 302


def test_card_is_run_on_its_pages(card, posts, sign_in):
    worker = sign_in(posts.worker)
    start = reverse("disclosure:power_act", args=[card.pk, "start"])
    assert worker.post(start, {"subject": "修路灯费用", "started_on": DAY}).status_code == 302
    run = Run.objects.get()
    assert "经手人整理票据并注明用途" in page(worker, run.get_absolute_url())
    worker.post(reverse("disclosure:do", args=["run", run.pk, "do_step"]), {"done_on": DAY, "note": "票据两张"})
    assert "票据两张" in page(worker, run.get_absolute_url())
    steps = reverse("disclosure:power_act", args=[card.pk, "steps"])
    assert worker.post(steps, {"steps": "审核|监督委员会|3|审核章\n入账|报账员|x"}).status_code == 422
    assert worker.post(steps, {"steps": "审核|监督委员会|3|审核章"}).status_code == 302
    assert [str(each) for each in Power.objects.get(pk=card.pk).steps.all()] == ["1 审核"]


def test_board_of_a_larger_place_counts_what_is_overdue(adopted, sign_in, settings):
    settings.LINLI_TODAY = "2026-04-01"
    assert "西关村" in page(sign_in(adopted.township), reverse("disclosure:board"))


def test_reader_may_look_and_do_nothing_and_others_find_nothing(posted, posts, sign_in):
    reader, other = sign_in(posts.reader), sign_in(posts.community)
    take_down = reverse("disclosure:do", args=["posting", posted.pk, "take_down"])

    assert "期满撤下" not in page(reader, posted.get_absolute_url())
    assert reader.post(take_down, {"taken_down_on": DAY}).status_code == 403
    assert reader.get(reverse("disclosure:do", args=["nothing", 1, "post"])).status_code == 404
    assert COMMUNITY not in page(reader, reverse("disclosure:board"))
    assert other.get(reverse("disclosure:board")).status_code == 200
