"""A question about a posting, the whole way: asked on a phone, answered at the desk, read with the receipt and by everybody."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.domains.disclosure import actions
from linli.domains.disclosure.models import Item
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import scope
from linli.portal.public import refreshing
from tests.cast import PASSWORD, give_role, plant
from tests.journeys.looking import look, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
CODE = "410902001001"
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def posted(own_database, settings):
    """A community with a posting on the board and on its page, and the worker who answers."""
    settings.LINLI_TODAY = DAY.isoformat()
    with transaction.atomic(), scope.everything("a browser test's community"):
        tree = plant()
        role = give_role("answers", {f"disclosure.{verb}" for verb in ("view", "edit", "post", "handle")})
        unit = Unit.objects.create(code="PDY-open", name="京东社区", division=tree[CODE])
        user = User.objects.create(username="gongkai", name="甘公开", password=make_password(PASSWORD))
        post = Post.objects.create(user=user, unit=unit, role=role, title="社区工作者", since=date(2019, 1, 1))
        post.divisions.set([tree[CODE]])
        worker = whole().get(pk=post.pk)
        actions.adopt(tree[CODE], since=DAY, by=worker, at=AT)
        item = Item.objects.get(title="协商事项及落实情况")
        draft = actions.draft_posting(item, title="一季度协商", text="路灯已经修好。", by=worker, at=AT)
        found = actions.post(draft, posted_on=DAY, by=worker, at=AT)
    refresh(hour=0)
    return found


def refresh(hour):
    with transaction.atomic(), scope.entered(scope.NOTHING):
        refreshing.refresh(AT.replace(hour=hour, minute=59))


def ask(page, text):
    page.fill("[name=text]", text)
    page.fill("[name=asker]", "甘某")
    page.fill("[name=contact]", "13800001234")
    page.click("button:has-text('提交问题')")


@pytest.mark.parametrize("width", [1280, 390])
def test_question_goes_from_the_phone_to_the_answer(posted, live_server, chromium, width, tmp_path):
    size = {"width": width, "height": 900}
    desk = chromium.new_context(base_url=live_server.url, viewport=size, bypass_csp=True)
    phone = chromium.new_context(base_url=live_server.url, viewport=size, java_script_enabled=False)
    eye = chromium.new_context(base_url=live_server.url, viewport=size, bypass_csp=True)
    worker, resident, looker = desk.new_page(), phone.new_page(), eye.new_page()

    resident.goto(f"/community/{CODE}/postings/{posted.pk}/")
    resident.click("text=对这条公开内容提问")
    ask(resident, "找13800001234退钱")
    assert "手机号码" in resident.inner_text("main")
    looker.goto(resident.url)
    look(looker, tmp_path, f"{width}-ask")
    ask(looker, "找13800001234退钱")
    look(looker, tmp_path, f"{width}-ask-refused")
    ask(looker, "路灯花了多少钱？")
    look(looker, tmp_path, f"{width}-asked")
    number = looker.inner_text(".number")

    sign_in(worker, "gongkai", PASSWORD)
    worker.goto("/")
    look(worker, tmp_path, f"{width}-todos")
    worker.click("main a:has-text('路灯花了多少钱')")
    assert "甘*" in worker.inner_text("main")
    look(worker, tmp_path, f"{width}-question")
    worker.click("text=查看联系方式")
    worker.fill("[name=reason]", "电话告知答复")
    worker.click("main button:has-text('查看原文')")
    assert "13800001234" in worker.inner_text("main")
    look(worker, tmp_path, f"{width}-reveal")
    worker.click("text=看完了")
    worker.click("main a:has-text('答复质疑')")
    worker.fill("[name=answer]", "花了二千元，票据两张。")
    worker.select_option("[name=outcome]", "explained")
    worker.click("main form button.btn-primary")
    worker.wait_for_load_state()

    looker.goto(f"/community/{CODE}/answers/")
    looker.fill("[name=number]", number.lower())
    looker.click("button:has-text('查答复')")
    assert "花了二千元" in looker.inner_text("main")
    look(looker, tmp_path, f"{width}-answer")
    refresh(hour=23)
    looker.goto(f"/community/{CODE}/postings/{posted.pk}/?x=1")
    shown = looker.inner_text("main")
    assert "花了二千元" in shown
    assert "已说明" in shown
    assert "甘某" not in shown
    look(looker, tmp_path, f"{width}-posting")
    for context in (desk, phone, eye):
        context.close()
