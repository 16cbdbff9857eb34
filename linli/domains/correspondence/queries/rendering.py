"""From a letter to the finished page: a draft with today's values, a signed letter from what was frozen."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.domains.correspondence.models import Citation, Letter
from linli.domains.correspondence.queries.quoted import Quoted, Reading, read_letter
from linli.kernel.documents.letters import Copy, OfficialLetter, Paragraph, Run

DRAFT_MARK = _("（草稿，未签发）")


def trace_url(letter: Letter, mark: str) -> str:
    """The absolute address printed into the files: it must work from a PDF on another machine."""
    path = reverse("correspondence:trace", kwargs={"identity": letter.identity, "mark": mark})
    return f"{settings.LINLI_BASE_URL.rstrip('/')}{path}"


def paragraphs(letter: Letter, reading: Reading) -> tuple[Paragraph, ...]:
    """The body with every quotation replaced by its value, each carrying its mark and its link."""
    return tuple(
        Paragraph(level, tuple(_run(letter, reading, piece) for piece in pieces))
        for level, pieces in reading.template.lines
    )


def _run(letter: Letter, reading: Reading, piece: Any) -> Run:
    if isinstance(piece, str):
        return Run(piece)
    quoted = reading.by_start[piece.start]
    if quoted.fault:
        return Run(f"【{quoted.key}】")
    return Run(quoted.text, quoted.mark, trace_url(letter, quoted.mark))


def official(letter: Letter, reading: Reading, *, signer: str, on: date) -> OfficialLetter:
    """The letter as a page. `signer` is empty for a draft."""
    return OfficialLetter(
        organ=letter.organ.name,
        document_number=letter.number,
        signer=signer,
        title=letter.title,
        salutation=letter.salutation,
        body=paragraphs(letter, reading),
        date=on,
        contact_name=letter.contact_name,
        contact_phone=letter.contact_phone,
        copies_to=tuple(Copy(row["recipient"], int(row["count"])) for row in letter.copies),
        identity=str(letter.identity),
    )


def draft(letter: Letter, reading: Reading | None = None) -> OfficialLetter:
    """The unsigned letter with today's values, marked as a draft. It carries no manifest: nothing of it is fixed yet."""
    made = official(letter, reading or read_letter(letter), signer="", on=letter.figures_on)
    return OfficialLetter(**{**vars(made), "document_number": f"{letter.number}{DRAFT_MARK}"})


def finished(letter: Letter) -> OfficialLetter:
    """The signed letter, word for word as it was frozen; a draft as `draft` gives it."""
    return thawed(letter.frozen) if letter.frozen else draft(letter)


def frozen(made: OfficialLetter) -> dict[str, Any]:
    """A finished letter as JSON. Its manifest is built from the citations, so it is not kept twice."""
    return {**asdict(made), "date": made.date.isoformat(), "printed_on": None, "manifest": made.manifest}


def thawed(kept: dict[str, Any]) -> OfficialLetter:
    body = tuple(Paragraph(each["level"], tuple(Run(**run) for run in each["runs"])) for each in kept["body"])
    copies = tuple(Copy(**each) for each in kept["copies_to"])
    return OfficialLetter(**{**kept, "body": body, "copies_to": copies, "date": date.fromisoformat(kept["date"])})


def manifest(letter: Letter, citations: list[Citation], signed_at: str) -> dict[str, Any]:
    """What travels inside the file for whoever verifies it. The register, not the file, is what is believed."""
    return {
        "letter": str(letter.identity),
        "number": letter.number,
        "signed_at": signed_at,
        "figures": [
            {
                "mark": each.mark,
                "kind": each.kind,
                "name": each.name,
                "code": each.code,
                "shown": each.shown,
                "value": each.value,
                "records": each.records_count,
                "digest": each.digest,
                "source": each.source,
            }
            for each in citations
        ],
    }


def sentence_of(quoted: Quoted, reading: Reading) -> str:
    """The sentence in which a quotation stands, with its values put in."""
    for _level, pieces in reading.template.lines:
        if not any(piece is quoted.quotation for piece in pieces):
            continue
        before = after = ""
        seen = False
        for piece in pieces:
            text = piece if isinstance(piece, str) else reading.by_start[piece.start].text
            if piece is quoted.quotation:
                seen = True
                before += text
            elif seen:
                after += text
            else:
                before += text
        head = before[max(before.rfind(stop, 0, len(before) - len(quoted.text)) for stop in "。；") + 1 :]
        ends = [at for at in (after.find(stop) for stop in "。；") if at >= 0]
        return (head + (after[: min(ends) + 1] if ends else after)).strip()
    return ""
