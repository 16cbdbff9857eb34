"""Workbooks that come back: what was typed in them goes to the answers they are of, and nothing on the page is lost."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.returns.actions.answering import WRITABLE, BadValue, add_row, put, set_cell
from linli.domains.returns.enums import AnswerState, RequestState, Source
from linli.domains.returns.models import Answer, Request, Row
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.answers import cells_of
from linli.domains.returns.queries.prefill import columns_of
from linli.domains.returns.rules.asked import Asked
from linli.domains.returns.rules.cells import Cell
from linli.domains.returns.rules.forms import Subject
from linli.domains.returns.rules.keys import Key
from linli.domains.returns.rules.subject_rows import naming_column
from linli.domains.returns.rules.taking import Change, Conflict, Page, Reading, compare, foreign_place
from linli.domains.returns.rules.values import doubt, shown
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import locked
from linli.kernel.audit.keeping import doing
from linli.kernel.exchange.workbooks import Fault, WorkbookRefused
from linli.kernel.exchange.workbooks.gathering import Gathered, gather, no_key

FILES_AT_ONCE = 200
MOST_FILES, MOST_BYTES = 6000, 600 * 1024 * 1024
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Taken:
    """What became of one file. `accepted`: cells that were set; rows that were added are in `added`."""

    answer: Answer
    file: str = ""
    accepted: int = 0
    added: int = 0
    unchanged: int = 0
    conflicts: Sequence[Conflict] = ()
    faults: Sequence[Fault] = ()
    notices: Sequence[str] = ()


@dataclass
class Batch:
    """`refused`: name of a file → why nothing of it was taken."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Back:
    """A file that is ours."""

    name: str
    key: Key
    gathered: Gathered


def take_back(data: bytes, *, by: Post, at: datetime, name: str = "") -> Taken:
    """Of one workbook. Raises PermissionRefused, WorkbookRefused with why nothing of it was taken."""
    batch = take_back_many([(name, data)], by=by, at=at)
    for _name, reason in batch.refused:
        raise WorkbookRefused("refused", reason, "")
    return batch.taken[0]


def take_back_many(
    files: Iterable[tuple[str, bytes]],
    *,
    by: Post,
    at: datetime,
    step: Callable[[], AbstractContextManager[None]] = nullcontext,
    tell: Tell = lambda done, total, note: None,
    total: int = 0,
) -> Batch:
    """Of many at once; each is taken or refused for itself. `step` gives each part a transaction, `tell` may end it between two."""
    require(by, Permission.ANSWER)
    batch = Batch()
    waiting: list[_Back] = []
    for done, (name, found) in enumerate(gather(_once(files, batch)), start=1):
        key = Key.read(found.key) if isinstance(found, Gathered) else None
        if isinstance(found, WorkbookRefused):
            batch.refused.append((name, str(found)))
        elif key is None:
            batch.refused.append((name, str(no_key())))
        else:
            waiting.append(_Back(name, key, found))
        if len(waiting) == FILES_AT_ONCE:
            with step():
                _take(waiting, batch, by=by, at=at)
            waiting = []
            tell(done, total, str(_("正在收取")))
    with step():
        _take(waiting, batch, by=by, at=at)
    tell(total, total, "")
    return batch


def unzipped(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Workbooks as they are, and those within zips. Raises WorkbookRefused for a zip that holds too much."""
    count = size = 0
    for name, data in files:
        for inner, content in _members(name, data):
            count += 1
            size += len(content)
            if count > MOST_FILES or size > MOST_BYTES:
                raise WorkbookRefused(
                    "too_many_files",
                    _("一次最多交回%(count)d个文件、%(size)d MB。")
                    % {"count": MOST_FILES, "size": MOST_BYTES // 1024 // 1024},
                    _("请分几次交回。"),
                )
            yield inner, content


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if not data.startswith(b"PK\x03\x04") or name.lower().endswith(".xlsx"):
        yield name, data
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        yield name, data  # which is refused as any damaged file is
        return
    with archive:
        if "[Content_Types].xml" in archive.namelist():
            yield name, data
            return
        for info in archive.infolist()[: MOST_FILES + 1]:
            if info.filename.lower().endswith(".xlsx") and not info.filename.startswith("__MACOSX"):
                if info.file_size > 20 * 1024 * 1024:
                    raise WorkbookRefused(
                        "too_large",
                        _("压缩包里的“%(name)s”太大。") % {"name": info.filename[-80:]},
                        _("请取出它单独交回。"),
                    )
                yield info.filename.rpartition("/")[2], archive.read(info)


def _once(files: Iterable[tuple[str, bytes]], batch: Batch) -> Iterator[tuple[str, bytes]]:
    seen: dict[bytes, str] = {}
    for name, data in files:
        digest = hashlib.sha256(data).digest()
        if digest in seen:
            batch.refused.append((name, _("与“%(name)s”是同一个文件，只收一次。") % {"name": seen[digest]}))
            continue
        seen[digest] = name
        yield name, data


def _take(backs: Sequence[_Back], batch: Batch, *, by: Post, at: datetime) -> None:
    if not backs:
        return
    with doing("take_back", by=by, at=at):
        ids = {each.key.answer for each in backs}
        answers = {each.pk: each for each in locked(Answer.objects.filter(pk__in=ids)).select_related("division")}
        requests = Request.objects.defer("workbook").in_bulk({each.request_id for each in answers.values()})
        columns = {pk: columns_of(request) for pk, request in requests.items()}
        rows: dict[int, dict[int, Row]] = {pk: {} for pk in answers}
        for row in Row.objects.filter(answer__in=ids).order_by("ordinal"):
            rows[row.answer_id][row.pk] = row
        writing = _Writing(by, at)
        for each in backs:
            answer = answers.get(each.key.answer)
            if answer is None:
                batch.refused.append((each.name, _("这份填报不在您的辖区，或者已经不在了。请核对文件是不是本村的。")))
                continue
            answer.request = requests[answer.request_id]
            if reason := _refusal(each, answer, columns[answer.request_id], by=by):
                batch.refused.append((each.name, reason))
            else:
                batch.taken.append(_taken(each, answer, rows[answer.pk], columns[answer.request_id], writing))
        writing.write()


def _refusal(back: _Back, answer: Answer, columns: Sequence[Asked], *, by: Post) -> str:
    """Why nothing of a file is taken; "" where it may be."""
    key, lines = back.key, back.gathered.lines
    if not by.scope.covers(*answer.division.range):
        return _("“%(name)s”的填报不在您的管辖范围内。") % {"name": answer.division.name}
    if key.request != answer.request_id or key.division != answer.division_id:
        return _("文件里的标识与填报不符，可能是从别的文件复制来的。请重新取工作簿填写。")
    if key.period_on != answer.period_on.isoformat():
        return _("文件是%(day)s那一期的。请取本期的工作簿填写。") % {"day": key.period_on}
    if answer.state == AnswerState.APPROVED:
        return _("“%(name)s”%(day)s的填报已经通过并锁定，不能再改。确需更正的，请联系发起单位。") % {
            "name": answer.division.name,
            "day": key.period_on,
        }
    if answer.state not in WRITABLE:
        return _("“%(name)s”的填报已经报送，正在审核。请审核的单位退回后再交。") % {"name": answer.division.name}
    if answer.request.state != RequestState.IN_FORCE:
        return _("这张报表已经停止，不再收取填报。")
    strange = [line for line in lines if line.token and line.token not in key.rows]
    other = foreign_place(lines, columns, answer.division.name)
    if strange or other:
        words = {"own": answer.division.name, "other": other or _("别的村（社区）")}
        return _(
            "文件的标识是“%(own)s”的，表里却是%(other)s的行：内容或标识是从别的文件复制来的，没有收。"
        ) % words + _("请各自在自己取出的文件里填写。")
    return ""


def _taken(
    back: _Back, answer: Answer, rows: Mapping[int, Row], columns: Sequence[Asked], writing: "_Writing"
) -> Taken:
    pages = {pk: Page(cells_of(row), row.cells) for pk, row in rows.items()}
    may_add = answer.request.subject != Subject.DIVISION and not answer.request.rows_of
    found = compare(back.key, back.gathered.lines, columns, pages, may_add=may_add)
    notices = list(found.notices)
    if not (found.changes or found.added or found.conflicts or found.faults):
        notices.append(
            _("这个文件里的改动以前都已收过，这次没有新的内容。") if found.known else _("文件里没有改动过的格子。")
        )
    accepted = writing.set(answer, rows, columns, found, back.key.sheet)
    return Taken(
        answer,
        back.name,
        accepted=accepted,
        added=len(found.added),
        unchanged=found.unchanged + found.known,
        conflicts=found.conflicts,
        faults=found.faults,
        notices=notices,
    )


class _Writing:
    """What files change in rows that are there, of many answers at once; rows that files add, and whom a row is about, one by one."""

    def __init__(self, by: Post, at: datetime):
        self.by, self.at = by, at
        self._on = timezone.localdate(at)
        self._changed: dict[int, Row] = {}

    def set(self, answer: Answer, rows: Mapping[int, Row], columns: Sequence[Asked], found: Reading, sheet: str) -> int:
        """How many cells were set; what is refused becomes a fault of the reading."""
        is_given = answer.request.rows_of or answer.request.subject == Subject.DIVISION
        naming = None if is_given else naming_column(columns, answer.request.subject)
        current, count = dict(rows), 0
        # Whom a row is about comes first: what is known of them fills the other cells.
        for change in sorted(found.changes, key=lambda each: each.asked != naming):
            if change.asked == naming:
                named = self._typed(current[change.row], change, found, sheet)
                current[change.row] = named or current[change.row]
                count += named is not None
            else:
                self._put(current[change.row], change)
                count += 1
        for line in found.added:
            row = add_row(answer, by=self.by, at=self.at)
            for change in line:
                count += self._typed(row, change, found, sheet) is not None
        return count

    def _put(self, row: Row, change: Change) -> None:
        before = Cell.from_json(row.cells.get(str(change.asked.index), {}))
        told = doubt(change.asked, change.value)
        cell = Cell(None, Source.FILE, before.of, self._on, self.by.user.name, told)
        for name, value in put(row, change.asked, cell, change.value).items():
            setattr(row, name, value)
        self._changed[row.pk] = row

    def _typed(self, row: Row, change: Change, found: Reading, sheet: str) -> Row | None:
        """As if on the page: the same person twice is refused, what is known of somebody is filled in."""
        index = change.asked.index
        try:
            return set_cell(row, index, change.value, by=self.by, at=self.at, source=Source.FILE)
        except BadValue as refusal:
            fault = Fault(sheet, change.line, change.asked.letters, change.value, str(refusal), "")
            found.faults.append(fault)
            return None

    def write(self) -> None:
        for row in self._changed.values():
            row.version += 1
            row.updated_at = self.at
        plain = [row for row in self._changed.values() if row.sealed is None]
        sealed = [row for row in self._changed.values() if row.sealed is not None]
        Row.objects.bulk_update(plain, ["cells", "version", "updated_at"], batch_size=500)
        Row.objects.bulk_update(sealed, ["cells", "sealed", "version", "updated_at"], batch_size=500)


def told(taken: Taken, *, with_personal: bool = True) -> dict[str, Any]:
    """As JSON, for a page. A job's result is kept, so there personal values are left out."""
    return {
        "answer": taken.answer.pk,
        "place": taken.answer.division.name,
        "file": taken.file,
        "accepted": taken.accepted,
        "added": taken.added,
        "unchanged": taken.unchanged,
        "notices": list(taken.notices),
        "faults": [{"ref": each.ref, "message": f"{each.message}{each.remedy}"} for each in taken.faults],
        "conflicts": [
            {
                "place": f"{each.row}-{each.asked.index}",
                "ref": each.ref,
                "name": "·".join(each.asked.path),
                "file": each.file_text if with_personal or not each.asked.is_personal else "",
                "value": shown(each.asked, each.file_value) if with_personal or not each.asked.is_personal else None,
                "page": each.page_text,
                "expected": None if each.asked.is_personal else shown(each.asked, each.page_value),
                "by": each.by,
                "on": each.on,
            }
            for each in taken.conflicts
        ],
    }
