"""What holds of a resident's documents, dates and household. Pure: days are passed in."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from linli.domains.residents.enums import IdKind, Relation, Sex
from linli.kernel.rulesets.faults import Dated, Fault, Severity, order_faults

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
# Documents whose number is built like that of the identity card.
CARD_KINDS = frozenset({IdKind.IDENTITY_CARD, IdKind.RESIDENCE_PERMIT})
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
OLDEST_YEARS = 130


def plain_number(text: str) -> str:
    """A document's number as it is kept: half-width, capitals, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def check_digit(first_17: str) -> str:
    """The eighteenth character of a citizen's number.

    Source: GB 11643-1999 附录A.
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_DIGITS[total % 11]


def number_of_18(number_of_15: str) -> str:
    """A number of the first generation in today's form: the century after the sixth digit, and the check digit.

    The orders 996 to 999 were kept for people born in the century before.
    Source: GB 11643-1999 §4 (and its foreword).
    """
    century = "18" if number_of_15[12:15] in {"996", "997", "998", "999"} else "19"
    first_17 = f"{number_of_15[:6]}{century}{number_of_15[6:]}"
    return first_17 + check_digit(first_17)


def born_on_of(number: str) -> date | None:
    """The day of birth in a citizen's number; None where the digits are no day of the calendar.

    Source: GB 11643-1999 §4.3.
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """Odd for men, even for women.

    Source: GB 11643-1999 §4.4.
    """
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def id_number_faults(
    number: str | None, kind: str, *, born_on: date | None = None, sex: str = Sex.UNKNOWN, today: date | None = None
) -> list[Fault]:
    """The number against its kind, and against the birth date and sex given beside it. No message repeats the number.

    Source: GB 11643-1999 §4, 附录A.
    """
    if not number:
        return []
    if kind == IdKind.NONE:
        return [_id_fault(_("证件类型是“无证件”，却填写了证件号码。"), _("请改选证件类型，或清空号码。"))]
    if kind not in CARD_KINDS:
        ok = re.fullmatch(r"[0-9A-Z()-]{5,40}", number)
        return [] if ok else [_id_fault(_("证件号码应为5至40位数字或大写字母。"), _("请对照证件核对。"))]
    return _card_faults(number, born_on, sex, today)


def _card_faults(number: str, born_on: date | None, sex: str, today: date | None) -> list[Fault]:
    if re.fullmatch(r"[0-9]{15}", number):
        return [_id_fault(_("这是15位旧号码。"), _("请填写现在的18位号码。"))]
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        words = {"count": len(number)}
        return [_id_fault(_("身份证号应为17位数字加1位数字或X，这里是%(count)d位。") % words, _("请对照证件核对。"))]
    day = born_on_of(number)
    if day is None:
        return [_id_fault(_("身份证号第7至14位不是日历上有的日期。"), _("请对照证件核对。"))]
    if check_digit(number[:17]) != number[17]:
        return [_id_fault(_("身份证号的校验位不对，号码中有数字输错了。"), _("请对照证件逐位核对。"))]
    return _date_faults(number, day, born_on, sex, today)


def _date_faults(number: str, day: date, born_on: date | None, sex: str, today: date | None) -> list[Fault]:
    found = []
    if today is not None and day > today:
        found.append(_id_fault(_("身份证号中的出生日期在今天之后。"), _("请对照证件核对。")))
    if born_on is not None and born_on != day:
        remedy = _("请以证件为准改正其中一个；证件确有差错的，请本人到派出所更正。")
        found.append(Fault(_("出生日期与身份证号中的日期不一致。"), remedy, "born_on"))
    if sex in (Sex.MALE, Sex.FEMALE) and sex != sex_of(number):
        found.append(_warning("sex", _("性别与身份证号第17位不一致。"), _("请对照证件核对。")))
    if number[:2] not in PROVINCES:
        message = _("身份证号前两位不是省级代码。")
        found.append(_warning("id_number", message, _("请对照证件核对；确实如此的可以保留。")))
    return found


def retired_county_fault(number: str | None, kind: str, known: frozenset[str]) -> list[Fault]:
    """A warning for a county code that is not on today's list: the code of the day of issue stays good.

    Source: GB 11643-1999 §4.2（编码对象常住户口所在地的行政区划代码，编定后不变）.
    """
    if not number or kind not in CARD_KINDS or not known or number[:6] in known:
        return []
    message = _("身份证号前6位不在现行县级区划代码中，可能是发证时的旧代码。")
    return [_warning("id_number", message, _("核对无误的可以保留。"))]


def birth_faults(born_on: date | None, *, registered_on: date | None, today: date | None = None) -> list[Fault]:
    """Nobody is born after today, nor after the day of registration; nobody is older than people get."""
    if born_on is None:
        return []
    if today is not None and born_on > today:
        return [Fault(_("出生日期在今天之后。"), _("请核对日期。"), "born_on")]
    if registered_on is not None and born_on > registered_on:
        return [Fault(_("出生日期晚于登记日期。"), _("请核对两个日期。"), "born_on")]
    if registered_on is not None and registered_on.year - born_on.year > OLDEST_YEARS:
        message = _("按出生日期，此人已超过%(years)d岁。") % {"years": OLDEST_YEARS}
        return [_warning("born_on", message, _("请核对；确已去世的，请登记死亡。"))]
    return []


def leaving_faults(*, registered_on: date | None, left_on: date | None, died_on: date | None) -> list[Fault]:
    """A file begins before it ends; a death is not after the day on which the file ended."""
    left = Dated("left_on", _("离开日期"), left_on)
    return [
        *order_faults(Dated("registered_on", _("登记日期"), registered_on), left),
        *order_faults(Dated("died_on", _("死亡日期"), died_on), left),
    ]


def head_faults(relations: Sequence[str]) -> list[Fault]:
    """A household has one head.

    Source: 户口登记条例 1958 §5.
    """
    count = sum(1 for relation in relations if relation == Relation.HEAD)
    if count <= 1:
        return []
    return [Fault(_("这一户已有户主。"), _("请先改正原户主的关系，一户只有一个户主。"), "relation")]


def age_on(born_on: date, day: date) -> int:
    """Full years, completed on the birthday; who is born on 29 February completes one on 1 March of a common year.

    Source: 民法典 2020 §1259（“以上”包括本数）.
    """
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def has_reached(age: int, born_on: date, day: date) -> bool:
    return age_on(born_on, day) >= age


def birthday(born_on: date, age: int) -> date:
    """The day on which an age is completed; 1 March for whoever was born on 29 February, in a common year.

    Source: 民法典 2020 §1259.
    """
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def years_before(day: date, age: int) -> date:
    """Whoever was born on this day or before has reached the age on `day`."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return date(day.year - age, 2, 28)


def _id_fault(message: str, remedy: str) -> Fault:
    return Fault(message, remedy, "id_number")


def _warning(field: str, message: str, remedy: str) -> Fault:
    return Fault(message, remedy, field, Severity.WARNING)
