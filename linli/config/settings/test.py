"""For pytest: quick password hashes, no compressed files; conftest.py gives each run its own database."""

import os

from linli.config.settings.base import *  # noqa: F403 - settings are one name space by design

# Playwright runs an event loop in the main thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
LINLI_TODAY = "2021-07-09"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# SCAFFOLDING, REMOVE ONCE ALL APPS HAVE MIGRATIONS: while one has none, tables are made from the models of all.
_own = [name for name in INSTALLED_APPS if name.startswith("linli.")]  # noqa: F405
_folders = [PROJECT / name.replace(".", "/") for name in _own]  # noqa: F405
if any(
    ((folder / "models.py").exists() or (folder / "models").exists()) and not list(folder.glob("migrations/0*.py"))
    for folder in _folders
):
    MIGRATION_MODULES = dict.fromkeys([name.rsplit(".", 1)[-1] for name in INSTALLED_APPS])  # noqa: F405
