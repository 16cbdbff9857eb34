from datetime import date

import pytest

from linli.domains.grid.permissions import LABELS, Permission
from linli.domains.grid.records import CENTRE, SPECS, WORKER
from linli.kernel.exchange.register_format import title_of

DAY, BEFORE = date(2020, 5, 6), date(2020, 5, 5)
TOWNSHIP, VILLAGE = "410902001000", "410902001001"


def test_headers_are_those_of_the_trade():
    assert [[title_of(spec, item) for item in spec.fields] for spec in SPECS] == [
        [
            *(
                "区划代码",
                "名称",
                "建成日期",
                "撤销日期",
                "有场所",
                "有人员",
                "有制度",
                "有平台",
                "有运行机制",
                "评估日期",
            ),
        ],
        ["网格员编号", "区划代码", "姓名", "是否专职", "上岗日期", "离岗日期"],
    ]


@pytest.mark.parametrize(
    ("who", "verbs"),
    [
        ("city_clerk", {"view", "edit", "assess"}),
        ("hualong_officer", {"view", "edit", "assess"}),
        ("village_worker", {"view", "edit"}),
        ("city_reader", {"view"}),
    ],
)
def test_what_each_post_may(request, who, verbs):
    post = request.getfixturevalue(who)

    assert {each.name.lower() for each in Permission if post.may(each)} == verbs
    assert set(LABELS) == set(Permission)


@pytest.mark.parametrize(
    ("spec", "place", "values", "fields"),
    [
        (CENTRE, VILLAGE, {"opened_on": DAY, "closed_on": DAY, "assessed_on": DAY}, []),
        (CENTRE, TOWNSHIP, {"opened_on": DAY}, ["division"]),
        (CENTRE, VILLAGE, {"opened_on": DAY, "closed_on": BEFORE}, ["closed_on"]),
        (CENTRE, VILLAGE, {"opened_on": DAY, "assessed_on": BEFORE}, ["assessed_on"]),
        (WORKER, VILLAGE, {"since": DAY, "until": BEFORE}, ["until"]),
        (WORKER, TOWNSHIP, {"since": DAY}, ["division"]),
    ],
)
def test_rules_are_asked(tree, spec, place, values, fields):
    assert [each.field for each in spec.check({"division": tree[place], **values})] == fields
