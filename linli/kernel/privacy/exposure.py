"""What must not stand in a text that everybody reads: numbers of documents, phones and bank cards, and columns meant for them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.rulesets.faults import Fault

_GAP = r"[ \-\u00a0\u3000]?"
_DIGITS = re.compile(rf"(?<![0-9A-Za-z])\d(?:{_GAP}\d){{10,18}}(?:{_GAP}[Xx])?(?![0-9A-Za-z])")
_PHONE = re.compile(r"1[3-9]\d{9}")
_HEADERS = re.compile(r"身份证|证件号|公民身份|银行|卡号|账号|手机|联系电话|残疾|病情|病种|疾病")
_BORN = slice(6, 14)
BASIS = "《个人信息保护法》第二十五条、第二十八条"


@dataclass(frozen=True)
class Found:
    """One number: of what kind, where it stands, and as much of it as may be shown."""

    kind: str
    shown: str
    place: str


def id_number(digits: str) -> bool:
    """Eighteen signs with a day of birth in the middle, or fifteen of the old form. A wrong check digit hides nobody.

    Source: GB 11643-1999 §4; 个人信息保护法 2021-11-01 §28.
    """
    if len(digits) == 15 and digits.isdigit():
        return _is_day(f"19{digits[6:12]}")
    return len(digits) == 18 and digits[:17].isdigit() and "18" <= digits[6:8] <= "20" and _is_day(digits[_BORN])


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return True


def mobile_number(digits: str) -> bool:
    """Eleven digits that begin as those of a mobile phone do. Offices are reached by the number on their desk.

    Source: 个人信息保护法 2021-11-01 §25.
    """
    return bool(_PHONE.fullmatch(digits))


def bank_card(digits: str) -> bool:
    """Sixteen to nineteen digits whose last one checks the others.

    Source: GB/T 15694.1-2009 (Luhn); 个人信息保护法 2021-11-01 §28.
    """
    if not (16 <= len(digits) <= 19 and digits.isdigit()):
        return False
    doubled = [int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def numbers_in(text: str, place: str = "") -> Iterator[Found]:
    """Every number of a person in one stretch of text, with full-width digits and gaps seen through.

    Source: 个人信息保护法 2021-11-01 §25, §28.
    """
    kinds = ((id_number, _("身份证件号码")), (bank_card, _("银行卡号")), (mobile_number, _("手机号码")))
    for match in _DIGITS.finditer(unicodedata.normalize("NFKC", text)):
        digits = re.sub(_GAP, "", match.group()).upper()
        kind = next((name for test, name in kinds if test(digits)), None)
        if kind:
            yield Found(kind, f"{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}", place)


def publishing_faults(title: str, text: str, table: Sequence[Sequence[str]] = ()) -> list[Fault]:
    """Why a text and its table cannot be shown to everybody: each number by kind and place, and columns that invite them.

    Source: 个人信息保护法 2021-11-01 §25, §28; 村民委员会组织法 2026-01-01 §35 (what is published are affairs, not persons).
    """
    found = [*numbers_in(title, _("标题"))]
    for number, line in enumerate(text.splitlines(), 1):
        found += numbers_in(line, _("正文第%(number)d行") % {"number": number})
    for row, cells in enumerate(table, 1):
        for column, cell in enumerate(cells, 1):
            found += numbers_in(cell, _("表格第%(row)d行第%(column)d列") % {"row": row, "column": column})
    faults = [
        Fault(
            _("%(place)s有%(kind)s（%(shown)s），不得公开（依据%(basis)s）。")
            % {"place": each.place, "kind": each.kind, "shown": each.shown, "basis": BASIS},
            _("请删去，名单只写姓名和所在小组等必要内容。"),
            "table" if "表格" in each.place else "text",
        )
        for each in found
    ]
    return faults + [_header_fault(cell) for cell in (table[0] if table else ()) if _HEADERS.search(cell)]


def _header_fault(cell: str) -> Fault:
    message = _("表格有“%(cell)s”一列，证件号码、银行账号、电话和病残情况不得公开（依据%(basis)s）。") % {
        "cell": cell[:20],
        "basis": BASIS,
    }
    return Fault(message, _("请删去这一列。"), "table")
