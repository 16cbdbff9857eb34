"""The result of a request: the department's workbook with everybody's rows, sums by level, CSV and JSON."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from linli.domains.returns.actions.merging import as_json, merge, revealed, write_csv
from linli.domains.returns.enums import AnswerState
from linli.domains.returns.models import Answer, Row
from linli.domains.returns.queries.answers import totals
from linli.domains.returns.queries.merging import Detail, Wanted, totals_of
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.tests.conftest import DAY, column
from linli.domains.returns.tests.test_workbooks import AT, DAILY, LAYOUT, PLACES
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division

COLUMNS = [
    *PLACES,
    column(4, "常住人口数", Kind.INT),
    column(13, "消杀面积", Kind.NUMBER),
    column(15, "带班领导"),
    column(16, "联系电话", Kind.PHONE, is_personal=True),
]


@pytest.fixture
def wanted(sent):
    """京东 and 玉北 lie in one street, 金联华 in another; each has handed in."""
    answers = sent(*COLUMNS, workbook=DAILY, form=LAYOUT.to_json(), title="疫情防控日报表")
    with scope.everything("test rows"), writing():
        for number, answer in enumerate(sorted(answers.values(), key=lambda each: each.division_id), start=1):
            row = Row.objects.get(answer=answer)
            row.cells = {"4": {"v": 10 * number}, "13": {"v": 0.5}, "15": {"v": "=甘二"}, "16": {"v": None}}
            row.sealed = '{"16": "13800001234"}'
            row.save()
            Answer.objects.filter(pk=answer.pk).update(state=AnswerState.SUBMITTED)
    return Wanted(next(iter(answers.values())).request, DAY)


@pytest.fixture
def asker(posts, as_post):
    with as_post(posts.asker):
        yield posts.asker


def merged(wanted: Wanted):
    out = io.BytesIO()
    merge(wanted, out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue())), openpyxl.load_workbook(
        io.BytesIO(out.getvalue()), data_only=True
    )


def test_rows_stand_in_the_order_of_divisions_and_totals_agree(wanted, asker):
    book, counted = merged(wanted)
    page = book["日报"]

    assert [[page.cell(row, index).value for index in (1, 3, 4, 13, 15)] for row in (6, 7, 8)] == [
        [1, "京东社区", 10, 0.5, "=甘二"],
        [2, "玉北社区", 20, 0.5, "=甘二"],
        [3, "金联华社区", 30, 0.5, "=甘二"],
    ]
    assert page["O6"].data_type == "s"
    assert (page["D18"].value, counted["日报"]["D18"].value) == ("=SUM(D6:D17)", 60)
    assert totals_of(wanted) == {4: 60, 13: 1.5}
    assert totals(wanted.request, DAY, wanted.request.division) == totals_of(wanted)


def test_subtotals_follow_each_town_and_county(wanted, asker):
    page = merged(replace(wanted, subtotals=frozenset({"township", "county"})))[1]["日报"]

    lines = [[page.cell(row, index).value for index in (1, 2, 3, 4)] for row in range(6, 12)]
    street, other = lines[0][1], lines[3][1]
    assert lines[2] == [None, f"{street}小计", None, 30]
    assert lines[4] == [None, f"{other}小计", None, 30]
    assert lines[5][1].endswith("小计")
    assert lines[5][3] == 60


@pytest.mark.parametrize(("detail", "sums"), [(Detail.TOWNSHIP, [30, 30]), (Detail.COUNTY, [60]), (Detail.CITY, [60])])
def test_a_level_is_one_line_for_each_of_its_places(wanted, asker, detail, sums):
    page = merged(replace(wanted, detail=detail))[0]["日报"]

    assert [page.cell(row, 4).value for row in range(6, 6 + len(sums) + 1)] == [*sums, None]
    assert page["C6"].value is None
    assert (page["B6"].value is None) == (detail is not Detail.TOWNSHIP)


def test_places_limit_the_result(wanted, asker):
    street = Division.objects.get(name="京东社区").parent
    assert totals_of(replace(wanted, ranges=(street.range,)))[4] == 30


def test_csv_and_json_say_the_same(wanted, asker):
    out = io.BytesIO()
    write_csv(wanted, out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    said = as_json(wanted)

    assert rows[1] == ["1", "中原路街道", "京东社区", "10", "0.5", "'=甘二", "138****1234"]
    assert [row["4"] for row in said["rows"]] == [10, 20, 30]
    assert said["totals"] == {"4": 60, "13": 1.5}


def test_personal_values_are_hidden_until_revealed(wanted, asker, posts, as_post):
    assert merged(wanted)[0]["日报"]["P6"].value == "138****1234"
    with pytest.raises(Refused, match="请写明"):
        revealed(wanted, reason="看看", by=asker, at=AT)
    shown = revealed(wanted, reason="核对联系电话", by=asker, at=AT)

    assert merged(shown)[0]["日报"]["P6"].value == "13800001234"
    assert log.history(wanted.request).first().verb == "reveal"
    with as_post(posts.county), pytest.raises(PermissionRefused):
        revealed(wanted, reason="核对联系电话", by=posts.county, at=AT)


def test_what_is_not_handed_in_is_not_in_the_result(wanted, asker):
    with scope.everything("test rows"), writing():
        Answer.objects.filter(request=wanted.request).update(state=AnswerState.RETURNED)
    with pytest.raises(Refused, match="还没有人报送"):
        merged(wanted)


def test_who_covers_less_sees_less(wanted, posts, as_post):
    with as_post(posts.street):
        assert totals_of(wanted)[4] == 30
