"""Finding the columns of a file: by name, by the spec's aliases, and by what people of this place have said before."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.exchange.formats import Expected, Format, Layout
from linli.kernel.exchange.models import HeaderAlias, Upload
from linli.kernel.exchange.workbooks import Cell, Fault, Header, Sheet, WorkbookRefused, find_header, is_comment_row

IGNORED = ("区划名称",)
LONGEST_TITLE = 120


class Found:
    """The format that a sheet is of, its layout, and what is to be said of its header."""

    def __init__(self, sheet: Sheet, form: Format, header: Header, expected: Sequence[Expected]):
        self.form = form
        names = {item.titles[0]: item.name for item in expected}
        columns = {index: names[title] for index, title in header.columns.items()}
        self.layout = Layout(sheet.name, header.row_number, header.row_number + 1, columns)
        self.unknown = [str(cell.value)[:LONGEST_TITLE] for cell in header.unknown if cell.value not in IGNORED]
        self.missing = [item for item in expected if item.name not in columns.values()]
        self.faults = [*_missing_faults(sheet, header, self.missing), *_doubled_faults(sheet, header)]
        self.notices = [_("没有用到“%(title)s”列。") % {"title": title[:40]} for title in self.unknown]
        self._skip_comments(sheet)

    def _skip_comments(self, sheet: Sheet) -> None:
        row = next((row for row in sheet.rows if row.number > self.layout.header_row), None)
        if row is not None and row.number == self.layout.header_row + 1 and is_comment_row(row.cells):
            self.notices.append(_("第%(row)d行是填写说明，已跳过。") % {"row": row.number})
            self.layout.first_row = row.number + 1


def find(sheet: Sheet, forms: Sequence[Format], upload: Upload, *, by: Post) -> Found:
    """The first format that has what it needs; else that which knows most columns. Raises WorkbookRefused."""
    nearest: Found | None = None
    for form in forms:
        expected = [_known_here(item, upload, by) for item in form.expected()]
        header = find_header(sheet, [list(item.titles) for item in expected])
        if header is None:
            continue
        found = Found(sheet, form, header, expected)
        if form.fits(set(found.layout.columns.values())) and not found.faults:
            return found
        if nearest is None or len(found.layout.columns) >= len(nearest.layout.columns):
            nearest = found
    if nearest is None:
        needed = [item.titles[0] for item in forms[-1].expected() if item.is_needed]
        raise WorkbookRefused(
            "no_header",
            _("“%(sheet)s”里没有找到表头。") % {"sheet": sheet.name},
            _("请使用本页下载的模板，表头须有：%(names)s。") % {"names": "、".join(needed)},
        )
    return nearest


def _known_here(item: Expected, upload: Upload, by: Post) -> Expected:
    """With the headers that people have said to mean this field, for this file or for an earlier one."""
    said = [title for title, name in upload.titles.items() if name == item.name]
    return Expected(
        item.name, (*item.titles, *said, *_remembered(upload.register, by).get(item.name, ())), item.is_needed
    )


def _remembered(register: str, by: Post) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for alias in HeaderAlias.objects.filter(register=register, division=by.places[0]):
        found.setdefault(alias.field, []).append(alias.title)
    return found


def remember(upload: Upload, titles: dict[str, str], *, by: Post, at: datetime) -> None:
    """Keep what a person said the headers mean, for this file and for those of this place that come later."""
    upload.titles = {**upload.titles, **titles}
    upload.save(update_fields=["titles"])
    for title, name in titles.items():
        HeaderAlias.objects.update_or_create(
            division=by.places[0], register=upload.register, title=title, defaults={"field": name, "said_at": at}
        )


def _missing_faults(sheet: Sheet, header: Header, missing: Sequence[Expected]) -> list[Fault]:
    remedy = _("请在表头补上这一列，或使用本页下载的模板。")
    return [
        Fault(sheet.name, header.row_number, None, None, _("缺少“%(title)s”列。") % {"title": item.titles[0]}, remedy)
        for item in missing
        if item.is_needed
    ]


def _doubled_faults(sheet: Sheet, header: Header) -> list[Fault]:
    return [
        Fault(
            sheet.name,
            header.row_number,
            _letters(cell),
            str(cell.value),
            _("表头“%(title)s”出现了两次。") % {"title": cell.value},
            _("请删去或改名其中一列。"),
        )
        for cell in header.doubled
    ]


def _letters(cell: Cell) -> str:
    return cell.ref.rstrip("0123456789")
