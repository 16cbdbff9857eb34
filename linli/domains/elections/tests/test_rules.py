from datetime import date

import pytest

from linli.domains.elections.enums import Kind
from linli.domains.elections.rules import election_faults, is_on_time, is_overdue, term_ends_on, term_of
from linli.kernel.rulesets.families import NoLawYet

DUE = date(2021, 2, 8)


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize(
    ("elected_on", "ends_on"),
    [
        (date(2018, 12, 28), date(2021, 12, 28)),
        (date(2018, 12, 29), date(2023, 12, 29)),
        (date(2018, 12, 30), date(2023, 12, 30)),
        (date(2021, 2, 8), date(2026, 2, 8)),
        (date(2020, 2, 29), date(2025, 2, 28)),
        (date(2026, 1, 1), date(2031, 1, 1)),
    ],
)
def test_term_is_that_of_the_law_of_the_day_of_election(kind, elected_on, ends_on):
    assert term_ends_on(kind, elected_on) == ends_on


@pytest.mark.parametrize(
    ("kind", "elected_on", "citation"),
    [
        ("villagers", date(2025, 12, 31), "《村民委员会组织法》第十一条"),
        ("villagers", date(2026, 1, 1), "《村民委员会组织法》第十四条"),
        ("residents", date(2025, 12, 31), "《城市居民委员会组织法》第八条"),
        ("residents", date(2026, 1, 1), "《城市居民委员会组织法》第十四条"),
    ],
)
def test_law_of_2026_has_other_articles(kind, elected_on, citation):
    assert term_of(kind, elected_on).citation == citation


def test_no_term_before_the_first_law():
    with pytest.raises(NoLawYet):
        term_ends_on("villagers", date(1998, 11, 3))


@pytest.mark.parametrize(
    ("completed_on", "on_time"),
    [(date(2021, 2, 7), True), (date(2021, 2, 8), True), (date(2021, 2, 9), False), (None, False)],
)
def test_completed_by_the_day_it_was_due(completed_on, on_time):
    assert is_on_time(DUE, completed_on) is on_time


@pytest.mark.parametrize(
    ("completed_on", "at", "overdue"),
    [
        (None, date(2021, 2, 7), False),
        (None, date(2021, 2, 8), False),
        (None, date(2021, 2, 9), True),
        (date(2021, 2, 10), date(2021, 2, 9), True),
        (date(2021, 2, 10), date(2021, 2, 10), False),
    ],
)
def test_overdue_from_the_day_after(completed_on, at, overdue):
    assert is_overdue(DUE, completed_on, at=at) is overdue


@pytest.mark.parametrize(
    ("started_on", "completed_on", "fields"),
    [
        (None, None, []),
        (date(2020, 11, 23), None, []),
        (date(2020, 11, 23), date(2020, 11, 23), []),
        (date(2020, 11, 23), date(2020, 11, 22), ["completed_on"]),
        (None, date(2021, 2, 8), ["started_on"]),
    ],
)
def test_completion_follows_the_start(started_on, completed_on, fields):
    faults = election_faults(started_on=started_on, completed_on=completed_on)

    assert [fault.field for fault in faults] == fields
