"""Writing workbooks row by row (memory does not grow with their length), the same bytes for the same content.

Text stays text: nothing that a person typed becomes a formula, a link or a number in the reader's Excel.
"""

import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

import xlsxwriter
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.exchange.workbooks.guard import WorkbookRefused
from linli.kernel.exchange.workbooks.reading import EXACT_BELOW, column_letters

Kind = Literal["text", "int", "number", "yuan", "date", "bool", "choice"]

LAST_ROW = 1_048_575
LONGEST_TEXT = 32_767
LONGEST_LIST = 255
# Words that the import must know again in a file are not translated.
OPTIONS_SHEET = "选项"
COMMENT_START = "填写说明："
YES, NO = "是", "否"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Excel counts 1900 as a leap year: earlier days would come out wrong, so they are written as text.
FIRST_EXCEL_DAY = datetime.date(1900, 3, 1)
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMATS = {
    "text": "@",
    "int": "0",
    "number": "0.00##",
    "yuan": "#,##0.00",
    "date": "yyyy-mm-dd",
    "bool": "@",
    "choice": "@",
}
_WIDTHS = {"text": 20, "int": 10, "number": 12, "yuan": 16, "date": 12, "bool": 8, "choice": 18}


@dataclass(frozen=True)
class ColumnOut:
    """`kind` says what the rows hold: "yuan" takes integer fen and shows 元; "choice" takes a code and shows its label.

    Codes and identifiers are "text". `comment` hangs on the header cell and stands in a template's row of instructions.
    """

    title: str
    kind: Kind = "text"
    width: float | None = None
    choices: Sequence[tuple[str, str | Promise]] = ()
    comment: str = ""
    required: bool = False


@dataclass(frozen=True)
class SheetOut:
    """`rows`: values in the order of the columns, None for a blank. `title` stands above the header."""

    name: str
    columns: Sequence[ColumnOut]
    rows: Iterable[Sequence[Any]] = ()
    title: str = ""


def write_workbook(sheets: Iterable[SheetOut], *, file: IO[bytes] | None = None, hints: bool = False) -> bytes:
    """The .xlsx as bytes, or into `file` (then b""). `hints` puts a row of instructions under each header."""
    buffer = file or io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": CREATED})
    formats = _Formats(book)
    lists: list[list[str]] = []
    taken = {OPTIONS_SHEET.lower()}
    for sheet in sheets:
        name = sheet_name(sheet.name, taken)
        _write_sheet(book.add_worksheet(name), sheet, formats, lists, hints=hints)
    if lists:
        _write_options(book, lists)
    book.close()
    return b"" if file else buffer.getvalue()


def write_template(sheets: Iterable[SheetOut], *, file: IO[bytes] | None = None) -> bytes:
    """A blank form to fill in: header, drop-down lists and a row of instructions, which the import knows and skips."""
    return write_workbook(sheets, file=file, hints=True)


def clean_text(text: str) -> str:
    """What the format can carry: no NUL, control characters or lone surrogates; line ends as \\n; Excel's length."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 10] + "…（内容过长）"


def looks_like_formula(text: str) -> bool:
    return text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no sheet has yet; `taken` (lower case) grows by it."""
    plain = re.sub(r"[\[\]:*?/\\]", "_", clean_text(str(name))).strip("' \n\t") or "Sheet"
    candidate, number = _cut(plain, 31), 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{_cut(plain, 31 - len(str(number)) - 1)}_{number}"
    taken.add(candidate.lower())
    return candidate


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


class _Formats:
    """Each look once per workbook. "Quoted" is Excel's own mark for text that stays text even when it is edited."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.header = self.get(
            bold=True, bg_color="#E8EEF7", border=1, text_wrap=True, valign="vcenter", num_format="@"
        )
        self.title = self.get(bold=True, font_size=14, quote_prefix=True)
        self.hint = self.get(italic=True, font_color="#667382", text_wrap=True, valign="top", quote_prefix=True)

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def of(self, kind: str) -> Any:
        return self.get(num_format=_FORMATS[kind])

    @property
    def quoted(self) -> Any:
        return self.get(num_format="@", quote_prefix=True)


def _write_sheet(page: Any, sheet: SheetOut, formats: _Formats, lists: list[list[str]], *, hints: bool) -> None:
    for index, column in enumerate(sheet.columns):
        page.set_column(
            index, index, column.width or max(_WIDTHS[column.kind], 2 * len(column.title) + 3), formats.of(column.kind)
        )
    top = 0
    if sheet.title:
        page.write_string(0, 0, clean_text(sheet.title), formats.title)
        top = 1
    _write_header(page, top, sheet.columns, formats)
    number = top
    if hints:
        number += 1
        for index, text in enumerate(_hints(sheet.columns)):
            page.write_string(number, index, text, formats.hint)
    labels = [{code: str(label) for code, label in column.choices} for column in sheet.columns]
    for values in sheet.rows:
        number += 1
        if number > LAST_ROW:
            raise WorkbookRefused(
                "too_many_rows", _("要导出的行数超过 Excel 一个工作表的上限。"), _("请缩小筛选范围后再导出。")
            )
        for index, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            _write_value(page, (number, index), labels[index].get(value, value), column.kind, formats)
    page.freeze_panes(top + 1, 0)
    if not hints and sheet.columns:
        page.autofilter(top, 0, max(number, top + 1), len(sheet.columns) - 1)
    _add_lists(page, top + 1 + hints, sheet.columns, lists)


def _write_header(page: Any, row: int, columns: Sequence[ColumnOut], formats: _Formats) -> None:
    for index, column in enumerate(columns):
        title = clean_text(str(column.title)) + ("*" if column.required else "")
        page.write_string(row, index, title, formats.header)
        if column.comment:
            page.write_comment(row, index, clean_text(str(column.comment)), {"author": "", "x_scale": 2})


def _hints(columns: Sequence[ColumnOut]) -> list[str]:
    of_kind = {
        "int": _("填整数"),
        "number": _("填数字"),
        "yuan": _("填写金额，以元为单位，最多两位小数"),
        "date": _("格式如 2021-02-08"),
        "bool": _("填写“是”或“否”"),
        "choice": _("从下拉列表中选择"),
        "text": "",
    }
    texts = []
    for column in columns:
        parts = [_("必填") if column.required else _("可不填"), of_kind[column.kind], column.comment]
        texts.append(clean_text("；".join(str(part) for part in parts if part)))
    return [f"{COMMENT_START}{texts[0]}", *texts[1:]] if texts else []


def _write_value(page: Any, place: tuple[int, int], value: Any, kind: str, formats: _Formats) -> None:
    if value is None or value == "":
        return
    if kind == "yuan" and isinstance(value, int):
        # Beyond 15 digits Excel would round the fen away.
        if abs(value) < EXACT_BELOW:
            page.write_number(*place, value / 100, formats.of(kind))
            return
        value = f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
    if isinstance(value, bool):
        value = YES if value else NO
    if isinstance(value, int | float) and kind != "text" and abs(value) < EXACT_BELOW:
        page.write_number(*place, value, formats.of(kind))
    elif isinstance(value, datetime.date):
        _write_date(page, place, value, formats)
    else:
        text = clean_text(str(value))
        page.write_string(*place, text, formats.quoted if looks_like_formula(text) else formats.of("text"))


def _write_date(page: Any, place: tuple[int, int], value: datetime.date, formats: _Formats) -> None:
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        look, day, text = formats.get(num_format="yyyy-mm-dd hh:mm:ss"), value.date(), value.isoformat(" ", "seconds")
    else:
        look, day, text = formats.of("date"), value, value.isoformat()
    if day < FIRST_EXCEL_DAY:
        page.write_string(*place, text, formats.of("text"))
    else:
        page.write_datetime(*place, value, look)


def _add_lists(page: Any, first_row: int, columns: Sequence[ColumnOut], lists: list[list[str]]) -> None:
    for index, column in enumerate(columns):
        labels = [clean_text(str(label)) for _code, label in column.choices]
        if column.kind == "bool":
            labels = [YES, NO]
        if not labels:
            continue
        source: list[str] | str = labels
        if len(",".join(labels)) > LONGEST_LIST or any("," in label or '"' in label for label in labels):
            lists.append(labels)
            letters = column_letters(len(lists) - 1)
            source = f"='{OPTIONS_SHEET}'!${letters}$1:${letters}${len(labels)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_title": str(_("不在可选范围内")),
            "error_message": str(_("请从下拉列表中选择。")),
        }
        page.data_validation(first_row, index, LAST_ROW, index, rule)


def _write_options(book: xlsxwriter.Workbook, lists: list[list[str]]) -> None:
    """Lists too long for a cell's own rule, on a hidden sheet, which the import leaves out."""
    page = book.add_worksheet(OPTIONS_SHEET)
    for row in range(max(map(len, lists))):
        for column, labels in enumerate(lists):
            if row < len(labels):
                page.write_string(row, column, labels[row])
    page.hide()
