"""The login and scope roles of the database, as SQL that may be run any number of times.

Run on the embedded server at each start, and printed by `linli sql-roles` for a customer's own server, where a
superuser runs it once. The application's login owns nothing and inherits nothing: it can only take on a scope role, the
role of the job queue, or the role that fills the staging table of imports.
"""

from collections.abc import Callable

import psycopg
from psycopg import sql

from linli.config.keys import SetupProblem

OWNER, WEB = "linli_owner", "linli_web"
SCOPES = ("linli_scope_none", "linli_scope_one", "linli_scope_many", "linli_scope_all")
# Sees the tables of the job queue and no other.
QUEUE = "linli_jobs"
# Passes row security, which COPY cannot work under, and has one right: to add rows to the staging table of imports.
STAGE = "linli_stage"
# Row security leaked in older servers: CVE-2023-2455 and, through statistics, CVE-2025-8713.
OLDEST = {15: 150014, 16: 160010, 17: 170006}

_CREATE = "DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role}; END IF; END $$"
# Before PostgreSQL 16 a grant had no INHERIT option; there NOINHERIT on the login does the same.
_GRANT = """DO $$ BEGIN
  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE 'GRANT {scopes} TO {web} WITH INHERIT FALSE, SET TRUE';
  ELSE
    EXECUTE 'GRANT {scopes} TO {web}';
  END IF;
END $$"""


def cluster_statements() -> list[str]:
    """Roles of the whole server. Time zones are set here so that no client has to call set_config for it."""
    return [
        *[_CREATE.format(role=role) for role in (OWNER, WEB, *SCOPES, QUEUE, STAGE)],
        f"ALTER ROLE {OWNER} LOGIN CREATEDB BYPASSRLS NOSUPERUSER NOCREATEROLE",
        f"ALTER ROLE {WEB} LOGIN NOINHERIT NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE",
        *[f"ALTER ROLE {role} NOLOGIN NOBYPASSRLS NOSUPERUSER" for role in (*SCOPES, QUEUE)],
        f"ALTER ROLE {STAGE} NOLOGIN BYPASSRLS NOSUPERUSER",
        _GRANT.format(scopes=", ".join((*SCOPES, QUEUE, STAGE)), web=WEB),
        # So that a database can be dropped while the application is still connected to it.
        f"GRANT pg_signal_backend TO {OWNER}",
        f"ALTER ROLE {OWNER} SET timezone = 'UTC'",
        f"ALTER ROLE {WEB} SET timezone = 'UTC'",
        # The details of an error hold the row: people's names and addresses, which are no business of the server's log.
        f"ALTER ROLE {OWNER} SET log_error_verbosity = 'terse'",
        f"ALTER ROLE {WEB} SET log_error_verbosity = 'terse'",
    ]


def database_statements() -> list[str]:
    """For each database, and for template1 so that databases made later have it too. Needs a superuser."""
    return [
        "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {OWNER}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {', '.join((*SCOPES, QUEUE, STAGE))}",
    ]


def admission_statements(database: str) -> list[str]:
    """Who may connect to a database; its owner can run this. Nobody else may make temporary tables there."""
    return [
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
        f'GRANT CONNECT ON DATABASE "{database}" TO {WEB}',
    ]


def script(database: str) -> str:
    """All of it as one psql script for the administrator of another server."""
    make = f"CREATE DATABASE \"{database}\" OWNER {OWNER} ENCODING ''UTF8'' TEMPLATE template0"
    absent = f"NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = '{database}')"
    lines = [
        "-- 请由数据库超级用户用 psql 运行；可以重复运行。末尾为两个登录角色设置密码。",
        *[f"{statement};" for statement in cluster_statements()],
        f"SELECT '{make}' WHERE {absent} \\gexec",
        *[f"{statement};" for statement in admission_statements(database)],
    ]
    for name in ("template1", database):
        lines += [f'\\connect "{name}"', *[f"{statement};" for statement in database_statements()]]
    return "\n".join([*lines, f"\\password {OWNER}", f"\\password {WEB}"])


def apply(connect: Callable[[str], psycopg.Connection], database: str, passwords: dict[str, str]) -> None:
    """Make roles and database on a server. `connect(name)` opens an autocommit connection of a superuser."""
    with connect("postgres") as server:
        for statement in cluster_statements():
            server.execute(statement)
        for role in (OWNER, WEB):
            # The server is told the verifier only, so that a password can never reach its log.
            verifier = server.pgconn.encrypt_password(passwords[role].encode(), role.encode(), b"scram-sha-256")
            server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), verifier.decode()))
    with connect("template1") as template:
        for statement in database_statements():
            template.execute(statement)
    with connect("postgres") as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            server.execute(f'CREATE DATABASE "{database}" OWNER {OWNER}')
        for statement in admission_statements(database):
            server.execute(statement)
    with connect(database) as made:
        for statement in database_statements():
            made.execute(statement)


def are_there(connection: psycopg.Connection) -> bool:
    wanted = [OWNER, WEB, *SCOPES, QUEUE, STAGE]
    found = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY (%s)", [wanted]).fetchone()
    return found == (len(wanted),)


def is_supported(server_version: int) -> bool:
    return server_version >= OLDEST.get(server_version // 10000, 180000)


def require_supported(connection: psycopg.Connection) -> None:
    """Refuse a server on which row security is not safe."""
    version = connection.info.server_version
    if not is_supported(version):
        raise SetupProblem(
            f"数据库服务器版本 {version // 10000}.{version % 10000} 过旧：行级安全有已知漏洞。"
            "请升级到 15.14、16.10、17.6 或 18 以上。"
        )
