"""The roster as found in use: read with all its habits, compared with the community and the city, and written."""

import csv
import io

import pytest
from django.conf import settings
from django.db import transaction

from linli.domains.residents.imports.columns import COLUMNS
from linli.domains.residents.models import Care, Dwelling, Household, Resident, Tag, Transfer
from linli.domains.residents.records import RESIDENT
from linli.domains.residents.rules import check_digit
from linli.kernel.divisions import scope
from linli.kernel.exchange import imports
from linli.kernel.exchange.workbooks import ColumnOut, SheetOut, read_upload, write_workbook
from tests.cast import NOW

TITLES = [column.titles[0] for column in COLUMNS if column.name not in ("division", "id_kind")]
SAMPLE = settings.BASE_DIR / "demo" / "samples" / "resident_roster_29col.xlsx"


def number(order: int, day: str = "18870307", county: str = "410902") -> str:
    """A well-formed number of somebody who was never born."""
    first_17 = f"{county}{day}{order:03d}"
    return first_17 + check_digit(first_17)


def person(order: int = 1, **values: str) -> dict[str, str]:
    row = {
        "姓名": f"桥头{order}",
        "与其他人员关系": "户主",
        "身份证号": number(order),
        "性别": "男" if order % 2 else "女",
        "出生日期": "18870307",
        "联系电话": "13900000000",
        "现住小区/建筑": "桥头小区",
        "门牌地址": f"1单元{order}室",
        "人员类型": "常住人口",
        "户编号": f"H{order}",
    }
    return row | values


def roster(*people: dict[str, str], titles=None, encoding: str = "utf-8-sig") -> bytes:
    titles = titles or [*TITLES, *dict.fromkeys(title for row in people for title in row if title not in TITLES)]
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, titles)
    writer.writeheader()
    writer.writerows(people)
    return buffer.getvalue().encode(encoding)


@pytest.fixture
def worker(village_worker):
    """Whoever keeps the files of one community."""
    with transaction.atomic(), scope.entered(village_worker.scope):
        yield village_worker


def checked(worker, *people, name="花名册.csv", **how):
    return imports.dry_run(RESIDENT, roster(*people, **how), name, by=worker, at=NOW)


def taken(worker, *people, **how):
    upload = checked(worker, *people, **how)
    imports.confirm(upload, by=worker, at=NOW)
    return upload


def faults(upload):
    return [(fault.ref, fault.message) for fault in upload.faults.all()]


def test_person_comes_with_home_household_and_care(worker):
    taken(
        worker,
        person(1, 是否重点人员="1", 重点类别="独居老人,低保户；党员"),
        person(2, 与其他人员关系="妻子", 户编号="H1", 门牌地址="1单元1室"),
    )

    head, wife = Resident.objects.order_by("id")
    assert (head.id_number.plain, head.phone.plain, head.born_on.isoformat()) == (
        number(1),
        "13900000000",
        "1887-03-07",
    )
    assert (wife.relation, wife.sex) == ("spouse", "2")
    assert (head.household, head.dwelling) == (wife.household, wife.dwelling)
    assert head.household.dwelling == head.dwelling
    assert set(Care.objects.values_list("kind", flat=True)) == {"living_alone", "subsistence"}
    assert Tag.objects.get().kind == "party_member"


def test_sealed_values_stand_nowhere_in_the_clear(worker):
    from django.db import connection

    checked(worker, person(1))

    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM exchange_staged s")
        staged = cursor.fetchall()[0][0]
    assert number(1) not in staged
    assert "13900000000" not in staged


def test_template_found_in_use_is_read_with_its_comment_row(worker):
    upload = imports.dry_run(RESIDENT, SAMPLE.read_bytes(), SAMPLE.name, by=worker, at=NOW)

    assert upload.layout["format"] == "roster"
    assert len(upload.layout["columns"]) == 29
    assert (upload.faults_count, upload.report["rows_count"]) == (0, 0)
    assert any("第2行是填写说明" in notice for notice in upload.report["notices"])


def test_drifting_headers_and_numbers_for_dates_are_understood(worker):
    columns = [
        ColumnOut(title)
        for title in ("姓 名*", "身份证号码", "出生年月", "手机号", "现住小区", "门牌号", "是否迁出", "迁出日期")
    ]
    columns[2] = ColumnOut("出生年月", kind="int")
    rows = [["甲", number(1), 18870307, "１３９００００００００、13900000001", "桥头小区", "1室", "是", 44000]]
    columns[7] = ColumnOut("迁出日期", kind="int")
    data = write_workbook([SheetOut("人员", columns, rows)])
    upload = imports.dry_run(RESIDENT, data, "人员.xlsx", by=worker, at=NOW)
    imports.confirm(upload, by=worker, at=NOW)

    found = Resident.objects.get()
    assert (found.phone.plain, found.left_on.isoformat(), found.left_reason) == (
        "13900000000;13900000001",
        "2020-06-18",
        "moved_out",
    )


def test_same_file_again_changes_nothing(worker):
    taken(worker, person(1), person(2))

    again = checked(worker, person(1), person(2))

    assert [again.report[name] for name in ("create_count", "change_count", "unchanged_count")] == [0, 0, 2]


def test_row_of_the_same_community_updates_the_file_and_blanks_take_nothing(worker):
    taken(worker, person(1, 文化程度="初中", 备注="原有"))

    upload = taken(worker, person(1, 文化程度="高中", 备注="", 联系电话="13900000009"))

    found = Resident.objects.get()
    assert upload.report["change_count"] == 1
    assert (found.education, found.note, found.phone.plain, found.version) == ("高中", "原有", "13900000009", 2)


def test_same_person_twice_in_the_file_names_both_rows(worker):
    upload = checked(worker, person(1), person(2), person(1, 姓名="又一次"))

    assert faults(upload) == [("C4", "与第2行是同一个人。")]


def test_person_with_a_file_elsewhere_becomes_a_request(worker, everywhere, tree):
    elsewhere = Resident(
        division=tree["410902002002"],
        name="桥头1",
        id_number=number(1),
        registered_on=NOW.date(),
        created_at=NOW,
        updated_at=NOW,
    )
    from linli.kernel.audit.guard import writing
    from linli.kernel.audit.log import accounted

    with scope.everything("a file elsewhere"), writing(), accounted("create", by=worker, at=NOW):
        elsewhere.save(force_insert=True)
    with scope.entered(worker.scope):
        upload = checked(worker, person(1), person(2))
        assert upload.report["create_count"] == 1
        assert "转移请求" in upload.report["notices"][0]
        assert "金联华" not in str(upload.report)

        imports.confirm(upload, by=worker, at=NOW)

        assert [each.id_number.plain for each in Resident.objects.all()] == [number(2)]
        assert Transfer.objects.get(is_incoming=True).name == "桥头1"


@pytest.mark.parametrize(
    "values, ref, word",
    [
        ({"身份证号": number(1)[:-1] + ("0" if number(1)[-1] != "0" else "1")}, "C2", "校验位"),
        ({"身份证号": ""}, "C2", "必填"),
        ({"出生日期": "18880307"}, "E2", "不一致"),
        ({"姓名": ""}, "A2", "必填"),
        ({"现住小区/建筑": ""}, "G2", "必填"),
        ({"性别": "不详的"}, "D2", "可选范围"),
        ({"是否已迁出": "1"}, "S2", "为空"),
        ({"死亡日期": "20990101"}, "V2", "今天之后"),
        ({"联系电话": "电话不详"}, "F2", "写法不对"),
        ({"区划代码": "410922100201"}, "AD2", "管辖范围"),
        ({"身份证号": "4109************07"}, "C2", "星号"),
        ({"备注": "长" * 401}, "AC2", "超过400"),
    ],
)  # fmt: skip
def test_fault_says_where_what_and_how_to_mend(worker, values, ref, word):
    upload = checked(worker, person(1, **values))

    [fault] = upload.faults.all()
    assert fault.ref == ref
    assert word in fault.message
    assert fault.remedy
    assert number(1) not in (fault.value or "") + fault.message
    with pytest.raises(imports.HasFaults):
        imports.confirm(upload, by=worker, at=NOW)
    assert not Resident.objects.exists()


def test_good_rows_alone_by_choice(worker):
    upload = checked(worker, person(1), person(2, 姓名=""))
    upload.is_partial = True
    upload.save()

    assert imports.confirm(upload, by=worker, at=NOW) == 1
    assert (Resident.objects.count(), Household.objects.count(), Dwelling.objects.count()) == (1, 1, 1)


def test_person_without_a_number_is_registered_once(worker):
    for _time in range(2):
        taken(worker, person(1, 身份证号="无"))

    assert Resident.objects.get().id_kind == "none"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rare_characters_survive_every_encoding(worker, encoding):
    taken(worker, person(1, 姓名="𠮷䶮㛃", 户籍地址='他说"好",\n第二行'), encoding=encoding)

    found = Resident.objects.get()
    assert (found.name, found.registered_address) == ("𠮷䶮㛃", '他说"好",\n第二行')


def test_file_changed_in_between_is_named_and_not_overwritten(worker):
    taken(worker, person(1, 文化程度="初中"))
    first = checked(worker, person(1, 文化程度="高中"), person(2))
    taken(worker, person(1, 文化程度="本科"))

    with pytest.raises(imports.Overtaken) as refusal:
        imports.confirm(first, by=worker, at=NOW)

    assert [fault.row for fault in refusal.value.faults] == [2]
    assert Resident.objects.get().education == "本科"


def test_person_entered_in_between_is_named(worker):
    first = checked(worker, person(1), person(2))
    taken(worker, person(2))

    with pytest.raises(imports.Overtaken) as refusal:
        imports.confirm(first, by=worker, at=NOW)

    assert [fault.row for fault in refusal.value.faults] == [3]


def test_marked_copy_shows_the_faults(worker):
    upload = checked(worker, person(1, 姓名=""))

    sheets = read_upload(imports.marked(upload))
    assert sheets[0].name == "CSV"


def test_every_record_is_audited_without_what_is_sealed(worker):
    from linli.kernel.audit.models import AuditEntry

    taken(worker, person(1))

    entries = AuditEntry.objects.filter(record_type="residents.resident")
    assert entries.count() == 1
    assert number(1) not in str(list(entries.values()))
