"""For `linli bench`: like production, on the day of the reference city, without TLS; nobody signs in with a password."""

from linli.config.settings.demo import *  # noqa: F403 - settings are one name space by design

# Measured is the work of an answer, not the writing of its line in the log.
LOGGING = {"version": 1, "disable_existing_loggers": True}
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
