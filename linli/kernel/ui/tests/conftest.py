"""A house with people and records in it, served to a real browser."""

from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import transaction
from django.test.testcases import LiveServerThread

from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.divisions import scope
from linli.kernel.exchange.spec import get_spec
from tests.cast import PASSWORD, cast_role, plant
from tests.factories import make

SESSIONS = 60


@pytest.fixture
def house(own_database, django_db_blocker):
    """Committed records: a clerk of the city and an officer of a county, who both may edit."""
    with django_db_blocker.unblock():
        with transaction.atomic(), scope.everything("a house for the browser"):
            _furnish()
        yield


def _furnish():
    tree = plant()
    user = User.objects.create(username="shi", name="程思远", password=make_password(PASSWORD))
    for code, title in (("410900000000", "基层政权科科员"), ("410922000000", "督导员")):
        unit = Unit.objects.create(code=f"U{code}", name=f"{tree[code].name}民政局", division=tree[code])
        post = Post.objects.create(
            user=user, unit=unit, role=cast_role("cast_clerk"), title=title, since=date(2019, 1, 1)
        )
        post.divisions.set([tree[code]])
    _record(tree)


def _record(tree):
    villages = ("410902001001", "410902001002", "410922100201")
    for code, kind in zip(villages, ("residents", "residents", "villagers"), strict=True):
        make(get_spec("committees.committee").model, tree[code], kind=kind, name=f"{tree[code].name}居民委员会")
    model = get_spec("consultation.session").model
    for number in range(SESSIONS):
        topic = f"第{number + 1}次协商：楼道照明和公共停车位的管理办法"
        make(model, tree[villages[number % 3]], code=f"XS-PDY-{number:04d}", topic=topic, conclusion="全体同意。")
    make(get_spec("funds.allocation").model, tree["410900000000"], code="BF-PDY-1", amount_fen=1_026_000_000)


@pytest.fixture
def site(house):
    """The address of a server over the house's database."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def open_page(site, chromium):
    """`open_page(width)` gives a page signed in as the clerk; its complaints are in `page.complaints`."""
    contexts = []

    def opened(width, *, is_scripted=True, sign_in=True):
        context = chromium.new_context(
            base_url=site, viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=is_scripted
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if sign_in:
            page.goto("/sign-in/")
            page.fill("[name=username]", "shi")
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_load_state()
        return page

    yield opened
    for context in contexts:
        context.close()
