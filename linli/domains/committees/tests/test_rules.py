import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domains.committees.enums import Kind
from linli.domains.committees.rules import (
    ALPHABET,
    certificate_faults,
    check_character,
    clean_code,
    code_faults,
    is_made_up,
    make_code,
    organisation_check_character,
)

ROOT = Path(__file__).parents[4]
CODES = list(csv.DictReader((ROOT / "tests" / "data" / "codes.csv").read_text(encoding="utf-8").splitlines()))
MADE_UP = ["54410928PDY00001X3", "54410902PDY00001XD", "54410902PDY000060Q", "54410902PDY0002200"]
ISSUED = date(2020, 9, 10)

made_codes = st.builds(make_code, st.sampled_from(Kind.values), st.integers(100000, 999999), st.integers(1, 99999))


def severities(code, kind=Kind.VILLAGERS):
    return [fault.severity.value for fault in code_faults(code, kind)]


@pytest.mark.parametrize("row", CODES, ids=lambda row: row["code"])
def test_published_code_is_judged_as_its_source_says(row):
    has_error = any(fault.is_error for fault in code_faults(row["code"], Kind.RESIDENTS))

    assert has_error is (row["valid"] == "0")


@pytest.mark.parametrize("code", ["54440604778330561N", *MADE_UP])
def test_village_committee_code_has_no_fault(code):
    assert code_faults(code, Kind.VILLAGERS) == []


@pytest.mark.parametrize("code", ["55410902PDY000028A", "55410972PDY000036H"])
def test_residents_committee_code_has_no_fault(code):
    assert code_faults(code, Kind.RESIDENTS) == []


@pytest.mark.parametrize("code", ["914408811947208498", "91350200776049653A", "54440604778330561N"])
def test_prefix_of_another_kind_is_only_a_warning(code):
    assert severities(code, Kind.RESIDENTS) == ["warning"]


def test_code_of_an_economic_cooperative_is_named():
    (fault,) = code_faults("N1440604617630846N", Kind.VILLAGERS)

    assert fault.remedy == "N开头的是农村集体经济组织的代码，请核对是否填错了单位。"


def test_wrong_check_character_is_an_error():
    fault = code_faults("91310115MA1G4L1WXK", Kind.VILLAGERS)[0]

    assert fault.is_error
    assert fault.message == "校验码不符：按前17位计算，末位应为“7”，这里是“K”。"


@pytest.mark.parametrize("length", [17, 19])
def test_length_is_eighteen(length):
    faults = code_faults((MADE_UP[0] + "0")[:length], Kind.VILLAGERS)

    assert [fault.message for fault in faults] == [f"统一社会信用代码应为18位，这里是{length}位。"]


@pytest.mark.parametrize(
    ("letter", "remedy"),
    [
        ("O", "代码不使用字母O，请核对是否为“0”。"),
        ("I", "代码不使用字母I，请核对是否为“1”。"),
        ("x", "请改为大写字母“X”。"),
        ("０", "请对照证书改正，只用半角数字和大写字母。"),
    ],
)
def test_character_outside_the_alphabet_is_named_with_its_place(letter, remedy):
    (fault,) = code_faults(f"{MADE_UP[0][:16]}{letter}3", Kind.VILLAGERS)

    assert (fault.message, fault.remedy) == (f"第17位“{letter}”不能用于代码。", remedy)


def test_division_must_be_digits():
    (fault,) = code_faults("54A10928PDY00001X3", Kind.VILLAGERS)

    assert fault.message == "第3至8位“A10928”应为6位数字的区划代码。"


def test_organisation_code_inside_only_warns():
    first = "54410902PDY000011"

    assert severities(first + check_character(first)) == ["warning"]


def test_blank_code_has_no_fault():
    assert code_faults("", Kind.VILLAGERS) == []


@pytest.mark.parametrize(
    ("body", "expected"), [("PDY00001", "X"), ("PDY00006", "0"), ("PDY00002", "8"), ("77833056", "1")]
)
def test_organisation_check_character_writes_ten_and_eleven_as_x_and_0(body, expected):
    assert organisation_check_character(body) == expected


@given(made_codes)
def test_made_code_is_valid_and_can_belong_to_nobody(code):
    kind = Kind.VILLAGERS if code.startswith("54") else Kind.RESIDENTS

    assert code_faults(code, kind) == []
    assert is_made_up(code)


def test_real_code_is_not_made_up():
    assert not is_made_up("54440604778330561N")


@pytest.mark.parametrize(("division", "serial"), [("410902", 0), ("410902", 100_000), ("41090", 1), ("4109021", 1)])
def test_made_code_outside_its_ranges_is_refused(division, serial):
    with pytest.raises(ValueError, match=r"six digits|serials"):
        make_code(Kind.VILLAGERS, division, serial)


# 31 is prime and no weight is a multiple of it, so no single change leaves the sum as it was.
@given(made_codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_changed_character_is_an_error(code, place, character):
    changed = code[:place] + character + code[place + 1 :]

    assert any(fault.is_error for fault in code_faults(changed, Kind.VILLAGERS)) is (character != code[place])


def swapped(code, one, other):
    characters = list(code)
    characters[one], characters[other] = characters[other], characters[one]
    return "".join(characters)


@given(made_codes, st.integers(0, 16), st.integers(0, 16))
def test_two_of_the_first_seventeen_changing_places_is_an_error(code, one, other):
    has_error = any(fault.is_error for fault in code_faults(swapped(code, one, other), Kind.VILLAGERS))

    assert has_error is (code[one] != code[other])


def test_first_and_last_changing_places_is_not_seen_by_the_check_character():
    changed = swapped("55410972PDY000036H", 0, 17)

    assert changed != "55410972PDY000036H"
    assert check_character(changed[:-1]) == changed[-1]
    assert severities(changed, Kind.RESIDENTS) == ["warning"]


@pytest.mark.parametrize(
    "typed", ["54410928pdy00001x3", " 54410928 PDY00001X3\n", "５４４１０９２８ＰＤＹ００００１Ｘ３"]
)
def test_clean_code_undoes_the_ways_of_typing(typed):
    assert clean_code(typed) == "54410928PDY00001X3"


def test_clean_code_corrects_nothing():
    assert clean_code("54410928PDYOOOO1X3") == "54410928PDYOOOO1X3"


@pytest.mark.parametrize(("expires_on", "fields"), [
    (date(2020, 9, 9), ["certificate_expires_on"]),
    (date(2020, 9, 10), []),
    (date(2020, 9, 11), []),
])  # fmt: skip
def test_certificate_does_not_end_before_it_was_issued(expires_on, fields):
    faults = certificate_faults(certificate_issued_on=ISSUED, certificate_expires_on=expires_on)

    assert [fault.field for fault in faults] == fields


def test_certificate_days_out_of_order_are_each_named():
    faults = certificate_faults(
        registered_on=date(2021, 1, 1),
        code_assigned_on=date(2020, 12, 31),
        certificate_issued_on=ISSUED,
        certificate_expires_on=date(2025, 9, 10),
        certificate_withdrawn_on=date(2020, 9, 9),
        dissolved_on=date(2020, 12, 31),
    )

    assert [fault.field for fault in faults] == [
        "code_assigned_on",
        "certificate_issued_on",
        "certificate_withdrawn_on",
        "dissolved_on",
    ]


def test_withdrawal_may_follow_or_precede_the_planned_end():
    days = {"certificate_issued_on": ISSUED, "certificate_expires_on": date(2025, 9, 10)}

    assert certificate_faults(**days, certificate_withdrawn_on=date(2021, 1, 1)) == []
    assert certificate_faults(**days, certificate_withdrawn_on=date(2026, 1, 1)) == []
