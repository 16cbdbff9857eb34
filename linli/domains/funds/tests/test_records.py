from datetime import date

import pytest

from linli.domains.funds.permissions import LABELS, Permission
from linli.domains.funds.records import ALLOCATION, BUDGET, REWARD
from linli.kernel.exchange.register_format import title_of

DAY = date(2020, 5, 6)
CITY, TOWNSHIP, VILLAGE = "410900000000", "410902001000", "410902001001"
ALLOCATED = {"amount_fen": 1, "allocated_on": DAY, "document_no": "濮财〔2020〕12号"}


def test_headers_are_those_of_the_trade():
    assert [[title_of(spec, item) for item in spec.fields] for spec in (ALLOCATION, REWARD, BUDGET)] == [
        ["拨付编号", "区划代码", "资金来源", "用途", "金额（元）", "拨付日期", "文号"],
        ["奖补编号", "区划代码", "资金来源", "金额（元）", "奖补日期", "文号"],
        ["预算编号", "区划代码", "资金来源", "预算年度", "金额（元）", "批复日期"],
    ]


@pytest.mark.parametrize(
    ("who", "verbs"),
    [("city_clerk", {"view", "edit"}), ("village_worker", {"view", "edit"}), ("city_reader", {"view"})],
)
def test_what_each_post_may(request, who, verbs):
    post = request.getfixturevalue(who)

    assert {each.name.lower() for each in Permission if post.may(each)} == verbs
    assert set(LABELS) == set(Permission)


@pytest.mark.parametrize(
    ("spec", "place", "values", "expected"),
    [
        (ALLOCATION, CITY, ALLOCATED, []),
        (ALLOCATION, VILLAGE, ALLOCATED, [("division", True)]),
        (ALLOCATION, CITY, ALLOCATED | {"amount_fen": 0}, [("amount_fen", True)]),
        (ALLOCATION, CITY, ALLOCATED | {"allocated_on": date(2021, 1, 4)}, [("allocated_on", False)]),
        (REWARD, VILLAGE, {"amount_fen": 1, "granted_on": DAY}, []),
        (REWARD, TOWNSHIP, {"amount_fen": 1, "granted_on": DAY}, [("division", True)]),
        (BUDGET, CITY, {"amount_fen": 1, "year": 2021, "approved_on": DAY}, []),
        (BUDGET, CITY, {"amount_fen": 1, "year": 2022, "approved_on": DAY}, [("approved_on", False)]),
        (BUDGET, TOWNSHIP, {"amount_fen": 1, "year": 2021, "approved_on": DAY}, [("division", True)]),
    ],
)
def test_rules_are_asked(tree, spec, place, values, expected):
    assert [(each.field, each.is_error) for each in spec.check({"division": tree[place], **values})] == expected
