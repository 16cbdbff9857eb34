"""What is read in every scope is written in its own place alone."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import Fact, Request
from linli.kernel.accounts.models import Unit
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope

CITY, COUNTY, VILLAGE = "410900000000", "410922000000", "410922100202"
DECIDED = {RequestState.IN_FORCE, RequestState.ENDED, RequestState.REFUSED}
STAMPS = dict.fromkeys(("created_at", "updated_at"), datetime(2021, 7, 9, tzinfo=UTC))


@pytest.fixture
def asked(tree):
    """One request of the city in each state, and a fact of its dictionary."""
    with scope.everything("test rows"), writing():
        unit = Unit.objects.create(code="PDY-U1", name="市民政局", division=tree[CITY])
        for state in RequestState:
            Request.objects.create(
                division=tree[CITY],
                title=f"报表{state}",
                unit=unit,
                state=state,
                subject="division",
                file_name="x.xlsx",
                workbook=b"PK",
                form={},
                columns=[],
                basis="《城市居民委员会组织法》",
                payer="市财政",
                begins_on=date(2021, 7, 1),
                ends_on=date(2021, 12, 31),
                **STAMPS,
            )
        Fact.objects.create(
            division=tree[CITY],
            name="值守人数",
            kind="int",
            subject="division",
            definition="当日",
            owner=unit,
            **STAMPS,
        )


def test_a_community_reads_what_was_decided_and_no_draft(asked, tree):
    with scope.entered(scope.Scope((tree[VILLAGE].range,))):
        assert {each.state for each in Request.objects.all()} == DECIDED
        assert Fact.objects.get().name == "值守人数"


@pytest.mark.parametrize("place", [VILLAGE, COUNTY])
def test_nobody_below_changes_what_the_city_asks(asked, tree, place):
    with scope.entered(scope.Scope((tree[place].range,))), writing():
        assert Request.objects.update(title="改") == 0
        assert Fact.objects.update(name="改") == 0


def test_nobody_writes_a_request_for_a_place_above(asked, tree):
    with (
        scope.entered(scope.Scope((tree[VILLAGE].range,))),
        writing(),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        Fact.objects.create(
            division=tree[CITY], name="别的", kind="int", subject="division", definition="x", owner_id=1, **STAMPS
        )


def test_the_city_itself_reads_its_drafts(asked, tree):
    with scope.entered(scope.Scope((tree[CITY].range,))):
        assert Request.objects.count() == len(RequestState)
