"""Reading uploads into plain rows: workbooks by calamine in a limited child, CSV here.

Rows without any value are never made, wherever they stand; each row knows the number that Excel shows for it.
"""

import csv
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from linli.kernel.exchange.workbooks import child
from linli.kernel.exchange.workbooks.guard import (
    MEGABYTE,
    ZIP,
    Limits,
    WorkbookRefused,
    check_size,
    check_upload,
    damaged,
    password_protected,
)

# Words that the import must know again in a file are not translated.
FAULTS_SHEET = "导入问题"
# Excel keeps 15 digits of a number; an 18-digit code typed into a number cell has already lost its end.
EXACT_BELOW = 10**15

Value = str | int | float | bool | datetime.date | datetime.datetime | None


class Cell(NamedTuple):
    """`ref` as Excel shows it, "C7". `formula`: the value was computed (None where the file does not carry it)."""

    ref: str
    value: Value = None
    formula: bool = False

    @property
    def is_blank(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def has_lost_digits(self) -> bool:
        """A number too long for Excel: its last digits are no longer those that were typed."""
        return isinstance(self.value, int | float) and abs(self.value) >= EXACT_BELOW


class Row(NamedTuple):
    """`cells` from column A to the last one in use anywhere on the sheet."""

    number: int
    cells: list[Cell]


@dataclass
class Sheet:
    name: str
    rows: list[Row] = field(default_factory=list)


def read_upload(data: bytes, *, limits: Limits | None = None) -> list[Sheet]:
    """A workbook or a CSV, told apart by content, never by file name."""
    if data.startswith(ZIP) or not is_text(data):
        return read_workbook(data, limits=limits)
    return [read_csv(data, limits=limits)]


def read_workbook(data: bytes, *, limits: Limits | None = None) -> list[Sheet]:
    """The visible worksheets of an .xlsx in order, without the list that `mark_faults` adds; else WorkbookRefused.

    Whole numbers come as int; text stays as typed, long codes too; error values come as their text ("#DIV/0!").
    """
    limits = limits or Limits()
    check_upload(data, limits)
    found: list[tuple[str, list[list[Any]]]] = []
    for line in run_limited("read_job", read_params(limits), data, limits).splitlines():
        part = json.loads(line)
        if isinstance(part, str):
            found.append((part, []))
        else:
            found[-1][1].extend(part)
    return [to_sheet(name, rows) for name, rows in found]


def read_params(limits: Limits) -> dict[str, Any]:
    """What the child that reads a workbook is told."""
    names = ("max_sheets", "max_rows", "max_columns", "max_cells", "max_box")
    return {"skip_sheet": FAULTS_SHEET} | {name: getattr(limits, name) for name in names}


def read_csv(data: bytes, *, limits: Limits | None = None) -> Sheet:
    """A CSV in UTF-8, UTF-16 with mark, or GB18030; commas, tabs or semicolons. Every value is text."""
    limits = limits or Limits()
    check_size(data, limits)
    if not is_text(data):
        check_upload(data, limits)
        raise WorkbookRefused("not_csv", _("文件是工作簿，不是 CSV。"), _("请按工作簿（.xlsx）上传。"))
    text = decode_text(data)
    rows: list[list[Any]] = []
    try:
        for number, values in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)), start=1
        ):
            if any(value.strip() for value in values):
                rows.append([number, [value or None for value in values], ()])
                _check_csv_row(number, len(values), limits)
    except csv.Error as error:
        raise WorkbookRefused(
            "csv",
            _("CSV 文件第 %(row)d 行的引号或内容有误，无法分列。") % {"row": len(rows) + 1},
            _("请用 Excel 打开后另存为 .xlsx 再上传。"),
        ) from error
    return to_sheet("CSV", rows)


def run_limited(job: str, params: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    """`child.run`, with what can go wrong there put into words."""
    try:
        return child.run(
            job,
            params,
            data,
            memory_bytes=limits.memory_bytes,
            cpu_seconds=limits.cpu_seconds,
            wall_seconds=limits.wall_seconds,
        )
    except child.ChildFailed as failure:
        raise refusal_of(failure, limits) from failure


def column_letters(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def decode_text(data: bytes) -> str:
    """GB18030 rather than GBK, which cannot write 𠮷 or 䶮. What is neither is refused, never shown as "?"."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WorkbookRefused(
        "encoding",
        _("CSV 文件的文字编码无法识别，既不是 UTF-8 也不是 GB18030。"),
        _("请用 Excel 打开，另存为“CSV UTF-8”或 .xlsx 后再上传。"),
    )


def is_text(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or (
        b"\0" not in data and not data.startswith((ZIP, b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"))
    )


def delimiter_of(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",\t;", key=first.count)


def _check_csv_row(number: int, width: int, limits: Limits) -> None:
    if number > limits.max_rows:
        raise limit_refusal({"code": "too_many_rows", "sheet": "CSV", "row": number, "ref": f"A{number}"}, limits)
    if width > limits.max_columns:
        ref = f"{column_letters(width - 1)}{number}"
        raise limit_refusal({"code": "too_many_columns", "sheet": "CSV", "row": number, "ref": ref}, limits)


def to_sheet(name: str, rows: list[list[Any]]) -> Sheet:
    width = max((len(values) for _number, values, _formulas in rows), default=0)
    letters = [column_letters(index) for index in range(width)]
    return Sheet(name, [Row(number, _cells(number, values, formulas, letters)) for number, values, formulas in rows])


def _cells(number: int, values: list[Any], formulas: Sequence[int], letters: list[str]) -> list[Cell]:
    values = values + [None] * (len(letters) - len(values))
    cells = [
        Cell(f"{letter}{number}", value if type(value) is not dict else moment(value))
        for letter, value in zip(letters, values, strict=True)
    ]
    for column in formulas:
        cells[column - 1] = cells[column - 1]._replace(formula=True)
    return cells


def moment(value: dict[str, str]) -> datetime.date:
    if "on" in value:
        return datetime.date.fromisoformat(value["on"])
    return datetime.datetime.fromisoformat(value["at"])


def refusal_of(failure: child.ChildFailed, limits: Limits) -> WorkbookRefused:
    code = failure.detail.get("code", "")
    if failure.reason == "busy":
        return WorkbookRefused("busy", _("系统正在读取其他人的文件。"), _("请过一分钟再上传。"))
    if failure.reason in ("memory", "time"):
        return WorkbookRefused(
            failure.reason,
            _("工作簿内容太多，超出了读取的内存或时间上限（%(size)d MB、%(seconds)d 秒）。")
            % {"size": limits.memory_bytes // MEGABYTE, "seconds": limits.cpu_seconds},
            _("请把有内容的行复制到新的工作簿，或分成几个文件上传；很大的表请另存为“CSV UTF-8”。"),
        )
    if code == "password":
        return password_protected()
    if code == "doctype":
        return WorkbookRefused(
            "doctype", _("工作簿含有实体定义（DTD），可能是恶意文件。"), _("请新建工作簿，把内容复制过去后再上传。")
        )
    if code.startswith("too_"):
        return limit_refusal(failure.detail, limits)
    return damaged()


def limit_refusal(detail: Mapping[str, Any], limits: Limits) -> WorkbookRefused:
    wanted = {
        "too_many_sheets": (
            _("工作簿有 %(count)s 个工作表，超过上限 %(max_sheets)d 个。"),
            _("请删去无关的工作表，或分成几个文件上传。"),
        ),
        "too_many_rows": (
            _("工作表“%(sheet)s”的单元格 %(ref)s 有内容，已超过 %(max_rows)d 行的上限。"),
            _("若该单元格是误填，请删除该行；否则请分成几个文件上传。"),
        ),
        "too_many_columns": (
            _("工作表“%(sheet)s”的单元格 %(ref)s 有内容，已超过 %(max_columns)d 列的上限。"),
            _("请删除表格右边多余的列（连同内容）后再上传。"),
        ),
        "too_sparse": (
            _("工作表“%(sheet)s”的单元格 %(ref)s 离表格太远，中间空白过多。"),
            _("请删除表格以外误填的单元格后再上传。"),
        ),
        "too_many_cells": (
            _("工作表“%(sheet)s”有内容的单元格超过上限 %(max_cells)d 个。"),
            _("请分成几个文件上传。"),
        ),
    }
    message, remedy = wanted[detail["code"]]
    numbers = {name: getattr(limits, name) for name in ("max_sheets", "max_rows", "max_columns", "max_cells")}
    return WorkbookRefused(detail["code"], message % {**numbers, **detail}, remedy)
