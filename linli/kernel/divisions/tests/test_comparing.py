"""What the comparison of two lists says, on the real lists of Puyang and on small made-up ones."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.divisions.enums import Certainty, ChangeKind
from linli.kernel.divisions.lists import read_list
from linli.kernel.divisions.rules.changes import outcome
from linli.kernel.divisions.rules.comparing import compare
from linli.kernel.divisions.rules.names import core
from linli.kernel.divisions.rules.places import NATION, Place, root_of

DATA = Path(__file__).parents[4] / "demo" / "data"
COUNTY, OTHER_COUNTY = 410902, 410922
SURE, OPEN = Certainty.CERTAIN, Certainty.TO_CONFIRM


def tree(*villages, townships=((410902001, "中原路街道"), (410902002, "胜利路街道"), (410922100, "城关镇"))):
    """A city of two counties, with the townships and villages given as (code, name[, kind])."""
    places = [
        Place(41 * 10**13, "河南省", "province", NATION),
        Place(4109 * 10**11, "濮阳市", "city", 41 * 10**13),
        Place(COUNTY * 10**9, "华龙区", "county", 4109 * 10**11),
        Place(OTHER_COUNTY * 10**9, "清丰县", "county", 4109 * 10**11),
        *[Place(code * 10**6, name, "township", code // 1000 * 10**9) for code, name in townships],
        *[
            Place(code * 1000, name, "village", code // 1000 * 10**6, kind[0] if kind else "")
            for code, name, *kind in villages
        ],
    ]
    return {place.code: place for place in places}


def told(old, new):
    """The changes as (kind, old 12-digit code, new one, certainty)."""
    found = compare(old, new)
    assert outcome(old, found) == new
    return [
        (each.kind, each.old and each.old.code // 1000, each.new and each.new.code // 1000, each.certainty)
        for each in found
    ]


@pytest.mark.slow
def test_puyang_2020_to_2021_has_the_known_changes():
    old, new = ({place.code: place for place in read_list(DATA / f"puyang_{year}.csv")} for year in (2020, 2021))

    found = compare(old, new)

    assert (len(old), len(new), root_of(new)) == (3283, 3301, 4109 * 10**11)
    assert Counter((each.kind, each.certainty) for each in found) == {
        (ChangeKind.NEW, SURE): 18,
        (ChangeKind.SUFFIX, SURE): 158,
        (ChangeKind.RENAMED, SURE): 31,
        (ChangeKind.RENAMED, OPEN): 6,
    }
    assert outcome(old, found) == new
    assert {each.old.name for each in found if not each.is_certain} == {
        "小占村委会", "丁占村委会", "沙和村委会", "范占村村委会", "马占村委会", "芦占村委会",
    }  # fmt: skip


def test_one_list_twice_has_no_changes():
    places = tree((410902001001, "京东社区居委会"))

    assert compare(places, places) == []


@pytest.mark.parametrize(
    "one, other",
    [
        ("京东居委会", "京东社区居委会"),
        ("京东居委会", "京东社区居民委员会"),
        ("西郭村村委会", "西郭村委会"),
        ("西郭村", "西郭村民委员会"),
    ],
)
def test_suffix_alone_is_told_apart_from_a_new_name(one, other):
    assert core(one, "village") == core(other, "village")
    assert told(tree((410902001001, one)), tree((410902001001, other))) == [
        (ChangeKind.SUFFIX, 410902001001, 410902001001, SURE)
    ]


def test_alike_name_under_the_same_code_is_a_certain_new_name():
    assert told(tree((410902001001, "花西村委会")), tree((410902001001, "花园屯西村委会"))) == [
        (ChangeKind.RENAMED, 410902001001, 410902001001, SURE)
    ]


def test_other_name_under_the_same_code_is_to_confirm():
    assert told(tree((410902001001, "芦占村委会")), tree((410902001001, "卢寨村委会"))) == [
        (ChangeKind.RENAMED, 410902001001, 410902001001, OPEN)
    ]


def test_same_name_in_the_township_with_another_code_is_recoded():
    assert told(tree((410902001201, "辛庄村委会")), tree((410902001205, "辛庄村委会"))) == [
        (ChangeKind.RECODED, 410902001201, 410902001205, SURE)
    ]


def test_village_that_becomes_a_community_is_recognised_with_its_new_code():
    old = tree((410922100201, "西关村委会", "villagers"))
    new = tree((410922100005, "西关社区居委会", "residents"))

    assert told(old, new) == [(ChangeKind.TO_RESIDENTS, 410922100201, 410922100005, SURE)]


def test_exchanged_codes_follow_the_names_and_are_to_confirm():
    old = tree((410902001001, "京东居委会"), (410902001002, "玉北居委会"))
    new = tree((410902001001, "玉北居委会"), (410902001002, "京东居委会"))

    assert told(old, new) == [
        (ChangeKind.RECODED, 410902001002, 410902001001, OPEN),
        (ChangeKind.RECODED, 410902001001, 410902001002, OPEN),
    ]


def test_name_that_stands_once_in_the_county_has_moved_to_another_township():
    old, new = tree((410902001001, "京东居委会")), tree((410902002001, "京东居委会"))

    assert told(old, new) == [(ChangeKind.MOVED_TOWNSHIP, 410902001001, 410902002001, SURE)]


def test_name_that_others_bear_too_has_perhaps_moved():
    also = (410902001002, "京东村委会")
    old, new = tree((410902001001, "京东居委会"), also), tree(also, (410902002001, "京东居委会"))

    assert told(old, new) == [(ChangeKind.MOVED_TOWNSHIP, 410902001001, 410902002001, OPEN)]


def test_name_that_stands_once_in_the_city_has_moved_to_another_county():
    old, new = tree((410902001001, "京东居委会")), tree((410922100001, "京东居委会"))

    assert told(old, new) == [(ChangeKind.MOVED_COUNTY, 410902001001, 410922100001, SURE)]


def test_township_that_becomes_a_town_takes_its_villages_along():
    old = tree((410922200201, "西关村委会"), (410922200202, "南关村委会"), townships=[(410922200, "马村乡")])
    new = tree((410922105201, "西关村委会"), (410922105202, "南关村委会"), townships=[(410922105, "马村镇")])

    assert told(old, new) == [
        (ChangeKind.TO_TOWN, 410922200000, 410922105000, SURE),
        (ChangeKind.FOLLOWS, 410922200201, 410922105201, SURE),
        (ChangeKind.FOLLOWS, 410922200202, 410922105202, SURE),
    ]


def test_dissolved_township_is_perhaps_merged_where_its_villages_went():
    old = tree(
        *[(410902001001 + number, f"{name}居委会") for number, name in enumerate(("京东", "玉北", "顺河"))],
        (410902002001, "南海居委会"),
    )
    new = tree(
        *[(410902002002 + number, f"{name}居委会") for number, name in enumerate(("京东", "玉北", "顺河"))],
        (410902002001, "南海居委会"),
        townships=[(410902002, "胜利路街道"), (410922100, "城关镇")],
    )

    assert told(old, new) == [
        (ChangeKind.MERGED, 410902001000, 410902002000, OPEN),
        (ChangeKind.MOVED_TOWNSHIP, 410902001001, 410902002002, SURE),
        (ChangeKind.MOVED_TOWNSHIP, 410902001002, 410902002003, SURE),
        (ChangeKind.MOVED_TOWNSHIP, 410902001003, 410902002004, SURE),
    ]


def test_village_whose_name_lives_on_in_a_neighbour_is_perhaps_merged():
    old = tree((410902001201, "东干城村委会"), (410902001202, "干城村委会"))
    new = tree((410902001202, "干城村委会"))

    assert told(old, new) == [(ChangeKind.MERGED, 410902001201, 410902001202, OPEN)]


def test_village_whose_name_stands_in_two_new_ones_is_perhaps_split():
    old = tree((410902001201, "大辛庄村委会"))
    new = tree((410902001301, "甲区大辛庄社区东片居委会"), (410902001302, "乙区大辛庄社区西片居委会"))

    assert told(old, new) == [
        (ChangeKind.SPLIT, 410902001201, 410902001301, OPEN),
        (ChangeKind.SPLIT, 410902001201, 410902001302, OPEN),
    ]


def test_villages_whose_common_name_is_a_new_one_are_perhaps_merged():
    old = tree((410902001201, "东王庄村委会"), (410902001202, "西王庄村委会"))
    new = tree((410902001001, "王庄社区居委会"))

    assert told(old, new) == [
        (ChangeKind.MERGED, 410902001201, 410902001001, OPEN),
        (ChangeKind.MERGED, 410902001202, 410902001001, OPEN),
    ]


def test_what_vanishes_without_a_trace_is_to_confirm_and_what_is_new_is_certain():
    old, new = tree((410902001201, "东干城村委会")), tree((410922100201, "西关村委会"))

    assert told(old, new) == [
        (ChangeKind.GONE, 410902001201, None, OPEN),
        (ChangeKind.NEW, None, 410922100201, SURE),
    ]


VILLAGES = st.dictionaries(
    st.sampled_from([t * 1000 + n for t in (410902001, 410902002, 410922100) for n in range(1, 7)]),
    st.tuples(
        st.text("东西南北王李张庄", min_size=1, max_size=3).map(lambda name: f"{name}村委会"),
        st.sampled_from(["villagers", "residents"]),
    ),
)
TOWNSHIPS = st.sets(st.sampled_from(range(3)))


def grown(villages, missing):
    names = ((410902001, "甲街道"), (410902002, "乙镇"), (410922100, "丙乡"))
    townships = [each for number, each in enumerate(names) if number not in missing]
    kept = {code for code, _name in townships}
    return tree(*[(c, *rest) for c, rest in villages.items() if c // 1000 in kept], townships=townships)


@given(VILLAGES, TOWNSHIPS, VILLAGES, TOWNSHIPS)
def test_changes_carried_out_give_the_new_list(old, old_missing, new, new_missing):
    before, after = grown(old, old_missing), grown(new, new_missing)

    assert outcome(before, compare(before, after)) == after
