"""Looking at a page as a careful tester does: nothing runs off to the side, axe finds nothing, a picture is kept."""

from pathlib import Path

from django.conf import settings

AXE = Path(settings.VAR_DIR) / "assets" / "checks" / "axe.min.js"


def look(page, pictures: Path, name: str) -> None:
    """The page must have been opened with `bypass_csp` and scripts, which axe needs."""
    page.wait_for_load_state()
    page.wait_for_timeout(300)  # what slides in or out at the beginning has come to rest
    page.screenshot(path=pictures / f"{name}.png", full_page=True)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    faults = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
    assert faults == [], f"{name}: {faults}"


def sign_in(page, name: str, password: str) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("main button")
    page.wait_for_load_state()
