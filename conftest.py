"""The test database and the browser.

One template database is migrated per state of the models and migrations; each test process works in a copy of it,
which takes a fraction of a second. `default` is the application's login and `owner` the one that migrates, as in
production, so row security is in force in every test.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

pytest_plugins = ["tests.cast", "tests.posts_cast"]

PROJECT = Path(__file__).parent
PREFIX = "linli_test_"
ONE_AT_A_TIME = 5_001_234_567
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker) -> Iterator[None]:
    """Replaces pytest-django's own: a copy of the migrated template for this process, dropped at the end."""
    name = f"{PREFIX}{os.getpid()}"
    with django_db_blocker.unblock():
        _copy_template(name)
        _connect_to(name)
    yield
    with django_db_blocker.unblock():
        _connect_to(name)
        _drop(name)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A fresh database for one test which really commits, or which is used by several connections at once."""
    with django_db_blocker.unblock(), _fresh_database() as name:
        yield name


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker):
    """`with fresh_database():` as `own_database`, for a test that needs several, one after the other."""
    with django_db_blocker.unblock():
        yield _fresh_database


@pytest.fixture(scope="package")
def package_database(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A fresh database for all tests of one folder, which read what was committed once."""
    with django_db_blocker.unblock(), _fresh_database() as name:
        yield name


@contextmanager
def _fresh_database() -> Iterator[str]:
    shared, name = f"{PREFIX}{os.getpid()}", f"{PREFIX}{os.getpid()}_own"
    _copy_template(name)
    _connect_to(name)
    try:
        yield name
    finally:
        _connect_to(shared)
        _drop(name)


def _copy_template(name: str) -> None:
    from linli.config.roles import admission_statements  # noqa: PLC0415 - slow import

    template = f"{PREFIX}template_{_state_of_schema()}"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        _drop_left_over(server, template)
        if not _exists(server, template):
            _make_template(server, template)
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        for statement in admission_statements(name):
            server.execute(statement)


def _make_template(server: psycopg.Connection, template: str) -> None:
    """Migrate under another name and rename when complete, so that a failed migration leaves no template."""
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first

    from linli.config.roles import admission_statements  # noqa: PLC0415 - slow import

    draft = f"{PREFIX}draft"
    server.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
    server.execute(f'CREATE DATABASE "{draft}"')
    for statement in admission_statements(draft):
        server.execute(statement)
    _connect_to(draft)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    _disconnect()
    server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')


def _state_of_schema() -> str:
    """Changes with every file from which tables, policies, grants or triggers are made."""
    files = [
        path
        for path in sorted((PROJECT / "linli").rglob("*.py"))
        if "migrations" in path.parts
        or "models" in path.as_posix()
        or {"divisions", "audit"} & set(path.parts)
        or "indicators" in path.as_posix()
        or path.name in {"apps.py", "permissions.py", "roles.py", "installing.py"}
    ]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _drop_left_over(server: psycopg.Connection, template: str) -> None:
    """Databases of test processes that were killed, and templates of earlier states."""
    names = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]).fetchall()
    for (name,) in names:
        owner = name.removeprefix(PREFIX).split("_")[0]
        is_stale = not _is_alive(int(owner)) if owner.isdecimal() else name != template
        if is_stale:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _drop(name: str) -> None:
    _disconnect()
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """An autocommit connection of the owner, to a database that no test touches."""
    from linli.config import postgres  # noqa: PLC0415 - slow import

    postgres.ensure()
    with psycopg.connect(**{**postgres.parameters()["owner"], "dbname": "postgres"}, autocommit=True) as connection:
        yield connection


def _connect_to(name: str) -> None:
    from django.db import connections  # noqa: PLC0415 - Django must be set up first

    _disconnect()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name


def _disconnect() -> None:
    from django.db import connections  # noqa: PLC0415 - Django must be set up first

    for alias in ("default", "owner"):
        connections[alias].close()


@pytest.fixture(scope="session")
def chromium():
    """The Chromium of this machine, started without a window; None is installed for the purpose."""
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if executable is None:
        reason = "没有找到 Chromium（chromium、chromium-browser、google-chrome），跳过浏览器测试。"
        if os.environ.get("LINLI_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow import

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
