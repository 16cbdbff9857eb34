import pytest
from django.db import transaction

from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division, key_of, list_ancestors


@pytest.mark.parametrize(
    ("count", "role"),
    [(0, "linli_scope_none"), (1, "linli_scope_one"), (2, "linli_scope_many"), (16, "linli_scope_many")],
)
def test_role_follows_from_the_number_of_ranges(count, role):
    assert scope.Scope(tuple((number, number + 1) for number in range(count))).role == role


def test_too_many_ranges_are_refused():
    with pytest.raises(scope.OutOfScope):
        scope.Scope(tuple((number, number + 1) for number in range(17)))


@pytest.mark.parametrize(
    ("low", "high", "covered"), [(10, 20, True), (10, 21, False), (9, 20, False), (19, 20, True), (20, 21, False)]
)
def test_range_is_covered_whole_or_not_at_all(low, high, covered):
    assert scope.Scope(((10, 20),)).covers(low, high) is covered


def test_leaving_the_scope_needs_a_reason(db):
    with pytest.raises(scope.NoScope), scope.everything(""):
        pass


def test_scope_needs_a_transaction(own_database):
    with pytest.raises(scope.NoScope), scope.everything("outside a transaction"):
        pass


def test_inner_scope_ends_with_its_block(tree, hualong_officer, qingfeng_officer):
    with scope.entered(hualong_officer.scope):
        with transaction.atomic(), scope.entered(qingfeng_officer.scope):
            assert scope.current() is qingfeng_officer.scope
        assert scope.current() is hualong_officer.scope


@pytest.mark.parametrize("code", ["4109", "410900", "410900000000", "410900000000000", 410900000000000])
def test_code_is_read_as_people_write_it(tree, code):
    with scope.entered(scope.NOTHING):
        assert get_division(code).name == "濮阳市"


@pytest.mark.parametrize("code", ["", "x", "４１０９", "41090000000000000000", "-1", "410999"])
def test_code_of_no_place_is_refused(tree, code):
    with scope.entered(scope.NOTHING), pytest.raises(Division.DoesNotExist):
        get_division(code)


def test_key_has_fifteen_digits():
    assert key_of("410902001001") == 410902001001000


def test_ancestors_lead_from_the_nation_down(tree):
    with scope.entered(scope.NOTHING):
        names = [place.level for place in list_ancestors(tree["410902001001"])]

    assert names == ["nation", "province", "city", "county", "township", "village"]
