from datetime import date

import pytest

from linli.domains.consultation.models import Session
from linli.domains.consultation.permissions import LABELS, Permission
from linli.domains.consultation.records import PROBLEM, SESSION, SPECS
from linli.kernel.exchange.register_format import title_of

DAY, BEFORE = date(2020, 5, 6), date(2020, 5, 5)
COUNTY, TOWNSHIP, VILLAGE, NEXT = "410902000000", "410902001000", "410902001001", "410902001002"


def test_headers_are_those_of_the_trade():
    assert [[title_of(spec, item) for item in spec.fields] for spec in SPECS] == [
        ["协商编号", "区划代码", "议题", "类别", "协商日期", "参与人数", "协商结论"],
        ["问题编号", "区划代码", "所属协商", "问题", "提出日期", "解决日期"],
        ["区划代码", "议题", "情况说明", "议题来源", "层级", "缓急", "类别", "提出日期"],
    ]


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("city_clerk", {"view", "edit", "review", "issue"}),
        ("village_worker", {"view", "edit"}),
        ("city_reader", {"view"}),
    ],
)
def test_what_each_post_may(request, who, verbs):
    post = request.getfixturevalue(who)

    assert {each.name.lower() for each in Permission if post.may(each)} == verbs
    assert set(LABELS) == set(Permission)


@pytest.mark.parametrize(
    ("place", "count", "fields"),
    [
        (VILLAGE, 2, []),
        (TOWNSHIP, 2, []),
        (COUNTY, 2, ["division"]),
        (VILLAGE, 1, ["participants_count"]),
    ],
)
def test_session_is_of_several_people_in_a_village_or_township(tree, place, count, fields):
    values = {"division": tree[place], "participants_count": count}

    assert [each.field for each in SESSION.check(values)] == fields


@pytest.mark.parametrize(
    ("place", "days", "fields"),
    [
        (VILLAGE, (BEFORE, DAY), []),
        (VILLAGE, (BEFORE, BEFORE), ["solved_on"]),
        (NEXT, (DAY, None), ["division"]),
    ],
)
def test_problem_belongs_to_its_session(given, tree, place, days, fields):
    session = given(
        Session,
        tree[VILLAGE],
        code="X1",
        topic="停车",
        category="property",
        held_on=DAY,
        participants_count=5,
    )

    values = {"division": tree[place], "session": session, "raised_on": days[0], "solved_on": days[1]}

    assert [each.field for each in PROBLEM.check(values)] == fields
