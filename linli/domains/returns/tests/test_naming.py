"""Names written by two hands."""

import pytest

from linli.domains.returns.rules.naming import folded, likeness, unit_of


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("姓　名", "姓名"),
        ("＊身份证号码（必填）", "身份证号码"),
        ("经费（万元）", "经费"),
        ("联系\n电话", "联系电话"),
        ("健康状况（选填）", "健康状况"),
        ("建筑面积(㎡)", "建筑面积"),
        ("人数（含流动人口）", "人数"),
        ("（一）", "(一)"),
        ("", ""),
    ],
)
def test_folded(written, read):
    assert folded(written) == read


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("经费（万元）", "万元"),
        ("面积(单位：平方米)", "平方米"),
        ("人数（含流动）", ""),
        ("常住人口（人）*", "人"),
        ("人", ""),
    ],
)
def test_unit_of(name, unit):
    assert unit_of(name) == unit


def test_same_names_are_alike_and_others_are_not():
    assert likeness("是否人户分离", "人户分离") == 0.95
    assert likeness("联系电话（手机）", "联系电话") == 1.0
    assert likeness("户主身份证号码", "身份证号码") > likeness("身份证号码登记人", "身份证号码")
    assert likeness("值守人数", "常住人口数") < 0.5
    assert likeness("", "姓名") == 0.0
