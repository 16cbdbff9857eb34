"""Which known fact a column of a form asks for, how sure that is, and why.

By the name with the headings above it, the kind of the values, the list of choices, and what a row is about. What
somebody has said before of the same headings rules over all of it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.forms import Column, Form, Kind, Subject
from linli.domains.returns.rules.naming import folded, likeness, plain_name, spaceless
from linli.domains.returns.rules.subjects import place_of, subject_of

SURE = 85
LIKELY = 60
NEAR = 0.75
LONGEST_HEADINGS = 300
# Of a column that another reaches too, the register that knows more of the form's columns is meant.
KNOWS_THE_FORM = 0.04

# A row about the first has at most one value of each fact about the others.
REACHED: Mapping[Subject, frozenset[Subject]] = {
    Subject.DIVISION: frozenset(),
    Subject.PERSON: frozenset({Subject.HOUSEHOLD, Subject.PLACE, Subject.DIVISION}),
    Subject.HOUSEHOLD: frozenset({Subject.PLACE, Subject.DIVISION}),
    Subject.ORGANISATION: frozenset({Subject.DIVISION}),
    Subject.PLACE: frozenset({Subject.DIVISION}),
    Subject.EVENT: frozenset({Subject.DIVISION}),
}
_FITS: Mapping[Kind, frozenset[Kind]] = {
    Kind.TEXT: frozenset({Kind.TEXT, Kind.CHOICE, Kind.CODE}),
    Kind.INT: frozenset({Kind.INT, Kind.NUMBER, Kind.TEXT, Kind.CODE}),
    Kind.NUMBER: frozenset({Kind.NUMBER, Kind.INT}),
    Kind.DATE: frozenset({Kind.DATE}),
    Kind.BOOL: frozenset({Kind.BOOL, Kind.CHOICE}),
    Kind.CHOICE: frozenset({Kind.CHOICE, Kind.TEXT}),
    Kind.ID_NUMBER: frozenset({Kind.ID_NUMBER}),
    Kind.PHONE: frozenset({Kind.PHONE}),
    Kind.CODE: frozenset({Kind.CODE, Kind.TEXT}),
}
# Kinds whose values can be nothing else.
_TELLING = frozenset({Kind.ID_NUMBER, Kind.PHONE, Kind.CODE})
# What is said of the row as such, different on each form of the same name.
_REMARKS = frozenset({"备注", "说明", "其他", "其它", "签名", "签字", "盖章"})
_UNTOLD = "?"
# 常住人口数 are the 常住人口.
_COUNTED = ("数", "总数", "数量", "人数", "个数")
_NUMBERS = frozenset({Kind.INT, Kind.NUMBER})
# Somebody other than whom the row is about: 紧急联系人/联系人电话 is not the resident's own.
OTHERS = re.compile(
    r"联系人|监护人|照料人|负责人|责任人|户主|家属|亲属|配偶|子女|父亲|母亲|父母|法定代表人|法人代表|干部|领导|"
    r"网格长|网格员|医生|填报人|填表人|审核人|经办人|走访人|帮扶人|包联|书记|主任"
)


@dataclass(frozen=True)
class Known:
    """A fact the city has. `names`: its own first, then those it also goes by. `about`: the register or group it is of.

    `near`: what forms ask for that it comes close to, by another definition: never sure before a person has said so.
    """

    code: str
    names: tuple[str, ...]
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    subject: Subject = Subject.DIVISION
    about: str = ""
    near: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.names[0]

    @cached_property
    def all_names(self) -> tuple[str, ...]:
        """With whose they are before them: 综治中心 has the 名称 that a form calls 综治中心名称."""
        return (*self.names, *(f"{self.about}{name}" for name in self.names if self.about))


@dataclass(frozen=True)
class Match:
    """`confidence` in whole percent; `known` is None where it is below LIKELY: a new fact. `reasons` in Chinese."""

    column: Column
    known: Known | None
    confidence: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        return self.known is not None and self.confidence >= SURE


def remembered_as(column: Column | Asked) -> str:
    """The headings of a column: what is remembered of one form and found again on the next.

    With their remarks in brackets, by which 人数（上月） and 人数（本月） differ.
    """
    return "/".join(plain_name(name) for name in column.path)[:LONGEST_HEADINGS]


def matches(form: Form, knowns: Sequence[Known], remembered: Mapping[str, str] | None = None) -> list[Match]:
    """One for each column, in their order; no fact is given twice. `remembered`: `remembered_as` → code of a fact."""
    subject, remembered = subject_of(form), remembered or {}
    asking = [column for column in form.columns if _is_asked(column)]
    scored = [_Scored(column, known, form, subject) for column in asking for known in knowns]
    familiar = _familiarity(scored)
    said = {each.code: each for each in knowns}
    taken = _as_said(form.columns, said, remembered)
    used = {match.known.code for match in taken.values() if match.known}
    best = sorted(scored, key=lambda each: -each.with_(familiar))
    given: set[tuple[object, ...]] = set()
    for each in best:
        if each.column.index in taken or each.known.code in used or each.sameness in given:
            continue
        percent = min(99, round(100 * each.with_(familiar)))
        if percent < LIKELY:
            break
        taken[each.column.index] = Match(each.column, each.known, percent, each.reasons)
        used.add(each.known.code)
        given.add(each.sameness)
    nearest = {each.column.index: each for each in reversed(best)}
    return [taken.get(column.index) or _unknown(column, nearest.get(column.index), familiar) for column in form.columns]


def _as_said(columns: Sequence[Column], known: Mapping[str, Known], remembered: Mapping[str, str]) -> dict[int, Match]:
    """What has been said of the headings of columns; a fact said of two is the first one's."""
    found: dict[int, Match] = {}
    given: set[str] = set()
    for column in columns:
        code = remembered.get(remembered_as(column), _UNTOLD)
        if code not in {"", *known} or code in given:
            continue
        given |= {code} - {""}
        reason = _("以前填报时已指定") if code else _("以前已指定不对应事实")
        found[column.index] = Match(column, known.get(code), 100, (reason,))
    return found


def _is_asked(column: Column) -> bool:
    return column.kind is not Kind.SERIAL and folded(column.name) not in _REMARKS and place_of(column) is None


def _familiarity(scored: Iterable["_Scored"]) -> dict[str, float]:
    """Register → how much of the form it knows, the one that knows most being 1."""
    counts: dict[str, set[int]] = {}
    for each in scored:
        if each.score * 100 >= SURE:
            counts.setdefault(each.known.about, set()).add(each.column.index)
    most = max((len(columns) for columns in counts.values()), default=1)
    return {about: len(columns) / most for about, columns in counts.items()}


def _unknown(column: Column, nearest: "_Scored | None", familiar: Mapping[str, float]) -> Match:
    if nearest is None:
        return Match(column, None)
    percent = max(0, min(99, round(100 * nearest.with_(familiar))))
    if percent >= LIKELY:
        return Match(column, None, 0, (_("与另一列重复，“%(name)s”已给了那一列") % {"name": nearest.known.name},))
    return Match(column, None, percent, (_("没有相近的已知事实"),))


class _Scored:
    """One column beside one fact: 0 to 1 and the reasons."""

    def __init__(self, column: Column, known: Known, form: Form, subject: Subject):
        self.column, self.known = column, known
        self.said: list[str] = []
        self.is_named = bool(known.about) and spaceless(known.about) in spaceless("".join((form.title, *column.path)))
        self.score = self._name()
        if self.score >= LIKELY / 200:
            self.score += self._kind() + self._choices()
            self.score = self._subject(subject, min(self.score, 1.0))

    def with_(self, familiar: Mapping[str, float]) -> float:
        bonus = KNOWS_THE_FORM * familiar.get(self.known.about, 0.0) if self.score * 100 >= LIKELY else 0.0
        return self.score + bonus + (KNOWS_THE_FORM if self.is_named and bonus else 0.0)

    @property
    def sameness(self) -> tuple[object, ...]:
        """Two columns 姓名 are not the names of a resident and of a voter, unless the form says so."""
        return self.known.subject, folded(self.known.name), self.known.about if self.is_named else ""

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(self.said)

    def _name(self) -> float:
        asked = (self.column.name, "".join(self.column.path)) if len(self.column.path) > 1 else (self.column.name,)
        score, name = max((self._likeness(one, other), other) for one in asked for other in self.known.all_names)
        others = set(OTHERS.findall(spaceless("".join(self.column.path))))
        if others - set(OTHERS.findall("".join(self.known.all_names))):
            return min(score, 0.4)
        if score < SURE / 100 and any(likeness(one, near) == 1.0 for one in asked for near in self.known.near):
            self.said.append(_("口径可能不同，请核对：%(name)s") % {"name": self.known.name})
            return NEAR
        if score < SURE / 100 and self.known.kind in _NUMBERS:
            # A number of something narrower is another number: 排查户数 are not the 户数.
            return min(score, 0.5)
        words = _("名称相同：%(name)s") if score >= SURE / 100 else _("名称相近：%(name)s")
        self.said.append(words % {"name": name})
        return score

    def _likeness(self, one: str, other: str) -> float:
        if self.known.kind in _NUMBERS and any(folded(one) == folded(other) + ending for ending in _COUNTED):
            return 0.95
        return likeness(one, other)

    def _kind(self) -> float:
        asked, known = self.column.kind, self.known.kind
        is_told = bool(self.column.samples or self.column.choices)
        if asked is Kind.TEXT and not is_told:
            return 0.0
        if known not in _FITS.get(asked, ()):
            self.said.append(_("值的类型不同"))
            return -0.35 if is_told or {asked, known} & _TELLING else -0.2
        if asked is known and asked in _TELLING:
            self.said.append(_("值的类型相同"))
            return 0.15
        return 0.0

    def _choices(self) -> float:
        """Of the list on the form, or of what has been filled in, how much the fact's own list has."""
        ours = {folded(each) for each in self.known.choices}
        theirs = {folded(each) for each in self.column.choices or self.column.samples} - {""}
        if not ours or not theirs or self.known.kind is not Kind.CHOICE:
            return 0.0
        share = len(ours & theirs) / len(theirs)
        if share >= 4 / 5:
            self.said.append(_("选项一致"))
            return 0.1
        if not ours & theirs:
            self.said.append(_("选项不同"))
            return -0.3
        return 0.0

    def _subject(self, subject: Subject, score: float) -> float:
        known = self.known.subject
        if known is subject:
            return score
        if known not in REACHED[subject]:
            self.said.append(_("每行所说的对象不同"))
            return min(score, 0.5)
        return score if self.is_named else score - 0.05
