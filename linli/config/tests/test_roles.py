"""What the application's login can and cannot do, on the real server."""

import pytest
from django.db import ProgrammingError, connections, transaction

from linli.config import roles


def run(statement: str, alias: str = "default"):
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture
def two_logins(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.mark.parametrize("alias, expected", [("default", "linli_web"), ("owner", "linli_owner")])
def test_login_is_the_one_of_its_alias(two_logins, alias, expected):
    assert run("SELECT current_user::text", alias) == [(expected,)]


def test_web_login_owns_nothing(two_logins):
    found = run("SELECT count(*) FROM pg_shdepend WHERE refobjid = 'linli_web'::regrole AND deptype = 'o'", "owner")

    assert found == [(0,)]


def test_web_login_reads_no_table_without_a_scope_role(two_logins):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("SELECT count(*) FROM django_session")


@pytest.mark.parametrize("role", roles.SCOPES)
def test_web_login_takes_on_each_scope_role(two_logins, role):
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute("SELECT current_user::text")

        assert cursor.fetchone() == (role,)


def test_web_login_cannot_become_the_owner(two_logins):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("SET LOCAL ROLE linli_owner")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT set_config('linli.lo', '0', true)",
        "SELECT query_to_xml('SELECT set_config(''linli.lo'', ''0'', true)', true, true, '')",
        "CREATE TABLE leak (id int)",
        "CREATE TEMPORARY TABLE leak (id int)",
        "SELECT pg_read_file('PG_VERSION')",
    ],
)
@pytest.mark.parametrize("role", ["linli_web", "linli_scope_one", "linli_scope_all"])
def test_scope_role_is_refused(two_logins, role, statement):
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")

        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(statement)
        transaction.set_rollback(True)


def test_stacked_statement_with_parameters_is_refused(two_logins):
    with pytest.raises(ProgrammingError, match="multiple commands"), connections["default"].cursor() as cursor:
        cursor.execute("SELECT %s; SET ROLE linli_scope_all", ["1"])


def test_owner_may_migrate_past_row_security(two_logins):
    found = run("SELECT rolbypassrls, rolcreatedb, rolsuper FROM pg_roles WHERE rolname = 'linli_owner'", "owner")

    assert found == [(True, True, False)]


def test_script_for_another_server_names_every_role():
    script = roles.script("linli")

    assert [role for role in (roles.OWNER, roles.WEB, *roles.SCOPES) if f"CREATE ROLE {role}" in script] == [
        roles.OWNER,
        roles.WEB,
        *roles.SCOPES,
    ]


@pytest.mark.parametrize("version, is_safe", [
    (140022, False), (150013, False), (150014, True), (160009, False), (160010, True),
    (170005, False), (170006, True), (180000, True), (190001, True),
])  # fmt: skip
def test_server_version_at_the_edge(version, is_safe):
    assert roles.is_supported(version) is is_safe
