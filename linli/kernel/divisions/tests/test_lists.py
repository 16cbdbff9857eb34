"""Reading lists of divisions: what is accepted, and what a person is told about the rest."""

import gzip

import pytest

from linli.kernel.divisions.lists import BadDivisionList, read_list

HEAD = "code,name,level,parent_code,urban_rural,source_year,village_kind"
GOOD = [
    "410000000000,河南省,province,,,2021,",
    "410900000000,濮阳市,city,410000000000,,2021,",
    "410902000000,华龙区,county,410900000000,,2021,",
    "410902001000,中原路街道,township,410902000000,,2021,",
    "410902001001,京东社区居委会,village,410902001000,111,2021,居委会",
]


def written(folder, *rows, head=HEAD, encoding="utf-8", pack=bytes):
    path = folder / "list.csv"
    path.write_bytes(pack("\n".join([head, *rows]).encode(encoding)))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_list_is_read_in_each_encoding_packed_or_not(tmp_path, encoding, pack):
    found = list(read_list(written(tmp_path, *GOOD, encoding=encoding, pack=pack)))

    assert [place.name for place in found] == ["河南省", "濮阳市", "华龙区", "中原路街道", "京东社区居委会"]
    assert found[-1].code == 410902001001000
    assert (found[-1].parent, found[-1].village_kind, found[-1].urban_rural) == (410902001000000, "residents", "111")


def test_township_may_stand_under_a_city(tmp_path):
    path = written(tmp_path, *GOOD[:2], "410900001000,市直街道,township,410900000000,,2021,")

    assert [place.level for place in read_list(path)] == ["province", "city", "township"]


@pytest.mark.parametrize(
    "rows, said",
    [
        ([*GOOD, GOOD[-1]], "第7行有误：代码410902001001与上一行重复。"),
        ([*GOOD, GOOD[2]], "第7行有误：代码410902000000比上一行小：名单应按代码从小到大排列，每个代码只出现一次。"),
        (
            [*GOOD, "410902002001,南海居委会,village,410902002000,,2021,居委会"],
            "第7行有误：410902002001的上级410902002000不在本行之前，或代码不在该上级的号段内。",
        ),
        (
            [*GOOD[:4], "410902001001,京东,vilage,410902001000,,2021,"],
            "第6行有误：层级“vilage”不是规定的词（province、city、county、township、village）。",
        ),
        (
            [*GOOD[:3], "410902001001,京东,township,410902000000,,2021,"],
            "第5行有误：代码410902001001不像township一级的代码：后面的位数应为0。",
        ),
        (
            [*GOOD[:4], "41090200100,京东,village,410902001000,,2021,"],
            "第6行有误：code 列的“41090200100”不是12位数字。",
        ),
        (
            [*GOOD[:4], "410902001００1,京东,village,410902001000,,2021,"],
            "第6行有误：code 列的“410902001００1”不是12位数字。",
        ),
        ([*GOOD[:4], "410902001001,,village,410902001000,,2021,"], "第6行有误：名称应为1至60个字。"),
        ([*GOOD[:1], "410900000000,濮阳市,city,,,2021,"], "第3行有误：410900000000没有填上级代码；只有省级可以不填。"),
        (
            [*GOOD[:4], "410902001001,京东,village,410902001000,,2021,业委会"],
            "第6行有误：村居类别“业委会”不是规定的词（村委会、居委会、类似居委会、类似村委会）。",
        ),
        ([*GOOD[:4], "410902001001,京东,village,410902001000,城,2021,"], "第6行有误：城乡分类“城”应为3位数字。"),
    ],
)
def test_bad_line_is_named_with_its_number(tmp_path, rows, said):
    with pytest.raises(BadDivisionList) as refused:
        list(read_list(written(tmp_path, *rows)))

    assert str(refused.value) == said


def test_missing_columns_are_named(tmp_path):
    with pytest.raises(BadDivisionList) as refused:
        list(read_list(written(tmp_path, "1,x", head="code,name")))

    assert str(refused.value) == "“list.csv”缺少列：level、parent_code。首行须有 code、name、level、parent_code。"


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "“list.csv”缺少列：code、name、level、parent_code。首行须有 code、name、level、parent_code。"),
        (b"\xff\xfe\x00\xd8\xff", "“list.csv”不是 UTF-8 也不是 GB18030 编码的文字，请另存为 CSV UTF-8。"),
        (gzip.compress(b"x" * 9999, mtime=0)[:20], "“list.csv”不是完整的压缩文件，请重新下载。"),
    ],
)
def test_file_that_is_no_list_is_refused(tmp_path, content, said):
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    with pytest.raises(BadDivisionList) as refused:
        list(read_list(path))

    assert str(refused.value) == said
