"""What is wrong with a page that is open in a browser."""

from django.conf import settings

AXE = settings.BASE_DIR / "var" / "assets" / "checks" / "axe.min.js"
GRAVE = ("serious", "critical")
# The browser tells of pages that were not found and of forms that were refused, as it should.
EXPECTED = ("404", "422")


def faults(page):
    """What axe finds, width beyond the window, and what the page complained of; empty where all is well."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [
        *((each["id"], each["nodes"][0]["html"][:120]) for each in found if each["impact"] in GRAVE),
        *(["wider than the window"] if wide else []),
        *(said for said in page.complaints if not any(status in said for status in EXPECTED)),
    ]
