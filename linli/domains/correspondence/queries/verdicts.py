"""Does a signed letter still agree with the records? Each figure is worked out again for the date it was signed for."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.correspondence.models import Citation
from linli.domains.correspondence.queries.quoted import ask, exact
from linli.domains.correspondence.queries.wording import CannotShow, shown
from linli.kernel.divisions.scope import OutOfScope
from linli.kernel.documents.quotations import parse
from linli.kernel.indicators.figures import Figure, NoSuchDimension
from linli.kernel.indicators.registry import UnknownFigure

AGREES, MOVED, ALTERED, STATED, UNKNOWN = "agrees", "moved", "altered", "stated", "unknown"
WORDS = {
    AGREES: gettext_lazy("一致"),
    MOVED: gettext_lazy("数据已变"),
    ALTERED: gettext_lazy("文字被改动"),
    STATED: gettext_lazy("外部数据，与签发时一致"),
    UNKNOWN: gettext_lazy("无法重算"),
}


@dataclass(frozen=True)
class Verdict:
    """What is found for one figure. `code` is one of the words above; `now` is the value worked out again."""

    citation: Citation
    code: str
    now: Figure | None = None
    shown_now: str = ""
    note: str = ""

    @property
    def word(self) -> str:
        return str(WORDS[self.code])

    @property
    def holds(self) -> bool:
        return self.code in {AGREES, STATED}

    def to_json(self) -> dict[str, Any]:
        return {
            "mark": self.citation.mark,
            "name": self.citation.name,
            "code": self.citation.code,
            "text": self.citation.shown,
            "frozen": self.citation.value,
            "recomputed": exact(self.now) if self.now else None,
            "records": self.citation.records_count,
            "records_now": self.now.records if self.now else None,
            "verdict": self.code,
            "verdict_text": self.word,
            "note": self.note,
        }


def recompute(citation: Citation) -> Figure:
    """The figure of a citation, over the records as they are now, for the date of then."""
    (quotation,) = parse(citation.quotation).quotations
    assert citation.place is not None
    assert citation.figures_on is not None
    return ask(citation.code, quotation.params, citation.place, citation.figures_on)


def judge(citation: Citation, printed: str | None = None) -> Verdict:
    """`printed` is what a file says in the place of the figure; None where no file is being looked at."""
    if printed is not None and printed != citation.shown:
        note = _("文件中写作“%(printed)s”，签发时为“%(shown)s”。") % {"printed": printed, "shown": citation.shown}
        now = _tried(citation)
        return Verdict(citation, ALTERED, now, _text(citation, now) if now else "", note)
    if citation.is_outside:
        return Verdict(citation, STATED)
    now = _tried(citation)
    if now is None:
        return Verdict(
            citation, UNKNOWN, note=_("指标“%(code)s”已停用，或不在您的管辖范围内。") % {"code": citation.code}
        )
    text = _text(citation, now)
    if exact(now) != citation.value:
        return Verdict(citation, MOVED, now, text, _("按同一日期重算的数值与签发时不同。"))
    if now.digest != citation.digest:
        return Verdict(citation, MOVED, now, text, _("数值相同，但背后的记录已不是签发时的那些。"))
    if now.indicator.version != citation.definition_version:
        return Verdict(citation, AGREES, now, text, _("口径在签发后修订过，数值仍然相同。"))
    return Verdict(citation, AGREES, now, text)


def _tried(citation: Citation) -> Figure | None:
    if citation.is_outside:
        return None
    try:
        return recompute(citation)
    except (UnknownFigure, NoSuchDimension, OutOfScope):
        return None


def _text(citation: Citation, now: Figure) -> str:
    (quotation,) = parse(citation.quotation).quotations
    try:
        return shown(now, quotation.form)
    except CannotShow:
        return str(now.value)
