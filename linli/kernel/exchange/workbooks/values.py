"""What a cell says, as the value that a field wants; a blank is None. ValueFault names trouble and remedy in Chinese.

Digits are those of NFKC, so full-width ones count. Patterns say [0-9]: \\d would let in the digits of every script.
"""

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.exchange.workbooks.reading import EXACT_BELOW, Value

YES = {"是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1", "真"}
NO = {"否", "无", "没有", "×", "✗", "✘", "错", "n", "no", "false", "0", "假"}
MAX_WHOLE = 2**63 - 1
MAX_FEN = 10**16
EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
# Serial numbers of 1954 to 2119. Beyond them a bare number is more likely something else than a date.
EXCEL_DAYS = range(20_000, 80_001)
YEARS = range(1800, 2201)

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
# What a text is cleared of, and what stands for something else.
_UNCLEAN = re.compile(_CONTROL.pattern[:-1] + "\r\ue815-\ue864]")
_WHOLE = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.0+)?")
_AMOUNT = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
_DATES = [
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})[日号]"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
]
_TIME_OF_DAY = re.compile(r"([T ]|(?<=日))[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")


class ValueFault(ValueError):
    """`message`: what is wrong with the value; `remedy`: how to mend it."""

    def __init__(self, message: str | Promise, remedy: str | Promise) -> None:
        self.message = str(message)
        self.remedy = str(remedy)
        super().__init__(f"{self.message}{self.remedy}")


def _gb18030_private_use() -> dict[int, int]:
    """The 80 characters of FE50–FEA0 that old files keep at U+E815–E864, and where Unicode has them now.

    Source: GB 18030-2022. Python's codec knows all but fourteen, which it still sends to the private area.
    """
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    table = {0xE815 + place: ord(bytes([0xFE, trail]).decode("gb18030")) for place, trail in enumerate(trails)}
    basic = zip((0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864), range(0x9FB4, 0x9FBC), strict=True)
    beyond = {0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE}
    return table | dict(basic) | beyond


_PRIVATE_USE = _gb18030_private_use()


def to_text(value: Value) -> str:
    """Trimmed, without control characters and direction marks; "" for a blank.

    Numbers as people write them, dates as 2021-02-08. Rare characters that old files keep in the private area come out
    as the real ones. Width is left alone: names may have it.
    """
    if type(value) is str and not _UNCLEAN.search(value):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = value.replace("\r\n", "\n").replace("\r", "\n").translate(_PRIVATE_USE)
    return _CONTROL.sub("", text).strip()


def to_code(value: Value) -> str:
    """A code, number or identifier: half-width, capitals, no spaces."""
    return "".join(_half_width(to_text(value)).split()).upper()


def to_int(value: Value) -> int | None:
    """A whole number; 12.0 and "1,200" are whole, 12.5 is not."""
    if isinstance(value, bool | datetime.date):
        raise _not_whole(value)
    if isinstance(value, float):
        if not value.is_integer():
            raise _not_whole(value)
        value = int(value)
    if isinstance(value, int):
        _number_text(value)
    else:
        text = _compact(value)
        if not text:
            return None
        if not _WHOLE.fullmatch(text) or len(text) > 30:
            raise _not_whole(value)
        value = int(text.replace(",", "").partition(".")[0])
    if abs(value) > MAX_WHOLE:
        raise ValueFault(_("数字太大。"), _("请检查是否多填了位数。"))
    return value


def to_fen(value: Value) -> int | None:
    """元 → fen, exactly. A float must be an amount of whole fen but for its representation (< 1e-6 元)."""
    if isinstance(value, bool | datetime.date):
        raise _not_amount(value)
    if isinstance(value, float):
        if abs(value) < EXACT_BELOW and abs(value - round(value, 2)) >= 1e-6:
            raise _not_cents(value)
        amount = Decimal(repr(round(value, 2)))
    elif isinstance(value, int):
        amount = Decimal(value)
    else:
        text = _amount_text(value)
        if not text:
            return None
        amount = Decimal(text)
    fen = amount * 100
    if fen != fen.to_integral_value():
        raise _not_cents(value)
    if abs(fen) > MAX_FEN:
        raise ValueFault(_("金额太大。"), _("请检查是否多填了位数；金额以元为单位。"))
    return int(fen)


def to_bool(value: Value) -> bool | None:
    """是/否, 有/无, √/×, yes/no, 1/0."""
    text = _compact(to_text(value)).lower()
    if not text:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    raise ValueFault(_("“%(value)s”不是“是”或“否”。") % {"value": _shown(value)}, _("请填“是”或“否”。"))


def to_choice(value: Value, choices: Iterable[tuple[str, str | Promise]]) -> str | None:
    """The code of a choice, given by its code or its label, width and spaces aside."""
    pairs = [(code, str(label)) for code, label in choices]
    text = _compact(to_text(value))
    if not text:
        return None
    for code, label in pairs:
        if text in (_compact(code), _compact(label)) or text.lower() == _compact(code).lower():
            return code
    labels = "、".join(label for _code, label in pairs)
    raise ValueFault(
        _("“%(value)s”不在可选范围内。") % {"value": _shown(value)},
        _("请填以下之一：%(labels)s。") % {"labels": labels},
    )


def to_date(value: Value) -> datetime.date | None:
    """2021-02-08, 2021/2/8, 2021.2.8, 2021年2月8日, 20210208, an Excel date or serial; a time of day is dropped."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, bool):
        raise _not_a_date(value)
    if isinstance(value, int | float):
        if EXCEL_DAYS.start <= value < EXCEL_DAYS.stop:
            return EXCEL_DAY_ZERO + datetime.timedelta(days=int(value))
        value = str(value)
    text = _half_width(to_text(value)).strip()
    text = re.sub(r"[‐‑‒–—―−]", "-", _TIME_OF_DAY.sub("", text))
    text = "".join(text.split())
    if not text:
        return None
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            return _date(int(match[1]), int(match[3]), int(match[4]), value)
    raise _not_a_date(value)


def _date(year: int, month: int, day: int, value: Value) -> datetime.date:
    remedy = _("请核对后按“2021-02-08”的样式填写。")
    if year not in YEARS:
        raise ValueFault(_("“%(value)s”的年份不在 1800 至 2200 年之间。") % {"value": _shown(value)}, remedy)
    if not 1 <= month <= 12:
        raise ValueFault(
            _("日期“%(value)s”不存在：没有 %(month)d 月。") % {"value": _shown(value), "month": month}, remedy
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        parts = {"value": _shown(value), "year": year, "month": month, "day": day, "last": last}
        raise ValueFault(
            _("日期“%(value)s”不存在：%(year)d年%(month)d月没有 %(day)d 日，只有 %(last)d 天。") % parts, remedy
        )
    return datetime.date(year, month, day)


def _number_text(value: float) -> str:
    if abs(value) >= EXACT_BELOW:
        raise ValueFault(
            _("这里是超过15位的数字，Excel 只保留前15位，后面的数字已经丢失。"),
            _("请把单元格设为“文本”格式，再重新填写完整的号码。"),
        )
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _amount_text(value: str | None) -> str:
    text = re.sub(r"^([+-]?)[¥￥]", r"\1", _compact(value))
    if text.endswith(("万", "万元", "亿", "亿元")):
        raise ValueFault(
            _("“%(value)s”带有“万”或“亿”。") % {"value": _shown(value)},
            _("金额以元为单位，请写出全部数字，如 10260000。"),
        )
    text = text.removesuffix("元")
    if text and (not _AMOUNT.fullmatch(text) or len(text) > 40):
        raise _not_amount(value)
    return text.replace(",", "")


def _not_whole(value: Value) -> ValueFault:
    return ValueFault(_("“%(value)s”不是整数。") % {"value": _shown(value)}, _("请只填数字，如 12，不带单位和文字。"))


def _not_amount(value: Value) -> ValueFault:
    return ValueFault(
        _("“%(value)s”不是金额。") % {"value": _shown(value)}, _("请以元为单位只填数字，如 30000 或 1234.56。")
    )


def _not_cents(value: Value) -> ValueFault:
    return ValueFault(
        _("金额“%(value)s”不止两位小数。") % {"value": _shown(value)}, _("金额以元为单位，最多两位小数（到分）。")
    )


def _not_a_date(value: Value) -> ValueFault:
    return ValueFault(
        _("“%(value)s”不是完整的日期。") % {"value": _shown(value)},
        _("请写明年月日，如 2021-02-08、2021/2/8 或 2021年2月8日。"),
    )


def _shown(value: Value) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _compact(value: str | None) -> str:
    return "".join(_half_width(_CONTROL.sub("", value or "")).split())
