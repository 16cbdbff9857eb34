"""The demo's forms against the registers that there are, and what `linli returns build` prints of them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.domains.returns.queries.recognition import recognise
from linli.domains.returns.rules.forms import Subject
from linli.domains.returns.tests.sheets import DAILY, ELDERLY, FACILITIES
from linli.kernel.divisions import scope

pytestmark = pytest.mark.django_db


def facts(file):
    with scope.everything("a test reads the dictionary of facts"):
        [sheet] = recognise(file.read_bytes()).sheets
    return sheet, {match.column.name: match.known.code if match.known else "" for match in sheet.matches}


def build(file, *options):
    out = StringIO()
    call_command("returns", "build", str(file), *options, stdout=out)
    return out.getvalue()


def test_roster_of_persons():
    sheet, found = facts(ELDERLY)

    assert sheet.subject is Subject.PERSON
    assert [found[name] for name in ("姓名", "身份证号码", "民族", "现居住地址", "健康状况", "本人联系电话")] == [
        f"residents.resident.{field}"
        for field in ("name", "id_number", "ethnic_group", "actual_address", "health", "phone")
    ]
    assert {found[name] for name in ("联系人姓名", "联系人电话", "自理能力", "包联干部", "备注", "序号")} == {""}


def test_daily_report_asks_for_one_thing_that_is_known():
    sheet, found = facts(DAILY)

    assert sheet.subject is Subject.DIVISION
    assert {name: code for name, code in found.items() if code} == {"常住人口数": "figure:residents.registered"}


def test_quarterly_table_is_all_known():
    sheet, _found = facts(FACILITIES)

    asked = [each for each in sheet.matches if each.column.index not in sheet.places and each.column.name != "序号"]
    assert [each.column.name for each in asked if each.known is None] == []


def test_build_prints_columns_facts_and_confidences():
    told = json.loads(build(ELDERLY, "--json"))

    [sheet] = told["sheets"]
    name = next(column for column in sheet["columns"] if column["path"][-1] == "姓名")
    assert (name["column"], name["fact"], name["confidence"] >= 85) == ("E", "residents.resident.name", True)
    assert "填表说明" in told["without_table"][0]
    assert "居民·姓名" in build(ELDERLY)


def test_build_of_what_is_no_table_says_why(tmp_path):
    picture = tmp_path / "x.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 99)

    with pytest.raises(CommandError):
        build(picture)
    with pytest.raises(CommandError, match="读不了"):
        build(tmp_path / "none.xlsx")
