"""The pages of the door in a real browser, on a desk and on a telephone: open to all, nothing blocked, nothing too wide."""

import time
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import transaction
from django.test.testcases import LiveServerThread
from django.utils import timezone

from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.divisions import scope
from linli.kernel.signin.models import Credential
from tests.cast import PASSWORD, cast_role, plant

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path(django_settings.VAR_DIR) / "assets" / "checks" / "axe.min.js"
NEW = "河边的槐树-Abc1"


@pytest.fixture
def site(own_database, django_db_blocker, settings):
    """A clerk of the city with a given password, in an installation that holds people up for what comes first."""
    settings.LINLI_STRICT_SIGN_IN = True
    with django_db_blocker.unblock():
        with transaction.atomic(), scope.everything("a house for the door"):
            tree = plant()
            user = User.objects.create(username="shi", name="程思远", password=make_password(PASSWORD))
            unit = Unit.objects.create(code="U-PDY-1", name="濮阳市民政局", division=tree["410900000000"])
            post = Post.objects.create(
                user=user, unit=unit, role=cast_role("cast_clerk"), title="科员", since=date(2019, 1, 1)
            )
            post.divisions.set([tree["410900000000"]])
            Credential.objects.create(user=user, password_set_at=timezone.now(), must_change=True)
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        yield f"http://127.0.0.1:{thread.port}"
        thread.terminate()


class Reader:
    """A person with a browser, who notes what is wrong with each page."""

    def __init__(self, chromium, site, width):
        self.context = chromium.new_context(base_url=site, viewport={"width": width, "height": 844}, locale="zh-CN")
        self.page = self.context.new_page()
        self.found = []
        self.page.on("console", lambda said: said.type == "error" and self.note(said.text))
        self.page.on("pageerror", lambda error: self.note(str(error)))

    def note(self, text):
        # A refused form is answered with 422 or 429, which the browser reports as an error.
        if "status of 42" not in text:
            self.found.append(text)

    def look(self, words):
        """This is the page with these words, and it is fit to be read."""
        self.page.wait_for_selector(f"text={words}")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        faults = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        grave = [fault for fault in faults if fault["impact"] in {"serious", "critical"}]
        self.found += [(words, fault["id"], fault["nodes"][0]["html"]) for fault in grave]
        too_wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        self.found += [(words, "overflow", too_wide)] if too_wide > 0 else []

    def send(self, **values):
        for name, value in values.items():
            self.page.fill(f"[name={name}]", value)
        self.page.click("main form button.sign-in-button")

    def open(self, address):
        self.page.goto(address)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_whole_way_from_a_given_password_to_the_list_of_devices(width, chromium, site):
    reader = Reader(chromium, site, width)
    reader.open("/")
    reader.look("城乡社区治理工作系统")
    reader.send(username="shi", password="不对")
    reader.look("账号或密码不对")
    reader.send(username="shi", password=PASSWORD)
    reader.look("请先修改密码")
    reader.send(oldpassword=PASSWORD, password1=NEW, password2="abd")
    reader.look("两次输入的新密码不一样")
    reader.send(oldpassword=PASSWORD, password1=NEW, password2=NEW)
    reader.look("管理员和市级岗位登录时必须使用第二重验证")
    secret = reader.page.inner_text(".enrol-secret").replace(" ", "")
    reader.send(code=now(secret))
    reader.look("每个恢复码可以代替验证码登录一次")
    spare = reader.page.inner_text(".recovery-codes li:first-child")
    reader.page.click("text=已经保存")
    reader.look("登录的设备")
    sign_out(reader.page)
    reader.send(username="shi", password=NEW)
    reader.look("请输入手机验证器上显示的6位验证码")
    reader.send(code="000000")
    reader.look("验证码不对或已经用过")
    reader.send(code=spare)
    reader.open("/account/second-factor/remove/")
    reader.look("确认是您本人")
    reader.send(password=NEW)
    reader.look("不能停用")
    reader.open("/account/recovery-codes/new/")
    reader.look("全部作废")
    reader.context.close()

    assert reader.found == []


def test_locked_page_says_how_long(chromium, site):
    reader = Reader(chromium, site, 390)
    reader.open("/sign-in/")
    for _try in range(4):
        reader.send(username="shi", password="不对")
        reader.page.wait_for_selector("text=账号或密码不对")
    reader.send(username="shi", password="不对")
    reader.look("请1分钟以后再试")
    reader.context.close()

    assert reader.found == []


def now(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_out(page):
    page.click(".topbar-post summary")
    page.click("text=退出登录")
