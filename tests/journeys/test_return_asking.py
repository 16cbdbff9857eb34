"""A department's own workbook, from the upload to the guard, on a desk and on a phone."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.domains.residents.models import Resident
from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import Answer, Request
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.divisions import scope
from tests.cast import PASSWORD, give_role, plant
from tests.factories import make
from tests.journeys.looking import look, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FILE = Path(__file__).parents[2] / "demo/requests/独居老人排查登记表.xlsx"
CITY, STREET, JINGDONG = "410900000000", "410902001000", "410902001001"
HELD = {
    "minzheng": ("ask", {"returns.view", "returns.ask"}, CITY, "市民政局"),
    "jianfu": ("guard", {"returns.view", "returns.guard"}, CITY, "市委减负办"),
    "shequ": ("fill", {"returns.view", "returns.answer"}, JINGDONG, "京东社区"),
}
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def city(own_database, settings):
    """An asking bureau, the guard of the workload, a community with two residents."""
    settings.LINLI_TODAY = "2021-07-09"
    with transaction.atomic(), scope.everything("a browser test's city"):
        tree = plant()
        for name, (role, held, code, unit) in HELD.items():
            place = tree[code]
            made = Unit.objects.create(code=f"PDY-{name}", name=unit, division=place)
            user = User.objects.create(username=name, name=f"甘{name[0]}", password=make_password(PASSWORD))
            post = Post.objects.create(
                user=user, unit=made, role=give_role(f"eye_{role}", held), title="经办人", since=date(2019, 1, 1)
            )
            post.divisions.set([place])
        for name in ("甘一", "甘二"):
            make(Resident, tree[JINGDONG], name=name, left_on=None)
    return tree


def eye(page, pictures, name):
    """At both widths; axe looks too."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        look(page, pictures, f"{name}-{size}")
    page.set_viewport_size(SIZES["wide"])


@pytest.fixture
def new_page(live_server, chromium):
    return lambda size: chromium.new_context(base_url=live_server.url, viewport=SIZES[size], bypass_csp=True).new_page()


def test_from_the_file_to_the_answers(city, new_page, tmp_path):
    page = new_page("wide")
    sign_in(page, "minzheng", PASSWORD)
    page.goto("/returns/requests/")
    eye(page, tmp_path, "1-register")
    page.click("text=发起报表")
    eye(page, tmp_path, "2-upload")
    page.set_input_files("[name=file]", FILE)
    page.click("main button:has-text('上传并识别')")
    page.wait_for_selector(".ask-columns")
    eye(page, tmp_path, "3-match")
    page.click("button:has-text('一次确认')")
    page.wait_for_selector("text=还有 6 列等您核对")
    page.click("[aria-label=指定O列]")
    page.check("#edit-15 [value=new]")
    page.fill("#edit-15 [name=new-definition]", "按老年人能力评估规范")
    eye(page, tmp_path, "4-column")
    page.click("#edit-15 button")
    page.wait_for_selector("#c-15.is-confirmed")
    for letters in "QRSTU":
        page.click(f"[aria-label=指定{letters}列]")
        form = page.locator(f"#c-{ord(letters) - 64} form.ask-form")
        form.locator("[value=nothing]").check()
        form.locator("button").click()
        page.wait_for_selector(f"#c-{ord(letters) - 64}.is-confirmed")
    page.click("text=下一步：说明")
    for name, value in {
        "basis": "《关于开展独居老人排查的通知》第二条",
        "purpose": "组织走访关爱",
        "payer": "市民政局",
        "begins_on": "2021-07-01",
        "ends_on": "2021-12-31",
        "more_places": STREET,
    }.items():
        page.fill(f"main [name={name}]", value)
    eye(page, tmp_path, "5-describe")
    page.click("text=保存，看基层负担")
    page.wait_for_selector("text=给基层添多少事")
    eye(page, tmp_path, "6-burden")
    page.click("main a:has-text('送准入审核')")
    page.click("main button:has-text('送准入审核')")
    page.wait_for_selector("text=待准入审核")

    guard = new_page("wide")
    sign_in(guard, "jianfu", PASSWORD)
    guard.click("text=全市独居老人基本情况排查登记表")
    guard.click("main a:has-text('准予下发')")
    guard.fill("main [name=reason]", "同意，只补自理能力一项")
    guard.click("main button:has-text('准予下发')")
    guard.wait_for_selector("text=执行中")
    guard.reload()
    eye(guard, tmp_path, "7-in-force")
    with transaction.atomic(), scope.everything("the test looks"):
        assert Request.objects.get().state == RequestState.IN_FORCE
        assert Answer.objects.count() == 2

    community = new_page("phone")
    sign_in(community, "shequ", PASSWORD)
    community.goto("/returns/requests/")
    community.click("text=全市独居老人基本情况排查登记表")
    eye(community, tmp_path, "8-community")
