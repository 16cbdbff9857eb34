import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.rulesets.shares import AtLeast, MoreThan


@pytest.mark.parametrize(
    ("share", "among", "least"),
    [
        (MoreThan(1, 2), 1000, 501),
        (MoreThan(1, 2), 1001, 501),
        (MoreThan(2, 3), 30, 21),
        (AtLeast(1, 3), 501, 167),
        (AtLeast(1, 5), 1000, 200),
        (AtLeast(1, 10), 1001, 101),
    ],
)
def test_share_holds_from_its_least_number_on(share, among, least):
    assert share.least(among) == least
    assert [share.holds(count, among) for count in (least - 1, least, least + 1)] == [False, True, True]


@given(st.integers(0, 10**9), st.integers(1, 9), st.integers(1, 9))
def test_least_number_is_the_least(among, part, whole):
    for share in (MoreThan(part, whole), AtLeast(part, whole)):
        least = share.least(among)
        assert share.holds(least, among)
        assert not share.holds(least - 1, among)


def test_shares_are_worded_as_the_law_words_them():
    assert [str(share) for share in (MoreThan(1, 2), MoreThan(2, 3), AtLeast(1, 3))] == [
        "过半数",
        "超过三分之二",
        "三分之一以上",
    ]
