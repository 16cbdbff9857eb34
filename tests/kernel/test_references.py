"""Keys that are checked once a statement promise what a foreign key promises."""

import psycopg
import pytest
from django.db import IntegrityError, connections, transaction
from psycopg import conninfo

from linli.config import postgres
from linli.kernel.divisions import references
from tests.workers import settled

HOME = """INSERT INTO residents_dwelling (id, division_id, quarter, building, unit, room, grid_name, version, created_at,
updated_at) OVERRIDING SYSTEM VALUE VALUES (%s, %s, '桥头小区', '', '', %s, '', 1, now(), now())"""
FAMILY = """INSERT INTO residents_household (id, division_id, number, kind, dwelling_id, registered_on, version, created_at,
updated_at) OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, 'family', %s, '2021-07-09', 1, now(), now())"""
VILLAGE = 410902001001000


@pytest.fixture
def owner(own_database):
    """A session of the tables' owner, whom no row security binds; each statement is committed."""
    settled("cast_clerk", "410902001001")
    with session(own_database) as found:
        found.execute(HOME, [1, VILLAGE, "1室"])
        yield found


def session(database):
    known = {**postgres.parameters()["owner"], "dbname": database}
    return psycopg.connect(conninfo.make_conninfo(**known), autocommit=True)


def test_what_a_row_refers_to_is_there(owner):
    owner.execute(FAMILY, [1, VILLAGE, "H1", 1])
    owner.execute(FAMILY, [2, VILLAGE, "H2", None])

    assert owner.execute("SELECT count(*) FROM residents_household").fetchone() == (2,)


@pytest.mark.parametrize("division, home", [(VILLAGE, 2), (VILLAGE + 1000 * 77, 1)])
def test_row_that_refers_to_nothing_is_refused(owner, division, home):
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="refers to what is not there"):
        owner.execute(FAMILY, [1, division, "H1", home])


def test_change_to_what_is_not_there_is_refused(owner):
    owner.execute(FAMILY, [1, VILLAGE, "H1", 1])

    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="refers to what is not there"):
        owner.execute("UPDATE residents_household SET dwelling_id = 5")


def test_what_is_referred_to_is_not_deleted(owner):
    owner.execute(FAMILY, [1, VILLAGE, "H1", 1])

    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="still referred to"):
        owner.execute("DELETE FROM residents_dwelling")
    owner.execute("DELETE FROM residents_household")
    owner.execute("DELETE FROM residents_dwelling")


def test_what_an_open_transaction_refers_to_cannot_vanish(owner, own_database):
    with session(own_database) as other:
        other.autocommit = False
        other.execute(FAMILY, [1, VILLAGE, "H1", 1])
        owner.execute("SET lock_timeout = '200ms'")

        with pytest.raises(psycopg.errors.LockNotAvailable):
            owner.execute("DELETE FROM residents_dwelling")
        other.commit()
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            owner.execute("DELETE FROM residents_dwelling")


def test_what_an_open_transaction_deletes_cannot_be_referred_to(owner, own_database):
    with session(own_database) as other:
        other.autocommit = False
        other.execute("DELETE FROM residents_dwelling")
        owner.execute("SET lock_timeout = '200ms'")

        with pytest.raises(psycopg.errors.LockNotAvailable):
            owner.execute(FAMILY, [1, VILLAGE, "H1", 1])
        other.commit()
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            owner.execute(FAMILY, [1, VILLAGE, "H1", 1])


def test_only_what_somebody_else_made_is_locked(owner, own_database):
    """Nobody else can delete what no other transaction sees yet."""
    with session(own_database) as other:
        other.autocommit = False
        other.execute(HOME, [2, VILLAGE, "2室"])
        other.execute(FAMILY, [1, VILLAGE, "H1", 1])
        other.execute(FAMILY, [2, VILLAGE, "H2", 2])
        other.commit()

    locked = owner.execute("SELECT id, xmax::text <> '0' FROM residents_dwelling ORDER BY id").fetchall()
    assert locked == [(1, True), (2, False)]


def test_without_its_triggers_a_row_would_refer_to_nothing(owner):
    owner.execute("ALTER TABLE residents_household DISABLE TRIGGER refers_insert")

    owner.execute(FAMILY, [1, VILLAGE, "H1", 99])

    assert owner.execute("SELECT dwelling_id FROM residents_household").fetchone() == (99,)


def test_every_bulk_key_of_the_registry_has_its_triggers(db):
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname ~ '^refer' AND tgenabled = 'O'"
        )
        made = set(cursor.fetchall())

    known = list(references.references())
    wanted = {(each.table, f"refers_{event}") for each in known for event in ("insert", "update")}
    wanted |= {(each.target, "referred_delete") for each in known}
    assert known
    assert wanted == made


def test_refusal_names_table_and_column_to_the_program(village_worker):
    from linli.domains.residents.models import Household
    from linli.kernel.audit.guard import writing
    from linli.kernel.divisions import scope
    from tests.cast import NOW

    with (
        transaction.atomic(),
        scope.entered(village_worker.scope),
        writing(),
        pytest.raises(IntegrityError) as caught,
        transaction.atomic(),
    ):
        Household.objects.create(
            division=village_worker.places[0],
            number="H1",
            dwelling_id=77,
            registered_on=NOW,
            created_at=NOW,
            updated_at=NOW,
        )

    told = caught.value.__cause__.diag
    assert (told.table_name, told.column_name, told.message_detail) == ("residents_household", "dwelling_id", "77")
