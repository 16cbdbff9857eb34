import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domains.elections.enums import Office
from linli.domains.elections.rules import counting
from linli.domains.elections.rules.counting import Standing, elect
from linli.domains.elections.tests.laws import V26
from linli.kernel.rulesets.shares import AtLeast, MoreThan

H, D, M = Office.HEAD, Office.DEPUTY, Office.MEMBER
HALF, THIRD = MoreThan(1, 2), AtLeast(1, 3)


def row(person, votes, office=M, *, woman=False):
    return Standing(person, office, votes, woman)


def won(outcome):
    return {(winner.person, winner.office) for winner in outcome.winners}


@pytest.mark.parametrize(("votes", "is_elected"), [(250, False), (251, True), (252, True)])
def test_more_than_half_of_501_who_voted(votes, is_elected):
    assert bool(elect([row(1, votes)], {M: 1}, cast=501, share=V26.win).winners) is is_elected


@pytest.mark.parametrize(("votes", "is_elected"), [(166, False), (167, True), (168, True)])
def test_a_third_of_501_is_enough_in_another_ballot(votes, is_elected):
    assert bool(elect([row(1, votes)], {M: 1}, cast=501, share=V26.run_off).winners) is is_elected


def test_more_with_a_majority_than_seats_the_most_votes_win():
    outcome = elect([row(1, 60), row(2, 80), row(3, 70)], {M: 2}, cast=100, share=HALF)

    assert won(outcome) == {(2, M), (3, M)}
    assert outcome.is_complete


def test_seats_without_a_majority_stay_empty():
    outcome = elect([row(1, 60), row(2, 50)], {M: 2}, cast=100, share=HALF)

    assert won(outcome) == {(1, M)}
    assert outcome.unfilled == {M: 1}
    assert not outcome.is_complete


def test_equal_votes_for_the_last_seat_are_voted_on_again():
    outcome = elect([row(1, 80), row(2, 60), row(3, 60)], {M: 2}, cast=100, share=HALF)

    assert won(outcome) == {(1, M)}
    assert [(tie.persons, tie.seats) for tie in outcome.ties] == [((2, 3), 1)]
    assert not outcome.is_complete


def test_equal_votes_with_room_for_both_are_no_tie():
    assert elect([row(1, 60), row(2, 60)], {M: 2}, cast=100, share=HALF).ties == ()


def test_votes_for_a_higher_office_count_for_the_lower_and_never_the_other_way():
    rows = [row(1, 70, H), row(2, 45, H), row(2, 30, D), row(3, 40, D), row(3, 40, M)]

    outcome = elect(rows, {H: 1, D: 1, M: 1}, cast=100, share=HALF)

    assert won(outcome) == {(1, H), (2, D), (3, M)}
    assert [winner.votes for winner in outcome.winners] == [70, 75, 80]
    assert won(elect(rows, {H: 1, D: 1, M: 1}, cast=100, share=HALF, is_merged=False)) == {(1, H)}


def test_nobody_holds_two_offices():
    rows = [row(1, 90, H), row(1, 80, M), row(2, 60, M)]

    assert won(elect(rows, {H: 1, M: 1}, cast=100, share=HALF)) == {(1, H), (2, M)}


def test_a_seat_kept_for_women_goes_to_the_woman_with_most_votes():
    rows = [row(1, 90), row(2, 80), row(3, 60, woman=True), row(4, 55, woman=True)]

    outcome = elect(rows, {M: 2}, cast=100, share=HALF, for_women=1)

    assert won(outcome) == {(1, M), (3, M)}


def test_a_seat_kept_for_women_stays_empty_without_one():
    outcome = elect([row(1, 90), row(2, 80)], {M: 2}, cast=100, share=HALF, for_women=1)

    assert won(outcome) == {(1, M)}
    assert (outcome.unfilled[M], outcome.for_women) == (1, 1)


def test_a_woman_elected_to_a_higher_office_frees_the_kept_seat():
    rows = [row(1, 90, H, woman=True), row(2, 80), row(3, 70)]

    outcome = elect(rows, {H: 1, M: 2}, cast=100, share=HALF, for_women=1)

    assert won(outcome) == {(1, H), (2, M), (3, M)}


def test_men_tie_for_the_free_seat_and_the_woman_takes_the_kept_one():
    rows = [row(1, 80), row(2, 80), row(3, 80, woman=True)]

    outcome = elect(rows, {M: 2}, cast=100, share=HALF, for_women=1)

    assert won(outcome) == {(3, M)}
    assert outcome.ties[0].persons == (1, 2)


def test_two_women_tie_when_only_the_kept_seat_is_left():
    rows = [row(1, 90), row(2, 70, woman=True), row(3, 70, woman=True)]

    outcome = elect(rows, {M: 2}, cast=100, share=HALF, for_women=1)

    assert outcome.ties[0].persons == (2, 3)


def test_seats_are_filled_by_votes_alone():
    filled = counting.fill([row(1, 10), row(2, 30), row(3, 20)], M, 2, 0)

    assert [winner.person for winner in filled.winners] == [2, 3]


def test_those_with_most_votes_stand_again_one_more_than_seats():
    rows = [row(1, 60), row(2, 45), row(3, 40), row(4, 30), row(5, 40)]
    outcome = elect(rows, {M: 2}, cast=100, share=HALF)

    assert counting.run_off_candidates(rows, outcome) == {M: [2, 3, 5]}


def test_only_women_stand_again_where_only_a_woman_can_be_elected():
    rows = [row(1, 60), row(2, 45), row(3, 20, woman=True), row(4, 10, woman=True)]
    outcome = elect(rows, {M: 2}, cast=100, share=HALF, for_women=1)

    assert counting.run_off_candidates(rows, outcome) == {M: [3, 4]}


def test_a_complete_outcome_has_nobody_standing_again():
    outcome = elect([row(1, 60)], {M: 1}, cast=100, share=HALF)

    assert counting.run_off_candidates([row(1, 60)], outcome) == {}


def test_the_seat_of_whoever_gives_way_is_empty():
    outcome = elect([row(1, 60), row(2, 70)], {M: 2}, cast=100, share=HALF)

    left = counting.without(outcome, [1])

    assert (won(left), left.unfilled) == ({(2, M)}, {M: 1})


people = st.lists(
    st.builds(Standing, st.integers(1, 12), st.sampled_from(list(Office)), st.integers(0, 100), st.booleans()),
    max_size=30,
    unique_by=lambda each: (each.person, each.office),
)
seats = st.fixed_dictionaries({H: st.just(1), D: st.integers(0, 2), M: st.integers(1, 5)})


@given(people, seats, st.integers(0, 2), st.sampled_from([HALF, THIRD]))
def test_a_count_keeps_its_promises(rows, given_seats, for_women, share):
    women = {each.person for each in rows if each.is_woman}
    outcome = elect(rows, given_seats, cast=100, share=share, for_women=for_women)
    tied = {office: sum(tie.seats for tie in outcome.ties if tie.office == office) for office in Office}

    for office, count in given_seats.items():
        elected = sum(winner.office == office for winner in outcome.winners)
        assert elected + tied[office] + outcome.unfilled[office] == count
    assert len({winner.person for winner in outcome.winners}) == len(outcome.winners)
    assert all(share.holds(winner.votes, 100) for winner in outcome.winners)
    assert all(len(tie.persons) > tie.seats for tie in outcome.ties)
    if not outcome.ties and outcome.is_complete:
        assert len(women & {winner.person for winner in outcome.winners}) >= min(for_women, given_seats[M])


@given(people, seats, st.randoms())
def test_the_order_in_which_votes_are_told_changes_nothing(rows, given_seats, chance):
    mixed = list(rows)
    chance.shuffle(mixed)

    assert elect(mixed, given_seats, cast=100, share=HALF) == elect(rows, given_seats, cast=100, share=HALF)


@given(people, seats)
def test_nobody_left_out_had_more_votes_than_somebody_elected_to_the_same_office(rows, given_seats):
    outcome = elect(rows, given_seats, cast=100, share=HALF, is_merged=False)
    taken = {winner.person for winner in outcome.winners} | {person for tie in outcome.ties for person in tie.persons}

    for office in Office:
        votes = {each.person: each.votes for each in rows if each.office == office}
        elected = [winner.votes for winner in outcome.winners if winner.office == office]
        left = [count for person, count in votes.items() if person not in taken and HALF.holds(count, 100)]
        assert not left or not elected or max(left) <= min(elected)
