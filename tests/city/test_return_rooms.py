"""Three forms of departments in the reference city: answered by records, asked every day, waiting before the guard."""

import pytest
from django.db import transaction

from linli.domains.returns.models import Answer, Request
from linli.domains.returns.queries.burden import measure
from linli.kernel.divisions import clock, scope
from tests.city.eye import faults

pytestmark = pytest.mark.xdist_group("city")
KNOWN, DAILY, WAITING = (
    "2021年第二季度社区服务设施建设情况统计表",
    "疫情防控工作日报表",
    "全市独居老人基本情况排查登记表",
)
ROOMS = {
    "register of requests": ("jd-village", "/returns/requests/"),
    "request that records answer": ("jd-village", "/returns/requests/{known}/"),
    "daily request": ("mz-clerk", "/returns/requests/{daily}/"),
    "request before the guard": ("jf-guard", "/returns/requests/{waiting}/"),
    "admitting": ("jf-guard", "/returns/requests/{waiting}/do/admit/"),
    "refusing": ("jf-guard", "/returns/requests/{waiting}/do/refuse_request/"),
    "meter of the city": ("jf-guard", "/returns/burden/"),
    "meter of a community": ("jd-village", "/returns/burden/?month=2021-07"),
    "dictionary of facts": ("mz-clerk", "/returns/facts/"),
}


@pytest.fixture(scope="package")
def requests(city):
    with transaction.atomic(), scope.everything("the demo's requests"):
        by_title = {each.title: each.pk for each in Request.objects.all()}
    return {"known": by_title[KNOWN], "daily": by_title[DAILY], "waiting": by_title[WAITING]}


def test_what_is_known_reached_no_community(whole, requests):
    answers = Answer.objects.filter(request=requests["known"])

    assert answers.count() == 167
    assert {(each.is_by_records, each.state, each.typed_count) for each in answers} == {(True, "approved", 0)}


def test_second_day_asks_for_changes_alone(whole, requests):
    first, second, third = Answer.objects.filter(request=requests["daily"], division=410902001001000).order_by(
        "period_on"
    )

    assert (first.state, first.prefilled_count, first.typed_count) == ("submitted", 1, 11)
    assert (second.prefilled_count, third.prefilled_count) == (12, 12)


def test_guard_sees_what_the_roster_would_cost(whole, requests):
    burden = measure(Request.objects.get(pk=requests["waiting"]), clock.now().date())

    assert (burden.communities, burden.periods, burden.is_all_known) == (13, 2, False)
    assert 50 <= burden.known_percent < 60


@pytest.mark.parametrize("name", ROOMS)
def test_room_of_a_return_is_accessible_and_fits(look, requests, name):
    username, path = ROOMS[name]
    page = look(username, path.format(**requests), 1280)

    assert page.locator("h1").count() == 1
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults(page) == []
