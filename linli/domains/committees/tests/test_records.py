from datetime import date

import pytest
from django.test import Client

from linli.domains.committees.models import Committee
from linli.domains.committees.permissions import LABELS, Permission
from linli.domains.committees.records import COMMITTEE, check
from linli.kernel.divisions import scope
from linli.kernel.exchange import writes
from linli.kernel.exchange.register_format import title_of
from tests.cast import NOW


@pytest.fixture
def values(tree):
    return {
        "division": tree["410902001001"],
        "kind": "residents",
        "name": "京东社区居民委员会",
        "registered_on": date(2010, 5, 1),
        "code": "55410902PDY000028A",
        "code_assigned_on": date(2018, 6, 1),
    }


def test_headers_are_those_of_the_trade():
    assert [title_of(COMMITTEE, item) for item in COMMITTEE.fields] == [
        *("区划代码", "类别", "名称", "成立日期", "统一社会信用代码", "赋码日期"),
        *("证书编号", "发证日期", "证书有效期至", "证书收回日期", "撤销日期", "代码特许理由"),
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


def test_valid_values_have_no_finding(values):
    assert check(values) == []


@pytest.mark.parametrize(
    ("change", "field", "is_error"),
    [
        ({"code": "55410902PDY000028B"}, "code", True),
        ({"code": "54410902PDY00001XD"}, "code", False),
        ({"code_assigned_on": date(2010, 4, 30)}, "code_assigned_on", True),
    ],
)
def test_rules_are_asked(values, change, field, is_error):
    assert [(each.field, each.is_error) for each in check(values | change)] == [(field, is_error)]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("410902001000", [("division", True)]),
        ("410922100201", [("kind", False)]),
        ("410922101401", [("kind", True)]),
    ],
)
def test_place_must_suit_the_committee(values, tree, place, expected):
    assert [(each.field, each.is_error) for each in check(values | {"division": tree[place]})] == expected


def test_village_worker_enters_and_corrects_the_own_committee(values, village_worker, as_post):
    with as_post(village_worker):
        committee = writes.create(COMMITTEE, values, by=village_worker, at=NOW)
        changed = writes.change(COMMITTEE, committee, {"name": "京东"}, by=village_worker, at=NOW, version=1)

    assert (changed.name, changed.version) == ("京东", 2)


@pytest.fixture
def clerk_at_work(city_clerk):
    client = Client()
    with scope.entered(scope.NOTHING):
        client.force_login(city_clerk.user)
    return client


def test_deed_is_done_from_the_page_of_the_record(given, values, clerk_at_work):
    committee = given(Committee, **values)
    address = COMMITTEE.url("act", pk=committee.pk, action="issue-certificate")
    asked = {"certificate_no": "证9", "issued_on": "2021-07-01", "expires_on": "2026-06-30"}

    refused = clerk_at_work.post(address, asked | {"issued_on": "2021-07-10"})
    done = clerk_at_work.post(address, asked)

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "在今天之后" in refused.content.decode()
    committee.refresh_from_db()
    assert (committee.certificate_no, committee.version) == ("证9", 2)
