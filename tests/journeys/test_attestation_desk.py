"""At the counter: what for and for whom; the list answers, and a stranger checks the paper."""

from urllib.parse import urlsplit

import pymupdf
import pytest

from linli.domains.attestations.models import Application
from linli.domains.attestations.tests.conftest import VILLAGE, listed, posts
from linli.kernel.accounts.middleware import SESSION_KEY

__all__ = ["listed", "posts"]


@pytest.fixture
def desk(client, posts, listed):
    client.force_login(posts.both.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = posts.both.pk
    session.save()
    return client


def ask(desk, tree, **values):
    given = {"applicant_name": "甘得民", "recipient": "城关小学", "division": tree[VILLAGE].pk, **values}
    return desk.post("/attestations/new/", given, follow=True).content.decode()


def test_no_crime_record_is_answered_with_the_way_to_the_police(desk, tree):
    page = ask(desk, tree, purpose="入职", wanted="无犯罪记录证明")

    assert "列入不应出具清单" in page
    assert "公安派出所" in page
    assert "第5项" in page
    assert "（被拒绝）" in page
    assert "打印证明" not in page
    assert "无犯罪记录证明" in desk.get("/attestations/").content.decode()


def test_certificate_from_the_counter_to_the_stranger(desk, tree):
    ask(desk, tree, purpose="孩子入学")
    made = Application.objects.get()
    given = {"verified_how": "查登记簿", "finding": "自2019年起在本村居住"}
    done = desk.post(f"/attestations/applications/{made.pk}/do/issue-at-once/", given, follow=True).content.decode()
    pdf = desk.get(f"/attestations/applications/{made.pk}/paper.pdf").content
    with pymupdf.open(stream=pdf) as document:
        text = "".join(document[0].get_text().split())
        url = urlsplit(document[0].get_links()[0]["uri"])
    desk.logout()

    scanned = desk.get(f"{url.path}?{url.query}").content.decode()
    typed = desk.get(url.path).content.decode()

    assert "已出具" in done
    assert "兹证明甘得民自2019年起在本村居住" in text
    assert "甘得民" in scanned
    assert "真实有效" in typed
    assert "甘得民" not in typed


def test_twenty_items_are_shown_with_their_offices(desk):
    page = desk.get("/attestations/negative/").content.decode()

    assert page.count("<li><p><b>") == 20


def test_promise_is_printed_signed_and_checked_by_a_stranger(desk, tree):
    long = "本人自2019年起在本村居住，家庭没有其他住房和经营收入" * 4
    ask(
        desk, tree, purpose="申请临时救助" + "，用于缴纳住院费用" * 12, recipient="清丰县城关镇人民政府社会事务服务中心"
    )
    made = Application.objects.get()
    given = {"facts": long[:120]}
    done = desk.post(f"/attestations/applications/{made.pk}/do/promise/", given, follow=True).content.decode()
    pdf = desk.get(f"/attestations/applications/{made.pk}/paper.pdf").content
    with pymupdf.open(stream=pdf) as document:
        assert len(document) == 1
        page = document[0]
        text = "".join(page.get_text().split())
        url = urlsplit(page.get_links()[0]["uri"])
        code = page.get_links()[0]["from"]
        lines = [block for block in page.get_text("blocks") if "承诺人（签名" in block[4]]
    desk.logout()

    scanned = desk.get(f"{url.path}?{url.query}").content.decode()
    typed = desk.get(url.path).content.decode()

    assert "打印承诺书" in done
    for words in (
        "告知承诺书",
        "承诺不实的",
        "承诺人（签名、捺印）",
        "国办发〔2020〕42号",
        "受理：西关村村民委员会",
        long[:20],
    ):
        assert words in text
    # Even the longest words leave room above the code.
    assert lines[0][3] < code.y0
    assert "真实有效" in scanned
    assert long[:20] in scanned
    assert long[:20] not in typed
