"""Reads an issued letter back from its file, and finds what was changed in it.

Nothing that the file says about itself is believed: the words are those on its pages, and the caller compares them with what was
frozen when the letter was signed. The attached envelope only serves to recognise the file, and to find contradictions when
there is nothing else to compare with.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from linli.kernel.documents import comparing, letters, reading_docx, reading_pdf
from linli.kernel.documents.comparing import Alteration
from linli.kernel.documents.reading_limits import MAX_FILE_BYTES, MAX_TEXT, NotALinliDocument

__all__ = ["Alteration", "NotALinliDocument", "ReadDocument", "alterations", "contradictions", "read_document"]


@dataclass(frozen=True)
class ReadDocument:
    """What a file holds. `text` is without white space and page numbers; `marked` gives for each quoted figure the words that
    stand in its place, once for each quotation. `manifest` and all `stated_` are the file's own claims; `foreign` names parts
    that no issued letter has, such as pictures or notes pasted over the text."""

    kind: str
    manifest: dict
    text: str
    marked: dict[str, list[str]]
    identity: str = ""
    sha256: str = ""
    stated_text: str = ""
    stated_marks: dict[str, str] = field(default_factory=dict)
    stated_digest_matches: bool = True
    foreign: tuple[str, ...] = ()


def read_document(source: str | Path | bytes) -> ReadDocument:
    """Reads a PDF or .docx that Linli issued. Raises NotALinliDocument, with a message for the clerk, for anything else."""
    data = _bytes_of(source)
    if data.startswith(b"%PDF-"):
        kind, found = "pdf", reading_pdf.extract(data)
    elif data.startswith(b"PK"):
        kind, found = "docx", reading_docx.extract(data)
    else:
        raise NotALinliDocument(_("这不是 PDF 或 .docx 文件，请选择平台签发的答复文件。"))
    content = _envelope(found.envelope)
    text = letters.squeeze(found.text)
    if len(text) > MAX_TEXT:
        raise NotALinliDocument(_("文件正文超过%(count)d字，不是平台签发的公文。") % {"count": MAX_TEXT})
    stated = letters.squeeze(content["text"])
    places = [(mark, start, end) for mark, start, end in content["figures"]]
    return ReadDocument(
        kind=kind,
        manifest=content["manifest"],
        text=text,
        marked=found.marked if found.marked is not None else comparing.words_at(places, stated, text),
        identity=content["identity"],
        sha256=hashlib.sha256(data).hexdigest(),
        stated_text=stated,
        stated_marks={mark: stated[start:end] for mark, start, end in reversed(places)},
        stated_digest_matches=content.get("digest") == letters.digest(content),
        foreign=found.foreign,
    )


def alterations(read: ReadDocument, expected_text: str, expected_marks: dict[str, str]) -> list[Alteration]:
    """What in the file differs from the letter as issued: figures first, then other words, then foreign parts. Empty when the
    file still says what was signed. `expected_text` is `plain_text(letter)`; white space does not count."""
    expected = letters.squeeze(expected_text)
    marks = {mark: letters.squeeze(text) for mark, text in expected_marks.items()}
    found = comparing.altered_figures(marks, read.marked)
    found += comparing.altered_words(expected, read.text)
    return found + [Alteration("foreign", "", "", part, "") for part in read.foreign]


def contradictions(read: ReadDocument) -> list[Alteration]:
    """Where the pages of a file contradict its own attachment, when the letter as issued is not at hand. Finds a change made in
    either of the two; a forger who changes both alike is found only by `alterations` against the frozen letter."""
    found = alterations(read, read.stated_text, read.stated_marks)
    if not read.stated_digest_matches:
        found.append(Alteration("manifest", "", "", "", ""))
    return found


def _bytes_of(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        try:
            size = path.stat().st_size if path.is_file() else None
            data = b"" if size is None or size > MAX_FILE_BYTES else path.read_bytes()
        except OSError as error:
            raise NotALinliDocument(
                _("文件“%(name)s”读不出来：%(why)s。") % {"name": path.name, "why": error.strerror}
            ) from error
        if size is None:
            raise NotALinliDocument(_("找不到文件“%(name)s”，请检查路径。") % {"name": path.name})
        if size > MAX_FILE_BYTES:
            data = b" " * (MAX_FILE_BYTES + 1)
    if not data:
        raise NotALinliDocument(_("文件是空的，请重新下载后再试。"))
    if len(data) > MAX_FILE_BYTES:
        raise NotALinliDocument(_("文件超过%(size)d MB，不是平台签发的公文。") % {"size": MAX_FILE_BYTES // 1_000_000})
    return data


def _envelope(raw: bytes) -> dict:
    """The attached claims, checked for shape, so that nobody behind has to expect nonsense."""
    try:
        content = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotALinliDocument(_("文件里的核验信息已损坏，请向签发单位索取原件。")) from error
    if not isinstance(content, dict) or content.get("format") != letters.FORMAT:
        raise NotALinliDocument(_("文件里的核验信息不是平台写入的，请向签发单位索取原件。"))
    if content.get("version") != letters.FORMAT_VERSION:
        raise NotALinliDocument(_("文件由另一版本的平台签发，请用签发它的版本核验。"))
    well_formed = (
        isinstance(content.get("manifest"), dict)
        and isinstance(content.get("identity"), str)
        and isinstance(content.get("text"), str)
        and len(content["text"]) <= MAX_TEXT * 2
        and _are_places(content.get("figures"), len(letters.squeeze(content["text"])))
    )
    if not well_formed:
        raise NotALinliDocument(_("文件里的核验信息残缺不全，请向签发单位索取原件。"))
    return content


def _are_places(figures: object, length: int) -> bool:
    """Whether these are [mark, start, end] in rising order within a text of that length."""
    if not isinstance(figures, list):
        return False
    done = 0
    for figure in figures:
        if not (isinstance(figure, list) and len(figure) == 3 and isinstance(figure[0], str)):
            return False
        mark, start, end = figure
        if not (type(start) is int and type(end) is int and done <= start <= end <= length):
            return False
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,23}", mark):
            return False
        done = end
    return True
