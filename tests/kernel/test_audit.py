"""The account of every change, by whatever path: tried on consultations, and read from the catalogue for every register."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connections, transaction

from linli.domains.consultation.models import Problem, Session
from linli.kernel.accounts.models import Post
from linli.kernel.audit import keeping, log, triggers
from linli.kernel.audit.guard import writing
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.divisions.middleware import TransactionMiddleware
from tests.cast import NOW, plant
from tests.factories import make


@pytest.fixture
def session(tree, everywhere):
    return make(Session, tree["410902001001"], topic="旧题目")


@pytest.fixture
def deed(city_clerk):
    """`with deed("verb"):` is a deed of the city's clerk."""
    return lambda verb, **kwargs: keeping.doing(verb, by=city_clerk, at=NOW, **kwargs)


def run(statement, *values, alias="default"):
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def told(record):
    """Verb, who, and the topic before and after, oldest first."""
    return [
        (each.verb, each.by_name, (each.before or {}).get("topic"), (each.after or {}).get("topic"))
        for each in log.history(record).exclude(kind="i").order_by("id")
    ]


CHANGES = {
    "save": lambda record: record.save(),
    "update": lambda record: Session.objects.filter(pk=record.pk).update(topic="新题目"),
    "bulk_update": lambda record: Session.objects.bulk_update([record], ["topic"]),
    "bulk_create over": lambda record: Session.objects.bulk_create(
        [record], update_conflicts=True, unique_fields=["id"], update_fields=["topic"]
    ),
    "raw sql": lambda record: run("UPDATE consultation_session SET topic = '新题目' WHERE id = %s", record.pk),
    "merge": lambda record: run(
        "MERGE INTO consultation_session s USING (VALUES (%s::bigint)) v(id) ON v.id = s.id "
        "WHEN MATCHED THEN UPDATE SET topic = '新题目'",
        record.pk,
    ),
}


@pytest.mark.parametrize("path", CHANGES)
def test_change_is_audited_as_the_deed_by_every_path(session, deed, city_clerk, path):
    session.topic = "新题目"

    with deed("retitle", reason="写错"):
        CHANGES[path](session)

    assert told(session) == [("retitle", str(city_clerk), "旧题目", "新题目")]
    entry = log.history(session).first()
    assert (entry.at, entry.post_id, entry.reason, entry.kind) == (NOW, city_clerk.pk, "写错", "u")
    assert entry.before["held_on"] == "2021-01-04"
    assert set(entry.after) & {"version", "created_at", "updated_at"} == set()


def test_rows_of_one_statement_are_audited_one_by_one(tree, everywhere, deed):
    with deed("load"):
        run(
            "INSERT INTO consultation_session (division_id, version, created_at, updated_at, code, topic, category, held_on, "
            "participants_count, conclusion) SELECT 410902001001000, 1, now(), now(), 'X' || n, '题目', 'safety', '2021-01-04', "
            "5, '' FROM generate_series(1, 300) n"
        )

    keys = set(Session.objects.values_list("pk", flat=True))
    assert set(AuditEntry.objects.filter(verb="load").values_list("record_id", flat=True)) == keys
    assert len(keys) == 300


def test_delete_keeps_what_was_there_and_cascades_are_audited(session, deed):
    problem = make(Problem, session.division, session=session)
    session_key, problem_key = session.pk, problem.pk

    with deed("remove"):
        run("DELETE FROM consultation_problem WHERE id = %s", problem_key)
        session.delete()

    gone = AuditEntry.objects.filter(verb="remove").order_by("id")
    assert [(each.record_type, each.record_id, each.after) for each in gone] == [
        ("consultation.problem", problem_key, None),
        ("consultation.session", session_key, None),
    ]
    assert gone[1].before["topic"] == "旧题目"


def test_change_of_nothing_is_not_audited(session, deed):
    with deed("touch"):
        session.version = 2
        session.save()
        Session.objects.filter(pk=session.pk).update(topic="旧题目")

    assert told(session) == []


def test_change_of_the_key_shows_both_sides(session, deed):
    with deed("renumber"):
        run("UPDATE consultation_session SET id = 900001 WHERE id = %s", session.pk)

    entries = AuditEntry.objects.filter(verb="renumber")
    assert {(each.record_id, each.before is None, each.after is None) for each in entries} == {
        (session.pk, False, True),
        (900001, True, False),
    }


def test_write_without_a_deed_is_put_down_to_the_login(session):
    run("UPDATE consultation_session SET topic = '新题目'")

    assert told(session) == [("direct", "linli_web/linli_scope_all", "旧题目", "新题目")]


def test_owner_is_audited_too(own_database):
    with transaction.atomic(), scope.everything("test rows"):
        made = make(Session, plant()["410902001001"], topic="旧题目")
    run("UPDATE consultation_session SET topic = '新题目'", alias="owner")

    with transaction.atomic(), scope.everything("look"):
        assert told(made) == [("direct", "linli_owner/none", "旧题目", "新题目")]


def test_nested_deed_ends_with_its_block(session, deed):
    with deed("outer"):
        with deed("inner"):
            Session.objects.update(topic="一")
        Session.objects.update(topic="二")
    run("UPDATE consultation_session SET topic = '三'")

    assert [verb for verb, *_rest in told(session)] == ["inner", "outer", "direct"]


def test_refused_inner_deed_leaves_the_outer_one_in_force(session, deed):
    with deed("outer"):
        with pytest.raises(IntegrityError), deed("inner"):
            Session.objects.update(participants_count=0)
        Session.objects.update(topic="二")

    assert [verb for verb, *_rest in told(session)] == ["outer"]


def test_deed_undone_leaves_no_trace(session, deed):
    with suppress(ZeroDivisionError), deed("fails"):
        Session.objects.update(topic="二")
        _ = 1 / 0

    assert told(session) == []


def test_deed_outside_a_transaction_is_refused(own_database):
    with pytest.raises(log.NoTransaction), log.accounted("v", by=Post(), at=NOW):
        pass


def test_reason_too_long_to_keep_is_refused(deed, everywhere):
    with pytest.raises(ValidationError), deed("v", reason="长" * 401):
        pass


@pytest.mark.parametrize("model", triggers.audited_models(), ids=lambda model: model._meta.label)
def test_every_record_is_watched(model, everywhere):
    found = run(
        "SELECT tgname::text FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'", model._meta.db_table
    )

    assert {name for (name,) in found} >= {"audit_insert", "audit_update", "audit_delete", "audit_truncate"}
    assert all(field.column == field.attname for field in model._meta.concrete_fields)


STATEMENTS = ["UPDATE {} SET verb = 'x'", "DELETE FROM {}", "TRUNCATE {}", "TRUNCATE audit_auditentry_rest"]


def month_of_today(alias="default"):
    return "audit_auditentry_" + run("SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY_MM')", alias=alias)[0][0]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_is_written_stays_for_the_application(tree, everywhere, statement):
    log.happened("v", at=NOW, division_id=tree["410902001001"].code, by_name="某人")

    for table in ("audit_auditentry", month_of_today()):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run(statement.format(table))


def test_what_is_written_stays_for_the_owner(own_database):
    run("SELECT linli_happened('v', now(), 1, NULL, '', '', NULL, NULL, '')", alias="owner")

    for statement in STATEMENTS:
        for table in ("audit_auditentry", month_of_today("owner")):
            with pytest.raises(DatabaseError, match="written once"):
                run(statement.format(table), alias="owner")
    assert run("SELECT verb FROM audit_auditentry", alias="owner") == [("v",)]


def test_entries_cannot_be_forged(tree, everywhere):
    forged = (
        "INSERT INTO audit_auditentry (kind, at, division_id, by_name, verb, record_type, reason) "
        "VALUES ('u', now(), 1, '某人', 'v', 't', '')"
    )
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run(forged)


def test_month_cannot_be_read_past_row_security(tree, everywhere):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run(f"SELECT * FROM {month_of_today()}")


def test_every_month_is_closed_like_the_whole(everywhere):
    months = run(
        "SELECT c.relname::text, c.relrowsecurity AND c.relforcerowsecurity, "
        "(SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'audit_auditentry'::regclass"
    )

    assert len(months) >= 13
    assert {(forced, count) for _name, forced, count in months} == {(True, 3)}


def test_while_a_migration_runs_changes_are_audited_without_naming_columns(own_database):
    triggers.stand_in("owner")
    run("ALTER TABLE consultation_session ADD extra integer", alias="owner")
    with transaction.atomic(), scope.everything("test rows"):
        made = make(Session, plant()["410902001001"], topic="旧题目")
        entry = log.history(made).get()

    assert (entry.after["topic"], entry.after["extra"]) == ("旧题目", None)
    assert set(entry.after) & log.SILENT == set()

    triggers.install("owner")
    run("UPDATE consultation_session SET topic = '新题目'", alias="owner")
    with transaction.atomic(), scope.everything("look"):
        assert set(entry.after) - set(log.history(made).first().after) == {"extra"}


@pytest.fixture
def elsewhere(tree):
    return tree["410902001001"].code


def test_what_happened_is_told_in_every_scope(elsewhere, tree, two_county_officer, village_worker):
    for limits in (scope.NOTHING, two_county_officer.scope, village_worker.scope):
        with scope.entered(limits):
            log.happened("sign_in", at=NOW, division_id=elsewhere, by_name="某人", detail={"method": "totp"})

    with scope.everything("look"):
        entry, *others = AuditEntry.objects.filter(verb="sign_in")
        assert len(others) == 2
    assert (entry.kind, entry.before, entry.after, entry.by_name) == ("h", None, {"method": "totp"}, "某人")


def test_what_happened_outlasts_a_transaction_undone(own_database):
    """As in a request that ends in an error: its own transaction is rolled back, the attempt stays."""
    with suppress(ZeroDivisionError), log.outlasting(), transaction.atomic(), scope.entered(scope.NOTHING):
        log.happened("attempt", at=NOW, division_id=1, by_name="某人")
        _ = 1 / 0
    with log.outlasting(), transaction.atomic(), scope.entered(scope.NOTHING):
        log.happened("kept", at=NOW, division_id=1, by_name="某人")

    with transaction.atomic(), scope.everything("look"):
        told = AuditEntry.objects.exclude(verb="leave_scope")
        assert sorted(told.values_list("verb", flat=True)) == ["attempt", "kept"]


def test_request_is_bound_to_outlast_its_transaction(settings):
    names = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]

    assert names.index("OutlastingMiddleware") < names.index(TransactionMiddleware.__name__)


def test_guard_still_refuses_what_is_no_action(session):
    with writing():
        session.save()
    with pytest.raises(RuntimeError):
        session.save()
