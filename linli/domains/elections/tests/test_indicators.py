from datetime import date

import pytest

from linli.domains.elections.models import Election
from linli.kernel.indicators.figures import figure

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
