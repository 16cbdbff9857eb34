from datetime import date, timedelta

import pytest

from linli.domains.committees.models import Committee
from linli.domains.grid.enums import Item
from linli.domains.grid.models import Centre, Worker
from linli.kernel.indicators.figures import figure

CITY, JINGDONG, YUBEI, XIGUAN = "410900000000", "410902001001", "410902001002", "410922100201"
OPENED, ASSESSED, CLOSED = date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 1)
DAY = timedelta(days=1)
ALL = {item.value: True for item in Item}


@pytest.fixture
def centres(given, tree):
    """京东 has all five, 玉北 lacks one of them, 西关 had all five until it was closed."""
    given(Centre, tree[JINGDONG], name="京东", opened_on=OPENED, assessed_on=ASSESSED, **ALL)
    given(Centre, tree[YUBEI], name="玉北", opened_on=OPENED, assessed_on=ASSESSED, **ALL | {"has_mechanism": False})
    given(Centre, tree[XIGUAN], name="西关", opened_on=OPENED, assessed_on=ASSESSED, closed_on=CLOSED, **ALL)


@pytest.mark.parametrize(
    ("at", "standing", "meeting"),
    [
        (OPENED - DAY, 0, 0),
        (OPENED, 3, 0),
        (ASSESSED - DAY, 3, 0),
        (ASSESSED, 3, 2),
        (CLOSED - DAY, 3, 2),
        (CLOSED, 2, 1),
    ],
)
def test_centres_on_the_days_around_their_edges(centres, tree, at, standing, meeting):
    rate = figure("grid.centres_standard_rate", tree[CITY], at=at)

    assert figure("grid.centres", tree[CITY], at=at).value == standing
    assert figure("grid.centres_meeting_standard", tree[CITY], at=at).value == meeting
    assert (rate.numerator, rate.denominator) == (meeting, standing)


@pytest.mark.parametrize("missing", [item.value for item in Item])
def test_each_of_the_five_is_needed(given, tree, missing):
    given(Centre, tree[JINGDONG], name="京东", opened_on=OPENED, assessed_on=ASSESSED, **ALL | {missing: False})

    assert figure("grid.centres_meeting_standard", tree[CITY], at=ASSESSED).value == 0


@pytest.mark.parametrize(("at", "staffed"), [(OPENED - DAY, 0), (OPENED, 2), (CLOSED - DAY, 2), (CLOSED, 1)])
def test_staffed_counts_a_place_once_and_full_time_alone(given, tree, at, staffed):
    for code in (JINGDONG, YUBEI, XIGUAN):
        given(Committee, tree[code], kind="residents", name=code, registered_on=date(2010, 1, 1))
    for code, place, full, until in (
        ("G1", JINGDONG, True, None),
        ("G2", JINGDONG, True, None),
        ("G3", YUBEI, False, None),
        ("G4", XIGUAN, True, CLOSED),
    ):
        given(Worker, tree[place], code=code, name="某", is_full_time=full, since=OPENED, until=until)

    rate = figure("grid.staffed_rate", tree[CITY], at=at)

    assert figure("grid.staffed", tree[CITY], at=at).value == staffed
    assert (rate.numerator, rate.denominator) == (staffed, 3)
