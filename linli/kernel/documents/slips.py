"""Slips for many people on A4, eight on a sheet, to be cut apart: each with a name, a code, and the same address as QR code."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from linli.kernel.documents.pdf import CannotTypeset
from linli.kernel.documents.posters import modules

_TEMPLATE = Path(__file__).with_name("slips.typ")


@dataclass(frozen=True)
class Slip:
    """One person's. `where` helps whoever carries it to the right door."""

    name: str
    where: str
    code: str


@dataclass(frozen=True)
class Sheet:
    """What stands on every slip: the matter, the place, what the code is called, notes, and where it is used."""

    title: str
    place: str
    label: str
    notes: tuple[str, ...]
    address: str
    slips: tuple[Slip, ...]


def render_slips(sheet: Sheet, font_dirs: Iterable[str | Path]) -> bytes:
    """One or more A4 pages. The codes are in the bytes that it gives and nowhere else. Raises CannotTypeset."""
    content = asdict(sheet) | {"picture": _picture(sheet.address)}
    try:
        made = typst.compile(
            str(_TEMPLATE),
            format="pdf",
            font_paths=[str(folder) for folder in font_dirs if Path(folder).is_dir()],
            ignore_system_fonts=True,
            sys_inputs={"sheet": json.dumps(content, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise CannotTypeset(_("排版失败：%(message)s") % {"message": str(error)[:200]}) from error
    return made


def _picture(address: str) -> str:
    """The QR code as one drawing, which the file holds once however many slips show it."""
    rows = modules(address)
    size = len(rows)
    path = "".join(
        f"M{column} {row}h1v1h-1z" for row, line in enumerate(rows) for column, cell in enumerate(line) if cell == "1"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
