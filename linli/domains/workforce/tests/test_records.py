from datetime import date

import pytest

from linli.domains.workforce.permissions import LABELS, Permission
from linli.domains.workforce.records import QUALIFICATION, check
from linli.kernel.exchange.register_format import title_of


def test_headers_are_those_of_the_trade():
    assert [title_of(QUALIFICATION, item) for item in QUALIFICATION.fields] == [
        *("证书编号", "区划代码", "姓名", "级别", "批准日期", "失效日期"),
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
    ("lapsed_on", "fields"), [(None, []), (date(2020, 5, 6), []), (date(2020, 5, 5), ["lapsed_on"])]
)
def test_rules_are_asked(lapsed_on, fields):
    assert [each.field for each in check({"issued_on": date(2020, 5, 6), "lapsed_on": lapsed_on})] == fields
