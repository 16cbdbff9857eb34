"""An official letter as PDF/A-3b, set by typst on the grid of GB/T 9704-2012."""

import functools
import json
import re
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from linli.kernel.documents import letters, titles
from linli.kernel.documents.letters import Line, OfficialLetter, Run

ATTACHMENT = "linli.json"

_TEMPLATE = Path(__file__).with_name("letter.typ")
_FONT_FILES = (".ttf", ".otf", ".ttc", ".otc")
_NOTO_SERIF, _NOTO_SANS = "Noto Serif SC", "Noto Sans SC"
# Licensed faces a customer drops in come first, then free ones of the same kind, then the ones that come with the set-up.
_FACES = {
    "xbs": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", _NOTO_SERIF),
    "fang": (
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FangSong",
        "仿宋",
        "FandolFang R",
        "FandolFang",
        _NOTO_SERIF,
        _NOTO_SANS,
    ),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "FandolKai", _NOTO_SERIF, _NOTO_SANS),
    "hei": ("SimHei", "黑体", "FandolHei", _NOTO_SANS),
    "song": ("SimSun", "宋体", "FandolSong", _NOTO_SERIF),
}


class CannotTypeset(Exception):
    """The letter cannot be set in type; the message says what is missing and how to mend it."""


def render_pdf(letter: OfficialLetter, font_dirs: Iterable[str | Path]) -> bytes:
    """The letter as PDF, with the manifest attached as linli.json. The same letter and fonts give the same bytes.

    Only fonts of `font_dirs` are used. Raises CannotTypeset when there are none, or none has one of the characters: an official
    letter never shows an empty box for a name.
    """
    return typeset(_TEMPLATE, lambda families: _page_data(letter, families), font_dirs)


def typeset(template: Path, page_data: Callable[[frozenset[str]], dict], font_dirs: Iterable[str | Path]) -> bytes:
    """One template of this folder set as PDF/A-3b; `page_data(families)` is what it reads. Raises CannotTypeset."""
    compiler, families = _compiler(_stamp(font_dirs), template)
    content = json.dumps(page_data(families), ensure_ascii=False)
    with _LOCK:
        try:
            made = compiler.compile(format="pdf", pdf_standards=["a-3b"], sys_inputs={"letter": content}, timestamp=0)
        except typst.TypstError as error:
            raise CannotTypeset(_fault(error)) from error
    if not isinstance(made, bytes):
        raise CannotTypeset(_("排版没有产生文件，请联系管理员。"))
    return made


# A compiler keeps its fonts and its memory of earlier pages between letters, and sets one at a time.
_LOCK = threading.Lock()


def _stamp(font_dirs: Iterable[str | Path]) -> tuple[tuple[str, int], ...]:
    """Every font file with its time of change: a face that is dropped in is used without a restart."""
    folders = [Path(folder) for folder in font_dirs]
    files = [
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.suffix.lower() in _FONT_FILES
    ]
    if not files:
        shown = "、".join(str(folder) for folder in folders)
        raise CannotTypeset(
            _("字体文件夹（%(folders)s）里没有字体，无法排版；请先运行 make demo 取得字体，或放入字体文件。")
            % {"folders": shown}
        )
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(files))


@functools.lru_cache(maxsize=4)
def _compiler(stamp: tuple[tuple[str, int], ...], template: Path) -> tuple[typst.Compiler, frozenset[str]]:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=sorted({str(Path(path).parent) for path, _at in stamp}),
    )
    compiler = typst.Compiler(template, root=template.parent, font_paths=fonts, ignore_system_fonts=True)
    return compiler, frozenset(fonts.families())


def _page_data(letter: OfficialLetter, families: frozenset[str]) -> dict:
    lines = letters.lines(letter)
    texts = {line.kind: line.text for line in lines if not line.kind.startswith("body")}
    label, _colon, name = texts.get("signer", "").partition("：")
    has_imprint = bool(letter.printed_by or letter.printed_on)
    title = titles.balance(texts.get("title", ""))
    return {
        **faces(families),
        "organ": texts.get("organ", ""),
        "number": texts.get("number", ""),
        "signer": {"label": f"{label}：", "name": name} if name else None,
        "title": title,
        "heading": "".join(title),
        "author": texts.get("organ", ""),
        "day": {"year": letter.date.year, "month": letter.date.month, "day": letter.date.day},
        "body": [_runs(line) for line in lines if line.kind.startswith("body")],
        **{kind: texts.get(kind) for kind in ("salutation", "signature", "date", "note", "copies")},
        "printed": {"by": letters.printable(letter.printed_by), "on": letters.printed_on_text(letter)}
        if has_imprint
        else None,
        "attachment": {
            "name": ATTACHMENT,
            "content": json.dumps(letters.envelope(letter), ensure_ascii=False, sort_keys=True),
            "description": _("文中数据的来源，供核验"),
        },
    }


def _runs(line: Line) -> list[dict]:
    level = int(line.kind.removeprefix("body"))
    head, rest = letters.heading_and_rest(line.runs) if level else ([], list(line.runs))
    return [_run(run, f"heading{level}") for run in head] + [_run(run, "body") for run in rest]


def _run(run: Run, style: str) -> dict:
    return {"text": run.text, "url": run.url or None, "style": style}


def faces(families: frozenset[str]) -> dict:
    """For each role of a face those that are there, the best first."""
    chains = {role: [name for name in names if name in families] or sorted(families) for role, names in _FACES.items()}
    stands_in = {role: chain[0] in (_NOTO_SERIF, _NOTO_SANS) for role, chain in chains.items()}
    return {
        "faces": chains,
        # Without the real faces, weight and width have to tell the head, the title and the headings apart.
        "weights": {role: "bold" if stands_in[role] else "regular" for role in ("xbs", "kai", "hei")},
        "narrow": 0.78 if stands_in["xbs"] else 1.0,
    }


def _fault(error: typst.TypstError) -> str:
    message = str(error)
    if "could not be displayed" in message:
        char = message.partition('`"')[2].partition('"`')[0]
        # Characters that are not letters come as an escape.
        char = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), char)
        return _("字体里没有“%(char)s”字，无法排版；请把含有该字的字体文件放入字体文件夹后重试。") % {"char": char}
    return _("排版失败：%(message)s") % {"message": message[:200]}
