import pytest

from linli.domains.elections.enums import Mode
from linli.domains.elections.rules import leaving
from linli.domains.elections.tests.laws import R18, R26, V18, V26, D, said


def petition(law, voters=0, representatives=0):
    return leaving.petition_faults(
        law, voters=voters, voters_entitled=1000, representatives=representatives, representatives_entitled=30
    )


@pytest.mark.parametrize(("voters", "is_refused"), [(199, True), (200, False), (201, False)])
@pytest.mark.parametrize("law", [V18, V26])
def test_a_fifth_of_the_villagers_ask_for_a_recall(law, voters, is_refused):
    assert bool(petition(law, voters=voters)) is is_refused


@pytest.mark.parametrize(("voters", "is_refused"), [(99, True), (100, False), (101, False)])
def test_a_tenth_of_the_residents_ask_for_a_recall(voters, is_refused):
    assert bool(petition(R26, voters=voters)) is is_refused


@pytest.mark.parametrize(("representatives", "is_refused"), [(9, True), (10, False), (11, False)])
def test_or_a_third_of_the_representatives(representatives, is_refused):
    assert bool(petition(V26, representatives=representatives)) is is_refused
    assert bool(petition(R26, representatives=representatives)) is is_refused


def test_a_petition_names_the_article_and_how_many_are_needed():
    found = leaving.petition_faults(V26, voters=1, voters_entitled=1000, representatives=1, representatives_entitled=30)

    assert "200人或者10人" in said(found)
    assert "第十九条" in said(found)


def test_residents_of_2018_had_no_petition():
    assert "居民会议撤换" in said(petition(R18, voters=1000))


@pytest.mark.parametrize(("returned", "in_favour", "passes"), [(500, 500, False), (501, 250, False), (501, 251, True)])
def test_a_recall_needs_both_halves(returned, in_favour, passes):
    found = leaving.recall_faults(V26, Mode.ALL, entitled=1000, returned=returned, in_favour=in_favour)

    assert (found == []) is passes


@pytest.mark.parametrize(("returned", "passes"), [(20, False), (21, True)])
def test_a_recall_by_representatives_needs_more_than_two_thirds_of_them(returned, passes):
    found = leaving.recall_faults(R26, Mode.REPRESENTATIVES, entitled=30, returned=returned, in_favour=returned)

    assert (found == []) is passes


@pytest.mark.parametrize(("votes", "passes"), [(250, False), (251, True), (252, True)])
def test_a_by_election_follows_the_rules_of_the_election(votes, passes):
    found = leaving.by_election_faults(V26, Mode.ALL, entitled=1000, returned=501, votes=votes)

    assert (found == []) is passes


def test_more_votes_than_ballots_are_a_mistake():
    assert "多于收回" in said(leaving.by_election_faults(V26, Mode.ALL, entitled=10, returned=8, votes=9))


def test_a_resignation_ends_the_office_when_the_meeting_approves():
    day = D(2026, 5, 1)

    assert "第二十条" in said(leaving.resignation_faults(V26, day, None))
    assert leaving.resignation_faults(V26, day, day) == []
    assert "早于" in said(leaving.resignation_faults(V26, day, D(2026, 4, 30)))
    assert leaving.resignation_faults(R18, day, None) == []


def test_clocks_of_leaving():
    assert leaving.recall_meeting_due(V26, D(2026, 5, 1)).due_on == D(2026, 5, 31)
    assert leaving.recall_meeting_due(R26, D(2026, 5, 1)) is None
    assert leaving.termination_notice_due(V26, D(2026, 5, 1)).due_on == D(2026, 5, 6)
    assert leaving.termination_notice_due(R26, D(2026, 5, 1)) is None


@pytest.mark.parametrize(("times", "is_ended"), [(1, False), (2, True), (3, True)])
def test_two_appraisals_in_a_row_end_an_office(times, is_ended):
    assert leaving.is_ended_by_appraisals(V26, times) is is_ended
    assert leaving.is_ended_by_appraisals(R18, times) is False
