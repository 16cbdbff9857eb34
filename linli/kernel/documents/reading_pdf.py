"""The words and the attachment of a PDF, read with suspicion."""

import io
import logging
import re

from django.utils.translation import gettext as _
from pypdf import PageObject, PdfReader

from linli.kernel.documents.pdf import ATTACHMENT
from linli.kernel.documents.reading_limits import MAX_PAGE_BYTES, MAX_PAGES, MAX_PART_BYTES, Extract, NotALinliDocument

# Its warnings about a broken file would come beside our one sentence.
logging.getLogger("pypdf").setLevel(logging.ERROR)


def extract(data: bytes) -> Extract:
    """Takes a PDF apart. Raises NotALinliDocument."""
    try:
        return _read(PdfReader(io.BytesIO(data), strict=False), data)
    except NotALinliDocument:
        raise
    except Exception as error:  # the library lets errors of every kind out when a file is broken
        raise NotALinliDocument(_("PDF 已损坏或不完整，请重新下载原件。")) from error


def _read(reader: PdfReader, data: bytes) -> Extract:
    if reader.is_encrypted:
        raise NotALinliDocument(_("PDF 已加密，无法核验，请提供未加密的原件。"))
    if len(reader.pages) > MAX_PAGES:
        raise NotALinliDocument(_("PDF 超过%(count)d页，不是平台签发的公文。") % {"count": MAX_PAGES})
    envelope = _attachment(reader)
    text = "\n".join(_page_text(page, number) for number, page in enumerate(reader.pages, 1))
    return Extract(envelope, text, None, _foreign_parts(reader, data))


def _attachment(reader: PdfReader) -> bytes:
    for name, held in reader.attachments.items():
        if name != ATTACHMENT:
            continue
        content = held[0] if isinstance(held, list) else held
        if len(content) > MAX_PART_BYTES:
            break
        return content
    raise NotALinliDocument(_("PDF 里没有核验信息，不是平台签发的文件，或经过打印、扫描、另存。"))


def _page_text(page: PageObject, number: int) -> str:
    """The words of a page without its page number, which is the last or first thing on it."""
    drawing = page.get_contents()
    if drawing is not None and len(drawing.get_data()) > MAX_PAGE_BYTES:
        raise NotALinliDocument(_("PDF 第%(page)d页内容过大，不是平台签发的公文。") % {"page": number})
    text = "".join(page.extract_text().split())
    shown = re.escape(f"—{number}—")
    return re.sub(f"{shown}$|^{shown}", "", text, count=1)


def _foreign_parts(reader: PdfReader, data: bytes) -> tuple[str, ...]:
    """Ways to change what a reader sees without changing the text that is read: none of them is in an issued letter."""
    found = []
    if data.count(b"%%EOF") > 1:
        found.append(_("签发后又追加保存过内容"))
    for number, page in enumerate(reader.pages, 1):
        kinds = {str(note.get_object().get("/Subtype")) for note in page.get("/Annots") or []} - {"/Link"}
        if kinds:
            found.append(_("第%(page)d页有批注或覆盖内容") % {"page": number})
        resources = page.get("/Resources")
        if resources is not None and resources.get_object().get("/XObject"):
            found.append(_("第%(page)d页有图片或嵌入内容") % {"page": number})
    return tuple(found)
