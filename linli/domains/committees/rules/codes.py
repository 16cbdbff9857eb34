"""The code and the certificate of a village or residents' committee."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from linli.domains.committees.enums import Kind
from linli.kernel.rulesets.faults import Dated, Fault, Severity, order_faults

# Without I, O, S, V and Z, which are easily taken for 1, 0, 5, U and 2.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}

_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# The standard's text lists 51, 52, 53 and 59 for civil affairs; these two are in real use for committees.
PREFIXES = {Kind.VILLAGERS: "54", Kind.RESIDENTS: "55"}

# Set aside by GB 11714 for each system's own use: such a code can belong to nobody.
_MADE_UP = "PDY"
_SERIALS = range(1, 100_000)


def clean_code(text: str) -> str:
    """A code as typed, with full-width signs made half-width, letters made capital and spaces taken out. Nothing is corrected."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def check_character(first_seventeen: str) -> str:
    """The 18th character of a unified social credit code. Raises KeyError for a character outside the alphabet.

    Source: GB 32100-2015 (with XG1-2016).
    """
    total = sum(_VALUES[character] * weight for character, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """The ninth character of an organisation code, from its first eight. Raises ValueError for a character outside 0-9A-Z.

    Source: GB 11714-1997.
    """
    total = sum(_BODY_ALPHABET.index(character) * weight for character, weight in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def is_made_up(code: str) -> bool:
    """Whether the code lies in the segment that no real organisation is given.

    Source: GB 11714-1997.
    """
    return code[8:11] == _MADE_UP


def make_code(kind: str, division6: str | int, serial: int) -> str:
    """A valid code that can belong to nobody, for made-up committees. One per kind, county-level division and serial (1 to 99999).

    Source: GB 32100-2015; GB 11714-1997.
    """
    division = str(division6)
    if not re.fullmatch(r"[0-9]{6}", division):
        raise ValueError(f"a division has six digits, not {division}")
    if serial not in _SERIALS:
        raise ValueError(f"serials run from 1 to 99999, not {serial}")
    body = f"{_MADE_UP}{serial:05d}"
    first = f"{PREFIXES[Kind(kind)]}{division}{body}{organisation_check_character(body)}"
    return first + check_character(first)


def code_faults(code: str, kind: str, *, is_overridden: bool = False) -> list[Fault]:
    """What is wrong with a committee's code; a blank one has no fault.

    Finds every change of one character, and every two characters of the first seventeen that changed places. The check
    digit cannot see the first and the last character changing places, nor one in thirty-one of other double mistakes.
    Errors: length, alphabet, division digits, check character. Warnings: the organisation code inside (issued by another
    standard, whose users differ on its alphabet) and a prefix that is not the kind's. Where the code is overridden, as
    codes of the early pilots are, a wrong check character is a warning too; its form must hold all the same.

    Source: GB 32100-2015; GB 11714-1997.
    """
    if not code:
        return []
    checked = _check_faults(code) if not _form_faults(code) else []
    if is_overridden:
        checked = [replace(fault, severity=Severity.WARNING) for fault in checked]
    return _form_faults(code) or [*checked, *_organisation_faults(code), *_prefix_faults(code, kind)]


def _fault(message: str, remedy: str, severity: Severity = Severity.ERROR) -> Fault:
    return Fault(message, remedy, field="code", severity=severity)


def _form_faults(code: str) -> list[Fault]:
    if len(code) != LENGTH:
        return [
            _fault(
                _("统一社会信用代码应为18位，这里是%(count)d位。") % {"count": len(code)},
                _("请对照证书补齐或删去多余的字符。"),
            )
        ]
    faults = [
        _fault(
            _("第%(place)d位“%(character)s”不能用于代码。") % {"place": place, "character": character},
            _advice(character),
        )
        for place, character in enumerate(code, 1)
        if character not in _VALUES
    ]
    if not re.fullmatch("[0-9]{6}", code[2:8]) and not faults:
        faults.append(
            _fault(
                _("第3至8位“%(digits)s”应为6位数字的区划代码。") % {"digits": code[2:8]}, _("请对照证书改正这几位。")
            )
        )
    return faults


def _advice(character: str) -> str:
    if character in _LOOKALIKES:
        return _("代码不使用字母%(letter)s，请核对是否为“%(like)s”。") % {
            "letter": character,
            "like": _LOOKALIKES[character],
        }
    if character.upper() in _VALUES:
        return _("请改为大写字母“%(letter)s”。") % {"letter": character.upper()}
    return _("请对照证书改正，只用半角数字和大写字母。")


def _check_faults(code: str) -> list[Fault]:
    expected = check_character(code[:-1])
    if code[-1] == expected:
        return []
    message = _("校验码不符：按前17位计算，末位应为“%(expected)s”，这里是“%(found)s”。")
    return [
        _fault(
            message % {"expected": expected, "found": code[-1]},
            _("多半有一位录错，请对照证书逐位核对，不要只改末位。"),
        )
    ]


def _organisation_faults(code: str) -> list[Fault]:
    if code[16] == organisation_check_character(code[8:16]):
        return []
    return [
        _fault(
            _("第9至17位“%(body)s”不符合组织机构代码的校验。") % {"body": code[8:17]},
            _("请对照证书核对；证书上确是如此的，可以保留。"),
            Severity.WARNING,
        )
    ]


def _prefix_faults(code: str, kind: str) -> list[Fault]:
    expected = PREFIXES[Kind(kind)]
    if code[:2] == expected:
        return []
    names = {"kind": Kind(kind).label, "expected": expected, "found": code[:2]}
    remedy = _("请核对类别和代码；证书上确是如此的，可以保留。")
    if code[0] == "N":
        remedy = _("N开头的是农村集体经济组织的代码，请核对是否填错了单位。")
    return [_fault(_("%(kind)s的代码一般以%(expected)s开头，这里是%(found)s。") % names, remedy, Severity.WARNING)]


def certificate_faults(
    *,
    registered_on: date | None = None,
    code_assigned_on: date | None = None,
    certificate_issued_on: date | None = None,
    certificate_expires_on: date | None = None,
    certificate_withdrawn_on: date | None = None,
    dissolved_on: date | None = None,
) -> list[Fault]:
    """Days out of order: founding, code, certificate, its end, and the committee's own end.

    Source: 民法典 2021-01-01 §96, §101 (a committee is a legal person; its certificate attests its code).
    """
    registered = Dated("registered_on", _("成立日期"), registered_on)
    assigned = Dated("code_assigned_on", _("赋码日期"), code_assigned_on)
    issued = Dated("certificate_issued_on", _("发证日期"), certificate_issued_on)
    expires = Dated("certificate_expires_on", _("证书有效期至"), certificate_expires_on)
    withdrawn = Dated("certificate_withdrawn_on", _("证书收回日期"), certificate_withdrawn_on)
    return [
        *order_faults(registered, assigned, issued),
        *order_faults(issued, expires),
        *order_faults(issued, withdrawn),
        *order_faults(registered, Dated("dissolved_on", _("撤销日期"), dissolved_on)),
    ]
