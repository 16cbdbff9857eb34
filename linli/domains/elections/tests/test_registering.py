from dataclasses import replace

import pytest

from linli.domains.elections.enums import Kind, RegistrationKind
from linli.domains.elections.rules import registering
from linli.domains.elections.rules.registering import Registration
from linli.domains.elections.tests.laws import DAY_26, R26, V18, V26, D, said

LIVES = Registration(RegistrationKind.LIVES, D(1888, 1, 1), on=D(2026, 11, 10))
JOINED = Registration(
    RegistrationKind.JOINED,
    D(1888, 1, 1),
    on=D(2026, 11, 10),
    since=D(2025, 11, 10),
    applied_on=D(2026, 11, 8),
    agreed_on=D(2026, 11, 9),
)
WORKER = replace(JOINED, kind=RegistrationKind.WORKER, since=D(2026, 5, 10))


@pytest.mark.parametrize(
    ("born_on", "may"), [(D(2008, 12, 19), True), (D(2008, 12, 20), True), (D(2008, 12, 21), False)]
)
def test_whoever_is_eighteen_on_the_day_may_vote(born_on, may):
    assert registering.is_adult(V26, born_on, DAY_26) is may
    assert (
        bool(registering.registration_faults(V26, Kind.VILLAGERS, replace(LIVES, born_on=born_on), DAY_26)) is not may
    )


def faults(body, given, law=None):
    law = law or (V26 if body == Kind.VILLAGERS else R26)
    return said(registering.registration_faults(law, body, given, DAY_26))


def test_each_body_has_its_three_kinds():
    assert faults(Kind.VILLAGERS, LIVES) == ""
    assert "不适用于本次选举" in faults(Kind.RESIDENTS, LIVES)
    assert faults(Kind.RESIDENTS, replace(LIVES, kind=RegistrationKind.HOME)) == ""
    assert faults(Kind.RESIDENTS, replace(LIVES, kind=RegistrationKind.RESIDING)) == ""


def test_whoever_lives_elsewhere_says_that_they_take_part():
    away = replace(LIVES, kind=RegistrationKind.AWAY)

    assert "本人表示参加" in faults(Kind.VILLAGERS, away)
    assert faults(Kind.VILLAGERS, replace(away, stated_on=D(2026, 11, 1))) == ""


@pytest.mark.parametrize(("since", "may"), [(D(2025, 11, 9), True), (D(2025, 11, 10), True), (D(2025, 11, 11), False)])
def test_a_newcomer_to_a_village_has_been_there_a_year(since, may):
    assert (faults(Kind.VILLAGERS, replace(JOINED, since=since)) == "") is may


@pytest.mark.parametrize(("since", "may"), [(D(2026, 5, 9), True), (D(2026, 5, 10), True), (D(2026, 5, 11), False)])
def test_a_community_worker_has_worked_there_six_months(since, may):
    assert (faults(Kind.RESIDENTS, replace(WORKER, since=since)) == "") is may


def test_a_newcomer_applies_and_is_agreed_to():
    assert "村民会议或者村民代表会议同意" in faults(Kind.VILLAGERS, replace(JOINED, agreed_on=None))
    assert "居民选举委员会确认" in faults(Kind.RESIDENTS, replace(WORKER, agreed_on=None))
    assert "须本人申请" in faults(Kind.VILLAGERS, replace(JOINED, applied_on=None))
    assert "第十六条" in faults(Kind.VILLAGERS, replace(JOINED, since=None))


def test_who_has_no_right_or_no_known_age_is_not_registered():
    assert "剥夺政治权利" in faults(Kind.VILLAGERS, replace(LIVES, is_deprived=True))
    assert "没有出生日期" in faults(Kind.VILLAGERS, replace(LIVES, born_on=None))


@pytest.mark.parametrize(("members", "is_refused"), [(6, True), (7, False), (9, False), (10, True)])
def test_election_committee_of_a_village_has_seven_to_nine(members, is_refused):
    assert bool(registering.committee_faults(V26, heads=1, members=members)) is is_refused


def test_election_committee_has_one_head():
    assert "应当有一名主任" in said(registering.committee_faults(R26, heads=0, members=5))
    assert registering.committee_faults(R26, heads=1, members=5) == []


def test_a_nominee_leaves_the_election_committee_and_since_2026_a_relative_too():
    assert registering.leaves_for(V18, is_nominee=True, is_kin_of_nominee=False)
    assert not registering.leaves_for(V18, is_nominee=False, is_kin_of_nominee=True)
    assert registering.leaves_for(V26, is_nominee=False, is_kin_of_nominee=True)
    assert not registering.leaves_for(V26, is_nominee=False, is_kin_of_nominee=False)


def test_who_had_most_votes_moves_up():
    assert registering.next_in_line([(1, 30), (2, 41), (3, 41)]) == 2
    assert registering.next_in_line([]) is None


def test_the_article_against_two_villages_is_that_of_the_day():
    assert [registering.basis_of_one_village(law) for law in (V18, V26)] == [
        "《村民委员会组织法》第十三条",
        "《村民委员会组织法》第十六条",
    ]


def test_only_village_and_village_bar_each_other():
    assert registering.is_doubly_barred(Kind.VILLAGERS, Kind.VILLAGERS)
    assert not registering.is_doubly_barred(Kind.VILLAGERS, Kind.RESIDENTS)
    assert not registering.is_doubly_barred(Kind.RESIDENTS, Kind.RESIDENTS)
