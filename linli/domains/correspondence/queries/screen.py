"""A letter as the screen shows it: the same words as the page, with links that lead to the figures."""

from dataclasses import dataclass
from typing import Any

from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.queries.quoted import Reading
from linli.domains.correspondence.queries.rendering import draft, finished
from linli.kernel.documents.letters import OfficialLetter, heading_and_rest
from linli.kernel.indicators.figures import Figure
from linli.kernel.ui.navigation import page_url


@dataclass(frozen=True)
class Piece:
    """A stretch of a line. `style` is heading or empty; `url` leads to the figure, `hint` says which it is."""

    text: str
    style: str = ""
    mark: str = ""
    url: str = ""
    hint: str = ""
    is_fault: bool = False


@dataclass(frozen=True)
class Line:
    level: int
    pieces: tuple[Piece, ...]


def page_of(letter: Letter, reading: Reading | None) -> OfficialLetter:
    return finished(letter) if reading is None else draft(letter, reading)


def lines_of(letter: Letter, reading: Reading | None) -> list[Line]:
    """The body, with links into the register for a draft, to the trace page for a signed letter."""
    known = {each.mark: each for each in reading.quoted} if reading else {}
    found = []
    for paragraph in page_of(letter, reading).body:
        head, rest = heading_and_rest(paragraph.runs) if paragraph.level else ([], list(paragraph.runs))
        styled = [(run, "heading") for run in head] + [(run, "") for run in rest]
        pieces = tuple(_piece(letter, run, style, known) for run, style in styled)
        found.append(Line(paragraph.level, pieces))
    return found


def _piece(letter: Letter, run: Any, style: str, known: dict[str, Any]) -> Piece:
    if not run.mark:
        return Piece(run.text, style, is_fault=run.text.startswith("【{{"))
    if letter.is_signed:
        path = "/" + run.url.split("://", 1)[-1].split("/", 1)[-1] if run.url else ""
        return Piece(run.text, style, run.mark, path)
    quoted = known[run.mark]
    if quoted.figure is None:
        return Piece(run.text, style, run.mark, "", quoted.quotation.params.get("来源", ""))
    return Piece(run.text, style, run.mark, figure_url(quoted.figure), str(quoted.figure.indicator.name))


def figure_url(found: Figure) -> str:
    """The page of a live figure, or nothing where the house has none."""
    page = page_url("figure", found.code)
    return f"{page}?{found.question.query()}" if page else ""


def texts_apart(current: Letter, mine: dict[str, Any]) -> list[dict[str, str]]:
    """Every field in which what was typed differs from what somebody else saved."""
    found = []
    for name, value in mine.items():
        theirs = getattr(current, name)
        if value != theirs:
            label = str(Letter._meta.get_field(name).verbose_name)
            found.append({"label": label, "mine": _words(value), "theirs": _words(theirs)})
    return found


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(f"{row['recipient']} {row['count']}" for row in value)
    return "" if value is None else str(value)
