"""Who sees the kept sums. Nobody writes them by hand, so the rows are those that triggers and compactor made."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction

from linli.domains.consultation.models import Session
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.indicators.compaction import compact
from linli.kernel.indicators.models import Delta, RolledUp, Tally
from tests.factories import KEPT_BY_TRIGGERS, make

DAY = date(2021, 7, 9)
STREET = "410902001000"
SCOPES = {
    "city": ("410900000000",),
    "county": ("410902000000",),
    "township": (STREET,),
    "village": ("410902001001",),
    "two places": ("410902001001", "410922000000"),
}
both = pytest.mark.parametrize("model", [Delta, Tally], ids=lambda model: model._meta.label)


def rows(model):
    """What raw SQL shows: the division, and the upper end of what the row sums up."""
    digits = "digits" if model is Tally else "3"
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT division_id, division_id + (10::numeric ^ {digits})::bigint FROM "{model._meta.db_table}"'
        )
        return set(cursor.fetchall())


@pytest.fixture
def sums(tree, everywhere):
    """Every place has one record in the tally and one in the queue."""
    for place in tree.values():
        make(Session, place, held_on=DAY)
    compact()
    for place in tree.values():
        make(Session, place, held_on=DAY)


@both
def test_raw_sql_shows_the_sums_of_what_the_post_covers(model, sums, tree):
    everything = rows(model)

    for name, codes in SCOPES.items():
        ranges = [tree[code].range for code in codes]
        with scope.entered(scope.Scope(tuple(ranges))):
            seen = rows(model)
        wanted = {row for row in everything if any(low <= row[0] and row[1] <= high for low, high in ranges)}
        assert seen == wanted != set(), name


@both
def test_queryset_shows_the_sums_of_what_the_post_covers(model, sums, tree):
    low, high = tree[STREET].range
    everything = set(model.objects.values_list("division_id", flat=True))

    with scope.entered(scope.Scope(((low, high),))):
        seen = set(model.objects.values_list("division_id", flat=True))

    assert seen == {code for code in everything if low <= code < high} != set()


@pytest.mark.parametrize("model", [Delta, Tally, RolledUp], ids=lambda model: model._meta.label)
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "UPDATE {} SET {}", "INSERT INTO {} DEFAULT VALUES", "TRUNCATE {}"]
)
def test_application_may_not_write_sums(model, statement, sums):
    column = "built_at = now()" if model is RolledUp else "records = 0"
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        cursor.execute(statement.format(model._meta.db_table, column))


@both
def test_transaction_without_scope_sees_no_sum(model, db):
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        cursor.execute(f"SELECT 1 FROM {model._meta.db_table}")


@both
def test_sums_carry_the_policies_of_every_scoped_table(model, db):
    with scope.everything("read the catalogue"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_policy JOIN pg_class c ON c.oid = polrelid "
            "WHERE relname = %s",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (3, True)
    assert model._meta.label in KEPT_BY_TRIGGERS


def test_writing_a_record_needs_no_right_to_the_sums(sums, tree, street_worker, as_post):
    before = Delta.objects.count()

    with as_post(street_worker):
        make(Session, tree["410902001001"], held_on=DAY)
        assert Delta.objects.filter(division=tree["410902001001"]).count() == 2

    assert Delta.objects.count() == before + 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE indicators_tally DISABLE ROW LEVEL SECURITY",
        "DROP POLICY scope_one ON indicators_tally",
        "CREATE POLICY forgotten ON indicators_tally TO linli_scope_one USING (true)",
        None,
    ],
)
def test_oracle_notices_when_the_policy_of_the_sums_is_missing_or_wide(own_database, statement):
    with transaction.atomic(), scope.everything("test rows"):
        county, other = (
            Division.objects.create(
                code=code, upper=code + 10**9, level="county", name="县", path_name="县", valid_from=date(2010, 1, 1)
            )
            for code in (410902 * 10**9, 410922 * 10**9)
        )
        make(Session, county, held_on=DAY)
        make(Session, other, held_on=DAY)
        compact()
    if statement:
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)

    with transaction.atomic(), scope.entered(scope.Scope((county.range,))):
        seen = {code for code, _upper in rows(Tally)}

    assert (seen == {county.code}) == (statement is None)
