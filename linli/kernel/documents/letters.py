"""What an official letter consists of, and the one text that all its renderings carry.

The PDF, the editable copy and the reading back all take their words from here, so that they can be compared letter by letter.
Pure: no database, no clock, no files.
"""

import datetime
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

FORMAT = "linli-letter"
FORMAT_VERSION = 1
BODY, HEADING_1, HEADING_2, HEADING_3 = range(4)

_MARK = re.compile(r"[A-Za-z][A-Za-z0-9]{0,23}")


@dataclass(frozen=True)
class Run:
    """A stretch of text. `mark` is the citation key of a quoted figure ("F3"), `url` the page where the figure can be traced."""

    text: str
    mark: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if self.mark is not None and not _MARK.fullmatch(self.mark):
            raise ValueError(
                _("引用标记“%(mark)s”不合规定：以英文字母开头，只用字母和数字，不超过24个。") % {"mark": self.mark[:40]}
            )


@dataclass(frozen=True)
class Paragraph:
    """Level 0 is text; 1 is 一、, 2 is （一）, 3 is 1. A heading may run on: its style ends with its first full stop."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Copy:
    """Who else receives the letter (抄送), and how many copies."""

    recipient: str
    copies: int = 1


@dataclass(frozen=True)
class OfficialLetter:
    """A finished letter in the reply form of GB/T 9704-2012. Empty optional parts are left out of the page.

    `organ` is the red head as printed. A line break in `title` is a forced break. `signature` is the organ's name above the date.
    `manifest` is JSON-able and travels inside the file. `identity` is a UUID as text.
    """

    organ: str
    document_number: str
    signer: str
    title: str
    salutation: str
    body: tuple[Paragraph, ...]
    date: datetime.date
    contact_name: str = ""
    contact_phone: str = ""
    copies_to: tuple[Copy, ...] = ()
    publicity: str = ""
    printed_by: str = ""
    printed_on: datetime.date | None = None
    signature: str = ""
    identity: str = ""
    manifest: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One paragraph of the page, in reading order; `kind` says which element of the letter it is."""

    kind: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Place:
    """Where a quoted figure stands in the squeezed text of the letter."""

    mark: str
    start: int
    end: int
    text: str


def lines(letter: OfficialLetter) -> list[Line]:
    """Every paragraph of the letter in reading order, exactly as printed. Kinds: organ, number, signer, title, salutation,
    body0 to body3, signature, date, note, copies, printed."""
    plain = [
        ("organ", letter.organ),
        ("number", letter.document_number),
        ("signer", _signer_text(letter)),
        ("title", letter.title),
        ("salutation", _salutation_text(letter)),
    ]
    closing = [
        ("signature", letter.signature),
        ("date", date_text(letter.date)),
        ("note", _note_text(letter)),
        ("copies", _copies_text(letter)),
        ("printed", letter.printed_by + printed_on_text(letter)),
    ]
    found = [Line(kind, (Run(printable(text)),)) for kind, text in plain]
    found += [Line(f"body{p.level}", tuple(Run(printable(r.text), r.mark, r.url) for r in p.runs)) for p in letter.body]
    found += [Line(kind, (Run(printable(text)),)) for kind, text in closing]
    return [line for line in found if line.text.strip()]


def plain_text(letter: OfficialLetter) -> str:
    """The letter as plain text, one paragraph a line: what a reader of any of its files must find."""
    return "\n".join(line.text for line in lines(letter))


def places(letter: OfficialLetter) -> list[Place]:
    """Every quoted figure in reading order, with its offsets in `squeeze(plain_text(letter))`."""
    found, at = [], 0
    for run in (run for line in lines(letter) for run in line.runs):
        text = squeeze(run.text)
        if run.mark:
            found.append(Place(run.mark, at, at + len(text), text))
        at += len(text)
    return found


def envelope(letter: OfficialLetter) -> dict:
    """What travels inside the file: the caller's manifest, the words as issued, and a digest that ties them together."""
    content = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "identity": letter.identity,
        "manifest": letter.manifest,
        "text": plain_text(letter),
        "figures": [[place.mark, place.start, place.end] for place in places(letter)],
    }
    return {**content, "digest": digest(content)}


def digest(content: dict) -> str:
    """SHA-256 over the envelope without its own digest; the same content gives the same digest whatever the order of keys."""
    kept = {key: value for key, value in content.items() if key != "digest"}
    packed = json.dumps(kept, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def squeeze(text: str) -> str:
    """The text without any white space: line breaks and gaps differ between file formats, words must not."""
    return "".join(text.split())


def printable(text: str) -> str:
    """The text without characters that no page shows: control signs, and format signs that could hide or turn round words."""
    shown = re.sub(r"[\t\r\v\f\u2028\u2029]", " ", text)
    return "".join(char for char in shown if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


def heading_and_rest(runs: tuple[Run, ...]) -> tuple[list[Run], list[Run]]:
    """Parts a run-in heading (（一）……。正文……) behind its first full stop. A quoted figure is never cut in two."""
    for index, run in enumerate(runs):
        stop = run.text.find("。")
        if stop < 0 or run.mark:
            continue
        head, rest = Run(run.text[: stop + 1], None, run.url), Run(run.text[stop + 1 :], None, run.url)
        return [*runs[:index], head], [part for part in (rest, *runs[index + 1 :]) if part.text]
    return list(runs), []


def date_text(on: datetime.date) -> str:
    """2021年7月9日: Arabic figures, no leading zeros. Source: GB/T 9704-2012 §7.3.5."""
    return f"{on.year}年{on.month}月{on.day}日"


def printed_on_text(letter: OfficialLetter) -> str:
    return f"{date_text(letter.printed_on)}印发" if letter.printed_on else ""


def _signer_text(letter: OfficialLetter) -> str:
    return f"签发人：{letter.signer}" if letter.signer.strip() else ""


def _salutation_text(letter: OfficialLetter) -> str:
    words = letter.salutation.strip()
    return words if not words or words.endswith(("：", ":")) else f"{words}："


def _note_text(letter: OfficialLetter) -> str:
    parts = [
        f"{label}：{value.strip()}"
        for label, value in (
            ("联系人", letter.contact_name),
            ("电话", letter.contact_phone),
            ("公开方式", letter.publicity),
        )
        if value.strip()
    ]
    return f"（{'　　'.join(parts)}）" if parts else ""


def _copies_text(letter: OfficialLetter) -> str:
    named = [f"{copy.recipient.strip()}（{copy.copies}份）" for copy in letter.copies_to if copy.recipient.strip()]
    return f"抄送：{'，'.join(named)}。" if named else ""
