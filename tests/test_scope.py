"""A post sees its own divisions and nothing else, whichever way it asks: proven against a plain-Python oracle."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, connections, transaction

from linli.domains.consultation.models import Session
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.postgresql.schema import scope_column
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.figures import answer
from linli.kernel.indicators.periods import twelve_months_to
from linli.kernel.indicators.questions import Question
from linli.kernel.indicators.registry import all_indicators
from tests.factories import AT, bound_models, make

SCOPES = {
    "city": ("410900000000",),
    "county": ("410902000000",),
    "township": ("410902001000",),
    "village": ("410902001001",),
    "two places": ("410902001001", "410922000000"),
    "elsewhere": ("410922000000",),
}


def measures():
    return [each for each in all_indicators() if isinstance(each, Measure)]


by_model = pytest.mark.parametrize("model", bound_models(), ids=lambda model: model._meta.label)


@pytest.fixture
def rows(db, tree, request):
    """One row of the model in each place of the tree; what may be seen is worked out from the codes alone."""
    model = request.node.callspec.params["model"]
    with scope.everything("test rows"):
        return {make(model, place).pk: place.code for place in tree.values() if place.level != "nation"}


def sorts_of_scope(tree):
    return {name: scope.Scope(tuple(tree[code].range for code in codes)) for name, codes in SCOPES.items()}


def oracle(rows, ranges):
    return {pk for pk, code in rows.items() if any(low <= code < high for low, high in ranges)}


def key_columns(model):
    """One column, or several where a row is known by them together."""
    fields = getattr(model._meta.pk, "fields", None) or [model._meta.pk]
    return ", ".join(f'"{field.column}"' for field in fields)


def raw_keys(model):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {key_columns(model)} FROM "{model._meta.db_table}"')
        return {row if len(row) > 1 else row[0] for row in cursor.fetchall()}


@by_model
def test_raw_sql_shows_what_the_post_covers(model, rows, tree):
    for name, limits in sorts_of_scope(tree).items():
        with scope.entered(limits):
            assert raw_keys(model) & set(rows) == oracle(rows, limits.ranges), name


@by_model
def test_queryset_shows_what_the_post_covers(model, rows, tree):
    for name, limits in sorts_of_scope(tree).items():
        with scope.entered(limits):
            assert set(model.objects.values_list("pk", flat=True)) & set(rows) == oracle(rows, limits.ranges), name


@by_model
def test_foreign_row_is_neither_changed_nor_deleted(model, rows, tree):
    limits = sorts_of_scope(tree)["elsewhere"]
    foreign = set(rows) - oracle(rows, limits.ranges)

    with scope.entered(limits), connection.cursor() as cursor:
        if "DELETE" not in getattr(model, "grants", ("DELETE",)):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
            return
        column = scope_column(model)
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET "{column}" = "{column}" WHERE "{column}" = ANY(%s)',
            [[rows[pk] for pk in foreign]],
        )
        assert cursor.rowcount == 0


@by_model
def test_row_cannot_be_moved_out_of_scope(model, rows, tree):
    if "UPDATE" not in getattr(model, "grants", ("UPDATE",)):
        return
    limits = sorts_of_scope(tree)["elsewhere"]
    own, column = rows[min(oracle(rows, limits.ranges))], scope_column(model)

    with (
        scope.entered(limits),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET "{column}" = %s WHERE "{column}" = %s',
            [tree["410902001001"].code, own],
        )


@by_model
def test_transaction_without_scope_fails(model, db):
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(f'SELECT 1 FROM "{model._meta.db_table}"')
    with pytest.raises(scope.NoScope):
        model.objects.count()


@by_model
def test_scope_of_nothing_shows_no_record(model, db):
    with (
        scope.entered(scope.NOTHING),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute(f'SELECT 1 FROM "{model._meta.db_table}"')


@by_model
def test_table_has_the_policies_that_its_model_asks_for(model, db):
    with scope.everything("read the catalogue"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT policyname, roles::text, qual IS NOT NULL, with_check IS NOT NULL FROM pg_policies "
            "WHERE tablename = %s ORDER BY 1",
            [model._meta.db_table],
        )
        found = cursor.fetchall()
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s",
            [model._meta.db_table],
        )
        forced = cursor.fetchone()

    expected = [(name, f"{{linli_{name}}}", True, True) for name in ("scope_all", "scope_many", "scope_one")]
    assert (found, forced) == (expected, (True, True))


@pytest.fixture
def two_counties(own_database):
    """Two committed places with one consultation each, in a database of the test's own."""
    with transaction.atomic(), scope.everything("test rows"):
        places = [
            Division.objects.create(
                code=code, upper=code + 10**9, level="county", name="县", path_name="县", valid_from=date(2010, 1, 1)
            )
            for code in (410902000000000, 410922000000000)
        ]
        rows = {make(Session, place).pk: place.code for place in places}
    return places, rows


def leaks(two_counties):
    """What a post in the first county sees by raw SQL, less what it may see; and the other way round."""
    places, rows = two_counties
    limits = scope.Scope((places[0].range,))
    with transaction.atomic(), scope.entered(limits):
        return raw_keys(Session) ^ oracle(rows, limits.ranges)


def as_owner(statement):
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def test_oracle_agrees_while_the_policies_stand(two_counties):
    assert leaks(two_counties) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE consultation_session DISABLE ROW LEVEL SECURITY",
        "DROP POLICY scope_one ON consultation_session",
        "CREATE POLICY forgotten ON consultation_session TO linli_scope_one USING (true)",
    ],
)
def test_oracle_notices_when_a_policy_is_missing_or_wide(two_counties, statement):
    as_owner(statement)

    assert leaks(two_counties) != set()


def test_login_owns_nothing_and_inherits_nothing(db):
    with scope.everything("read the catalogue"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = 'linli_web'")
        owned = cursor.fetchone()[0]
        cursor.execute(
            "SELECT rolinherit, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = 'linli_web'"
        )
        rights = cursor.fetchone()
        cursor.execute(
            "SELECT array_agg(g.rolname::text ORDER BY g.rolname) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid "
            "JOIN pg_roles w ON w.oid = m.member WHERE w.rolname = 'linli_web'"
        )
        roles = cursor.fetchone()[0]

    assert (owned, rights) == (0, (False, False, False, False))
    assert roles == [
        "linli_jobs",
        "linli_scope_all",
        "linli_scope_many",
        "linli_scope_none",
        "linli_scope_one",
        "linli_stage",
    ]


def test_scope_is_gone_after_commit(own_database):
    with transaction.atomic(), scope.everything("first transaction"):
        assert raw_keys(Session) == set()

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "linli_web"
    assert not scope.is_entered()


def test_set_config_is_refused(db):
    with (
        scope.everything("try to escape"),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute("SELECT set_config('linli.hi', '999999999999999', true)")


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.code)
def test_figure_counts_what_the_post_covers(measure, tree):
    """Under a county's scope a figure counts those of the whole nation's records that lie in the county, no more, no fewer."""
    with scope.everything("test rows"):
        places = {make(measure.records, place).pk: place.code for place in tree.values() if place.level == "village"}
        everywhere = answer(Question(measure, tree["000000000000"], AT.date(), twelve_months_to(AT.date())))
        counted = set(everywhere.queryset().values_list("pk", flat=True))
        own = dict(measure.records.objects.values_list("pk", "division_id"))

    for code in ("410902000000", "410922000000"):
        with scope.entered(scope.Scope((tree[code].range,))):
            found = answer(Question(measure, tree[code], AT.date(), twelve_months_to(AT.date())))
            assert set(found.queryset().values_list("pk", flat=True)) == counted & oracle(own, [tree[code].range])
            assert found.records == len(counted & oracle(own, [tree[code].range]))
    assert len(places) == 6
