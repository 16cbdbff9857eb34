"""Comparing a file with the letter as it was signed, and the letter with the records."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.queries.rendering import thawed
from linli.domains.correspondence.queries.verdicts import ALTERED, MOVED, Verdict, judge
from linli.kernel.documents.letters import places, plain_text
from linli.kernel.documents.reading import Alteration, ReadDocument, alterations


@dataclass(frozen=True)
class Report:
    """What was found. `problem` stands where there is no signed letter to compare with."""

    letter: Letter | None
    verdicts: list[Verdict] = field(default_factory=list)
    altered: list[Alteration] = field(default_factory=list)
    problem: str = ""

    @property
    def holds(self) -> bool:
        """Every figure agrees, and no word of the file was changed."""
        return not self.problem and not self.altered and all(each.holds for each in self.verdicts)

    @property
    def conclusion(self) -> str:
        if self.problem:
            return self.problem
        codes = {each.code for each in self.verdicts}
        if self.altered or ALTERED in codes:
            return _("不一致：文件的文字在签发后被改动过。")
        if MOVED in codes:
            return _("不一致：文件未被改动，但背后的数据在签发后变了。")
        return (
            _("一致：文件与签发时相同，每个数字都能由记录重新算出。") if self.holds else _("不一致：有的数字无法重算。")
        )

    def to_json(self) -> dict[str, Any]:
        letter = self.letter
        return {
            "holds": self.holds,
            "conclusion": self.conclusion,
            "letter": {"identity": str(letter.identity), "number": letter.number, "title": letter.title}
            if letter
            else None,
            "signed_at": letter.signed_at.isoformat() if letter and letter.signed_at else None,
            "signed_by": letter.signer_name if letter else None,
            "figures": [each.to_json() for each in self.verdicts],
            "alterations": [str(each) for each in self.altered],
        }


def verify(read: ReadDocument) -> Report:
    """Judge a file. The register is believed, never what the file says of itself."""
    letter = _letter_of(read.identity)
    if letter is None:
        return Report(None, problem=_("本系统没有签发过这份公文，无法核验。"))
    if not letter.frozen:
        return Report(letter, problem=_("这是草稿，公文还没有签发。"))
    issued = thawed(letter.frozen)
    marks = {place.mark: place.text for place in places(issued)}
    verdicts = [judge(each, _printed(read, each.mark, each.shown)) for each in letter.citations.select_related("place")]
    return Report(letter, verdicts, alterations(read, plain_text(issued), marks))


def _letter_of(identity: str) -> Letter | None:
    try:
        return Letter.objects.filter(identity=identity).select_related("organ").first()
    except (ValidationError, ValueError):  # the file says an identity that is none
        return None


def _printed(read: ReadDocument, mark: str, shown: str) -> str:
    """What the file says in the place of a figure: the words that differ, where any do."""
    wanted = "".join(shown.split())
    return next((words for words in read.marked.get(mark) or [""] if words != wanted), shown)
