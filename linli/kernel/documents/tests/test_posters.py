"""A sheet for a notice board: as large as fits, and whole however long."""

import pymupdf
import pytest
from django.conf import settings

from linli.kernel.documents.posters import Poster, render_poster

LINE = "本季度收到拨付资金两笔，使用情况如下，请居民监督。"


def printed(lines, rows=0):
    """(pages, size of the text in points, the whole text) of a poster with so many lines and rows."""
    table = (("项目", "金额"), *(("路灯", f"{number}元") for number in range(rows))) if rows else ()
    poster = Poster(
        "京东社区公开栏", "资金使用情况", "\n".join([LINE] * lines), table, ("公布日期",), "https://a.b/c", "扫码"
    )
    with pymupdf.open(stream=render_poster(poster, settings.LINLI_FONT_DIRS)) as document:
        blocks = [block for page in document for block in page.get_text("dict")["blocks"] if "lines" in block]
        spans = [span for block in blocks for line in block["lines"] for span in line["spans"]]
        size = next(span["size"] for span in spans if "本季度" in span["text"])
        return len(document), size, "".join("".join(page.get_text().split()) for page in document)


@pytest.mark.parametrize(("lines", "rows", "least"), [(1, 0, 24), (2, 3, 24), (12, 0, 16), (8, 8, 15)])
def test_short_text_fills_one_sheet(lines, rows, least):
    pages, size, _text = printed(lines, rows)

    assert pages == 1
    assert size >= least


def test_long_text_goes_on_to_another_sheet():
    pages, size, text = printed(60, rows=40)

    assert pages > 1
    assert size == pytest.approx(15, abs=0.1)
    assert text.count("请居民监督") == 60
    assert "39元" in text
