from datetime import date

import pytest

from linli.domains.coordination import actions
from linli.domains.coordination.models import LedgerArea, LedgerTask, WorkLedger
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from tests.cast import NOW, TODAY

ISSUED = date(2021, 3, 1)


@pytest.fixture
def task(given, tree):
    place = tree["410902001001"]
    ledger = given(WorkLedger, place, code="T1", year=2021, title="台账", issued_on=ISSUED)
    area = given(LedgerArea, place, code="F1", ledger=ledger, number=1, title="方面")
    return given(
        LedgerTask,
        place,
        code="R1",
        area=area,
        number=1,
        title="任务",
        standard="标准",
        responsible_unit="某局",
    )


def test_complete_task_writes_the_day_once(task, hualong_officer):
    actions.complete_task(task, completed_on=TODAY, by=hualong_officer, at=NOW)

    task.refresh_from_db()
    assert task.completed_on == TODAY
    with pytest.raises(Refused, match="已于2021-07-09完成"):
        actions.complete_task(task, completed_on=TODAY, by=hualong_officer, at=NOW)


def test_complete_task_is_refused_to_a_village_worker(task, village_worker):
    with pytest.raises(PermissionRefused):
        actions.complete_task(task, completed_on=TODAY, by=village_worker, at=NOW)


def test_complete_task_before_the_ledger_was_issued_is_refused(task, hualong_officer):
    with pytest.raises(Refused, match="不能早于台账印发日期2021-03-01"):
        actions.complete_task(task, completed_on=date(2021, 2, 28), by=hualong_officer, at=NOW)
