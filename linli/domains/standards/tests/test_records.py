from datetime import date

import pytest

from linli.domains.standards.enums import Item
from linli.domains.standards.models import Certification, Community, PlanItem
from linli.domains.standards.permissions import LABELS, Permission
from linli.domains.standards.records import CERTIFICATION, COMMUNITY, PLAN_ITEM, SPECS
from linli.kernel.exchange.register_format import title_of

DAY, BEFORE = date(2020, 5, 6), date(2020, 5, 5)
TOWNSHIP, JINGDONG, YUBEI = "410902001000", "410902001001", "410902001002"


@pytest.fixture
def jingdong(given, tree):
    """A community that takes part and has all ten items."""
    given(Community, tree[JINGDONG], enrolled_on=BEFORE, **{item.value: True for item in Item})
    return tree[JINGDONG]


def test_headers_are_those_of_the_trade():
    assert [[title_of(spec, item) for item in spec.fields] for spec in SPECS] == [
        ["区划代码", "纳入日期", *(str(item.label) for item in Item)],
        ["认定编号", "区划代码", "认定日期", "撤销日期"],
        ["区划代码", "年度", "列入日期", "完成日期"],
    ]


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("city_clerk", {"view", "edit", "certify"}),
        ("hualong_officer", {"view", "edit"}),
        ("village_worker", {"view", "edit"}),
        ("city_reader", {"view"}),
    ],
)
def test_what_each_post_may(request, who, verbs):
    post = request.getfixturevalue(who)

    assert {each.name.lower() for each in Permission if post.may(each)} == verbs
    assert set(LABELS) == set(Permission)


def found(spec, values):
    return [(each.field, each.is_error) for each in spec.check(values)]


def test_township_takes_no_part(tree):
    assert found(COMMUNITY, {"division": tree[TOWNSHIP]}) == [("division", True)]


def test_only_what_takes_part_is_certified_or_planned(everywhere, tree):
    assert found(CERTIFICATION, {"division": tree[YUBEI], "issued_on": DAY}) == [("division", True)]
    assert found(PLAN_ITEM, {"division": tree[YUBEI], "planned_on": DAY}) == [("division", True)]


def test_days_in_order(jingdong):
    certification = {"division": jingdong, "issued_on": DAY, "withdrawn_on": BEFORE}

    assert found(CERTIFICATION, certification) == [("withdrawn_on", True)]
    assert found(CERTIFICATION, certification | {"withdrawn_on": DAY}) == []
    assert found(PLAN_ITEM, {"division": jingdong, "planned_on": DAY, "fulfilled_on": BEFORE}) == [
        ("fulfilled_on", True)
    ]


def test_item_that_is_lacking_is_a_warning(given, tree):
    given(Community, tree[YUBEI], enrolled_on=BEFORE)

    assert found(CERTIFICATION, {"division": tree[YUBEI], "issued_on": DAY}) == [("division", False)]


def test_nothing_is_certified_and_outstanding_at_once(given, jingdong):
    plan = given(PlanItem, jingdong, year=2020, planned_on=DAY)
    assert found(CERTIFICATION, {"division": jingdong, "issued_on": DAY}) == [("division", True)]
    assert found(PLAN_ITEM, {"division": jingdong, "planned_on": DAY}) == []

    given(Certification, plan.division, code="R1", issued_on=DAY)
    assert found(PLAN_ITEM, {"division": jingdong, "planned_on": DAY}) == [("division", True)]
    assert found(PLAN_ITEM, {"division": jingdong, "planned_on": DAY, "fulfilled_on": DAY}) == []
