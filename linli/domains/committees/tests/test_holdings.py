"""Every time of holding a certificate is kept, by whatever path the register changes; figures of any past day are right."""

from datetime import date, timedelta

import pytest

from linli.domains.committees import actions
from linli.domains.committees.models import Committee, Holding
from linli.domains.committees.rules import make_code
from linli.domains.committees.tests.test_cases import VILLAGE, at
from linli.kernel.audit.guard import writing
from linli.kernel.indicators import recount
from linli.kernel.indicators.figures import figure
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.registry import get_indicator

SEPARATELY = get_indicator("committees.certified")
FIRST, WITHDRAWN, SECOND, EXPIRES = date(2018, 3, 1), date(2019, 6, 1), date(2021, 3, 1), date(2026, 2, 28)


@pytest.fixture
def certified(given, tree) -> Committee:
    return given(
        Committee,
        tree[VILLAGE],
        kind="villagers",
        name="西关村村民委员会",
        registered_on=date(2018, 1, 1),
        code=make_code("villagers", 410922, 1),
        code_assigned_on=date(2018, 2, 1),
        certificate_no="PDY-1",
        certificate_issued_on=FIRST,
        certificate_expires_on=date(2023, 2, 28),
    )


def change(committee, **values):
    for name, value in values.items():
        setattr(committee, name, value)
    with writing():
        committee.save()
    committee.refresh_from_db()


def held():
    return [(each.since, each.until) for each in Holding.objects.order_by("since")]


@pytest.fixture
def with_gap(certified):
    change(certified, certificate_withdrawn_on=WITHDRAWN)
    change(
        certified,
        certificate_no="PDY-2",
        certificate_issued_on=SECOND,
        certificate_expires_on=EXPIRES,
        certificate_withdrawn_on=None,
    )
    return certified


def counted(tree, day):
    """By the kept sums, by the records behind them, and by the count that shares no code."""
    found = figure("committees.certified", tree["410900000000"], at=day)
    apart = recount.amounts(SEPARATELY, at=day, period=Period(day, day))
    return found.value, found.queryset().count(), recount.total(apart, tree["410900000000"])


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (FIRST - timedelta(1), 0),
        (FIRST, 1),
        (WITHDRAWN - timedelta(1), 1),
        (WITHDRAWN, 0),
        (SECOND - timedelta(1), 0),
        (SECOND, 1),
        (EXPIRES, 1),
        (EXPIRES + timedelta(1), 0),
    ],
)
def test_a_day_before_a_gap_is_counted_as_it_was(with_gap, tree, day, count):
    assert counted(tree, day) == (count, count, count)
    rate = figure("committees.certified_rate", tree["410900000000"], at=day)
    assert (rate.numerator, rate.denominator) == (count, 1)


def test_a_correction_begins_no_other_time(certified):
    change(certified, certificate_issued_on=date(2018, 4, 1))
    change(certified, certificate_expires_on=date(2024, 2, 29))

    assert held() == [(date(2018, 4, 1), date(2024, 3, 1))]


def test_a_correction_reaches_no_earlier_time(with_gap):
    change(with_gap, certificate_issued_on=date(2019, 1, 1))

    assert held() == [(FIRST, WITHDRAWN), (WITHDRAWN, EXPIRES + timedelta(1))]


def test_a_dissolved_committee_holds_none_and_is_counted_once(certified):
    change(certified, dissolved_on=date(2020, 1, 1))
    change(certified, name="西关村村民委员会（旧）")

    assert held() == [(FIRST, date(2020, 1, 1))]


def test_a_certificate_taken_out_of_the_register_was_none(certified):
    change(certified, certificate_no=None, certificate_issued_on=None, certificate_expires_on=None)

    assert held() == []
    change(
        certified,
        certificate_no="PDY-1",
        certificate_issued_on=FIRST,
        certificate_expires_on=date(2023, 2, 28),
    )
    assert held() == [(FIRST, date(2023, 3, 1))]


def test_a_committee_that_was_entered_in_another_place_takes_its_times_along(certified, tree):
    change(certified, division=tree["410922100202"])

    assert {each.division_id for each in Holding.objects.all()} == {tree["410922100202"].code}


def test_deeds_keep_both_times(given, tree, city_clerk, as_post, certified):
    who = {"by": city_clerk, "at": at(SECOND)}
    with as_post(city_clerk):
        actions.withdraw_certificate(certified, withdrawn_on=WITHDRAWN, reason="清理", **who)
        actions.issue_certificate(certified, certificate_no="PDY-2", issued_on=SECOND, expires_on=EXPIRES, **who)

    assert held() == [(FIRST, WITHDRAWN), (SECOND, EXPIRES + timedelta(1))]
