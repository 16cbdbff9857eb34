"""What the catalogue says about row security, and how scoped queries are planned, for every table there is.

Each check is a function that gives what is wrong, as a list; each is shown a database in which its guard is missing.
"""

import json
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models import CharField

from linli.kernel.divisions import scope
from linli.kernel.divisions.postgresql.schema import scope_column
from tests.factories import AT, bound_models

OURS = "('linli_web', 'linli_jobs', 'linli_scope_none', 'linli_scope_one', 'linli_scope_many', 'linli_scope_all')"
VILLAGE = scope.Scope(((410902001001000, 410902001002000),))
# Tables that say where something is without being a record of that place: people's units and posts, and the tree itself.
PLACES_OF_NO_RECORD = {"divisions_division", "accounts_unit", "accounts_post_divisions"}
# Functions with their owner's rights that a scope may call; each passes row security and is a decision.
ALLOWED_DEFINERS = {
    "linli_account": "names the deed to which the transaction's changes are put down; reads no row",
    "linli_happened": "writes one account of what changed no record; reads no row",
    "linli_registered_elsewhere": "says of keyed fingerprints that there is a registration, in which township; no name, no number",
    "linli_happened_lost": "says which numbers of accounts are not there, and nothing about those that are",
    "linli_vote_cast": "counts one vote of a code whose mark is told; says whether it counted, and nothing of anybody's vote",
    "linli_vote_result": "says the sums of an advisory vote whose window is over, which are for everybody to know",
    "linli_compact_figures": "adds deltas up into sums; gives a number of deltas",
}

POLICIES = """SELECT c.relname, c.relforcerowsecurity AND c.relrowsecurity, array_agg(
    p.polname::text || '/' || (SELECT string_agg(r.rolname::text, ',') FROM pg_roles r WHERE r.oid = ANY (p.polroles))
    || '/' || p.polcmd::text || '/' || p.polpermissive ORDER BY p.polname)
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relname = ANY (%s) GROUP BY c.oid"""
EXACTLY = [f"scope_{name}/linli_scope_{name}/*/true" for name in ("all", "many", "one")]

# What is published is for everybody: the role without a scope may read it.
EVERY_SCOPE = ["read_in_every_scope/linli_scope_one,linli_scope_many/r/true"]
BESIDES = {
    "portal_publicpage": ["public_reading/linli_scope_none/r/true"],
    **dict.fromkeys(("returns_request", "returns_fact", "returns_alias"), EVERY_SCOPE),
}


def tables():
    return sorted(model._meta.db_table for model in bound_models())


def ask(cursor, query, *values):
    cursor.execute(query, values or None)
    return cursor.fetchall()


def without_exact_policies(cursor):
    """Tables of bound models, and their partitions: forced row security and the three policies that are generated."""
    parts = ask(
        cursor,
        "SELECT c.oid::regclass::text FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid "
        "WHERE inhparent::regclass::text = ANY (%s) AND has_table_privilege('linli_scope_one', c.oid, 'SELECT')",
        tables(),
    )
    wanted = {*tables(), *(name for (name,) in parts)}
    found = {name: (forced, policies) for name, forced, policies in ask(cursor, POLICIES, sorted(wanted))}
    return [name for name in sorted(wanted) if found.get(name) != (True, BESIDES.get(name, []) + EXACTLY)]


def policies_with_subqueries(cursor):
    """A subquery in a policy runs for each row, and can be true for all of them unnoticed."""
    return ask(
        cursor,
        "SELECT polrelid::regclass::text, polname FROM pg_policy WHERE coalesce(pg_get_expr(polqual, polrelid), '') || "
        "coalesce(pg_get_expr(polwithcheck, polrelid), '') ~* 'SELECT'",
    )


def places_without_policies(cursor):
    """Tables that a scope may read and that say where something is, whether or not a model stands behind them."""
    found = ask(
        cursor,
        "SELECT DISTINCT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT c.relforcerowsecurity "
        "AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'int8'::regtype AND a.attname ~ '^division' "
        "AND (has_table_privilege('linli_scope_one', c.oid, 'SELECT') OR has_table_privilege('linli_scope_one', c.oid, 'UPDATE'))",
    )
    return sorted({name for (name,) in found} - PLACES_OF_NO_RECORD)


def views_with_owners_rights(cursor):
    return ask(
        cursor,
        "SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace "
        "AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)",
    )


def granted(cursor, condition):
    """Relations of some sort on which anybody of ours has any right."""
    return ask(
        cursor,
        f"SELECT DISTINCT c.relname::text FROM pg_class c, aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee "
        f"WHERE {condition} AND (a.grantee = 0 OR r.rolname IN {OURS})",
    )


def granted_materialised_views(cursor):
    """A materialised view has no row security."""
    return granted(cursor, "c.relkind = 'm'")


def granted_partitions(cursor):
    """The policies of the parent do not hold when a partition is asked directly."""
    return granted(cursor, "c.relispartition")


def callers_of_set_config(cursor):
    return ask(
        cursor,
        f"SELECT rolname::text FROM pg_roles WHERE rolname IN {OURS} "
        "AND has_function_privilege(oid, 'pg_catalog.set_config(text, text, boolean)', 'EXECUTE')",
    )


def owned_by_the_application(cursor):
    return ask(
        cursor,
        f"SELECT d.classid::regclass::text, d.objid FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid "
        f"WHERE d.deptype = 'o' AND d.refclassid = 'pg_authid'::regclass AND r.rolname IN {OURS} "
        "AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))",
    )


def callable_definers(cursor):
    """Functions that run with their owner's rights, which pass row security, and that a scope may call by name."""
    found = ask(
        cursor,
        "SELECT p.proname::text FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace "
        "AND p.prorettype <> 'trigger'::regtype AND has_function_privilege('linli_scope_one', p.oid, 'EXECUTE')",
    )
    return sorted({name for (name,) in found} - ALLOWED_DEFINERS.keys())


def definers_that_can_be_misled(cursor):
    """One whose search path is not fixed calls whatever its caller has put in the way."""
    return ask(
        cursor,
        "SELECT p.proname::text FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace "
        "AND NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%')",
    )


def rights_beside_the_scopes(cursor):
    """Other roles that the application may take on: the queue has its own tables, and who passes row security adds rows to one."""
    return ask(
        cursor,
        "SELECT r.rolname::text, c.relname::text, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a "
        "JOIN pg_roles r ON r.oid = a.grantee WHERE pg_has_role('linli_web', r.oid, 'MEMBER') "
        "AND NOT starts_with(r.rolname, 'linli_scope') "
        "AND NOT (r.rolname = 'linli_jobs' AND starts_with(c.relname, 'procrastinate')) "
        "AND NOT (r.rolname = 'linli_stage' AND c.relname = 'exchange_staged' AND a.privilege_type = 'INSERT')",
    )


def granted_to_everybody(cursor):
    return ask(
        cursor,
        "SELECT c.relname::text FROM pg_class c, aclexplode(c.relacl) a "
        "WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0",
    )


# Each check, and a statement after which it must find something.
CHECKS = {
    without_exact_policies: [
        "DROP POLICY scope_many ON consultation_session",
        "CREATE POLICY fourth ON consultation_session TO linli_scope_one USING (true)",
        "ALTER TABLE consultation_session NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE consultation_session DISABLE ROW LEVEL SECURITY",
        "ALTER POLICY scope_one ON consultation_session TO linli_scope_one, linli_scope_none",
    ],
    policies_with_subqueries: [
        "ALTER POLICY scope_one ON consultation_session USING (division_id IN (SELECT code FROM divisions_division))",
    ],
    places_without_policies: [
        "CREATE TABLE tally (division_id bigint, day date); GRANT SELECT ON tally TO linli_scope_one",
        "ALTER TABLE consultation_session NO FORCE ROW LEVEL SECURITY",
    ],
    views_with_owners_rights: ["CREATE VIEW seen AS SELECT * FROM consultation_session"],
    granted_materialised_views: [
        "CREATE MATERIALIZED VIEW kept AS SELECT 1; GRANT SELECT ON kept TO linli_scope_one",
        "CREATE MATERIALIZED VIEW kept AS SELECT 1; GRANT SELECT ON kept TO PUBLIC",
    ],
    granted_partitions: [
        "CREATE TABLE whole (id int) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF whole DEFAULT; GRANT SELECT ON part TO PUBLIC",
    ],
    callers_of_set_config: [
        "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO linli_scope_one",
        "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO PUBLIC",
    ],
    owned_by_the_application: ["CREATE TABLE mine (id int); ALTER TABLE mine OWNER TO linli_web"],
    rights_beside_the_scopes: [
        "GRANT SELECT ON consultation_session TO linli_stage",
        "GRANT SELECT ON exchange_staged TO linli_stage",
        "GRANT SELECT ON accounts_user TO linli_jobs",
        "GRANT SELECT ON accounts_user TO linli_web",
    ],
    granted_to_everybody: ["GRANT SELECT ON accounts_user TO PUBLIC"],
    callable_definers: ["CREATE FUNCTION peep() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'"],
    definers_that_can_be_misled: [
        "CREATE FUNCTION peep() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'"
    ],
}
by_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
by_model = pytest.mark.parametrize("model", bound_models(), ids=lambda model: model._meta.label)


@by_check
def test_catalogue_has_nothing_that_passes_row_security(check, db):
    with scope.everything("read the catalogue"), connection.cursor() as cursor:
        assert check(cursor) == []


@pytest.mark.slow
def test_each_check_notices_what_it_is_for(own_database, superuser):
    with superuser(own_database) as server:
        for check, statements in CHECKS.items():
            for statement in statements:
                with server.cursor() as cursor:
                    assert check(cursor) == []
                    cursor.execute("SAVEPOINT guard")
                    cursor.execute(statement)
                    assert check(cursor) != [], statement
                    cursor.execute("ROLLBACK TO SAVEPOINT guard")
        server.rollback()


@pytest.fixture
def superuser():
    """A connection that may take every guard away, inside a transaction that never commits."""
    from linli.config import postgres
    from linli.config.keys import Place

    if postgres.is_external():
        pytest.skip("外部数据库没有超级用户可用。")

    def connect(name):
        made = postgres.Server(Place()).superuser(name)
        made.autocommit = False
        return made

    return connect


def of_the_audit(model):
    """It is asked for a record, a person and a day, and has no index by place: each would cost every write."""
    yield "of a record", model.objects.filter(record_type="consultation.session", record_id=1)
    yield "of a person", model.objects.filter(post_id=1).order_by("-id")[:20]
    yield "of a day", model.objects.filter(at__range=(AT, AT + timedelta(days=1))).order_by("-id")[:20]


def of_todos(model):
    """They are asked for a unit or a record, never for a place."""
    yield "of a unit", model.objects.filter(unit_id=1, closed_at=None)
    yield "of a record", model.objects.filter(record_type="consultation.session", record_id=1)


def of_the_staging(model):
    """Its rows wait for one upload, and are asked for it alone."""
    yield "of an upload", model.objects.filter(upload_id=1).order_by("row")[:20]


ASKED_OTHERWISE = {
    "audit.AuditEntry": of_the_audit,
    "workflow.Todo": of_todos,
    "exchange.Staged": of_the_staging,
}
BY_PLACE = ("count", "list by place")


def queries(model):
    """How a register is asked: counted, listed in its own order and in that of places, one record, one name."""
    everything = model.objects.all()
    column = next(field.name for field in model._meta.local_fields if field.column == scope_column(model))
    yield "count", everything.values("pk").order_by()
    yield "list by place", everything.order_by(column, "pk")[:20]
    yield "list", everything.order_by(*model._meta.ordering or ["pk"])[:20]
    yield "point", everything.filter(pk=1)
    named = [field.name for field in model._meta.local_fields if isinstance(field, CharField)]
    if named:
        yield "name", everything.filter(**{named[0]: "王秀英"})


def plan_of(query, *, count):
    sql, values = query.query.sql_with_params()
    wanted = f"SELECT count(*) FROM ({sql}) AS counted" if count else sql
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON, VERBOSE) {wanted}", values)
        [(answer,)] = cursor.fetchall()
    return (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]


def nodes(plan):
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def plan_faults(model):
    """What in the plans of a village's queries would not stay quick as the table grows."""
    table, column = model._meta.db_table, scope_column(model)
    faults = []
    with transaction.atomic(), scope.entered(VILLAGE):
        for name, query in ASKED_OTHERWISE.get(model._meta.label, queries)(model):
            found = list(nodes(plan_of(query, count=name == "count")))
            if any(node.get("Parent Relationship") in ("SubPlan", "InitPlan") for node in found):
                faults.append(f"{name}: a query inside the policy")
            # Partitions begin with the name of the whole.
            if any(node["Node Type"] == "Seq Scan" and node["Relation Name"].startswith(table) for node in found):
                faults.append(f"{name}: every row is read")
            by_index = " ".join(node.get("Index Cond", "") for node in found)
            if name in BY_PLACE and not ("linli.lo" in by_index and column in by_index):
                faults.append(f"{name}: no index by place")
    return faults


@by_model
def test_scoped_queries_use_the_index_and_ask_nothing_per_row(model, db):
    assert plan_faults(model) == []


PLAN_HARM = {
    "a query inside the policy": "ALTER POLICY scope_one ON consultation_session USING "
    "(EXISTS (SELECT 1 FROM accounts_unit u WHERE u.division_id = consultation_session.division_id))",
    "every row is read": "DO $$ DECLARE name text; BEGIN FOR name IN SELECT conname FROM pg_constraint WHERE contype IN "
    "('p', 'u') AND conrelid = 'consultation_session'::regclass LOOP EXECUTE "
    "format('ALTER TABLE consultation_session DROP CONSTRAINT %I CASCADE', name); END LOOP; FOR name IN SELECT "
    "indexrelid::regclass FROM pg_index WHERE indrelid = 'consultation_session'::regclass LOOP "
    "EXECUTE 'DROP INDEX ' || name; END LOOP; END $$",
    "no index by place": "ALTER POLICY scope_one ON consultation_session USING "
    "(division_id::text >= current_setting('linli.lo'))",
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", PLAN_HARM)
def test_slow_plans_are_noticed(own_database, fault):
    model = next(model for model in bound_models() if model._meta.db_table == "consultation_session")
    assert plan_faults(model) == []
    with connections["owner"].cursor() as cursor:
        cursor.execute(PLAN_HARM[fault])

    assert fault in " ".join(plan_faults(model))
