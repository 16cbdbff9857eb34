"""The check before signing: everything in a letter that a reader could trip over, with its place in the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from linli.domains.correspondence import rules
from linli.domains.correspondence.enums import LetterKind
from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.queries.quoted import Quoted, Reading, dims_of, moved, read_letter
from linli.kernel.documents.quotations import Quotation
from linli.kernel.indicators.declaration import Ratio
from linli.kernel.rulesets.faults import Fault, Severity

# Whom a letter of a kind must reach. The city's own practice; another city changes it here.
REQUIRED_COPIES: dict[str, dict[str, int]] = {LetterKind.REPLY: {"市人大选工委": 1, "市委市政府督查局": 1}}
TITLE_WORDS: dict[str, str] = {LetterKind.REPLY: "答复"}

_LITERAL = re.compile(r"(?<![\d.〔第（(])\d+(?:\.\d+)?(?:万|亿|多|余)*(?:元|次|个|名|人|户|家|所|%|％)")
_ADDITION = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?(?:[+＋]\d+(?:\.\d+)?)+)[=＝](\d+(?:\.\d+)?)(?![\d.])")


@dataclass(frozen=True)
class Finding:
    """`start` and `end` are offsets in the body; both 0 where the finding is about another part of the letter."""

    message: str
    remedy: str
    is_error: bool
    start: int = 0
    end: int = 0
    field: str = "body"


def findings(letter: Letter, reading: Reading | None = None, *, is_signing: bool = False) -> list[Finding]:
    """Errors first, then warnings, each in the order of the text. `is_signing` also asks for what only a signature needs."""
    read = reading or read_letter(letter)
    found = [
        *_unreadable(read),
        *_moved(letter, read),
        *_quoted_sums(read),
        *_text_rules(read),
        *_literals(read),
        *_head(letter, is_signing),
    ]
    return sorted(found, key=lambda each: (not each.is_error, each.start))


def _unreadable(reading: Reading) -> Iterator[Finding]:
    for fault in reading.template.faults:
        yield Finding(str(fault), "", True, fault.start, fault.end)
    for each in reading.quoted:
        if each.fault:
            yield Finding(each.fault, _("请修改或删去这处引用。"), True, each.quotation.start, each.quotation.end)


def _moved(letter: Letter, reading: Reading) -> Iterator[Finding]:
    for each, before in moved(letter.saved_figures, reading.quoted):
        yield Finding(
            _("“%(name)s”已由%(before)s变为%(now)s。")
            % {"name": each.figure.indicator.name, "before": before, "now": each.text},
            _("请核对上下文后重新保存草稿。"),
            True,
            each.quotation.start,
            each.quotation.end,
        )


def _quoted_sums(reading: Reading) -> Iterator[Finding]:
    """Parts of one figure quoted beside their total must add up to it."""
    countable = [each for each in reading.quoted if each.figure and not isinstance(each.figure.indicator, Ratio)]
    for _key, group in groupby(sorted(countable, key=_question), key=_question):
        found = list(group)
        totals = [each for each in found if not dims_of(each.quotation.params)]
        for name in sorted({name for each in found for name in dims_of(each.quotation.params)}):
            parts = {
                each.quotation.params[name]: each for each in found if set(dims_of(each.quotation.params)) == {name}
            }
            if totals and len(parts) > 1:
                yield from _sum(totals[0], parts)


def _question(each: Quoted) -> tuple[str, ...]:
    """The same figure, place, day and period."""
    question = each.figure.question
    return each.figure.code, str(question.division.code), str(question.at), str(question.period)


def _sum(total: Quoted, parts: dict[str, Quoted]) -> Iterator[Finding]:
    group = rules.Sum(
        str(total.figure.indicator.name),
        _amount(total),
        {f"{name}=": _amount(each) for name, each in parts.items()},
    )
    for fault in rules.check_sums([group]):
        yield Finding(fault.message, fault.remedy, True, total.quotation.start, total.quotation.end)


def _amount(each: Quoted) -> int:
    return each.figure.fen if each.figure.fen is not None else int(each.figure.value or 0)


def _text_rules(reading: Reading) -> Iterator[Finding]:
    """Rules over the text as it will be read; their places are led back to the text as it is written."""
    written, offsets = _as_read(reading)
    faults: Iterable[Fault] = (
        *rules.wrong_brackets(written),
        *rules.inconsistent_terms(written),
        *rules.sum_findings(written),
        *_additions(written),
    )
    for fault in faults:
        start, end = offsets[fault.start or 0], offsets[min(fault.end or 0, len(written))]
        yield Finding(fault.message, fault.remedy, fault.is_error, start, max(start, end))


def _as_read(reading: Reading) -> tuple[str, list[int]]:
    """The text with the values put in, and for each of its characters the offset in the text as written."""
    text, at = "", 0
    offsets: list[int] = []
    for piece in reading.template.pieces:
        if isinstance(piece, str):
            offsets += range(at, at + len(piece))
            text, at = text + piece, at + len(piece)
        else:
            shown = reading.by_start[piece.start].text
            offsets += [piece.start] * len(shown)
            text, at = text + shown, piece.end
    return text, [*offsets, at]


def _additions(text: str) -> Iterator[Fault]:
    for match in _ADDITION.finditer(text):
        parts = [_hundredths(part) for part in re.split(r"[+＋]", match[1])]
        if sum(parts) != _hundredths(match[2]):
            yield Fault(
                _("“%(sum)s”算不对。") % {"sum": match[0]},
                _("请核对各数。"),
                severity=Severity.ERROR,
                start=match.start(),
                end=match.end(),
            )


def _hundredths(number: str) -> int:
    whole, _point, decimals = number.partition(".")
    return int(whole) * 10**6 + int(decimals.ljust(6, "0")[:6])


def _literals(reading: Reading) -> Iterator[Finding]:
    """Numbers typed by hand: nobody can open them."""
    at = 0
    for piece in reading.template.pieces:
        if isinstance(piece, Quotation):
            at = piece.end
            continue
        for match in _LITERAL.finditer(piece):
            yield Finding(
                _("“%(number)s”是手写的数字，读者查不到它的来源。") % {"number": match[0]},
                _("如有对应指标，请改为引用；外部数据请写成 {{ 外部 … 来源=… }}。"),
                False,
                at + match.start(),
                at + match.end(),
            )
        at += len(piece)


def _head(letter: Letter, is_signing: bool) -> Iterator[Finding]:
    word = TITLE_WORDS.get(letter.kind)
    if not letter.salutation.strip():
        yield Finding(_("主送（称谓）是空的。"), _("请写上“尊敬的某某代表：”。"), True, field="salutation")
    if word and word not in letter.title:
        message = _("标题里没有“%(word)s”二字。") % {"word": word}
        yield Finding(message, _("标题请写成“关于对……建议的答复”。"), True, field="title")
    for fault in rules.wrong_brackets(letter.title):
        yield Finding(fault.message, fault.remedy, True, field="title")
    if letter.number_serial is None:
        yield Finding(_("还没有发文顺序号。"), _("签发前请编上号。"), is_signing, field="number_serial")
    elif not rules.is_document_number(letter.number):
        message = _("发文字号“%(number)s”的写法不合规定。") % {"number": letter.number}
        yield Finding(message, _("应为“濮民文〔2021〕44号”的样子。"), True, field="number_word")
    copies = {row["recipient"]: int(row["count"]) for row in letter.copies}
    for fault in rules.missing_copies(copies, REQUIRED_COPIES.get(letter.kind, {})):
        yield Finding(fault.message, fault.remedy, True, field="copies")
