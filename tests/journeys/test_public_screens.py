"""The public page of a community in a real browser, on a wide and on a narrow screen, by eye of axe and by keyboard."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from linli.domains.disclosure import actions
from linli.domains.disclosure.models import Item, Power
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import scope
from linli.portal.public import refreshing
from tests.cast import give_role, plant

pytestmark = [pytest.mark.slow, pytest.mark.browser]
CODE = "410902001001"
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AXE = Path(django_settings.VAR_DIR) / "assets" / "checks" / "axe.min.js"


@pytest.fixture
def published(own_database, settings):
    """A community with a posted account, a power that is being done, and its page written down."""
    settings.LINLI_TODAY = DAY.isoformat()
    with transaction.atomic(), scope.everything("a browser test's community"):
        tree = plant()
        role = give_role("open_all", {f"disclosure.{verb}" for verb in ("view", "edit", "post", "handle", "supervise")})
        unit = Unit.objects.create(code="PDY-open", name="京东社区", division=tree[CODE])
        posts = []
        for name in ("甘公开", "路监督"):
            user = User.objects.create(username=name, name=name, password="!")
            post = Post.objects.create(user=user, unit=unit, role=role, title="成员", since=date(2019, 1, 1))
            post.divisions.set([tree[CODE]])
            posts.append(whole().get(pk=post.pk))
        worker, supervisor = posts
        actions.adopt(tree[CODE], since=DAY, by=worker, at=AT)
        item = Item.objects.get(title="政府拨付资金物资的管理使用情况")
        table = [["项目", "金额"], ["路灯", "八千元"]]
        draft = actions.draft_posting(item, title="一季度拨款使用", text="见附表。", table=table, by=worker, at=AT)
        posting = actions.post(actions.sign(draft, by=supervisor, at=AT), posted_on=DAY, by=worker, at=AT)
        run = actions.start_run(
            Power.objects.get(name="财务开支报销"), subject="修路灯费用", started_on=DAY, by=worker, at=AT
        )
        actions.do_step(run, done_on=DAY, note="票据两张", by=worker, at=AT)
    with transaction.atomic(), scope.entered(scope.NOTHING):
        refreshing.refresh(AT + timedelta(seconds=20))
    return posting


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_for_everybody_are_clean_readable_and_need_no_script(published, live_server, chromium, width, tmp_path):
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    addresses = [f"/community/{CODE}/", f"/community/{CODE}/?large=1", f"/community/{CODE}/postings/{published.pk}/"]
    for number, address in enumerate(addresses):
        page.goto(f"{live_server.url}{address}")
        page.screenshot(path=tmp_path / f"{width}-{number}.png", full_page=True)
        assert page.locator("h1").count() == 1
    context.close()

    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.add_script_tag(path=AXE)
        assert page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"] == []
    context.close()


def test_keyboard_leads_from_the_skip_link_to_the_text(published, live_server, chromium):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/community/{CODE}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#open"
    page.get_by_role("link", name="一季度拨款使用").click()
    page.get_by_role("link", name="大字版").click()
    assert page.locator("body.large").count() == 1
    assert page.get_by_text("路灯").first.is_visible()
    page.close()
