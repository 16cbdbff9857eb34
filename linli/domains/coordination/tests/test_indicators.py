from datetime import date, timedelta

import pytest

from linli.domains.coordination.models import LeadingGroup, LedgerArea, LedgerTask, MemberUnit, TaskForce, WorkLedger
from linli.kernel.indicators.figures import figure

CITY, HUALONG = "410900000000", "410902000000"
BEGUN, ENDED = date(2020, 5, 6), date(2021, 7, 1)
DAY = timedelta(days=1)


@pytest.fixture
def bodies(given, tree):
    city, county = tree[CITY], tree[HUALONG]
    leader = {"leader_title": "书记", "established_on": BEGUN}
    given(LeadingGroup, city, name="市领导小组", level="city", **leader)
    given(LeadingGroup, county, name="区领导小组", level="county", **leader, dissolved_on=ENDED)
    force = given(TaskForce, city, code="Z1", name="专班一", duty="职责", **leader)
    given(TaskForce, city, code="Z2", name="专班二", duty="职责", **leader, dissolved_on=ENDED)
    unit = {"unit_name": "某局", "duty": "职责", "joined_on": BEGUN}
    given(MemberUnit, city, code="C1", task_force=force, **unit)
    given(MemberUnit, city, code="C2", left_on=ENDED, **unit)


@pytest.fixture
def ledgers(given, tree):
    city = tree[CITY]
    for year, issued_on in ((2020, BEGUN), (2021, ENDED)):
        ledger = given(WorkLedger, city, code=f"T{year}", year=year, title=f"{year}台账", issued_on=issued_on)
        area = given(LedgerArea, city, code=f"F{year}", ledger=ledger, number=1, title="方面")
        task = {"area": area, "title": "任务", "standard": "标准", "responsible_unit": "某局"}
        for number in (1, 2):
            given(LedgerTask, city, code=f"R{year}{number}", number=number, **task)


@pytest.mark.parametrize(
    ("at", "value"), [(BEGUN - DAY, 0), (BEGUN, 2), (ENDED - DAY, 2), (ENDED, 1), (ENDED + DAY, 1)]
)
@pytest.mark.parametrize("code", ["leading_groups", "task_forces", "member_units"])
def test_stock_on_the_days_around_its_edges(bodies, tree, code, at, value):
    assert figure(f"coordination.{code}", tree[CITY], at=at).value == value


def test_leading_groups_by_level(bodies, tree):
    assert figure("coordination.leading_groups", tree[CITY], at=BEGUN).by == {"level": {"city": 1, "county": 1}}


@pytest.mark.parametrize(("at", "areas"), [(BEGUN - DAY, 0), (BEGUN, 1), (ENDED - DAY, 1), (ENDED, 2)])
def test_ledger_counts_from_the_day_it_was_issued(ledgers, tree, at, areas):
    city = tree[CITY]

    assert figure("coordination.ledger_areas", city, at=at).value == areas
    assert figure("coordination.ledger_tasks", city, at=at).value == 2 * areas


def test_ledger_of_one_year(ledgers, tree):
    found = figure("coordination.ledger_tasks", tree[CITY], at=ENDED)

    assert found.by == {"year": {"2020": 2, "2021": 2}}
    assert figure("coordination.ledger_tasks", tree[CITY], at=ENDED, year="2021").value == 2
