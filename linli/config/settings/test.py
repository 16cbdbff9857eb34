"""For pytest: quick password hashes, no compressed files; conftest.py gives each run its own database."""

import os

from linli.config.settings.base import *  # noqa: F403 - settings are one name space by design

# Playwright runs an event loop in the main thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
LINLI_TODAY = "2021-07-09"
LINLI_STRICT_SIGN_IN = False
# Some tests ask for much that is not there; those of the lock set their own.
LINLI_PROBE_LIMIT = 10_000
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LINLI_JOBS_AT_ONCE = True
