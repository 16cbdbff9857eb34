"""Where the header of a form stands, how deep it is, where data begin, and what ends them."""

import pytest

from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.layout import NoHeader, layout_of, understand
from linli.domains.returns.tests.sheets import DAILY, ELDERLY, FACILITIES, sheet
from linli.kernel.exchange.workbooks.sketching import sketch_upload


def paths(form):
    return ["/".join(column.path) for column in form.columns]


def errors(form):
    return [doubt for doubt in form.doubts if doubt.is_error]


@pytest.mark.parametrize(
    ("file", "header", "first_row", "last_row", "footer", "count"),
    [(ELDERLY, (3, 4), 7, 18, 19, 22), (DAILY, (3, 4), 6, 17, 19, 16), (FACILITIES, (3, 4), 5, 16, 17, 19)],
)
def test_forms_of_the_demo(file, header, first_row, last_row, footer, count):
    form = understand(sketch_upload(file.read_bytes())[0])

    assert (form.header_rows, form.first_row, form.footer_row, form.count) == (header, first_row, footer, 0)
    assert len(form.columns) == count
    layout = layout_of(form)
    assert (layout.first_row, layout.last_row, layout.style_row) == (first_row, last_row, first_row)
    assert not errors(form)


def test_header_of_one_level_without_title():
    form = understand(sheet(["姓名", "性别", "年龄"], ["甘某", "女", 71], ["丰某", "男", 66]))

    assert (form.header_rows, form.first_row, form.count, form.title) == ((1, 1), 2, 2, "")
    assert paths(form) == ["姓名", "性别", "年龄"]
    assert form.columns[2].kind is Kind.INT


def test_header_of_three_levels():
    form = understand(
        sheet(
            ["2021年人口情况表"],
            ["社区", "人口", None, None, None],
            [None, "户籍", None, "流动", None],
            [None, "男", "女", "男", "女"],
            ["京东社区", 3, 4, 5, 6],
            merged=["A1:E1", "A2:A4", "B2:E2", "B3:C3", "D3:E3"],
        )
    )

    assert (form.title, form.header_rows, form.first_row) == ("2021年人口情况表", (2, 4), 5)
    assert paths(form) == ["社区", "人口/户籍/男", "人口/户籍/女", "人口/流动/男", "人口/流动/女"]
    assert not errors(form)


def test_groups_that_are_not_merged():
    form = understand(
        sheet(["社区", "党员", None, "群众", None], [None, "男", "女", "男", "女"], ["京东社区", 1, 2, 3, 4])
    )

    assert form.header_rows == (1, 2)
    assert paths(form) == ["社区", "党员/男", "党员/女", "群众/男", "群众/女"]


def test_group_that_is_not_merged_ends_where_the_next_name_stands_alone():
    form = understand(sheet(["社区", "党员", None, "备注"], [None, "男", "女", None], ["京东社区", 1, 2, "无"]))

    assert paths(form) == ["社区", "党员/男", "党员/女", "备注"]


def test_numbering_units_and_example_stand_between_header_and_data():
    form = understand(
        sheet(
            ["社区", "面积", "人数", "备注"],
            ["甲", "1", "2", "3"],
            [None, "平方米", "人"],
            ["例：某社区", "300", "20", ""],
            ["京东社区", 120, 4],
        )
    )

    assert (form.first_row, form.count) == (5, 1)
    assert [column.unit for column in form.columns] == ["", "平方米", "人", ""]
    assert "示例" in form.doubts[0].message
    assert not errors(form)


def test_numbering_with_sums_of_columns():
    form = understand(sheet(["社区", "合计数", "男", "女"], ["甲", "1=2+3", "2", "3"], ["京东社区", 9, 4, 5]))

    assert form.first_row == 3


def test_totals_and_remarks_end_the_data():
    form = understand(
        sheet(
            ["序号", "社区", "人数"],
            [1, "京东社区", 4],
            [2, "玉北社区", 5],
            ["合计", None, 9],
            ["注：截至6月底。"],
            ["填表人：甘某", None, "审核人：丰某"],
        )
    )

    assert (form.total_rows, form.footer_row, form.count) == ((4,), 5, 2)
    assert layout_of(form).last_row == 3
    assert form.labels["填表人"] == "甘某"


def test_total_that_stands_above_the_rows():
    form = understand(sheet(["社区", "人数"], ["合计", 9], ["京东社区", 4], ["玉北社区", 5]))

    layout = layout_of(form)
    assert (form.total_rows, form.count) == ((2,), 2)
    assert (layout.first_row, layout.last_row, layout.style_row) == (3, 4, 3)


def test_totals_between_the_rows_are_no_data():
    form = understand(
        sheet(["乡镇", "社区", "人数"], ["甲街道", "一", 4], ["小计", None, 4], ["乙街道", "二", 5], ["总计", None, 9])
    )

    assert (form.total_rows, form.count) == ((3, 5), 2)


def test_labels_above_are_no_header():
    form = understand(
        sheet(["登记表"], ["填报单位：某局", "填报日期：2021年7月1日", "单位：人"], ["社区", "人数"], ["京东社区", 1])
    )

    assert form.header_rows == (3, 3)
    assert form.labels["填报单位"] == "某局"


def test_row_of_instructions_is_a_hint():
    form = understand(
        sheet(
            ["社区", "建成日期", "负责人"],
            ["填写全称", "必填，格式如2021-07-01", "选填"],
            ["京东社区", "2020-01-02", "甘某"],
        )
    )

    assert form.first_row == 3
    assert form.columns[1].hint == "必填，格式如2021-07-01"


def test_columns_of_one_name_are_an_error_with_the_remedy():
    form = understand(sheet(["社区", "人数", "人数"], ["京东社区", 1, 2]))

    [doubt] = errors(form)
    assert doubt.message == "B列和C列都叫“人数”。"
    assert "（上月）" in doubt.remedy
    assert doubt.cell == "C1"


def test_one_name_under_two_headings_is_no_error():
    form = understand(
        sheet(
            ["社区", "上月", None, "本月", None],
            [None, "人数", "户数", "人数", "户数"],
            ["京东社区", 1, 2, 3, 4],
            merged=["A1:A2", "B1:C1", "D1:E1"],
        )
    )

    assert not errors(form)


def test_merged_cells_among_the_data_are_an_error():
    form = understand(
        sheet(["街道", "社区", "人数"], ["甲街道", "一", 4], [None, "二", 5], ["乙街道", "三", 6], merged=["A2:A3"])
    )

    [doubt] = errors(form)
    assert (doubt.cell, "取消合并" in doubt.remedy) == ("A2:A3", True)


def test_column_without_a_name_is_an_error():
    form = understand(sheet(["社区", None, "人数"], ["京东社区", "甘某", 1]))

    assert [doubt.cell for doubt in errors(form)] == ["B1"]


def test_group_whose_last_column_is_beyond_all_data():
    form = understand(
        sheet(
            ["社区", "设施", None, None],
            [None, "食堂", "泵房", "车棚"],
            ["京东社区", "有"],
            merged=["A1:A2", "B1:D1"],
        )
    )

    assert paths(form) == ["社区", "设施/食堂", "设施/泵房", "设施/车棚"]


def test_hidden_and_computed_columns_are_told():
    form = understand(
        sheet(["社区", "男", "女", "合计数"], ["京东社区", 1, 2, 3], hidden=frozenset({2}), formulas=frozenset({"D2"}))
    )

    assert [column.is_hidden for column in form.columns] == [False, True, False, False]
    assert [column.is_computed for column in form.columns] == [False, False, False, True]


def test_list_of_choices_is_of_the_column_that_it_stands_in():
    form = understand(sheet(["社区", "类别"], ["京东社区", None], lists={"B2:B9": ("城市", "农村")}))

    assert (form.columns[1].kind, form.columns[1].choices) == (Kind.CHOICE, ("城市", "农村"))


@pytest.mark.parametrize("rows", [(), (["一段话，没有表格。"],), ([1, 2, 3], [4, 5, 6]), (["通知"], ["请各社区填报"])])
def test_sheet_without_header_is_refused_in_words(rows):
    with pytest.raises(NoHeader, match="没有找到表头"):
        understand(sheet(*rows))


def test_header_that_a_person_chose():
    found = sheet(["社区", "人数"], ["说明文字", "另一段"], ["村名", "户数"], ["京东社区", 1])

    form = understand(found, header=(3, 3))
    assert (form.header_rows, form.first_row, paths(form)) == ((3, 3), 4, ["村名", "户数"])


@pytest.mark.parametrize("rows", [(9, 9), (2, 1), (1, 9)])
def test_header_chosen_where_none_can_be_is_refused(rows):
    with pytest.raises(NoHeader):
        understand(sheet(["社区", "人数"], ["京东社区", 1]), header=rows)
