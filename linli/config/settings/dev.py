"""For writing code: pages show errors, static files come straight from the source folders."""

from linli.config.settings.base import *  # noqa: F403 - settings are one name space by design

DEBUG = True
LINLI_TODAY = "2021-07-09"
LINLI_STRICT_SIGN_IN = False
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
