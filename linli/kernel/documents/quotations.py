"""Text with figures quoted in it, taken apart. Pure: it knows no figure, only how a quotation is written.

    2020年拨付{{ funds.allocated period=2020 source=city | 万元 }}，全国{{ 外部 303 来源="某协会内部统计" 年份=2013 | 所 }}开设……

Inside the double braces: the code of a figure, its parameters, and after a bar the form in which the value is written. An
outside figure has the word 外部, its value and its source, and after the bar its unit. Full-width signs are read like half-width ones.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

OUTSIDE = "外部"
EXACT = "精确"
FORMS = (EXACT, "万元", "百分比", "约数", "以上", "数")
SOURCE, YEAR = "来源", "年份"

_BRACES = re.compile(r"\{\{(?P<inside>[^\n]*?)\}\}|(?P<open>\{\{)|(?P<close>\}\})")
_WORD = re.compile(
    r'\s*(?:(?P<key>[\w.]+)\s*[=＝]\s*)?(?:"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bare>[^\s=＝"“”]+))'
)
_BAR = re.compile(r'\|(?=(?:[^"]*"[^"]*")*[^"]*$)')  # not one between quotation marks
_CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_LEVELS = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"（[一二三四五六七八九十]+）"),
    re.compile(r"[0-9]+[.．](?![0-9])"),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％＿", "0123456789.%_")


@dataclass(frozen=True)
class Fault:
    """What is wrong in the text, where (from 1), and how to mend it."""

    start: int
    end: int
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return _("第%(line)d行第%(column)d字：%(message)s") % {
            "line": self.line,
            "column": self.column,
            "message": self.message,
        }


@dataclass(frozen=True)
class Quotation:
    """One figure quoted. `form` is one of FORMS, or the unit of an outside figure; `start` and `end` are offsets in the text."""

    code: str
    params: dict[str, str] = field(default_factory=dict)
    form: str = EXACT
    value: str = ""
    start: int = 0
    end: int = 0

    @property
    def is_outside(self) -> bool:
        return self.code == OUTSIDE

    def write(self) -> str:
        """The quotation as it is written; `parse(q.write())` gives it back. The same question is always written the same."""
        words = [self.code, *([self.value] if self.is_outside else [])]
        words += [f"{key}={_quote(value)}" for key, value in sorted(self.params.items())]
        tail = f" | {self.form}" if self.form and (self.is_outside or self.form != EXACT) else ""
        return f"{{{{ {' '.join(words)}{tail} }}}}"


@dataclass(frozen=True)
class Template:
    """A text taken apart: plain text and quotations in turn, and what could not be read (kept as plain text)."""

    text: str
    pieces: tuple["str | Quotation", ...]
    faults: tuple[Fault, ...]

    @property
    def quotations(self) -> list[Quotation]:
        return [piece for piece in self.pieces if isinstance(piece, Quotation)]

    @cached_property
    def lines(self) -> list[tuple[int, list["str | Quotation"]]]:
        """Each line that is not empty, with its level (0 text; 1 一、; 2 （一）; 3 1.) and its pieces."""
        found: list[list[str | Quotation]] = [[]]
        for piece in self.pieces:
            if isinstance(piece, Quotation):
                found[-1].append(piece)
                continue
            first, *rest = piece.split("\n")
            found[-1].append(first)
            found += [[line] for line in rest]
        trimmed = (_trim(line) for line in found)
        return [(level_of(line[0]) if isinstance(line[0], str) else 0, line) for line in trimmed if line]


class NotReadable(ValueError):
    """One quotation cannot be read; the message says why."""


def parse(text: str) -> Template:
    """Take a text apart. Never raises: what is wrong is in `faults`."""
    pieces: list[str | Quotation] = []
    faults: list[Fault] = []
    done = 0
    for match in _BRACES.finditer(text):
        try:
            quotation = _quotation(match)
        except NotReadable as error:
            faults.append(fault_at(text, match.start(), match.end(), str(error)))
            continue
        pieces += [text[done : match.start()], quotation]
        done = match.end()
    pieces.append(text[done:])
    return Template(text, tuple(piece for piece in pieces if piece != ""), tuple(faults))


def fault_at(text: str, start: int, end: int, message: str) -> Fault:
    """A fault with its line and column worked out."""
    before = text[:start]
    return Fault(start, end, before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1, message)


def level_of(line: str) -> int:
    """The level of a heading by the number it begins with; 0 for text."""
    words = line.lstrip()
    return next((level for level, pattern in enumerate(_LEVELS, 1) if pattern.match(words)), 0)


def _trim(line: list["str | Quotation"]) -> list["str | Quotation"]:
    pieces = list(line)
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip()
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip()
    return [piece for piece in pieces if piece != ""]


def _quotation(match: re.Match) -> Quotation:
    if match["open"]:
        raise NotReadable(_("“{{”没有配对的“}}”，请在同一行补上。"))
    if match["close"]:
        raise NotReadable(_("多了一个“}}”，请删去或在前面补上“{{”。"))
    head, *rest = _BAR.split(match["inside"].replace("｜", "|"), maxsplit=1)
    form = rest[0] if rest else ""
    words = list(_words(head.strip()))
    if not words:
        raise NotReadable(_("引用是空的，请写上指标代码，如 {{ grid.centres }}。"))
    read = _outside if words[0] == ("", OUTSIDE) else _figure
    made = read(words, form.strip())
    return Quotation(made.code, made.params, made.form, made.value, match.start(), match.end())


def _words(head: str) -> Iterator[tuple[str, str]]:
    """The words of a quotation as (key, value); the key is empty for a bare word."""
    at = 0
    while at < len(head):
        match = _WORD.match(head, at)
        if match is None:
            raise NotReadable(
                _("“%(rest)s”读不懂，参数请写成 名称=值，值中有空格时加引号。") % {"rest": head[at : at + 20].strip()}
            )
        yield (
            match["key"] or "",
            next(part for part in (match["quoted"], match["curly"], match["bare"]) if part is not None),
        )
        at = match.end()


def _figure(words: list[tuple[str, str]], form: str) -> Quotation:
    (key, code), *rest = words
    if key or not _CODE.fullmatch(code):
        raise NotReadable(
            _("“%(code)s”不是指标代码；代码形如 funds.allocated，只用小写英文、下划线和一个点。") % {"code": code[:40]}
        )
    form = form or EXACT
    if form not in FORMS:
        known = "、".join(FORMS)
        raise NotReadable(_("没有“%(form)s”这种写法，可用的有：%(known)s。") % {"form": form[:20], "known": known})
    params = {name: value.translate(_FULL_WIDTH) for name, value in _params(rest)}
    return Quotation(code, params, form)


def _outside(words: list[tuple[str, str]], form: str) -> Quotation:
    value = words[1][1].translate(_FULL_WIDTH) if len(words) > 1 and not words[1][0] else ""
    if not _NUMBER.fullmatch(value):
        raise NotReadable(_('外部数据要先写数值，如 {{ 外部 303 来源="…" | 所 }}。'))
    params = dict(_params(words[2:]))
    if not params.get(SOURCE, "").strip():
        raise NotReadable(_('外部数据必须注明来源，请加上 来源="…"。'))
    if unknown := sorted(set(params) - {SOURCE, YEAR}):
        raise NotReadable(_("外部数据没有“%(name)s”这个参数，可用的有：来源、年份。") % {"name": unknown[0]})
    return Quotation(OUTSIDE, params, form, value)


def _params(words: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for key, value in words:
        if not key:
            raise NotReadable(_("“%(value)s”前面缺少参数名，请写成 名称=值。") % {"value": value[:20]})
        if key in seen:
            raise NotReadable(_("参数“%(key)s”写了两次，请删去一个。") % {"key": key})
        seen.add(key)
        yield key, value


def _quote(value: str) -> str:
    return value if re.fullmatch(r"[\w.\-]+", value) else f'"{value}"'
