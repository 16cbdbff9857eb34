"""Rows on their way into the staging table: the quick ways come to the same as the thorough ones."""

import pytest

from linli.kernel.exchange.formats import NONE, Heads, line, lines
from linli.kernel.exchange.sources import Block, Opener

MARK = bytes(range(32))


@pytest.mark.parametrize("odd", ["桥头", "", NONE, "a\tb", "a\nb", "a\rb", "\\", "\\\\x00", "\\N", "𠮷"])
def test_lines_by_column_are_those_by_row(odd):
    heads = Heads([7, 8, 9], [410902001001000] * 3, [NONE, f"键{odd}", NONE], [MARK, None, MARK])
    cells = [["甲", odd, "丙"], [odd, "丁", NONE]]

    found = lines((5, 0), heads, cells)

    rows = zip(*heads, zip(*cells, strict=True), strict=True)
    assert found == "".join(
        line((5, number, 0, place), key, values, mark=mark) for number, place, key, mark, values in rows
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "end"])
def test_rows_without_quotes_are_cut_like_those_with(end, last):
    plain = f"甲,1,{end}{end},,{end}乙, 2 ,x{end if last else ''}{'' if not last else '丙,3,y' + end}"
    quoted = plain.replace("甲", '"甲"')

    rows = [Opener("utf-8")(Block(0, 9, text.encode(), 0)) for text in (plain, quoted)]

    assert rows[0] == rows[1]
    assert [row.number for row in rows[0]][:2] == [1, 4]


def test_line_end_of_old_macintoshes_and_overlong_values_go_the_thorough_way():
    assert [row.values for row in Opener("utf-8")(Block(0, 2, b"a,b\rc,d", 0))] == [["a", "b"], ["c", "d"]]
