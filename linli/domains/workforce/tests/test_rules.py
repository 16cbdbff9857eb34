from datetime import date

import pytest

from linli.domains.workforce.enums import Level
from linli.domains.workforce.rules import highest_level, is_valid, qualification_faults

ISSUED, LAPSED = date(2019, 6, 15), date(2021, 7, 9)


@pytest.mark.parametrize(
    ("at", "valid"),
    [
        (date(2019, 6, 14), False),
        (date(2019, 6, 15), True),
        (date(2019, 6, 16), True),
        (date(2021, 7, 8), True),
        (date(2021, 7, 9), False),
        (date(2021, 7, 10), False),
    ],
)
def test_certificate_is_valid_from_its_issue_to_the_day_before_it_lapsed(at, valid):
    assert is_valid(ISSUED, LAPSED, at=at) is valid


def test_certificate_that_never_lapsed_stays_valid():
    assert is_valid(ISSUED, None, at=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("levels", "highest"),
    [
        ([], None),
        (["assistant"], Level.ASSISTANT),
        (["intermediate", "assistant"], Level.INTERMEDIATE),
        (["assistant", "senior", "intermediate"], Level.SENIOR),
    ],
)
def test_person_is_counted_by_the_highest_level(levels, highest):
    assert highest_level(levels) == highest


@pytest.mark.parametrize(("day", "count"), [(date(2019, 6, 14), 1), (ISSUED, 0), (date(2019, 6, 16), 0), (None, 0)])
def test_certificate_does_not_lapse_before_its_issue(day, count):
    assert len(qualification_faults(issued_on=ISSUED, lapsed_on=day)) == count
