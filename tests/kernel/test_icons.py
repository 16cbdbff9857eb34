"""An icon that no page can draw leaves a hole before the words."""

import re

from django.conf import settings

LINLI = settings.BASE_DIR / "linli"
SPRITE = LINLI / "kernel" / "ui" / "static" / "linli" / "icons.svg"


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text(encoding="utf-8")))
    pages = {
        path: re.findall(r'\{% icon "([a-z-]+)"', path.read_text(encoding="utf-8")) for path in LINLI.rglob("*.html")
    }
    specs = {
        path: re.findall(r'icon="([a-z-]+)"', path.read_text(encoding="utf-8")) for path in LINLI.rglob("records.py")
    }

    missing = {path.name: set(names) - drawn for path, names in (pages | specs).items()}
    assert {name: icons for name, icons in missing.items() if icons} == {}
