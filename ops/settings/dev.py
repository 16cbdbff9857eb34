"""Like the demonstration, but static files need not be collected first: what is rehearsed are deaths, not pages.

`linli serve` takes settings of any other name for those of a real installation, and asks for collected files and strong keys.
"""

from linli.config.settings.demo import *  # noqa: F403 - settings are one name space by design

STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
