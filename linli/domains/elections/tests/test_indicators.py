from datetime import date

import pytest

from linli.domains.elections.models import Election
from linli.kernel.indicators import recount
from linli.kernel.indicators.figures import figure
from linli.kernel.indicators.registry import get_indicator

START, END = date(2020, 11, 23), date(2021, 2, 8)


@pytest.fixture
def elections(given, tree):
    """Three are due on the last day; one of them is completed on the first day, one on the last, one not at all."""
    done = {"410902001001": START, "410902001002": END, "410922100201": None}
    for code, day in done.items():
        given(Election, tree[code], round="2020-2021", kind="residents", due_on=END, started_on=START, completed_on=day)


@pytest.mark.parametrize(
    ("period", "due", "completed"),
    [
        ("2020-11-22..2020-11-22", 0, 0),
        ("2020-11-23..2020-11-23", 0, 1),
        ("2020-11-23..2021-02-07", 0, 1),
        ("2020-11-23..2021-02-08", 3, 2),
        ("2021-02-09..2021-02-09", 0, 0),
    ],
)
def test_flow_counts_both_ends_of_the_period(elections, tree, period, due, completed):
    city, at = tree["410900000000"], date(2021, 7, 9)

    assert figure("elections.due", city, at=at, period=period).value == due
    assert figure("elections.completed", city, at=at, period=period).value == completed


def test_flow_does_not_look_beyond_the_day_of_the_question(elections, tree):
    found = figure("elections.completed", tree["410900000000"], at=date(2021, 2, 7), period="2020-11-23..2021-02-08")

    assert (found.value, found.by) == (1, {"kind": {"residents": 1}})


def test_an_election_that_was_annulled_is_not_completed(given, tree):
    day = date(2021, 2, 8)
    place = tree["410922100201"]
    rows = {"kind": "villagers", "due_on": day, "started_on": day, "completed_on": day}
    given(Election, place, round="2020-2021", **rows)
    given(
        Election,
        place,
        round="2021",
        state="annulled",
        mode="all",
        election_on=day,
        member_count=2,
        **rows,
    )

    found = figure("elections.completed", tree["410900000000"], period="2021", at=date(2021, 12, 31))
    apart = recount.amounts(get_indicator("elections.completed"), at=date(2021, 12, 31), period=found.question.period)
    assert (found.value, found.queryset().count(), recount.total(apart, tree["410900000000"])) == (1, 1, 1)
