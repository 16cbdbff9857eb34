"""A sheet for a notice board as PDF: a head, a text, a table, and a QR code of the page where the same can be read."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import qrcode  # type: ignore[import-untyped]  # it carries no types
import typst
from django.utils.translation import gettext as _

from linli.kernel.documents.pdf import CannotTypeset

_TEMPLATE = Path(__file__).with_name("poster.typ")


@dataclass(frozen=True)
class Poster:
    """`table` is rows of cells, the first of which names the columns; `address` is what the QR code leads to."""

    head: str
    title: str
    text: str
    table: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    address: str
    caption: str


def render_poster(poster: Poster, font_dirs: Iterable[str | Path]) -> bytes:
    """One or more A4 pages. Raises CannotTypeset."""
    width = max((len(row) for row in poster.table), default=0)
    content = asdict(poster) | {
        "text": poster.text.splitlines(),
        "table": [[*row, *[""] * (width - len(row))] for row in poster.table],
        "modules": modules(poster.address),
    }
    try:
        made = typst.compile(
            str(_TEMPLATE),
            format="pdf",
            font_paths=[str(folder) for folder in font_dirs if Path(folder).is_dir()],
            ignore_system_fonts=True,
            sys_inputs={"poster": json.dumps(content, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise CannotTypeset(_("排版失败：%(message)s") % {"message": str(error)[:200]}) from error
    return made


def modules(text: str) -> list[str]:
    """The QR code as rows of 0 and 1, with the quiet border that readers ask for. Source: GB/T 18284-2000 §6."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]
