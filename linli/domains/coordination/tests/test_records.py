from datetime import date

import pytest

from linli.domains.coordination.models import LedgerArea, TaskForce, WorkLedger
from linli.domains.coordination.permissions import LABELS, Permission
from linli.domains.coordination.records import LEADING_GROUP, LEDGER_AREA, LEDGER_TASK, MEMBER_UNIT, SPECS, TASK_FORCE
from linli.kernel.exchange.register_format import title_of

CITY, COUNTY = "410900000000", "410902000000"
DAY, BEFORE = date(2020, 5, 6), date(2020, 5, 5)


@pytest.fixture
def area(given, tree):
    ledger = given(WorkLedger, tree[CITY], code="T1", year=2021, title="台账", issued_on=DAY)
    return given(LedgerArea, tree[CITY], code="F1", ledger=ledger, number=1, title="方面")


def test_headers_are_those_of_the_trade():
    assert [[title_of(spec, item) for item in spec.fields] for spec in SPECS] == [
        ["区划代码", "名称", "层级", "组长职务", "成立日期", "撤销日期"],
        ["编号", "区划代码", "名称", "负责人职务", "职责", "成立日期", "撤销日期"],
        ["编号", "区划代码", "单位名称", "职责分工", "所属专班", "加入日期", "退出日期"],
        ["台账编号", "区划代码", "年度", "台账名称", "印发日期"],
        ["方面编号", "区划代码", "所属台账", "序号", "方面名称"],
        ["任务编号", "区划代码", "所属方面", "序号", "任务名称", "工作标准", "责任单位", "完成时限", "完成日期"],
    ]


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("city_clerk", {"view", "edit", "complete"}),
        ("hualong_officer", {"view", "edit", "complete"}),
        ("village_worker", {"view", "edit"}),
        ("city_reader", {"view"}),
    ],
)
def test_what_each_post_may(request, who, verbs):
    post = request.getfixturevalue(who)

    assert {each.name.lower() for each in Permission if post.may(each)} == verbs
    assert set(LABELS) == set(Permission)


def fields_found(spec, values):
    return [each.field for each in spec.check(values)]


@pytest.mark.parametrize(("place", "expected"), [(CITY, []), (COUNTY, ["level"])])
def test_leading_group_is_of_the_level_of_its_place(tree, place, expected):
    values = {"division": tree[place], "level": "city", "established_on": DAY}

    assert fields_found(LEADING_GROUP, values) == expected


def test_days_in_order(tree):
    body = {"division": tree[CITY], "level": "city", "established_on": DAY, "dissolved_on": BEFORE}
    unit = {"division": tree[CITY], "task_force": None, "joined_on": DAY, "left_on": BEFORE}

    assert fields_found(LEADING_GROUP, body) == fields_found(TASK_FORCE, body) == ["dissolved_on"]
    assert fields_found(MEMBER_UNIT, unit) == ["left_on"]


def test_task_is_neither_due_nor_done_before_its_ledger(tree, area):
    values = {"division": tree[CITY], "area": area, "due_on": BEFORE, "completed_on": BEFORE}

    assert fields_found(LEDGER_TASK, values) == ["due_on", "completed_on"]
    assert fields_found(LEDGER_TASK, values | {"due_on": None, "completed_on": DAY}) == []


def test_parts_lie_where_the_whole_lies(given, tree, area):
    force = given(
        TaskForce,
        tree[CITY],
        code="Z1",
        name="专班",
        leader_title="副市长",
        duty="职责",
        established_on=DAY,
    )

    assert fields_found(LEDGER_AREA, {"division": tree[COUNTY], "ledger": area.ledger}) == ["division"]
    assert fields_found(LEDGER_TASK, {"division": tree[COUNTY], "area": area}) == ["division"]
    assert fields_found(MEMBER_UNIT, {"division": tree[COUNTY], "task_force": force, "joined_on": DAY}) == ["division"]
