from datetime import date

import pytest

from linli.domains.grid import actions
from linli.domains.grid.enums import Item
from linli.domains.grid.models import Centre, Worker
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from tests.cast import NOW, TODAY, deeds_on

ALL = {item.value: True for item in Item}
DAY = date(2020, 5, 6)


@pytest.fixture
def centre(given, tree):
    return given(Centre, tree["410902001001"], name="京东社区综治中心", opened_on=DAY)


@pytest.fixture
def worker(given, tree):
    return given(Worker, tree["410902001001"], code="G1", name="甘敬业", is_full_time=True, since=DAY)


def test_assessment_that_finds_the_same_keeps_its_date(centre, hualong_officer):
    actions.assess_centre(centre, assessed_on=date(2021, 1, 4), **ALL, by=hualong_officer, at=NOW)
    again = actions.assess_centre(centre, assessed_on=TODAY, **ALL, by=hualong_officer, at=NOW)

    assert (again.assessed_on, again.has_place, again.version) == (date(2021, 1, 4), True, 2)
    assert [entry.verb for entry in deeds_on(centre)] == ["assess", "assess"]


def test_assessment_that_finds_less_takes_the_new_date(centre, hualong_officer):
    actions.assess_centre(centre, assessed_on=date(2021, 1, 4), **ALL, by=hualong_officer, at=NOW)
    less = actions.assess_centre(centre, assessed_on=TODAY, **ALL | {"has_staff": False}, by=hualong_officer, at=NOW)

    assert (less.assessed_on, less.has_staff, less.has_place) == (TODAY, False, True)


def test_assessment_goes_forward_only(centre, hualong_officer):
    actions.assess_centre(centre, assessed_on=TODAY, **ALL, by=hualong_officer, at=NOW)

    with pytest.raises(Refused, match="不能再登记更早的评估"):
        actions.assess_centre(centre, assessed_on=date(2021, 7, 8), **ALL, by=hualong_officer, at=NOW)


def test_closed_centre_is_neither_assessed_nor_closed_again(centre, hualong_officer):
    closed = actions.close_centre(centre, closed_on=TODAY, reason="并村", by=hualong_officer, at=NOW)

    assert closed.closed_on == TODAY
    for refused in (
        lambda: actions.close_centre(centre, closed_on=TODAY, reason="", by=hualong_officer, at=NOW),
        lambda: actions.assess_centre(centre, assessed_on=TODAY, **ALL, by=hualong_officer, at=NOW),
    ):
        with pytest.raises(Refused, match="已于2021-07-09撤销"):
            refused()


def test_assessment_is_refused_to_a_village_worker(centre, village_worker):
    with pytest.raises(PermissionRefused):
        actions.assess_centre(centre, assessed_on=TODAY, **ALL, by=village_worker, at=NOW)


def test_end_service_writes_the_day_once(worker, village_worker):
    actions.end_service(worker, until=TODAY, by=village_worker, at=NOW)

    worker.refresh_from_db()
    assert worker.until == TODAY
    with pytest.raises(Refused, match="已于2021-07-09离岗"):
        actions.end_service(worker, until=TODAY, by=village_worker, at=NOW)
