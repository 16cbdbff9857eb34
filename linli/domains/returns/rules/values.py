"""One value as somebody typed it or a file carries it, as the value that is kept; or what is wrong with it and how to mend it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Value
from linli.domains.returns.rules.forms import Kind
from linli.domains.returns.rules.naming import spaceless
from linli.kernel.exchange.workbooks import ValueFault, to_bool, to_code, to_date, to_int, to_text
from linli.kernel.privacy import masking
from linli.kernel.privacy.masking import is_masked

MOST_SIGNS, MOST_SIGNS_OF_A_CODE, MOST_SIGNS_OF_A_CHOICE = 500, 40, 80
MOST = 10**12
YES_WORDS = frozenset({"是", "有", "√", "1", "对"})
NO_WORDS = frozenset({"否", "无", "没有", "×", "0", "错", "未"})
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"

_NUMBER = re.compile(r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(.*)")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|[0-9]{7,8}|1[0-9]{4}")
_LARGE = ("万", "亿", "千", "百")


def read(asked: Asked, text: Any) -> tuple[Value, str]:
    """(value, "") or (None, what is wrong and how to mend it). A blank is (None, "").

    `text` as people type it, or a cell of a file: text, number, date. A date is kept as its ISO text, a number without
    its unit, a choice as the column itself writes it, a number of 15 digits of an identity card as its 18 digits.
    """
    try:
        if not to_text(text):
            return None, ""
        return _READERS[asked.kind](asked, text), ""
    except ValueFault as fault:
        return None, f"{fault.message}{fault.remedy}"


def doubt(asked: Asked, text: Any) -> str:
    """Why somebody should look at a value that is kept all the same; "" mostly."""
    if asked.kind is not Kind.ID_NUMBER:
        return ""
    number = to_code(text)
    if re.fullmatch(r"[0-9]{15}", number):
        return _("填的是15位旧号码，已按规则换成18位，请对照证件核对。")
    if number and not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _("不是居民身份证号码，请对照证件核对。")
    return ""


def shown(asked: Asked, value: Value) -> str:
    """The value as the column writes it: yes and no in its own words."""
    if isinstance(value, bool):
        return _word_for(asked, value)
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def masked(asked: Asked, value: Value) -> str:
    """As `shown`, of a person's number or telephone only so much that it is recognised."""
    text = shown(asked, value)
    mask = _MASKS.get(asked.kind) if asked.is_personal else None
    return mask(text) if mask else text


_MASKS: dict[Kind, Callable[[str], str]] = {Kind.ID_NUMBER: masking.id_number, Kind.PHONE: masking.phone}


def _word_for(asked: Asked, value: bool) -> str:
    words = YES_WORDS if value else NO_WORDS
    own = next((each for each in asked.choices if spaceless(each) in words), None)
    return own if own is not None else (_("是") if value else _("否"))


def _text(asked: Asked, text: Any, most: int = MOST_SIGNS) -> str:
    value = to_text(text)
    if len(value) > most:
        words = {"count": len(value), "most": most}
        raise ValueFault(_("内容有%(count)d个字，最多%(most)d个。") % words, _("请缩短。"))
    if asked.is_personal and is_masked(value):
        raise ValueFault(_("这里是打了星号的文字，不是原值。"), _("请填写完整的内容，或者不改这一格。"))
    return value


def _int(asked: Asked, text: Any) -> int:
    number = to_int(_bare(asked, text))
    assert number is not None
    return int(_not_too_large(number))


def _number(asked: Asked, text: Any) -> int | float:
    if isinstance(text, bool | date):
        raise _no_number(text)
    bare = Decimal(repr(text)) if isinstance(text, int | float) else Decimal(_bare(asked, text))
    bare = _not_too_large(bare)
    return int(bare) if bare == bare.to_integral_value() else float(bare)


def _bare(asked: Asked, text: Any) -> Any:
    """Of a typed number, its digits; what stands behind it must be the column's own unit."""
    if not isinstance(text, str):
        return text
    found = _NUMBER.fullmatch(spaceless(to_text(text)))
    if found is None:
        raise _no_number(text)
    sign, digits, behind = found.groups()
    if behind and behind != asked.unit and not behind.isspace():
        _refuse_unit(asked, behind)
    return f"{sign}{digits}".replace(",", "")


def _refuse_unit(asked: Asked, behind: str) -> None:
    if asked.unit or behind.startswith(_LARGE) or len(behind) > 2 or not behind[0].isalpha():
        words = {"unit": behind[:10], "own": asked.unit}
        if asked.unit:
            raise ValueFault(_("数字后面是“%(unit)s”，本列以“%(own)s”为单位。") % words, _("请换算后只填数字。"))
        raise ValueFault(_("数字后面有“%(unit)s”。") % words, _("请只填数字，写出全部位数。"))


def _not_too_large(number: Any) -> Any:
    if abs(number) > MOST:
        raise ValueFault(_("数字太大。"), _("请检查是否多填了位数。"))
    return number


def _no_number(text: Any) -> ValueFault:
    return ValueFault(_("“%(value)s”不是数字。") % {"value": str(text)[:40]}, _("请只填数字，如 12 或 3.5。"))


def _date(asked: Asked, text: Any) -> str:
    """Also the number under which a workbook keeps a day, as text."""
    plain = spaceless(text) if isinstance(text, str) else ""
    day = to_date(float(plain) if _SERIAL.fullmatch(plain) else text)
    assert day is not None
    return day.isoformat()


def _bool(asked: Asked, text: Any) -> bool:
    plain = spaceless(to_text(text))
    for value in (True, False):
        if plain == spaceless(_word_for(asked, value)):
            return value
    try:
        found = to_bool(text)
    except ValueFault:
        words = {"value": plain[:40], "yes": _word_for(asked, True), "no": _word_for(asked, False)}
        raise ValueFault(
            _("“%(value)s”不是“%(yes)s”或“%(no)s”。") % words, _("请填“%(yes)s”或“%(no)s”。") % words
        ) from None
    assert found is not None
    return found


def _choice(asked: Asked, text: Any) -> str:
    if not asked.choices:
        return _text(asked, text, MOST_SIGNS_OF_A_CHOICE)
    plain = spaceless(to_text(text)).lower()
    own = next((each for each in asked.choices if spaceless(each).lower() == plain), None)
    if own is None:
        words = {"value": to_text(text)[:40], "choices": "、".join(asked.choices)}
        raise ValueFault(_("“%(value)s”不在可选范围内。") % words, _("请填以下之一：%(choices)s。") % words)
    return own


def _id_number(asked: Asked, text: Any) -> str:
    """A citizen's number by its day and check digit; other documents are taken as they are, and doubted."""
    number = to_code(text)
    if is_masked(number):
        raise ValueFault(_("这里是打了星号的号码，不是原值。"), _("请填写完整的号码，或者不改这一格。"))
    if re.fullmatch(r"[0-9]{15}", number):
        number = _of_18(number)
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        if _day_of(number) is None:
            raise ValueFault(_("身份证号第7至14位不是日历上有的日期。"), _("请对照证件核对。"))
        if check_digit(number[:17]) != number[17]:
            raise ValueFault(_("身份证号的校验位不对，号码中有数字输错了。"), _("请对照证件逐位核对。"))
        return number
    if number[:10].isdigit() or not re.fullmatch(r"[0-9A-Z()-]{5,40}", number):
        words = {"count": len(number)}
        raise ValueFault(_("身份证号应为18位，这里是%(count)d位。") % words, _("请对照证件核对。"))
    return number


def _of_18(number: str) -> str:
    century = "18" if number[12:15] in {"996", "997", "998", "999"} else "19"
    first = f"{number[:6]}{century}{number[6:]}"
    return first + check_digit(first)


def check_digit(first_17: str) -> str:
    """The eighteenth character of a citizen's number.

    Source: GB 11643-1999 附录A.
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_DIGITS[total % 11]


def _day_of(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _phone(asked: Asked, text: Any) -> str:
    plain = to_code(text).replace("—", "-").replace("－", "-")
    plain = plain.removeprefix("+86").removeprefix("0086")
    compact = plain.replace("-", "")
    number = compact if _MOBILE.fullmatch(compact) else plain
    if is_masked(number) or not _PHONE.fullmatch(number):
        raise ValueFault(_("这不是完整的电话号码。"), _("手机号为11位，座机请写区号，如 0393-6666666；只填一个号码。"))
    return number


def _code(asked: Asked, text: Any) -> str:
    code = to_code(text)
    if len(code) > MOST_SIGNS_OF_A_CODE or not re.fullmatch(r"[0-9A-Z()/._-]+", code):
        raise ValueFault(_("代码只能由数字和字母组成，最多40位。"), _("请核对。"))
    return code


_READERS: dict[Kind, Callable[[Asked, Any], Value]] = {
    Kind.SERIAL: _text,
    Kind.TEXT: _text,
    Kind.INT: _int,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.BOOL: _bool,
    Kind.CHOICE: _choice,
    Kind.ID_NUMBER: _id_number,
    Kind.PHONE: _phone,
    Kind.CODE: _code,
}
