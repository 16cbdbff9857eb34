"""Which known fact a column asks for."""

import pytest

from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.layout import understand
from linli.domains.returns.rules.matching import SURE, Known, matches, remembered_as
from linli.domains.returns.tests.sheets import sheet

RESIDENT = {"subject": Subject.PERSON, "about": "居民"}
KNOWNS = (
    Known("r.resident.name", ("姓名",), **RESIDENT),
    Known("r.resident.id", ("证件号码", "身份证号码"), Kind.ID_NUMBER, **RESIDENT),
    Known("r.resident.phone", ("联系电话",), Kind.PHONE, **RESIDENT),
    Known("r.resident.health", ("健康状况",), Kind.CHOICE, ("健康", "一般", "较弱"), **RESIDENT),
    Known("e.voter.name", ("姓名",), subject=Subject.PERSON, about="选民"),
    Known("s.community.hall", ("便民服务厅",), Kind.BOOL, about="社区"),
    Known("g.centre.name", ("名称",), about="综治中心"),
    Known("g.centre.built", ("建成日期",), Kind.DATE, about="综治中心"),
    Known("figure:population", ("常住人口",), Kind.INT),
    Known("fact:7", ("值守人数",), Kind.INT),
)


def match(*names, knowns=KNOWNS, samples=None, **more):
    form = understand(sheet(names, samples or [None] * len(names), **more))
    return matches(form, knowns)


def codes(found):
    return [each.known.code if each.known else "" for each in found]


def test_person_by_name_number_and_telephone():
    found = match("姓名", "身份证号码", "手机联系电话", "健康状况")

    assert codes(found) == ["r.resident.name", "r.resident.id", "r.resident.phone", "r.resident.health"]
    assert found[0].is_sure
    assert found[1].reasons == ("名称相同：身份证号码", "值的类型相同")


def test_register_that_knows_more_of_the_form_is_meant():
    assert codes(match("姓名", "身份证号码"))[0] == "r.resident.name"
    assert codes(match("选民姓名", "身份证号码"))[0] == "e.voter.name"


def test_somebody_elses_number_is_not_ones_own():
    found = match("姓名", "身份证号码", "联系人姓名", "监护人电话", "户主身份证号码")

    assert codes(found)[2:] == ["", "", ""]


def test_number_of_something_narrower_is_another_number():
    assert codes(match("社区", "常住人口", "外来常住人口")) == ["", "figure:population", ""]


@pytest.mark.parametrize("name", ["常住人口数", "常住人口总数", "常住人口（人）", "常住人口人数"])
def test_number_of_is_the_figure_itself(name):
    found = match("社区", name, "值守人数")

    assert codes(found) == ["", "figure:population", "fact:7"]
    assert found[1].is_sure


def test_kind_that_is_another_speaks_against():
    found = match("社区", "便民服务厅", samples=["京东社区", "2021-07-09"])

    assert not found[1].is_sure
    assert "值的类型不同" in found[1].reasons


def test_figure_of_another_definition_is_likely_and_never_sure():
    near = Known("figure:r", ("登记居民",), Kind.INT, near=("总人口",))

    found = match("社区", "总人口（人）", knowns=(near,))[1]
    assert (found.known, found.is_sure) == (near, False)
    assert "口径可能不同，请核对：登记居民" in found.reasons


def test_list_of_choices_speaks_for_and_against():
    same = match("姓名", "健康状况", samples=["甘某", None], lists={"B2:B9": ("健康", "一般", "较弱")})
    other = match("姓名", "健康状况", samples=["甘某", None], lists={"B2:B9": ("绿码", "黄码", "红码")})

    assert "选项一致" in same[1].reasons
    assert other[1].confidence < SURE


def test_heading_above_names_whose_it_is():
    found = match("社区", "综治中心名称", "综治中心建成日期")

    assert codes(found) == ["", "g.centre.name", "g.centre.built"]


def test_remarks_serials_and_places_ask_for_nothing():
    found = match("序号", "县（区）", "姓名", "备注")

    assert codes(found) == ["", "", "r.resident.name", ""]
    assert [each.reasons for each in (found[0], found[1], found[3])] == [(), (), ()]


def test_what_was_said_before_rules():
    form = understand(sheet(["社区", "老王的数"], ["京东社区", 3]))
    said = {remembered_as(form.columns[1]): "fact:7"}

    found = matches(form, KNOWNS, said)[1]
    assert (found.known.code, found.confidence, found.reasons) == ("fact:7", 100, ("以前填报时已指定",))


def test_what_was_said_of_no_fact_is_remembered_too():
    form = understand(sheet(["社区", "值守人数"], ["京东社区", 3]))

    found = matches(form, KNOWNS, {remembered_as(form.columns[1]): ""})[1]
    assert (found.known, found.reasons) == (None, ("以前已指定不对应事实",))


def test_headings_that_differ_in_a_remark_are_remembered_apart():
    form = understand(sheet(["社区", "人数（上月）", "人数（本月）"], ["京东社区", 3, 4]))
    said = {remembered_as(form.columns[2]): "fact:7"}

    assert codes(matches(form, KNOWNS, said)) == ["", "", "fact:7"]


def test_fact_that_was_said_of_two_headings_is_given_to_the_first():
    form = understand(sheet(["社区", "老王的数", "老李的数"], ["京东社区", 3, 4]))
    said = {remembered_as(each): "fact:7" for each in form.columns[1:]}

    assert codes(matches(form, KNOWNS, said)) == ["", "fact:7", ""]


def test_new_fact_is_told_with_the_nearest_and_its_share():
    found = match("社区", "集中隔离人数")[1]

    assert found.known is None
    assert found.confidence < 60
    assert found.reasons == ("没有相近的已知事实",)


def test_no_fact_is_given_twice():
    found = match("社区", "便民服务厅", "便民服务大厅")

    assert codes(found)[1:] == ["s.community.hall", ""]
