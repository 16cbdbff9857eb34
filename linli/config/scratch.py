"""A database of its own for a while: made, migrated, used and dropped; the installation's is not touched."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import conninfo

from linli.config import postgres
from linli.config.roles import admission_statements


@contextmanager
def database(name: str, *, keep: bool = False) -> Iterator[None]:
    """Inside the block both logins work in the fresh database `name`; a left-over one of that name is dropped first."""
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first
    from django.db import connections  # noqa: PLC0415 - the same

    before = connections["owner"].settings_dict["NAME"]
    _drop(name)
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}"')
        for statement in admission_statements(name):
            server.execute(statement)
    _connect_to(name)
    try:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        yield
    finally:
        _connect_to(before)
        if not keep:
            _drop(name)


def _server() -> psycopg.Connection:
    known = conninfo.make_conninfo(**{**postgres.parameters()["owner"], "dbname": "postgres"})
    return psycopg.connect(known, autocommit=True)


def _drop(name: str) -> None:
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _connect_to(name: str) -> None:
    from django.db import connections  # noqa: PLC0415 - Django must be set up first

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
