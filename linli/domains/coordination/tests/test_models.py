from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.domains.coordination.models import LeadingGroup, LedgerArea, LedgerTask, MemberUnit, TaskForce, WorkLedger

CITY = "410900000000"
DAY, BEFORE = date(2020, 5, 6), date(2020, 5, 5)
GROUP = {"name": "领导小组", "level": "city", "leader_title": "市委副书记", "established_on": DAY}
FORCE = {"code": "Z1", "name": "专班", "leader_title": "副市长", "duty": "职责", "established_on": DAY}
UNIT = {"code": "C1", "unit_name": "市民政局", "duty": "职责", "joined_on": DAY}
LEDGER = {"code": "T1", "year": 2021, "title": "台账", "issued_on": DAY}


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (LeadingGroup, GROUP | {"dissolved_on": BEFORE}, "leading_group_order"),
        (TaskForce, FORCE | {"dissolved_on": BEFORE}, "task_force_order"),
        (MemberUnit, UNIT | {"left_on": BEFORE}, "member_unit_order"),
        (WorkLedger, LEDGER | {"year": 21}, "work_ledger_year"),
    ],
)
def test_database_refuses_what_cannot_be(given, tree, model, values, constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        given(model, tree[CITY], **values)


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (LeadingGroup, GROUP, "leading_group_one_per_division"),
        (TaskForce, FORCE, "task_force_code"),
        (MemberUnit, UNIT, "member_unit_code"),
        (WorkLedger, LEDGER, "work_ledger_code"),
    ],
)
def test_database_refuses_the_same_twice(given, tree, model, values, constraint):
    given(model, tree[CITY], **values)

    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        given(model, tree[CITY], **values)


def test_numbers_do_not_repeat_inside_a_ledger_or_an_area(given, tree):
    city = tree[CITY]
    ledger = given(WorkLedger, city, **LEDGER)
    area = given(LedgerArea, city, code="F1", ledger=ledger, number=1, title="方面")
    task = {"area": area, "number": 1, "title": "任务", "standard": "标准", "responsible_unit": "市民政局"}
    given(LedgerTask, city, code="R1", **task)

    with pytest.raises(IntegrityError, match='"ledger_area_number"'), transaction.atomic():
        given(LedgerArea, city, code="F2", ledger=ledger, number=1, title="方面")
    with pytest.raises(IntegrityError, match='"ledger_task_number"'), transaction.atomic():
        given(LedgerTask, city, code="R2", **task)
