"""The quotations of a text with their values of today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.queries.wording import CannotShow, shown
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.documents.quotations import Quotation, Template, parse
from linli.kernel.indicators.declaration import Ratio
from linli.kernel.indicators.figures import Figure, NoSuchDimension, figure
from linli.kernel.indicators.periods import BadPeriod
from linli.kernel.indicators.registry import UnknownFigure

WHERE, AT, PERIOD = "where", "at", "period"


@dataclass(frozen=True)
class Quoted:
    """One quotation with its answer. `mark` is its citation key in this text; `fault` says in Chinese why there is no answer."""

    quotation: Quotation
    mark: str
    text: str = ""
    figure: Figure | None = None
    fault: str = ""
    nearest: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.quotation.write()

    @property
    def name(self) -> str:
        """What the number is called."""
        return str(self.figure.indicator.name) if self.figure else self.quotation.code

    @property
    def value(self) -> dict[str, Any]:
        """The exact value as JSON; empty where there is none."""
        if self.quotation.is_outside:
            return {"text": self.quotation.value}
        return exact(self.figure) if self.figure else {}


@dataclass(frozen=True)
class Reading:
    """A letter's text, taken apart and answered."""

    template: Template
    quoted: tuple[Quoted, ...]

    @cached_property
    def by_start(self) -> dict[int, Quoted]:
        return {each.quotation.start: each for each in self.quoted}

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """What each quotation says now, by the quotation as it is written; kept with the draft, to see what moves."""
        return {each.key: {"value": each.value, "text": each.text} for each in self.quoted if each.figure is not None}


def read_letter(letter: Letter) -> Reading:
    return read_text(letter.body, letter.division, letter.figures_on)


def read_text(text: str, division: Division, at: date) -> Reading:
    """Answer every quotation of a text. A question asked twice is answered once."""
    template = parse(text)
    known: dict[tuple, Figure | Exception] = {}
    quoted = [
        _answered(quotation, f"F{number}", division, at, known)
        for number, quotation in enumerate(template.quotations, 1)
    ]
    return Reading(template, tuple(quoted))


def exact(found: Figure) -> dict[str, Any]:
    """The value without any rounding, as JSON keeps it."""
    if isinstance(found.indicator, Ratio):
        return {"numerator": found.numerator, "denominator": found.denominator}
    return {"fen": found.fen} if found.fen is not None else {"count": int(found.value or 0)}


def dims_of(params: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in params.items() if name not in {WHERE, AT, PERIOD}}


def ask(code: str, params: dict[str, str], division: Division, at: date) -> Figure:
    """The figure that a quotation names. Raises what `figure` raises, and Division.DoesNotExist or ValueError."""
    place = get_division(params[WHERE]) if WHERE in params else division
    day = date.fromisoformat(params[AT]) if AT in params else at
    return figure(code, place, at=day, period=params.get(PERIOD), **dims_of(params))


def _answered(
    quotation: Quotation, mark: str, division: Division, at: date, known: dict[tuple, Figure | Exception]
) -> Quoted:
    if quotation.is_outside:
        return Quoted(quotation, mark, f"{quotation.value}{quotation.form}")
    question = (quotation.code, *sorted(quotation.params.items()))
    if question not in known:
        known[question] = _tried(quotation, division, at)
    answer = known[question]
    if isinstance(answer, Exception):
        return Quoted(quotation, mark, fault=_fault(quotation, answer), nearest=tuple(getattr(answer, "nearest", ())))
    try:
        return Quoted(quotation, mark, shown(answer, quotation.form), answer)
    except CannotShow as error:
        return Quoted(quotation, mark, fault=str(error))


def _tried(quotation: Quotation, division: Division, at: date) -> Figure | Exception:
    try:
        return ask(quotation.code, quotation.params, division, at)
    except (UnknownFigure, NoSuchDimension, BadPeriod, OutOfScope, Division.DoesNotExist, ValueError) as error:
        return error


def _fault(quotation: Quotation, error: Exception) -> str:
    if isinstance(error, Division.DoesNotExist):
        return _("没有代码为“%(code)s”的区划，请核对参数 where。") % {"code": quotation.params.get(WHERE, "")}
    if type(error) is ValueError:
        return _("“%(at)s”不是日期，请把参数 at 写成 2021-07-09 的样子。") % {"at": quotation.params.get(AT, "")}
    return str(error.args[0]) if error.args else str(error)


def moved(saved: dict[str, Any], readings: Iterable[Quoted]) -> list[tuple[Quoted, str]]:
    """The quotations whose exact value is no longer what it was when the draft was saved, with the text of then."""
    found: dict[str, tuple[Quoted, str]] = {}
    for each in readings:
        before = saved.get(each.key)
        if before and each.figure is not None and before["value"] != each.value:
            found[each.key] = (each, before["text"])
    return list(found.values())
