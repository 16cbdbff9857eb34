"""The burden meter and its figures."""

from datetime import date

import pytest
from django.urls import reverse

from linli.domains.returns.actions import answering, submitting
from linli.domains.returns.enums import Rhythm
from linli.domains.returns.models import Answer, FactValue
from linli.domains.returns.queries import meter
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.burden import Answered, Burden, Line, answered_by, overlap, periods_count, share
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.tests.conftest import AT, CITY, COUNTY, DAY, JINGDONG, STREET, YUBEI, column
from linli.kernel.indicators.figures import figure
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.recount import amounts, total
from linli.kernel.indicators.registry import get_indicator

JULY = Period(date(2021, 7, 1), date(2021, 7, 31))


@pytest.mark.parametrize(
    ("rhythm", "begins", "ends", "count"),
    [
        (Rhythm.ONCE, date(2021, 7, 1), date(2021, 12, 31), 1),
        (Rhythm.DAILY, date(2021, 7, 1), date(2021, 7, 31), 31),
        (Rhythm.WEEKLY, date(2021, 7, 4), date(2021, 7, 5), 2),
        (Rhythm.WEEKLY, date(2021, 7, 5), date(2021, 7, 11), 1),
        (Rhythm.MONTHLY, date(2021, 7, 31), date(2022, 1, 1), 7),
        (Rhythm.QUARTERLY, date(2021, 3, 31), date(2021, 4, 1), 2),
        (Rhythm.QUARTERLY, date(2021, 7, 1), date(2021, 9, 30), 1),
        (Rhythm.MONTHLY, None, date(2022, 1, 1), 1),
        (Rhythm.MONTHLY, date(2022, 1, 2), date(2022, 1, 1), 1),
    ],
)
def test_periods_until_the_end(rhythm, begins, ends, count):
    assert periods_count(rhythm, begins, ends) == count


def test_what_answers_a_column():
    said = {"": Answered.NEW, "figure:x": Answered.FIGURE, "fact:3": Answered.FACT, "a.b.c": Answered.REGISTER}

    for fact, answered in said.items():
        assert answered_by(column(1, "某", fact=fact)) is answered
    assert answered_by(Asked(1, ("备注",), Kind.TEXT, is_required=False)) is Answered.REMARK


def test_numbers_of_the_check():
    lines = (
        Line(column(1, "人数", fact="figure:x"), Answered.FIGURE, 0),
        Line(column(2, "排查户数"), Answered.NEW, 4),
        Line(column(3, "姓名", fact="a.b.c", is_personal=True), Answered.REGISTER, 1),
    )
    burden = Burden(lines, communities=2, rows=4, periods=6)

    assert (burden.asked, burden.typed, burden.prefilled, burden.known_percent) == (12, 5, 7, 58)
    assert (burden.typed_each, burden.typed_in_all) == (2.5, 30)
    assert [each.name for each in burden.new] == ["排查户数"]
    assert [each.name for each in burden.personal] == ["姓名"]
    assert not burden.is_all_known
    assert Burden(lines[:1], communities=2, rows=4, periods=1).is_all_known
    assert not Burden(lines[:1], communities=2, rows=4, periods=1, is_open=True).is_all_known
    assert not Burden((), communities=0, rows=0, periods=1).is_all_known
    assert Burden(lines, communities=0, rows=0, periods=1).typed_each == 0


def test_share_and_overlap():
    mine = {"a": column(1, "甲"), "b": column(2, "乙")}

    assert share(mine, {"a": column(1, "甲")}) == 0.5
    assert share({}, mine) == 0.0
    assert overlap([(0, 10)], [(9, 12)])
    assert not overlap([(0, 10)], [(10, 12)])


@pytest.fixture
def answered(given, tree, request_of):
    """Two requests in July, one in June; one of July's is answered by records alone."""
    weekly, once = request_of(column(1, "排查户数"), title="周报"), request_of(column(1, "类别"), title="类别表")

    def answer(request, code, day, asked, prefilled, typed, **said):
        counts = {"asked_count": asked, "prefilled_count": prefilled, "typed_count": typed}
        days = {"period_on": day, "period_until": day, "due_on": day}
        return given(Answer, tree[code], request=request, **days, **counts, **said)

    answer(weekly, JINGDONG, date(2021, 6, 28), 10, 2, 8)
    first = answer(weekly, JINGDONG, date(2021, 7, 5), 10, 9, 1)
    answer(weekly, YUBEI, date(2021, 7, 5), 10, 9, 2)
    answer(once, JINGDONG, date(2021, 7, 5), 4, 4, 0, is_by_records=True)
    return first


def test_months_units_and_places(answered, tree):
    city = tree[CITY]

    assert [(each.of, each.requests, each.asked, each.prefilled, each.typed) for each in meter.by_month(city, DAY)] == [
        (date(2021, 7, 1), 2, 24, 22, 3),
        (date(2021, 6, 1), 1, 10, 2, 8),
    ]
    [unit] = meter.by_unit(city, JULY)
    assert (unit.communities, unit.asked, unit.prefilled_percent) == (2, 24, 91)
    below = [tree[COUNTY], tree["410922000000"]]
    assert [(each.of.name, each.asked) for each in meter.by_place(below, city, JULY)] == [("华龙区", 24), ("清丰县", 0)]
    assert meter.by_place([], city, JULY) == []
    assert [each.request.title for each in meter.answers_of(tree[JINGDONG], JULY)] == ["周报", "类别表"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("returns.answers", 2),
        ("returns.cells_asked", 24),
        ("returns.cells_prefilled", 22),
        ("returns.cells_typed", 3),
        ("returns.requests", 0),
    ],
)
def test_figures_are_those_of_an_independent_recount(answered, tree, code, value):
    found = figure(code, tree[CITY], at=JULY.last, period=JULY)

    assert found.value == value
    assert total(amounts(get_indicator(code), at=JULY.last, period=JULY), tree[CITY]) == value


def test_share_that_was_known_is_a_ratio(answered, tree):
    found = figure("returns.prefilled_rate", tree[STREET], at=JULY.last, period=JULY)

    assert (found.numerator, found.denominator) == (22, 24)


def test_requests_are_counted_at_the_asking_unit_from_the_day_they_were_admitted(request_of, tree):
    request_of(column(1, "甲"), decided_on=date(2021, 7, 2))
    request_of(column(1, "乙"), decided_on=date(2021, 7, 2), ended_on=date(2021, 7, 8), state="ended")
    request_of(column(1, "丙"), decided_on=date(2021, 7, 3), state="refused")

    said = {"at": DAY, "period": JULY}
    assert figure("returns.in_force", tree[CITY], at=DAY).value == 1
    assert figure("returns.requests", tree[CITY], **said).value == 2
    assert figure("returns.refused", tree[CITY], **said).value == 1
    assert figure("returns.in_force", tree[COUNTY], at=DAY).value == 0


def test_facts_that_were_typed_again_are_named(answered, fact, given, tree):
    once, twice = fact("座椅数"), fact("值守人数")
    for each, day, again in ((once, 5, False), (twice, 5, False), (twice, 6, True)):
        said = {"as_of": date(2021, 7, day), "is_again": again}
        given(FactValue, tree[JINGDONG], fact=each, value=3, answer=answered, **said)
    given(FactValue, tree[YUBEI], fact=once, value=3, as_of=date(2021, 7, 5), answer=answered)

    [found] = meter.typed_again(tree[CITY])
    assert (found.name, found.subjects, found.again) == ("值守人数", 1, 1)
    once_rate = figure("returns.once_rate", tree[CITY], at=JULY.last, period=JULY)
    assert (once_rate.numerator, once_rate.denominator) == (3, 4)
    assert figure("returns.facts_learned", tree[CITY], at=JULY.last, period=JULY).value == 4


def test_value_that_still_held_is_typed_again_by_another_form(sent, fact, posts, as_post):
    asked = column(1, "健身器材", Kind.INT, fact=f"fact:{fact().pk}")
    for value in ("3", "4"):
        answer = sent(asked, targets=[STREET])["京东社区"]
        with as_post(posts.filler):
            answering.set_cell(answer.rows.get(), 1, value, by=posts.filler, at=AT)
            submitting.submit(answer, by=posts.filler, at=AT)

    assert [(each.value, each.is_again) for each in FactValue.objects.order_by("id")] == [(3, False), (4, True)]


def test_last_day_of_each_month():
    assert meter.month_of(date(2021, 12, 9)).last == date(2021, 12, 31)
    assert meter.month_of(date(2024, 2, 9)).last == date(2024, 2, 29)


def test_page_for_a_city_and_for_one_community(answered, posts, client, settings):
    settings.LINLI_TODAY = DAY.isoformat()
    client.force_login(posts.guard.user)
    page = reverse("returns:burden")

    shown = client.get(page).content.decode()
    assert "各地" in shown
    assert "2021年6月" in shown
    june = client.get(page, {"month": "2021-06", "division": JINGDONG}).content.decode()
    assert "要这里填的表" in june
    assert "周报" in june
    assert client.get(page, {"month": "x", "division": "9"}).status_code == 200
    trace = client.get(reverse("portal:trace", args=["returns.cells_typed"]))
    assert trace.status_code == 200
