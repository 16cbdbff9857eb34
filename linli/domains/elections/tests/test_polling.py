from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domains.elections.enums import Mode
from linli.domains.elections.rules import polling
from linli.domains.elections.rules.polling import Papers
from linli.domains.elections.tests.laws import R18, R26, V18, V26, said

GOOD = Papers(printed=1000, issued=900, spare=100, returned=880, unreturned=20, valid=860, void=20)


def cast(returned):
    return Papers(issued=max(returned, 0), returned=returned)


@pytest.mark.parametrize(("returned", "is_valid"), [(499, False), (500, False), (501, True)])
@pytest.mark.parametrize("law", [V18, V26, R18, R26])
def test_more_than_half_of_a_thousand_vote(law, returned, is_valid):
    assert polling.is_poll_valid(law, Mode.ALL, cast(returned), 1000) is is_valid


@pytest.mark.parametrize(("returned", "is_valid"), [(150, False), (151, True), (152, True)])
def test_more_than_half_of_the_households_vote(returned, is_valid):
    assert polling.is_poll_valid(R26, Mode.HOUSEHOLDS, cast(returned), 301) is is_valid


@pytest.mark.parametrize(("returned", "is_valid"), [(19, False), (20, False), (21, True)])
def test_more_than_two_thirds_of_thirty_representatives_vote(returned, is_valid):
    assert polling.is_poll_valid(R26, Mode.REPRESENTATIVES, cast(returned), 30) is is_valid


@pytest.mark.parametrize(("returned", "is_valid"), [(14, False), (15, False), (16, True)])
def test_before_2026_half_of_the_representatives_were_enough(returned, is_valid):
    assert polling.is_poll_valid(R18, Mode.REPRESENTATIVES, cast(returned), 30) is is_valid


def test_invalid_poll_names_the_article_and_what_was_needed():
    told = said(polling.poll_faults(V26, Mode.ALL, cast(500), 1000))

    assert "至少501" in told
    assert "《村民委员会组织法》第十八条" in told
    assert str(polling.turnout_share(R26, Mode.REPRESENTATIVES)) == "超过三分之二"


def test_more_returned_than_issued_makes_the_poll_invalid():
    papers = replace(GOOD, returned=901)

    assert "第三十五条" in said(polling.poll_faults(V26, Mode.ALL, papers, 1000))
    assert "多于发出" in said(polling.returned_warning(papers))
    assert polling.returned_warning(replace(GOOD, returned=900)) == []


def test_papers_that_add_up_are_in_order():
    assert polling.papers_faults(GOOD) == []


@pytest.mark.parametrize("name", ["printed", "spare", "unreturned", "valid", "void"])
def test_one_ballot_too_many_is_found(name):
    assert polling.papers_faults(replace(GOOD, **{name: getattr(GOOD, name) + 1})) != []


@pytest.mark.parametrize(("votes", "total", "is_refused"), [(860, 2580, False), (861, 2580, True), (860, 2581, True)])
def test_nobody_has_more_votes_than_there_are_ballots(votes, total, is_refused):
    assert bool(polling.votes_faults("委员", votes, total, valid=860, seats=3)) is is_refused


counts = st.integers(0, 5000)


@given(counts, counts, counts, counts)
def test_papers_of_stations_add_up_when_each_does(valid, void, unreturned, spare):
    issued = valid + void + unreturned
    papers = Papers(issued + spare, issued, spare, valid + void, unreturned, valid, void)

    assert polling.papers_faults(papers) == []
    assert polling.papers_faults(papers + papers + GOOD) == []


@given(st.integers(1, 10**6), st.sampled_from([V18, V26, R18, R26]))
def test_one_more_ballot_never_makes_a_poll_invalid(entitled, law):
    least = polling.turnout_share(law, Mode.ALL).least(entitled)

    assert polling.is_poll_valid(law, Mode.ALL, cast(least), entitled)
    assert polling.is_poll_valid(law, Mode.ALL, cast(least + 1), entitled)
    assert not polling.is_poll_valid(law, Mode.ALL, cast(least - 1), entitled)
