"""What a column holds, by its values, its list of choices, and its name."""

import pytest

from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.kinds import kind_of


@pytest.mark.parametrize(
    ("name", "samples", "kind"),
    [
        ("序号", ("1", "2", "3"), Kind.SERIAL),
        ("序号", (), Kind.SERIAL),
        ("证号", ("41090218880229001X", "410902188802290028"), Kind.ID_NUMBER),
        ("证件", ("410902880229001",), Kind.ID_NUMBER),
        ("出生日期", ("1888-02-29", "1888.3.1", "1888年4月5日", "18880405"), Kind.DATE),
        ("建成", ("2020/1/2", "2021-7-9"), Kind.DATE),
        ("人数", ("3", "1,204", " 5 "), Kind.INT),
        ("面积", ("3.5", "120"), Kind.NUMBER),
        ("面积", ("35", "120"), Kind.NUMBER),
        ("电话", ("13800000000", "0393-6666666"), Kind.PHONE),
        ("联系方式", ("6666666",), Kind.PHONE),
        ("数量", ("6666666",), Kind.INT),
        ("统一社会信用代码", ("54410902MB0000000X",), Kind.CODE),
        ("便民服务厅", ("有", "无"), Kind.BOOL),
        ("是否参保", (), Kind.BOOL),
        ("姓名", ("甘某", "丰某"), Kind.TEXT),
        ("人数", ("三人", "五人"), Kind.TEXT),
        ("年份", ("2020", "2021"), Kind.INT),
        ("带班领导", (), Kind.TEXT),
        ("完成率", (), Kind.NUMBER),
        ("完成率", ("95%", "80.5%"), Kind.NUMBER),
    ],
)
def test_kind_of(name, samples, kind):
    assert kind_of(name, samples).kind is kind


def test_list_of_choices_rules():
    assert kind_of("年龄", ("1",), choices=("是", "否")).kind is Kind.BOOL
    assert kind_of("年龄", (), choices=("60以下", "60以上")).kind is Kind.CHOICE


def test_one_odd_value_of_five_does_not_matter_and_two_do():
    assert kind_of("数", ("1", "2", "3", "4", "不详")).kind is Kind.INT
    assert kind_of("数", ("1", "2", "3", "不详", "无")).kind is Kind.TEXT
