"""Like the demonstration, but static files need not be collected first: what is rehearsed are deaths, not pages.

`linli serve` asks for collected files unless the name of the settings says that they are for development.
"""

from linli.config.settings.demo import *  # noqa: F403 - settings are one name space by design

STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
