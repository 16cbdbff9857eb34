"""The pages in a real browser: nothing is blocked, nothing overflows, nobody is shut out."""

from pathlib import Path

import pytest
from django.conf import settings

PAGES = (
    "/sign-in/",
    "/consultation/session/?q=协商&category=environment",
    "/consultation/session/1/",
    "/committees/committee/1/edit/",
    "/committees/committee/1/history/",
    "/committees/committee/1/act/dissolve/",
    "/consultation/session/import/",
    "/workforce/qualification/",
)
GRAVE = {"serious", "critical"}
AXE = Path(settings.VAR_DIR) / "assets" / "checks" / "axe.min.js"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_open_to_all(open_page, width):
    page, found = open_page(width), []
    for address in PAGES:
        page.goto(address)
        # Run in the browser's own world, which the page's policy does not bind.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        faults = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        found += [(address, fault["id"], fault["nodes"][0]["html"]) for fault in faults if fault["impact"] in GRAVE]
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [(address, "overflow", too_wide)] if too_wide > 0 else []

    assert (found, page.complaints) == ([], [])


def test_search_swaps_the_results_and_keeps_the_place_of_the_cursor(open_page):
    page = open_page(1280)
    page.goto("/consultation/session/")

    page.fill("#list-search", "第12次")
    page.wait_for_url("**/?q=**")
    page.wait_for_selector(".results-count:has-text('共 1 条')")

    assert page.evaluate("document.activeElement.id") == "list-search"
    page.go_back()
    page.wait_for_selector(".results-count:has-text('共 60 条')")


def test_list_is_searched_without_scripts(open_page):
    page = open_page(390, is_scripted=False)
    page.goto("/consultation/session/")

    page.fill("#list-search", "第12次")
    page.click(".filters-submit")

    assert page.inner_text(".results-count") == "共 1 条"


def test_navigation_opens_on_a_phone_and_closes_with_escape(open_page):
    page = open_page(390)
    page.goto("/consultation/session/")

    page.click(".topbar-menu")
    page.wait_for_selector(".sidebar:visible")
    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.className") == "icon-button topbar-menu"
    assert page.get_attribute(".topbar-menu", "aria-expanded") == "false"


def test_place_is_named_as_its_code_is_typed(open_page):
    page = open_page(1280)
    page.goto("/consultation/problem/new/")

    page.fill("[name=division]", "410902001002")
    page.wait_for_selector("#named-division:has-text('玉北社区')")

    assert page.locator("#options-division option").count() == 1


def test_post_is_switched(open_page):
    page = open_page(1280)
    page.goto("/consultation/session/")

    page.click(".topbar-post summary")
    page.click(".topbar-post button:has-text('清丰县民政局')")
    page.goto("/consultation/session/")

    assert page.inner_text(".results-count") == "共 20 条"
