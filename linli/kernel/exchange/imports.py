"""A register's workbook, read, checked to the last row, and only then written: all of it or nothing.

The dry run writes nothing but the upload itself. It tries the rows against the database inside a savepoint that is undone,
so that constraints speak as well as rules do.
"""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.exchange import writes
from linli.kernel.exchange.models import Upload
from linli.kernel.exchange.rows import Batch, Reading
from linli.kernel.exchange.spec import Field, RecordSpec, get_spec
from linli.kernel.exchange.workbooks import (
    Cell,
    Fault,
    Header,
    Sheet,
    WorkbookRefused,
    find_header,
    is_comment_row,
    mark_faults,
    read_upload,
)

IGNORED = ("区划名称",)


class HasFaults(ValueError):
    """The workbook has faults or was already taken in; nothing was written."""


def dry_run(spec: RecordSpec, data: bytes, file_name: str, *, by: Post, at: datetime) -> Upload:
    """Check a workbook to the last row and keep it, with what was found, for `confirm`. Raises WorkbookRefused."""
    require(by, spec.edit_permission)
    batch = read(spec, data, file_name, by=by)
    if not batch.faults:
        _try(spec, batch, by=by, at=at)
    return Upload.objects.create(
        division=by.places[0],
        post=by,
        register=spec.code,
        file_name=file_name[:200],
        data=data,
        digest=hashlib.sha256(data).hexdigest(),
        report=batch.report(),
        uploaded_at=at,
    )


def confirm(upload: Upload, *, by: Post, at: datetime) -> int:
    """Write what the dry run showed, and return how many records that were. Raises HasFaults when it no longer holds."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if upload.confirmed_at:
            raise HasFaults(_("这个文件已经导入过了，没有重复写入。"))
        spec = get_spec(upload.register)
        written = take_in(spec, bytes(upload.data), upload.file_name, by=by, at=at)
        upload.confirmed_at = at
        upload.save(update_fields=["confirmed_at"])
    return written


def take_in(spec: RecordSpec, data: bytes, file_name: str, *, by: Post, at: datetime) -> int:
    """Read, check and write in one go; all or nothing. Raises HasFaults, WorkbookRefused, PermissionRefused."""
    require(by, spec.edit_permission)
    batch = read(spec, data, file_name, by=by)
    if batch.faults:
        first = batch.faults[0]
        raise HasFaults(
            _("“%(file)s”有%(count)d处问题，没有写入。第一处：%(sheet)s 第%(row)s行 %(message)s%(remedy)s")
            % {
                "file": file_name,
                "count": len(batch.faults),
                "sheet": first.sheet,
                "row": first.row,
                "message": first.message,
                "remedy": first.remedy,
            }
        )
    try:
        return writes.load(spec, batch.fresh, batch.changed, by=by, at=at)
    except IntegrityError as error:
        raise HasFaults(writes.violation(spec.model, error).message) from error


def sheet_name(data: bytes) -> str:
    """The name of the sheet that an import would read."""
    return _first_with_rows(read_upload(data)).name


def marked(upload: Upload) -> bytes:
    """A copy of the workbook as handed in, with its faults marked."""
    names = ("sheet", "row", "column", "value", "message", "remedy")
    faults = [Fault(**{name: fault[name] for name in names}) for fault in upload.report["faults"]]
    return mark_faults(bytes(upload.data), faults)


def read(spec: RecordSpec, data: bytes, file_name: str = "", *, by: Post) -> Batch:
    """Every row as a record, or as faults that say where, what, and how to mend it. Raises WorkbookRefused."""
    batch = Batch()
    sheet = _first_with_rows(read_upload(data))
    _refuse_disguised(sheet, file_name)
    header = find_header(sheet, [[title_of(spec, item), *item.aliases] for item in spec.fields])
    if header is None:
        raise WorkbookRefused(
            "no_header",
            _("“%(sheet)s”里没有找到表头。") % {"sheet": sheet.name},
            _("请使用本页下载的模板，表头须有：%(names)s。") % {"names": "、".join(_needed_titles(spec))},
        )
    batch.faults += _header_faults(spec, sheet, header)
    unknown = [str(cell.value) for cell in header.unknown if cell.value not in IGNORED]
    batch.notices += [_("没有用到“%(title)s”列。") % {"title": title[:40]} for title in unknown]
    if not batch.faults:
        _read_rows(spec, sheet, header, batch, by)
    return batch


def _refuse_disguised(sheet: Sheet, file_name: str) -> None:
    """Plain text under the ending of a workbook is somebody's mistake, not a CSV."""
    if sheet.name == "CSV" and file_name.lower().endswith((".xlsx", ".xls")):
        raise WorkbookRefused(
            "not_a_workbook",
            _("“%(file)s”不是 Excel 工作簿，里面是纯文本。") % {"file": file_name},
            _("请用 Excel 或 WPS 打开原表，另存为 .xlsx 后再上传；如果本来就是 CSV，请把扩展名改为 .csv。"),
        )


def _first_with_rows(sheets: list[Sheet]) -> Sheet:
    return next((sheet for sheet in sheets if sheet.rows), sheets[0])


def title_of(spec: RecordSpec, item: Field) -> str:
    """The header under which a workbook carries the field."""
    field = spec.model_field(item.name)
    if item.name == "division":
        return "区划代码"
    return f"{field.verbose_name}（元）" if item.kind == "yuan" else str(field.verbose_name)


def _needed_titles(spec: RecordSpec) -> list[str]:
    found = []
    for item in spec.fields:
        field = spec.model_field(item.name)
        if not (field.blank or field.null or field.has_default()):
            found.append(title_of(spec, item))
    return found


def _header_faults(spec: RecordSpec, sheet: Sheet, header: Header) -> list[Fault]:
    missing = [title for title in header.missing if title in _needed_titles(spec)]
    found = [
        Fault(
            sheet.name,
            header.row_number,
            None,
            None,
            _("缺少“%(title)s”列。") % {"title": title},
            _("请在表头补上这一列，或使用本页下载的模板。"),
        )
        for title in missing
    ]
    found += [
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
    return found


def _letters(cell: Cell) -> str:
    return cell.ref.rstrip("0123456789")


def _read_rows(spec: RecordSpec, sheet: Sheet, header: Header, batch: Batch, by: Post) -> None:
    by_title = {title_of(spec, item): item for item in spec.fields}
    columns = {index: by_title[title] for index, title in header.columns.items()}
    reading = Reading(spec, sheet, columns, batch, by)
    for row in sheet.rows:
        if row.number <= header.row_number or all(cell.is_blank for cell in row.cells):
            continue
        if row.number == header.row_number + 1 and is_comment_row(row.cells):
            batch.notices.append(_("第%(row)d行是填写说明，已跳过。") % {"row": row.number})
            continue
        reading.take(row)


def _try(spec: RecordSpec, batch: Batch, *, by: Post, at: datetime) -> None:
    """Let the database judge the rows, in a savepoint that is always undone; halve until the faulty rows are alone."""

    def attempt(fresh: list, changed: list) -> None:
        try:
            with transaction.atomic():
                writes.load(spec, fresh, changed, by=by, at=at)
                transaction.set_rollback(True)
        except IntegrityError as error:
            if len(fresh) + len(changed) == 1:
                record = fresh[0] if fresh else changed[0][0]
                finding = writes.violation(spec.model, error)
                sheet, row = batch.places[id(record)]
                batch.faults.append(Fault(sheet, row, None, None, finding.message, finding.remedy))
                return
            _halve(attempt, fresh, changed)
        finally:
            for record in fresh:
                record.pk = None

    if batch.fresh or batch.changed:
        attempt(batch.fresh, batch.changed)


def _halve(attempt, fresh: list, changed: list) -> None:
    if fresh and changed:
        attempt(fresh, [])
        attempt([], changed)
        return
    middle = (len(fresh) or len(changed)) // 2
    attempt(fresh[:middle], changed[:middle])
    attempt(fresh[middle:], changed[middle:])
