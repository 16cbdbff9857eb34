"""Kept sums against the records themselves, whatever was done to these and whenever the compactor ran."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.domains.committees.models import Committee
from linli.domains.consultation.models import Session
from linli.domains.funds.models import Allocation
from linli.domains.workforce.models import Qualification
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope
from linli.kernel.indicators import checking, recount, registry, tallies, triggers
from linli.kernel.indicators.compaction import compact
from linli.kernel.indicators.contributions import begin, end, runs, stretches
from linli.kernel.indicators.declaration import Flow, Ratio, Stock
from linli.kernel.indicators.figures import answer, answers, figure, figures
from linli.kernel.indicators.models import Delta, Grain, Tally
from linli.kernel.indicators.periods import Period
from linli.kernel.indicators.questions import Question
from linli.kernel.indicators.spread import spread
from linli.kernel.indicators.tallies import amounts_of_places
from tests.factories import make

CERTIFIED, ALLOCATED, HELD = (
    registry.get_indicator(code) for code in ("workforce.certified", "funds.allocated", "consultation.held")
)
PLACES = ("410902001001", "410902001002", "410902002002", "410922100201", "410902000000")
ASKED = ("410900000000", "410902000000", "410902001000", "410902001001", "410922000000", "000000000000")
days = st.dates(date(2018, 12, 25), date(2021, 1, 6))


def month_ends():
    return [date(2019, 12, 31), date(2020, 1, 1), date(2020, 2, 29), date(2020, 3, 1), date(2020, 12, 31)]


deeds = st.one_of(
    st.tuples(st.just("certify"), st.sampled_from(PLACES), days, st.none() | st.integers(0, 400)),
    st.tuples(st.just("allocate"), st.sampled_from(PLACES), days, st.integers(1, 10**12)),
    st.tuples(st.just("redate"), st.integers(0, 50), days, st.none() | st.integers(0, 400)),
    st.tuples(st.just("move"), st.integers(0, 50), st.sampled_from(PLACES), st.none()),
    st.tuples(st.just("regrade"), st.sampled_from(PLACES), st.sampled_from(["senior", "assistant"]), st.none()),
    st.tuples(st.just("load"), st.sampled_from(PLACES), days, st.integers(1, 9)),
    st.tuples(st.just("delete"), st.integers(0, 50), st.none(), st.none()),
    st.tuples(st.just("compact"), st.none(), st.none(), st.none()),
)


def lapse(day, after):
    return None if after is None else day + timedelta(days=after)


def do(tree, what, one, two, three):
    """One deed among those that change figures."""
    known = list(Qualification.objects.order_by("pk"))
    match what:
        case "certify":
            make(Qualification, tree[one], issued_on=two, lapsed_on=lapse(two, three))
        case "allocate":
            make(Allocation, tree[one], allocated_on=two, amount_fen=three)
        case "redate" if known:
            known[one % len(known)].issued_on = two
            known[one % len(known)].lapsed_on = lapse(two, three)
            known[one % len(known)].save()
        case "move" if known:
            known[one % len(known)].division = tree[two]
            known[one % len(known)].save()
        case "regrade":
            Qualification.objects.within(tree[one]).update(level=two)
        case "load":
            rows = [make(Qualification, tree[one], issued_on=two) for _number in range(three)]
            Qualification.objects.filter(pk__in=[row.pk for row in rows]).delete()
            for row in rows:
                row.pk = None
            Qualification.objects.bulk_create(rows)
        case "delete" if known:
            known[one % len(known)].delete()
        case "compact":
            compact()


def differences(*measures):
    kept = [each for each in triggers.kept_measures() if each.measure in measures]
    assert len(kept) == len(measures)
    return [cell for each in kept for verdict in checking.check(each) for cell in verdict.first]


def turning_days():
    """The days around every begin and end, and around the ends of months."""
    known = [day for pair in Qualification.objects.values_list("issued_on", "lapsed_on") for day in pair if day]
    known += Allocation.objects.values_list("allocated_on", flat=True)
    return [day + timedelta(days=step) for day in [*known, *month_ends()] for step in (-1, 0, 1)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(deeds, min_size=1, max_size=14), seed=st.integers(0, 10**6))
def test_kept_figures_agree_with_the_recount_on_any_day(tree, everywhere, story, seed):
    chance = random.Random(seed)
    with transaction.atomic():
        with writing():
            for deed in story:
                do(tree, *deed)
        chosen = turning_days()
        for at in chance.sample(chosen, min(6, len(chosen))):
            period = Period(min(at, chance.choice(chosen)), max(at, chance.choice(chosen)))
            for measure in (CERTIFIED, ALLOCATED):
                counted = recount.amounts(measure, at=at, period=period)
                asked = [Question(measure, tree[code], at, period) for code in ASKED]
                for found in answers(asked):
                    value = found.value if found.fen is None else found.fen
                    assert value == recount.total(counted, found.question.division)
                    assert all(sum(keys.values()) == found.value for keys in found.by.values())
                    assert found.records == found.queryset().count()
        assert differences(CERTIFIED, ALLOCATED) == []
        transaction.set_rollback(True)


@given(days, days, st.sampled_from([3, 6, 15]))
def test_stretches_cover_a_period_once_and_are_few(one, other, digits):
    first, last = min(one, other), max(one, other)

    found = stretches(first, last, digits)

    assert (found[0][1], found[-1][2]) == (first, last)
    assert all(ends + timedelta(days=1) == begins for (_g, _f, ends), (_h, begins, _l) in pairwise(found))
    assert all((begin(low, grain), end(high, grain)) == (low, high) for grain, low, high in found if grain > Grain.DAY)
    assert len(found) <= 5


@pytest.mark.parametrize(
    ("first", "last", "grains"),
    [
        (date.min, date(2021, 7, 9), [Grain.YEAR, Grain.MONTH, Grain.DAY]),
        (date.min, date(2020, 12, 31), [Grain.YEAR]),
        (date.min, date.max, [Grain.YEAR]),
        (date(2020, 7, 10), date(2021, 7, 9), [Grain.DAY, Grain.MONTH, Grain.DAY]),
        (date(2021, 2, 3), date(2021, 2, 3), [Grain.DAY]),
        (date(9999, 12, 1), date(9999, 12, 31), [Grain.MONTH]),
        (date(2021, 1, 2), date(2021, 1, 1), []),
    ],
)
def test_stretches_take_the_longest_units(first, last, grains):
    assert [grain for grain, _first, _last in stretches(first, last, 11)] == grains


@pytest.mark.parametrize(
    ("low", "upper", "wanted"),
    [
        (0, 10**15, [15]),
        (41 * 10**13, 42 * 10**13, [13]),
        (410902 * 10**9, 410903 * 10**9, [9]),
        (410902001001000, 410902001002000, [3]),
        (410902001001000, 410902001003000, [3]),
        (410902001999000, 410902004001000, [3, 6, 3]),
        (410902 * 10**9, 410902005 * 10**6, [6]),
        (410902001001001, 410902001001002, []),
        (410902001001500, 410902001002500, []),
    ],
)
def test_places_are_taken_apart_into_the_largest_whole_ones(low, upper, wanted):
    found = runs(low, upper)

    assert [digits for digits, _low, _upper in found] == wanted
    assert all(begins % 10**digits == ends % 10**digits == 0 for digits, begins, ends in found)
    assert [*(run[1] for run in found), upper] == [low, *(run[2] for run in found)] or not found


def test_figure_is_exact_before_and_after_the_compactor(tree, everywhere):
    at = date(2021, 7, 9)
    make(Session, tree["410902001001"], held_on=at)
    before = figure("consultation.held", tree["410900000000"], at=at).value, Delta.objects.count()

    moved = compact()

    after = figure("consultation.held", tree["410900000000"], at=at).value, Delta.objects.count()
    assert (before, moved, after) == ((1, 1), 1, (1, 0))
    assert Tally.objects.filter(digits=11, grain=Grain.YEAR).get().records == 1


def test_board_stays_one_statement_when_sums_are_kept(tree, everywhere, django_assert_num_queries):
    measures = [each for each in registry.all_indicators() if not isinstance(each, Ratio)]
    asked = [
        Question(each, tree["410900000000"], date(2021, 7, 9), Period(date(2021, 1, 1), date(2021, 7, 9)))
        for each in measures
    ]
    assert any(map(tallies.is_kept, asked))
    assert not all(map(tallies.is_kept, asked))
    answers(asked)

    with django_assert_num_queries(1):
        answers(asked)


def test_question_may_be_asked_over_several_places(tree, everywhere):
    for code in ("410902001001", "410902002002", "410922100201"):
        make(Session, tree[code], held_on=date(2021, 7, 9))
    # A street, and a county without its first township.
    places = (tree["410902001000"].range, (410922100 * 10**6, 410923 * 10**9))
    asked = Question(
        HELD, tree["410900000000"], date(2021, 7, 9), Period(date(2021, 1, 1), date(2021, 7, 9)), places=places
    )
    odd = Question(HELD, asked.division, asked.at, asked.period, places=((410902001001000, 410902001001500), places[1]))

    assert (answer(asked).value, answer(asked).queryset().count()) == (2, 2)
    assert (tallies.is_kept(odd), answer(odd).value) == (False, 2)


def test_places_outside_the_scope_are_refused(tree, hualong_officer, as_post):
    with as_post(hualong_officer), pytest.raises(scope.OutOfScope):
        figures(["consultation.held"], tree["410902000000"], at=date(2021, 7, 9), places=[tree["410922000000"].range])


def test_dimension_narrows_kept_sums(tree, everywhere):
    for level in ("senior", "senior", "assistant"):
        make(Qualification, tree["410902001001"], level=level, issued_on=date(2020, 5, 5))

    whole = figure("workforce.certified", tree["410902000000"], at=date(2021, 7, 9))
    part = figure("workforce.certified", tree["410902000000"], at=date(2021, 7, 9), level="senior")

    assert (whole.value, whole.by) == (3, {"level": {"senior": 2, "assistant": 1}})
    assert (part.value, part.by, part.queryset().count()) == (2, {}, 2)


def test_spread_of_kept_sums_takes_one_statement(tree, everywhere, django_assert_num_queries):
    for code in ("410902001001", "410902002002", "410922100201"):
        make(Session, tree[code], held_on=date(2021, 7, 9))
    asked = Question(HELD, tree["410900000000"], date(2021, 7, 9), Period(date(2021, 1, 1), date(2021, 7, 9)))

    with django_assert_num_queries(1):
        shares = spread(asked, [tree["410902000000"], tree["410922000000"]])

    assert [share.value for share in shares] == [2, 1]


def test_amounts_of_very_many_places_take_one_statement_and_are_those_of_each(
    tree, everywhere, django_assert_num_queries
):
    for code in ("410902001001", "410902001001", "410902002002", "410922100201"):
        make(Session, tree[code], held_on=date(2021, 7, 9))
    compact()
    make(Session, tree["410902002002"], held_on=date(2021, 1, 1))
    county = tree["410902000000"]
    asked = Question(HELD, county, date(2021, 7, 9), Period(date(2020, 7, 10), date(2021, 7, 9)))

    with django_assert_num_queries(2):
        found = amounts_of_places(asked, *county.range, 3)

    villages = [tree["410902001001"], tree["410902001002"], tree["410902002002"]]
    assert found == {tree["410902001001"].code: 2, tree["410902002002"].code: 2}
    assert [share.value for share in spread(asked, villages)] == [2, 0, 2]
    assert amounts_of_places(asked, *county.range, 9) == {county.code: 4}


def test_stock_that_ends_on_its_first_day_never_counts(tree, everywhere):
    day = date(2020, 2, 29)
    make(Qualification, tree["410902001001"], issued_on=day, lapsed_on=day)

    assert not Delta.objects.exists()
    assert figure("workforce.certified", tree["410902001001"], at=day).value == 0


def test_change_that_moves_no_figure_appends_nothing(tree, everywhere):
    make(Qualification, tree["410902001001"], issued_on=date(2020, 2, 29))
    compact()

    with writing():
        Qualification.objects.update(holder_name="甘敬业")

    assert not Delta.objects.exists()


def test_computed_date_of_a_record_is_followed(tree, everywhere):
    make(
        Committee,
        tree["410902001001"],
        certificate_no="T-1",
        code="54410902MF00000001",
        registered_on=date(2019, 1, 1),
        code_assigned_on=date(2019, 1, 1),
        certificate_issued_on=date(2019, 1, 1),
        certificate_expires_on=date(2020, 12, 31),
    )

    values = [
        figure("committees.certified", tree["410902000000"], at=at).value
        for at in (date(2020, 12, 31), date(2021, 1, 1))
    ]

    assert values == [1, 0]
    assert differences(registry.get_indicator("committees.certified")) == []


def test_measure_that_is_not_kept_is_counted_all_the_same(tree, everywhere):
    unknown = Flow(code="t.unknown", name="", unit="", definition="", records=Session, on="held_on")
    make(Session, tree["410902001001"], held_on=date(2021, 7, 9))

    assert unknown.is_rolled_up
    assert (
        answer(
            Question(unknown, tree["410900000000"], date(2021, 7, 9), Period(date(2021, 1, 1), date(2021, 7, 9)))
        ).value
        == 1
    )


def test_changed_declaration_is_not_answered_from_old_sums(tree, everywhere):
    changed = Stock(
        code="workforce.certified", name="", unit="", definition="", records=Qualification, since="issued_on"
    )
    make(Qualification, tree["410902001001"], issued_on=date(2020, 1, 1), lapsed_on=date(2020, 6, 1))
    asked = Question(changed, tree["410900000000"], date(2021, 7, 9), Period(date(2021, 1, 1), date(2021, 7, 9)))

    assert answer(asked).value == 1
    assert figure("workforce.certified", tree["410900000000"], at=date(2021, 7, 9)).value == 0


def test_figures_that_look_elsewhere_or_count_distinct_are_not_rolled_up():
    kept = {each.code for each in triggers.rolled_up()}

    assert {"workforce.certified", "funds.allocated", "grid.centres_meeting_standard"} <= kept
    assert not {"grid.staffed", "coordination.ledger_tasks"} & kept
