from datetime import date

import pytest

from linli.domains.workforce.models import Qualification
from linli.kernel.indicators.figures import figure


@pytest.fixture
def qualifications(given, tree):
    def certify(number, place, level, issued_on, lapsed_on=None):
        given(
            Qualification,
            tree[place],
            certificate_no=number,
            holder_name="某",
            level=level,
            issued_on=issued_on,
            lapsed_on=lapsed_on,
        )

    certify("1", "410902001001", "assistant", date(2018, 1, 1), date(2020, 1, 1))
    certify("2", "410902001001", "intermediate", date(2020, 1, 1))
    certify("3", "410922100201", "assistant", date(2019, 1, 1))


@pytest.mark.parametrize(
    ("at", "by_level"),
    [
        (date(2017, 12, 31), {}),
        (date(2018, 1, 1), {"assistant": 1}),
        (date(2019, 12, 31), {"assistant": 2}),
        (date(2020, 1, 1), {"assistant": 1, "intermediate": 1}),
    ],
)
def test_certified_by_level_around_the_days_of_issue_and_lapse(qualifications, tree, at, by_level):
    found = figure("workforce.certified", tree["410900000000"], at=at)

    assert (found.value, found.by) == (sum(by_level.values()), {"level": by_level})
