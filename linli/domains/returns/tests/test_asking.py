"""From a workbook to a request: recognised, confirmed, described, guarded, sent."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from linli.domains.committees.models import Committee
from linli.domains.residents.models import Resident
from linli.domains.returns.actions import requests as actions
from linli.domains.returns.actions import sending
from linli.domains.returns.actions.columns import Said
from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import Alias, Answer, Fact, Request
from linli.domains.returns.queries.burden import measure, similar
from linli.domains.returns.queries.prefill import rows_for
from linli.domains.returns.queries.targets import communities_of
from linli.domains.returns.rules.asking import Standing, standing
from linli.domains.returns.rules.progress import missing
from linli.domains.returns.tests.conftest import AT, CITY, DAY, JINGDONG, STREET, column
from linli.domains.returns.tests.sheets import DAILY, ELDERLY, FACILITIES
from linli.domains.returns.workflow import REQUEST
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.exchange.workbooks import WorkbookRefused
from linli.kernel.workflow.actions import NotNow, WrongState
from linli.kernel.workflow.models import Todo
from linli.kernel.workflow.queries import list_todos
from tests.factories import make

WHY = {
    "title": "独居老人排查登记表",
    "basis": "《关于开展独居老人排查的通知》第二条",
    "purpose": "组织走访",
    "payer": "市民政局",
    "rhythm": "monthly",
    "begins_on": date(2021, 7, 1),
    "ends_on": date(2021, 12, 31),
    "due_days": 5,
    "targets": [STREET],
}


def book(*rows) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def who(posts):
    return {"by": posts.asker, "at": AT}


@pytest.fixture
def upload(who):
    return lambda file: actions.upload(file.read_bytes(), file.name, **who)


def named(request, name):
    return next(each for each in actions.columns_of(request) if each.name == name)


def confirmed(request, **who):
    """Everything as it was recognised; what nobody knows is a remark."""
    said = {each.index: Said(each.fact, each.is_personal, bool(each.fact)) for each in actions.columns_of(request)}
    return actions.confirm_columns(request, said=said, **who)


def test_roster_becomes_a_draft(upload):
    request = upload(ELDERLY)

    assert (request.state, request.subject, request.rows_of) == ("draft", "person", "residents.resident")
    assert request.title == "全市独居老人基本情况排查登记表"
    assert request.rows_where == {"left_on_set": "no"}
    assert bytes(Request.objects.get(pk=request.pk).workbook) == ELDERLY.read_bytes()
    assert standing(named(request, "姓名")) is Standing.SURE
    assert standing(named(request, "自理能力")) is Standing.NEW
    assert named(request, "自理能力").is_personal
    assert named(request, "村（社区）").place == "village"
    assert named(request, "序号").is_confirmed
    assert not named(request, "备注").is_required


def test_names_and_telephones_are_personal_on_a_form_of_communities(upload):
    request = upload(DAILY)

    assert [each.name for each in actions.columns_of(request) if each.is_personal] == ["带班领导", "联系电话"]


def test_values_of_persons_are_not_shown_of_the_sheet(who):
    data = book(["姓名", "身份证号码"], ["甘某", "41090218880229001X"])
    request = actions.upload(data, "名册.xlsx", **who)

    assert "甘某" not in str(request.preview)
    assert "已有1行数据" in request.preview["doubts"][0]["message"]


def test_correction_is_remembered_by_the_next_form(upload, fact, who):
    leader = fact("带班人", "text")
    request = upload(DAILY)
    column_ = named(request, "带班领导")
    request = actions.confirm_columns(request, said={column_.index: Said(f"fact:{leader.pk}", is_personal=True)}, **who)

    assert named(request, "带班领导").is_confirmed
    assert Alias.objects.get().headings == "带班领导"
    again = named(upload(DAILY), "带班领导")
    assert (again.fact, again.confidence) == (f"fact:{leader.pk}", 100)


def test_no_fact_is_remembered_and_may_be_taken_back(upload, fact, who):
    request = upload(DAILY)
    population = named(request, "常住人口数")
    actions.confirm_columns(request, said={population.index: Said("")}, **who)
    assert named(upload(DAILY), "常住人口数").fact == ""

    actions.confirm_columns(upload(DAILY), said={population.index: Said("figure:residents.registered")}, **who)
    assert named(upload(DAILY), "常住人口数").fact == "figure:residents.registered"
    assert Alias.objects.count() == 1


def test_one_fact_answers_one_column(upload, who):
    request = upload(ELDERLY)

    with pytest.raises(Refused, match="已由E列“姓名”对应"):
        actions.confirm_columns(
            request, said={named(request, "联系人姓名").index: Said("residents.resident.name")}, **who
        )
    hall = Said("standards.community.has_service_hall")
    with pytest.raises(Refused, match="一个事实只填一次"):
        actions.confirm_columns(request, said={15: hall, 17: hall}, **who)
    with pytest.raises(Refused, match="没有这个事实"):
        actions.confirm_columns(request, said={5: Said("residents.resident.shoes")}, **who)


def test_sure_columns_are_confirmed_at_once(upload, who):
    request = actions.confirm_sure(upload(ELDERLY), **who)

    waiting = [each.name for each in actions.columns_of(request) if not each.is_confirmed]
    assert waiting == ["自理能力", "联系人姓名", "与老人关系", "联系人电话", "包联干部", "最近一次走访日期"]


def test_new_fact_goes_into_the_dictionary_and_is_found_from_then_on(upload, who):
    request = upload(DAILY)
    index = named(request, "值守人数").index
    said = {"name": "值守人数", "kind": "int", "unit": "人", "definition": "当日在卡点值守的人数", "valid_days": 1}
    answered = {"choices": [], "is_personal": False, "is_required": True}
    request = actions.add_fact(request, index, said | answered, **who)

    fact = Fact.objects.get()
    assert (fact.owner, fact.subject) == (who["by"].unit, "division")
    assert named(request, "值守人数").fact == f"fact:{fact.pk}"
    assert named(upload(DAILY), "值守人数").fact == f"fact:{fact.pk}"
    with pytest.raises(Refused, match="本单位已有同名的事实"):
        actions.add_fact(request, index, said | answered, **who)


def test_header_that_was_found_wrong_is_told_and_what_was_said_stays(who):
    data = book(["某局", "通知"], ["社区", "便民服务厅", "带班人"], ["京东社区", "有", "甘某"])
    request = actions.upload(data, "表.xlsx", **who)
    assert request.form["header_rows"] == (1, 1)

    request = actions.read_again(request, sheet="Sheet", header=(2, 2), **who)
    assert [each.name for each in actions.columns_of(request)] == ["社区", "便民服务厅", "带班人"]
    request = confirmed(request, **who)
    again = actions.read_again(request, sheet="Sheet", header=(2, 2), **who)
    assert all(each.is_confirmed for each in actions.columns_of(again))
    with pytest.raises(Refused, match="不是表头"):
        actions.read_again(request, sheet="Sheet", header=(9, 9), **who)
    with pytest.raises(Refused, match="没有这个工作表"):
        actions.read_again(request, sheet="别的", header=None, **who)


def test_way_from_the_draft_to_the_answers(upload, posts, who):
    request = confirmed(upload(ELDERLY), **who)
    with pytest.raises(NotNow, match="制发依据"):
        actions.submit(request, **who)
    request = actions.describe(request, **who, **WHY)
    request = actions.submit(request, **who)
    assert [todo.title for todo in list_todos(posts.guard, DAY)] == [WHY["title"]]
    with pytest.raises(WrongState):
        actions.describe(request, **who, payer="别人")

    guard = {"by": posts.guard, "at": AT}
    request = actions.send_back(request, reason="请写明经费", **guard)
    assert (request.state, request.decision) == (RequestState.DRAFT, "请写明经费")
    request = actions.admit(actions.submit(request, **who), reason="同意", **guard)
    assert (request.state, request.decision, request.decided_on) == (RequestState.IN_FORCE, "同意", DAY)
    assert {each.division.name for each in Answer.objects.filter(request=request)} == {"京东社区", "玉北社区"}
    assert not Todo.objects.filter(record_type="returns.request", closed_at=None).exists()
    request = actions.end(request, reason="够用了", **who)
    assert (request.state, request.ended_on) == (RequestState.ENDED, DAY)


def test_nobody_admits_their_own_request(upload, posts, who):
    request = upload(ELDERLY)

    assert [REQUEST.transition("admit").may(post, request) for post in (posts.asker, posts.guard)] == [False, True]


def test_refusal_needs_a_reason_and_is_public(upload, posts, who, as_post):
    request = actions.describe(confirmed(upload(DAILY), **who), **who, **{**WHY, "rhythm": "daily"})
    request = actions.submit(request, **who)
    guard = {"by": posts.guard, "at": AT}

    with pytest.raises(PermissionRefused):
        actions.refuse(request, reason="自己批自己", **who)
    with pytest.raises(Refused, match="理由"):
        actions.refuse(request, reason=" ", **guard)
    actions.refuse(request, reason="与日报重复", **guard)
    with as_post(posts.filler):
        assert Request.objects.get().decision == "与日报重复"


def test_errors_of_the_file_stop_it_before_the_guard(who):
    request = actions.upload(book(["社区", "人数", "人数"], ["京东社区", 1, 2]), "表.xlsx", **who)
    request = actions.describe(confirmed(request, **who), **who, **WHY)

    with pytest.raises(NotNow, match="都叫“人数”"):
        actions.submit(request, **who)


def test_mended_file_takes_the_place_of_the_first_and_what_was_said_stays(who):
    request = actions.upload(book(["社区", "便民服务厅", "人数", "人数"], ["京东社区", "有", 1, 2]), "表.xlsx", **who)
    request = actions.describe(confirmed(request, **who), **who, **WHY)
    mended = book(["社区", "便民服务厅", "人数（上月）", "人数（本月）"], ["京东社区", "有", 1, 2])

    request = actions.replace_file(request, data=mended, file_name="表（改）.xlsx", **who)
    assert [each.name for each in actions.columns_of(request) if not each.is_confirmed] == [
        "人数（上月）",
        "人数（本月）",
    ]
    assert not [each for each in request.preview["doubts"] if each["is_error"]]
    assert (request.payer, request.file_name) == (WHY["payer"], "表（改）.xlsx")
    with pytest.raises(Refused, match="没有找到表头"):
        actions.replace_file(request, data=book(["一段话"]), file_name="x.xlsx", **who)
    assert bytes(Request.objects.get().workbook) == mended


def test_nobody_sends_what_nobody_looked_at(upload, who):
    request = actions.describe(upload(ELDERLY), **who, **WHY)

    with pytest.raises(NotNow, match="还有21列没有人核对（如B列“县（区）”）"):
        actions.submit(request, **who)


def test_targets_lie_in_the_scope_and_none_in_another(upload, who, hire, tree, posts):
    request = actions.describe(upload(DAILY), **who, **{**WHY, "targets": [JINGDONG, STREET]})
    assert request.targets == [STREET]
    with pytest.raises(Refused, match="没有代码"):
        actions.describe(request, **who, **{**WHY, "targets": ["419999999999"]})
    outside = hire("bb_county_asker", "甘八", "form_asker", "经办人", "410922000000")
    theirs = actions.upload(DAILY.read_bytes(), "日报.xlsx", by=outside, at=AT)
    with pytest.raises(OutOfScope):
        actions.describe(theirs, by=outside, at=AT, **WHY)
    with pytest.raises(PermissionRefused):
        actions.upload(DAILY.read_bytes(), "日报.xlsx", by=posts.filler, at=AT)
    with pytest.raises(WorkbookRefused):
        actions.upload(b"\x89PNG\r\n\x1a\n" + b"0" * 99, "照片.xlsx", **who)
    with pytest.raises(Refused, match="5MB"):
        actions.upload(b"0" * (5 * 1024 * 1024 + 1), "大.xlsx", **who)


def test_burden_of_a_roster(upload, who, given, tree):
    for number, health in ((1, "一般"), (2, "")):
        given(Resident, tree[JINGDONG], name=f"甘{number}", health=health, registered_on=DAY)
    given(Resident, tree[JINGDONG], name="甘三", registered_on=date(2020, 1, 1), left_on=DAY, left_reason="moved")
    request = actions.describe(upload(ELDERLY), **who, **WHY)

    burden = measure(request, DAY)
    lines = {line.asked.name: line.missing for line in burden.lines}
    assert (burden.communities, burden.rows, burden.periods) == (2, 2, 6)
    assert (lines["姓名"], lines["健康状况"], lines["自理能力"], lines["备注"]) == (0, 1, 2, 0)
    assert burden.typed == sum(lines.values())
    columns = actions.columns_of(request)
    filled = rows_for(request, communities_of(request, DAY), on=DAY)
    rows = [sending.values_of(row) for each in filled.values() for row in each]
    assert burden.typed == sum(len(missing(columns, values)) for values in rows)
    assert burden.typed_each == burden.typed / 2
    assert burden.typed_in_all == 6 * burden.typed
    assert "姓名" in {each.name for each in burden.personal}
    assert not burden.is_all_known


def test_community_sees_its_own_part_of_the_burden(request_of, tree, posts, as_post):
    request = request_of(column(1, "类别", fact="committees.committee.kind"), column(2, "排查户数"), targets=[STREET])
    make(Committee, tree[JINGDONG])

    assert [line.missing for line in measure(request, DAY).lines] == [1, 2]
    with as_post(posts.filler):
        assert [line.missing for line in measure(request, DAY).lines] == [0, 1]


def test_file_that_was_uploaded_before_is_told(upload):
    upload(DAILY)

    assert "已经上传过：疫情防控工作日报表（起草中）" in upload(DAILY).preview["doubts"][-1]["message"]


def test_all_known_is_told_before_it_is_sent_and_nobody_is_asked(posts, tree, request_of, as_post):
    request = request_of(column(1, "类别", fact="committees.committee.kind"), targets=[STREET])
    assert not measure(request, DAY).is_all_known
    for code in (JINGDONG, "410902001002"):
        make(Committee, tree[code])

    assert measure(request, DAY).is_all_known
    with as_post(posts.guard):
        sending.send(request, by=posts.guard, at=AT)
    assert {each.is_by_records for each in Answer.objects.all()} == {True}


def test_request_that_asks_nearly_the_same_is_found(request_of, upload, who):
    request_of(column(1, "排查户数"), column(2, "排查人数"), column(3, "带班领导"), title="周报", targets=[STREET])
    request_of(column(1, "水井数"), title="水井", targets=[STREET])
    mine = request_of(
        column(1, "排查户数（户）"), column(2, "排查人数"), column(3, "消杀面积"), title="日报", state="submitted",
        targets=[CITY],
    )  # fmt: skip

    [found] = similar(mine)
    assert (found.request.title, found.percent, found.common) == ("周报", 67, ["排查户数（户）", "排查人数"])


def test_quarterly_table_has_no_new_fact(upload):
    columns = [each for each in actions.columns_of(upload(FACILITIES)) if each.is_cell]

    assert [each.name for each in columns if not each.fact] == []
