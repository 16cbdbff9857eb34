"""How a letter writes numbers so that none contradicts its record, and what a check before signing looks for in its text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.kernel.rulesets.faults import Dated, Fault, Severity, order_faults

FEN_PER_WAN = 1_000_000  # 1万元 = 10,000 yuan
_WAN, _YI = 10_000, 100_000_000

_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fa5]+〔\d{4}〕[1-9]\d*号", re.ASCII)
_BRACKETED = re.compile(
    r"(?<![^\u4e00-\u9fa5\s])[\[［(（【〔﹝{]\s*(?P<year>(?:19|20)\d{2}|[１２][０-９]{3})\s*[\]］)）】〕﹞}]\s*第?\s*(?P<serial>\d*)\s*号"
)
_APPROXIMATION = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)(?P<early>[余多]?)(?P<scale>[万亿]?)(?P<late>[余多]?)(?P<rest>\D*)", re.ASCII
)
_SCALES = {"": 1, "万": _WAN, "亿": _YI}


def approximate(n: int) -> str:
    """A count by its leading digit: 10216 → 1万余, 9108 → 9000多, 123 → 100多. A round number is written as it is: 20000 → 2万.

    It promises no more than `approximation_holds` checks: the count is more than the number written, and less than the next.
    """
    if n < 0:
        raise ValueError(f"a count is not negative: {n}")
    base = int(str(n)[0]) * 10 ** (len(str(n)) - 1)
    if base == n:
        return _scaled(base)
    return _scaled(base) + ("余" if base >= _WAN else "多")


def _scaled(base: int) -> str:
    for scale, word in ((_YI, "亿"), (_WAN, "万")):
        if base and base % scale == 0:
            return f"{base // scale}{word}"
    return str(base)


def approximation_holds(text: str, n: int) -> bool:
    """Whether a count as written (1万余次, 9000多, 10多万, 3079个) is true of n; False also for what cannot be read.

    Without 余 or 多 it must be exact. With it, n must be more, and less than one step of the last digit that is not nought.
    """
    match = _APPROXIMATION.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or (match["early"] and match["late"]):
        return False
    base = Fraction(match["number"]) * _SCALES[match["scale"]]
    if not (match["early"] or match["late"]):
        return n == base
    digits = match["number"]
    noughts = -len(digits.split(".")[1]) if "." in digits else len(digits) - len(digits.rstrip("0"))
    return base < n < base + Fraction(10) ** noughts * _SCALES[match["scale"]]


def at_least_percent(numerator: int, denominator: int, step: int = 10) -> str:
    """达70%以上: a rate brought down to a whole step, so that it is always true; 以上 includes the number itself.

    Below one step it goes down by single percents, below one percent it says 不足1%. Exactly all is 达100%, none is 为0.

    Source: 民法典 2021-01-01 §1259.
    """
    _check_rate(numerator, denominator)
    percent = numerator * 100 // denominator
    if numerator == denominator:
        return "达100%"
    if percent == 0:
        return "不足1%" if numerator else "为0"
    floor = percent // step * step or percent
    return f"达{floor}%以上"


def format_percent(numerator: int, denominator: int, places: int = 1) -> str:
    """A rate cut off after `places` decimals, never rounded up; 100% only when it is all. Exact rates lose their noughts."""
    _check_rate(numerator, denominator)
    scaled, rest = divmod(numerator * 100 * 10**places, denominator)
    whole, decimals = divmod(scaled, 10**places)
    digits = f"{decimals:0{places}d}" if places else ""
    if not rest:
        digits = digits.rstrip("0")
    return f"{whole}.{digits}%" if digits else f"{whole}%"


def _check_rate(numerator: int, denominator: int) -> None:
    if denominator <= 0 or numerator < 0:
        raise ValueError(f"no rate of {numerator} among {denominator}")


def format_wan(fen: int) -> str:
    """An amount in 万元, exact to the fen: 2015万元, 1.5万元, 0.000001万元. Raises TypeError for anything but whole fen."""
    if type(fen) is not int:
        raise TypeError(f"an amount is in whole fen, not {fen!r}")
    whole, rest = divmod(abs(fen), FEN_PER_WAN)
    decimals = f"{rest:06d}".rstrip("0")
    sign = "-" if fen < 0 else ""
    return f"{sign}{whole}{'.' if decimals else ''}{decimals}万元"


def is_document_number(text: str) -> bool:
    """Agency word, year in hexagonal brackets, number without noughts before it and without 第, then 号.

    Source: GB/T 9704-2012 7.2.5.
    """
    return _DOCUMENT_NUMBER.fullmatch(text) is not None


def wrong_brackets(text: str) -> list[Fault]:
    """Document numbers written [2021]4号, （2021）4号, 〔2021〕第04号 and the like, each with the form that is right.

    Source: GB/T 9704-2012 7.2.5.
    """
    return list(_misnumbered(text))


def _misnumbered(text: str) -> Iterator[Fault]:
    for match in _BRACKETED.finditer(text):
        serial = str(int(match["serial"] or 0) or "")
        right = f"〔{int(match['year'])}〕{serial}号"
        if match[0] == right and serial:
            continue
        remedy = _("请改为“%(right)s”。") if serial else _("请补上顺序号，写成“〔%(year)s〕4号”的样子。")
        yield Fault(
            _("发文字号“%(found)s”的写法不合规定，年份应用六角括号，顺序号不加“第”、不编虚位。") % {"found": match[0]},
            remedy % {"right": right, "year": int(match["year"])},
            start=match.start(),
            end=match.end(),
            suggestion=right if serial else "",
        )


@dataclass(frozen=True)
class Sum:
    """A total that a letter quotes and the parts that it is said to be made of. All in one unit, amounts in fen."""

    label: str
    total: int
    parts: Mapping[str, int]


def check_sums(groups: Iterable[Sum]) -> list[Fault]:
    """One error for each total that is not the sum of its parts."""
    return [_sum_fault(group) for group in groups if sum(group.parts.values()) != group.total]


def _sum_fault(group: Sum) -> Fault:
    parts = " + ".join(f"{label}{value}" for label, value in group.parts.items())
    return Fault(
        _("“%(label)s”为%(total)s，但%(parts)s = %(sum)s。")
        % {"label": group.label, "total": group.total, "parts": parts, "sum": sum(group.parts.values())},
        _("请核对引用的指标、时段和分项是否一致。"),
    )


_SENTENCE = re.compile(r"[^。；;！？\n]+")
_QUANTITY = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)(?![\d.])(?P<unit>万元|亿元|元|万人|万户|[个名人次户家所件项处])", re.ASCII
)


def sum_findings(text: str) -> list[Fault]:
    """Sentences of the form “141名，其中1名……、44名……、96名……” whose parts do not make the total.

    The total is the last quantity before 其中, the parts are those of the same unit behind it. Parts that exceed the total are
    an error. Parts that fall short are a warning, and a single part is none: the writer may have named only some.
    """
    return [fault for sentence in _SENTENCE.finditer(text) if (fault := _sentence_fault(sentence))]


def _sentence_fault(sentence: re.Match[str]) -> Fault | None:
    before, among, after = sentence[0].partition("其中")
    totals = list(_QUANTITY.finditer(before))
    if not among or not totals:
        return None
    total, unit = Fraction(totals[-1]["number"]), totals[-1]["unit"]
    parts = [Fraction(match["number"]) for match in _QUANTITY.finditer(after) if match["unit"] == unit]
    if sum(parts) == total or (len(parts) < 2 and sum(parts) < total):
        return None
    written = {"total": totals[-1][0], "sum": f"{float(sum(parts)):g}{unit}"}
    return Fault(
        _("“其中”各项合计%(sum)s，与前面的%(total)s不符。") % written,
        _("请核对各项数字；只列举部分时请写明“等”。"),
        severity=Severity.ERROR if sum(parts) > total else Severity.WARNING,
        start=sentence.start() + totals[-1].start(),
        end=sentence.end(),
    )


@dataclass(frozen=True)
class TermGroup:
    """Words of which one text should use only one. Without `preferred` it is the one used most, the first named of equals."""

    terms: tuple[str, ...]
    advice: str
    preferred: str = ""
    except_in: tuple[str, ...] = ()


TERM_GROUPS = (
    # 代表法 2015-08-29 §9 and §18 (2025-03-11 §15 and §24) keep motions and suggestions apart.
    TermGroup(
        ("建议", "议案"),
        "议案由代表团或者代表联名依法提出并列入议程，建议由代表个人提出，二者不同",
        "建议",
        ("议案建议", "建议议案", "议案、建议"),
    ),
    TermGroup(("督查", "督察"), "请以该机构的全称为准"),
)


def inconsistent_terms(text: str, groups: Iterable[TermGroup] = TERM_GROUPS) -> list[Fault]:
    """Each place where a text uses another word of a group than the one it should keep to. All are warnings.

    Source: 代表法 2015-08-29 §9, §18.
    """
    found = [fault for group in groups for fault in _term_faults(text, group)]
    return sorted(found, key=lambda fault: fault.start or 0)


def _term_faults(text: str, group: TermGroup) -> Iterator[Fault]:
    masked = text
    for phrase in group.except_in:
        masked = masked.replace(phrase, "□" * len(phrase))  # keeps the positions
    counts = {term: masked.count(term) for term in group.terms}
    if sum(map(bool, counts.values())) < 2:
        return
    kept = group.preferred or max(group.terms, key=lambda term: counts[term])
    for term in group.terms:
        if term == kept:
            continue
        for match in re.finditer(re.escape(term), masked):
            yield Fault(
                _("文中既有“%(kept)s”又有“%(term)s”。") % {"kept": kept, "term": term},
                _("请统一为“%(kept)s”：%(advice)s。") % {"kept": kept, "advice": group.advice},
                severity=Severity.WARNING,
                start=match.start(),
                end=match.end(),
                suggestion=kept,
            )


def missing_copies(copies: Mapping[str, int], required: Mapping[str, int]) -> list[Fault]:
    """One error for each organ that must get copies (抄送) and gets none or too few. Who must get them is the city's to say.

    Source: 河南省人大代表建议办理办法 2017-08-01 §21 (the answer also goes to the congress's office for deputies).
    """
    return [
        _copy_fault(organ, copies.get(organ, 0), count)
        for organ, count in required.items()
        if copies.get(organ, 0) < count
    ]


def _copy_fault(organ: str, found: int, count: int) -> Fault:
    names = {"organ": organ, "found": found, "count": count}
    message = _("抄送缺少%(organ)s。") if not found else _("抄送%(organ)s只有%(found)d份，应为%(count)d份。")
    return Fault(message % names, _("请在抄送中写上“%(organ)s（%(count)d份）”。") % names, field="copies")


def incoming_faults(*, received_on: date, due_on: date | None, handled_on: date | None) -> list[Fault]:
    """A document is neither due nor handled before it came in."""
    received = Dated("received_on", _("收文日期"), received_on)
    return [
        *order_faults(received, Dated("due_on", _("办理期限"), due_on)),
        *order_faults(received, Dated("handled_on", _("办结日期"), handled_on)),
    ]


def foreign_number_faults(number: str) -> list[Fault]:
    """A warning where another unit's document number is not written as the standard has it; it is entered as it came.

    Source: GB/T 9704-2012 7.2.5.
    """
    if not number or is_document_number(number):
        return []
    return [
        Fault(
            _("来文字号“%(number)s”的写法不合规定。") % {"number": number},
            _("请核对原件；原件如此的照录即可。"),
            field="document_number",
            severity=Severity.WARNING,
        )
    ]
