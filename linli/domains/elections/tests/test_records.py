from datetime import date

import pytest

from linli.domains.elections.permissions import LABELS, Permission
from linli.domains.elections.records import ELECTION, check
from linli.kernel.exchange.register_format import title_of


@pytest.fixture
def values(tree):
    return {
        "division": tree["410902001001"],
        "round": "2020-2021",
        "kind": "residents",
        "due_on": date(2021, 2, 8),
        "started_on": date(2020, 11, 23),
        "completed_on": date(2020, 11, 23),
    }


def test_headers_are_those_of_the_trade():
    assert [title_of(ELECTION, item) for item in ELECTION.fields] == [
        *("区划代码", "届次", "类别", "上届届满日期", "应完成日期", "启动日期", "完成日期"),
    ]


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("city_clerk", {each.name.lower() for each in Permission}),
        ("hualong_officer", {"view", "edit", "complete", "view_voters", "edit_voters"}),
        ("village_worker", {"view", "edit", "view_voters", "edit_voters"}),
        ("city_reader", {"view", "view_voters"}),
    ],
)
def test_what_each_post_may(request, who, verbs):
    post = request.getfixturevalue(who)

    assert {each.name.lower() for each in Permission if post.may(each)} == verbs
    assert set(LABELS) == set(Permission)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"completed_on": date(2020, 11, 22)}, ["completed_on"]),
        ({"started_on": None}, ["started_on"]),
    ],
)
def test_rules_are_asked(values, change, fields):
    assert [each.field for each in check(values | change)] == fields


def test_township_elects_no_committee(values, tree):
    assert [each.field for each in check(values | {"division": tree["410902001000"]})] == ["division"]
