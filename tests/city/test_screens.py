"""The screens of the main job, in a real browser: signed in through the form, at a desk and on a phone."""

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

pytestmark = pytest.mark.xdist_group("city")
AXE = settings.BASE_DIR / "var" / "assets" / "checks" / "axe.min.js"
SCREENS = {
    "todos": ("mz-clerk", "/"),
    "board": ("mz-clerk", "/board/"),
    "county board": ("hl-county", "/board/"),
    "figure": ("mz-clerk", "/figures/funds.allocated/?period=2020"),
    "ratio": ("mz-clerk", "/figures/standards.expected_rate/"),
    "catalogue": ("mz-clerk", "/figures/"),
    "community": ("jd-village", "/place/410902001001/"),
    "search": ("mz-clerk", "/search/?q=京东"),
    "register": ("hl-county", "/consultation/session/"),
    "empty register": ("jd-village", "/coordination/task_force/"),
    "suggestions": ("rd-office", "/suggestions/suggestion/"),
    "suggestion": ("rd-office", "/suggestions/suggestion/1/"),
    "letters": ("mz-clerk", "/correspondence/letters/"),
    "workbench": ("mz-clerk", "/correspondence/letters/2/"),
    "signed letter": ("mz-head", "/correspondence/letters/1/"),
    "new record": ("hl-county", "/consultation/session/new/"),
    "import": ("hl-county", "/consultation/session/import/"),
    "not found": ("hl-county", "/place/410922000000/"),
}


@pytest.fixture(scope="package")
def address(city):
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture(scope="package")
def signed_in(city, address, chromium):
    """signed_in(username) → the cookies of a session begun through the sign-in form."""
    states = {}

    def state_of(username):
        if username not in states:
            context = chromium.new_context(base_url=address, locale="zh-CN")
            page = context.new_page()
            page.goto("/sign-in/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", city[username])
            page.click("main button")
            page.wait_for_url(lambda url: "sign-in" not in url)
            states[username] = context.storage_state()
            context.close()
        return states[username]

    return state_of


@pytest.fixture
def look(address, chromium, signed_in):
    contexts = []

    def open_page(username, path, width):
        context = chromium.new_context(
            base_url=address,
            storage_state=signed_in(username),
            viewport={"width": width, "height": 844},
            locale="zh-CN",
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", SCREENS)
def test_screen_is_accessible_and_fits(look, name, width):
    username, path = SCREENS[name]
    page = look(username, path, width)

    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert [
        (each["id"], each["nodes"][0]["html"][:120]) for each in found if each["impact"] in ("serious", "critical")
    ] == []
    assert not wide
    assert [said for said in page.complaints if "404" not in said] == []


def test_every_number_of_the_board_leads_to_its_figure(look):
    page = look("mz-clerk", "/board/", 1280)

    cards = page.locator(".figure-card").count()
    page.locator(".figure-card", has_text="社区协商").first.locator("a").first.click()
    page.wait_for_load_state()

    assert cards >= 20
    assert "/figures/consultation.held/" in page.url
    page.get_by_role("link", name="条记录").first.click()
    page.wait_for_load_state()
    assert "10,216" in page.inner_text("main")


def test_board_can_be_drilled_down_by_keyboard(look):
    page = look("mz-clerk", "/board/?place=410902000000", 1280)

    page.locator("#view-period").focus()
    page.keyboard.type("2020")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "period=2020" in url)

    assert "华龙区" in page.inner_text("h1")


def test_figure_picked_in_the_workbench_is_quoted_at_the_cursor(look):
    page = look("mz-clerk", "/correspondence/letters/2/", 1280)
    before = page.locator("textarea").first.input_value()

    page.get_by_placeholder("按名称或代码查找").fill("持证")
    page.get_by_text("workforce.certified").first.click()
    page.get_by_role("button", name="插入").first.click()

    assert "workforce.certified" in page.locator("textarea").first.input_value()
    assert "workforce.certified" not in before
