"""A browser's name for its owner to recognise, from what the browser says about itself. It proves nothing."""

import re

from django.utils.translation import gettext as _

# The first that fits: most browsers also name those they resemble.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ浏览器"),
    ("360", "360浏览器"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def name_of(user_agent: str) -> str:
    browser = next((name for sign, name in BROWSERS if sign in user_agent), None) or _("未知浏览器")
    system = next((name for sign, name in SYSTEMS if re.search(rf"\b{sign}", user_agent)), None)
    return f"{browser} · {system}" if system else browser
