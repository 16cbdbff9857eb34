"""Workbooks that come back: many at once through one child, each with its key and rows, or with why it cannot be read."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.exchange.workbooks.guard import Limits, WorkbookRefused, check_upload, damaged, password_protected
from linli.kernel.exchange.workbooks.handing import HIDDEN_SHEET, TOKEN
from linli.kernel.exchange.workbooks.reading import Value, moment, run_limited

FILES_AT_ONCE = 200
BYTES_AT_ONCE = 40 * 1024 * 1024


@dataclass(frozen=True)
class Line:
    """A row of the table. `token`: of the row as it was handed out, "" for one that somebody has added."""

    number: int
    token: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Gathered:
    key: str
    lines: Sequence[Line]


def gather(
    files: Iterable[tuple[str, bytes]], *, limits: Limits | None = None
) -> Iterator[tuple[str, Gathered | WorkbookRefused]]:
    """Of each file, in order, under the name it came with."""
    limits = limits or Limits()
    waiting: list[tuple[str, bytes]] = []
    size = 0
    for name, data in files:
        try:
            check_upload(data, limits)
        except WorkbookRefused as refusal:
            yield from _gathered(waiting, limits)
            waiting, size = [], 0
            yield name, refusal
            continue
        waiting.append((name, data))
        size += len(data)
        if len(waiting) == FILES_AT_ONCE or size > BYTES_AT_ONCE:
            yield from _gathered(waiting, limits)
            waiting, size = [], 0
    yield from _gathered(waiting, limits)


def _gathered(files: Sequence[tuple[str, bytes]], limits: Limits) -> Iterator[tuple[str, Gathered | WorkbookRefused]]:
    if not files:
        return
    params = {
        "sizes": [len(data) for _name, data in files],
        "sheet": HIDDEN_SHEET,
        "max_rows": limits.max_rows,
        "max_columns": limits.max_columns,
    }
    try:
        lines = run_limited("gather_job", params, b"".join(data for _name, data in files), limits).splitlines()
    except WorkbookRefused as refusal:
        # One of them brought the child down: each alone, so that only that one is refused.
        if len(files) == 1:
            yield files[0][0], refusal
            return
        for file in files:
            yield from _gathered([file], limits)
        return
    for (name, _data), line in zip(files, lines, strict=True):
        yield name, _told(json.loads(line))


def _told(found: dict[str, Any]) -> Gathered | WorkbookRefused:
    code = found.get("code")
    if code is None:
        return Gathered(found["key"], [_line(number, values) for number, values in found["rows"]])
    if code == "password":
        return password_protected()
    if code == "no_sheet":
        return WorkbookRefused(
            "no_sheet",
            _("工作簿里没有工作表“%(name)s”，可能被改名或删除了。") % {"name": found["sheet"]},
            _("请改回原来的名称，或重新取工作簿填写。"),
        )
    if code in ("no_key", "bad_key"):
        return no_key()
    return damaged()


def no_key() -> WorkbookRefused:
    return WorkbookRefused(
        "no_key",
        _("这不是从本系统取出的工作簿，或者其中的标识被删改了。"),
        _("请在报表页面点“取工作簿”，在取出的文件里填写后交回；只把内容复制到别的文件里是收不回来的。"),
    )


def _line(number: int, values: Sequence[Any]) -> Line:
    token, plain = "", list[Value]()
    for value in values:
        if isinstance(value, str) and value.startswith(TOKEN):
            token = value.removeprefix(TOKEN)
            plain.append(None)
        else:
            plain.append(moment(value) if isinstance(value, dict) else value)
    return Line(number, token, plain)
