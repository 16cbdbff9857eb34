from datetime import date

import pytest

from linli.domains.elections import actions
from linli.domains.elections.models import Election
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from tests.cast import NOW, deeds_on

START, END = date(2020, 11, 23), date(2021, 2, 8)


@pytest.fixture
def election(given, tree):
    return given(
        Election,
        tree["410902001001"],
        round="2020-2021",
        kind="residents",
        due_on=END,
        started_on=START,
        completed_on=None,
    )


def test_complete_writes_the_day_once(election, hualong_officer):
    actions.complete(election, completed_on=END, by=hualong_officer, at=NOW)

    election.refresh_from_db()
    assert (election.completed_on, election.version) == (END, 2)
    assert [entry.verb for entry in deeds_on(election)] == ["complete"]
    with pytest.raises(Refused, match="已于2021-02-08完成"):
        actions.complete(election, completed_on=END, by=hualong_officer, at=NOW)


def test_complete_is_refused_to_a_village_worker(election, village_worker):
    with pytest.raises(PermissionRefused):
        actions.complete(election, completed_on=END, by=village_worker, at=NOW)


def test_complete_before_the_start_is_refused_in_words(election, hualong_officer):
    with pytest.raises(Refused, match="完成日期不能早于启动日期"):
        actions.complete(election, completed_on=date(2020, 11, 22), by=hualong_officer, at=NOW)


def test_complete_needs_a_start(given, tree, hualong_officer):
    unstarted = given(Election, tree["410902001002"], round="2020-2021", kind="residents", due_on=END)

    with pytest.raises(Refused, match="没有启动日期"):
        actions.complete(unstarted, completed_on=END, by=hualong_officer, at=NOW)
