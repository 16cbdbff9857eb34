from datetime import date

import pytest

from linli.domains.residents.enums import IdKind, Relation, Sex
from linli.domains.residents.rules import (
    age_on,
    birth_faults,
    birthday,
    born_on_of,
    check_digit,
    has_reached,
    head_faults,
    id_number_faults,
    leaving_faults,
    number_of_18,
    plain_number,
    retired_county_fault,
    sex_of,
    years_before,
)

TODAY = date(2021, 7, 9)
CARD = IdKind.IDENTITY_CARD
GOOD = ["410902188802290018", "410922188001010026", "410928189606159934", "41090218800101008X"]
STANDARDS_OWN = ["11010519491231002X", "440524188001010014"]  # GB 11643-1999, examples of the annex


@pytest.mark.parametrize("number", [*GOOD, *STANDARDS_OWN])
def test_check_digit_of_good_numbers(number):
    assert check_digit(number[:17]) == number[17]
    assert id_number_faults(number, CARD) == []


@pytest.mark.parametrize("number", GOOD)
@pytest.mark.parametrize("place", range(17))
def test_every_single_wrong_digit_is_found(number, place):
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]

    assert id_number_faults(wrong, CARD)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("410902189002290014", "不是日历上有的日期"),
        ("410902188802290019", "校验位不对"),
        ("41090218880229001", "17位"),
        ("410902880229001", "15位旧号码"),
        ("41090218880229001Y", "17位"),
        ("²10902188802290018", "17位"),
    ],
)
def test_wrong_number_is_explained_without_repeating_it(number, words):
    [fault] = id_number_faults(number, CARD)

    assert words in fault.message
    assert number not in str(fault)


def test_numbers_of_other_documents_are_looked_at_loosely():
    assert id_number_faults("E12345678", IdKind.PASSPORT) == []
    assert id_number_faults("H1234567890", IdKind.HK_MACAO_PASS) == []
    assert id_number_faults("号码", IdKind.PASSPORT)
    assert id_number_faults("E12345678", IdKind.NONE)
    assert id_number_faults(None, IdKind.NONE) == []


def test_birth_date_beside_the_number_must_agree_and_sex_only_warns():
    [fault] = id_number_faults(GOOD[0], CARD, born_on=date(1888, 2, 28))
    assert (fault.field, fault.is_error) == ("born_on", True)
    [fault] = id_number_faults(GOOD[0], CARD, born_on=date(1888, 2, 29), sex=Sex.FEMALE)
    assert (fault.field, fault.is_error) == ("sex", False)
    assert (sex_of(GOOD[0]), born_on_of(GOOD[0])) == (Sex.MALE, date(1888, 2, 29))


def test_number_born_after_today_is_refused():
    assert "今天之后" in str(id_number_faults(GOOD[0], CARD, today=date(1888, 2, 28))[0])


def test_retired_county_code_only_warns():
    known = frozenset({"410902"})

    assert retired_county_fault(GOOD[0], CARD, known) == []
    [fault] = retired_county_fault(GOOD[1], CARD, known)
    assert not fault.is_error
    assert retired_county_fault("E1234567", IdKind.PASSPORT, known) == []


def test_number_of_the_first_generation():
    assert number_of_18("410902880229001")[:17] == "41090219880229001"
    assert number_of_18("410902880229998")[6:10] == "1888"


def test_number_is_kept_half_width_without_spaces():
    assert plain_number(" ４１０９０２ 1888 0101 008ｘ ") == "410902188801010" + "08X"


def test_birth_after_today_or_after_registration_is_refused():
    assert birth_faults(date(2021, 7, 10), registered_on=TODAY, today=TODAY)[0].is_error
    assert birth_faults(date(2021, 7, 9), registered_on=date(2021, 7, 1), today=TODAY)[0].is_error
    assert not birth_faults(date(1888, 2, 29), registered_on=TODAY)[0].is_error
    assert birth_faults(date(2000, 1, 1), registered_on=TODAY, today=TODAY) == []


def test_days_of_leaving_are_in_order():
    assert leaving_faults(registered_on=date(2021, 1, 2), left_on=date(2021, 1, 1), died_on=None)
    assert leaving_faults(registered_on=None, left_on=date(2021, 1, 1), died_on=date(2021, 1, 2))
    assert leaving_faults(registered_on=date(2021, 1, 1), left_on=date(2021, 1, 1), died_on=date(2021, 1, 1)) == []


def test_a_household_has_one_head():
    assert head_faults([Relation.HEAD, Relation.SPOUSE]) == []
    assert head_faults([Relation.HEAD, Relation.HEAD])


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(1888, 2, 29), date(1948, 2, 28), 59),
        (date(1888, 2, 29), date(1948, 2, 29), 60),
        (date(1888, 2, 29), date(1949, 2, 28), 60),
        (date(1888, 2, 29), date(1949, 3, 1), 61),
        (date(1888, 7, 9), date(1968, 7, 8), 79),
        (date(1888, 7, 9), date(1968, 7, 9), 80),
    ],
)
def test_age(born_on, day, age):
    assert age_on(born_on, day) == age
    assert has_reached(age, born_on, day)
    assert not has_reached(age + 1, born_on, day)


@pytest.mark.parametrize("day", [date(2021, 7, 9), date(2020, 2, 29), date(2021, 2, 28), date(2021, 3, 1)])
@pytest.mark.parametrize("age", [60, 80])
def test_years_before_agrees_with_age(day, age):
    last = years_before(day, age)

    assert has_reached(age, last, day)
    assert not has_reached(
        age, last.replace(day=last.day + 1) if last.day < 28 else date(last.year, last.month + 1, 1), day
    )


def test_birthday_of_a_leap_day():
    assert birthday(date(1888, 2, 29), 60) == date(1948, 2, 29)
    assert birthday(date(1888, 2, 29), 61) == date(1949, 3, 1)
