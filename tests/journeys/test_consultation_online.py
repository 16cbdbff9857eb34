"""A topic online, the whole way: the notice, the slips, opinions and votes on an old phone, the session, the conclusion."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pymupdf
import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.domains.consultation.enums import TopicState
from linli.domains.consultation.models import Opinion, Topic
from linli.domains.residents.models import Resident
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.divisions import scope
from linli.kernel.privacy import bearer
from linli.portal.public import refreshing
from tests.cast import PASSWORD, give_role, plant
from tests.factories import make
from tests.journeys.looking import look, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
CODE = "410902001001"
DAY, UNTIL = date(2026, 3, 2), date(2026, 3, 8)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = ("甘一", "甘二", "甘三")


@pytest.fixture
def topic(own_database, settings):
    """A reviewed topic in a community with three adults, and the worker who will announce it."""
    settings.LINLI_TODAY = DAY.isoformat()
    with transaction.atomic(), scope.everything("a browser test's community"):
        tree = plant()
        role = give_role("talks", {"consultation.view", "consultation.edit", "consultation.issue"})
        unit = Unit.objects.create(code="PDY-talk", name="京东社区", division=tree[CODE])
        user = User.objects.create(username="xieshang", name="甘协商", password=make_password(PASSWORD))
        post = Post.objects.create(user=user, unit=unit, role=role, title="社区工作者", since=date(2019, 1, 1))
        post.divisions.set([tree[CODE]])
        for number, name in enumerate(NAMES):
            values = {"name": name, "id_number": f"41090218880229001{number}", "born_on": date(1888, 2, 29)}
            make(Resident, tree[CODE], **values)
        values = {"title": "小区停车位怎么划", "background": "车多位少，夜里堵消防通道。", "source": "residents"}
        values |= {"reach": "estate", "category": "property", "state": TopicState.REVIEWED, "raised_on": DAY}
        return make(Topic, tree[CODE], **values)


def refresh(day):
    with transaction.atomic(), scope.entered(scope.NOTHING):
        refreshing.refresh(AT.replace(month=day.month, day=day.day) + timedelta(hours=1))


def codes_in(path) -> list[str]:
    with pymupdf.open(path) as document:
        words = " ".join(page.get_text() for page in document).split()
    return [code for word in words if (code := bearer.read(word))]


def announce(page, topic):
    page.goto(f"/consultation/topic/{topic.pk}/")
    page.click("main a:has-text('提前通报')")
    page.fill("[name=meeting_on]", "2026-03-10")
    page.fill("[name=voices_from]", DAY.isoformat())
    page.fill("[name=voices_until]", UNTIL.isoformat())
    page.select_option("[name=ballot]", "secret")
    page.fill("[name=ballot_question]", "车位划在哪一侧")
    page.fill("[name=ballot_options]", "东侧\n西侧\n不划")
    page.click("main form button.btn-primary")
    page.wait_for_load_state()


def say(page, code, text):
    page.fill("[name=opinion-code]", code)
    page.locator("label:has-text('赞成')").first.click()
    page.fill("[name=opinion-text]", text)
    page.click("text=提交意见")


@pytest.mark.parametrize("width", [1280, 390])
def test_topic_goes_from_the_notice_to_the_conclusion(topic, live_server, chromium, width, tmp_path, settings):
    size = {"width": width, "height": 900}
    desk = chromium.new_context(base_url=live_server.url, viewport=size, bypass_csp=True)
    phone = chromium.new_context(base_url=live_server.url, viewport=size, java_script_enabled=False)
    eye = chromium.new_context(base_url=live_server.url, viewport=size, bypass_csp=True)
    worker, resident, looker = desk.new_page(), phone.new_page(), eye.new_page()
    public = f"/community/{CODE}/topics/{topic.pk}/"

    sign_in(worker, "xieshang", PASSWORD)
    announce(worker, topic)
    look(worker, tmp_path, f"{width}-topic")
    worker.click("main a:has-text('制发参与码')")
    look(worker, tmp_path, f"{width}-codes")
    with worker.expect_download() as slips:
        worker.click("text=生成并下载纸条")
    codes = codes_in(slips.value.path())
    assert len(codes) == 3
    worker.goto(f"/consultation/topic/{topic.pk}/codes/")
    worker.fill("[name=number]", "410902188802290012")
    worker.click("text=核对并制发")
    look(worker, tmp_path, f"{width}-desk")
    codes.append(bearer.read(worker.inner_text(".talk-code")))

    refresh(DAY)
    resident.goto(f"/community/{CODE}/")
    resident.click("text=小区停车位怎么划")
    resident.screenshot(path=tmp_path / f"{width}-public-no-script.png", full_page=True)
    looker.goto(public)
    look(looker, tmp_path, f"{width}-public")
    say(looker, "BBBBB BBBBB", "先划东侧")
    assert "参与码不对" in looker.inner_text("main")
    look(looker, tmp_path, f"{width}-public-refused")
    say(resident, codes[0].lower(), "先划东侧")
    assert "您的意见已收到" in resident.inner_text("main")
    resident.fill("[name=vote-code]", codes[0])
    resident.locator("label:has-text('西侧')").click()
    resident.click("button:has-text('投票')")
    assert "您的一票已计入" in resident.inner_text("main")
    resident.fill("[name=vote-code]", codes[0])
    resident.locator("label:has-text('东侧')").click()
    resident.click("button:has-text('投票')")
    assert "已经投过票" in resident.inner_text("main")

    worker.goto(f"/consultation/topic/{topic.pk}/meeting/")
    for count in ("12", "21"):
        worker.fill("[name=sign_in-kind]", "居民代表")
        worker.fill("[name=sign_in-people_count]", count)
        worker.click("button:has-text('登记签到')")
        worker.wait_for_load_state()
    worker.click("button[aria-label='撤销：居民代表 21']")
    worker.wait_for_load_state()
    worker.fill("[name=opinion-kind]", "物业企业")
    worker.fill("[name=opinion-text]", "划线由物业出工")
    worker.click("button:has-text('登记意见')")
    worker.wait_for_load_state()
    worker.fill("[name=minutes-minutes]", "九点开会，十点散会。")
    worker.click("button:has-text('保存会议记录')")
    worker.wait_for_load_state()
    shown = worker.inner_text("main")
    assert "居民代表 12人" in shown
    assert "21人" not in shown
    assert "先划东侧" in shown
    assert "收到意见" not in shown  # the sums wait for the end of the window, for the staff as well
    look(worker, tmp_path, f"{width}-meeting")

    after = UNTIL + timedelta(days=2)
    settings.LINLI_TODAY = after.isoformat()
    worker.goto(f"/consultation/topic/{topic.pk}/")
    worker.click("main a:has-text('形成结论')")
    worker.fill("[name=held_on]", after.isoformat())
    worker.fill("[name=conclusion]", "东侧划二十个，物业出工。")
    worker.click("main form button.btn-primary")
    worker.wait_for_load_state()
    refresh(after)
    looker.goto(f"{public}?large=1")
    shown = looker.inner_text("main")
    assert "3人中1人（1/3" in shown
    assert "不代替村（居）民会议表决" in shown
    assert "先划东侧" not in shown
    look(looker, tmp_path, f"{width}-public-result")
    for context in (desk, phone, eye):
        context.close()

    with transaction.atomic(), scope.everything("a browser test looks at the end"):
        done = Topic.objects.get(pk=topic.pk)
        assert (done.state, done.voters_count, done.ballot_result) == (TopicState.CONCLUDED, 1, [0, 1, 0])
        assert "收到意见1条（赞成1条" in done.session.conclusion
        assert Opinion.objects.filter(topic=done).count() == 2
