"""For pytest: quick password hashes, no compressed files; conftest.py gives each run its own database."""

import os

from linli.config.settings.base import *  # noqa: F403 - settings are one name space by design

# Playwright runs an event loop in the main thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
LINLI_TODAY = "2021-07-09"
LINLI_STRICT_SIGN_IN = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
