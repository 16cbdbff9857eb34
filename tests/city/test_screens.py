"""The screens of the main job, in a real browser: signed in through the form, at a desk and on a phone."""

import pytest

from tests.city.eye import faults

pytestmark = pytest.mark.xdist_group("city")
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


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", SCREENS)
def test_screen_is_accessible_and_fits(look, name, width):
    username, path = SCREENS[name]
    page = look(username, path, width)

    assert faults(page) == []


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
