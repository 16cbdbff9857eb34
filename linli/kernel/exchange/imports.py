"""A register's workbook, read, checked to the last row, and only then written: all of it or nothing.

The dry run writes nothing but the upload itself. It tries the rows against the database inside a savepoint that is undone,
so that constraints speak as well as rules do.
"""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import log
from linli.kernel.exchange import writes
from linli.kernel.exchange.cells import reader
from linli.kernel.exchange.models import Upload
from linli.kernel.exchange.spec import RecordSpec, get_spec
from linli.kernel.exchange.workbooks import marking, reading
from linli.kernel.exchange.workbooks.values import ValueFault

IGNORED = ("区划名称",)


class HasFaults(ValueError):
    """The workbook has faults or was already taken in; nothing was written."""


@dataclass
class Batch:
    """What a workbook would do."""

    fresh: list[Any] = field(default_factory=list)
    changed: list[tuple[Any, dict]] = field(default_factory=list)
    unchanged: int = 0
    faults: list[marking.Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    places: dict[int, tuple[str, int]] = field(default_factory=dict)  # id(record) -> sheet, row

    def report(self) -> dict[str, Any]:
        return {
            "rows_count": len(self.fresh) + len(self.changed) + self.unchanged,
            "create_count": len(self.fresh),
            "change_count": len(self.changed),
            "unchanged_count": self.unchanged,
            "faults": [asdict(fault) for fault in self.faults],
            "notices": self.notices,
        }


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
        report=_plain(batch.report()),
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


def marked(upload: Upload) -> bytes:
    """A copy of the workbook as handed in, with its faults marked."""
    faults = [marking.Fault(**fault) for fault in upload.report["faults"]]
    return marking.mark_faults(bytes(upload.data), faults)


def read(spec: RecordSpec, data: bytes, file_name: str, *, by: Post) -> Batch:
    """Every row as a record, or as faults that say where, what, and how to mend it."""
    batch = Batch()
    sheet = _sheet(data, file_name)
    header = reading.find_header(sheet, [_titles(spec, item) for item in spec.fields])
    batch.notices += [str(notice) for notice in header.notices if not any(name in str(notice) for name in IGNORED)]
    batch.faults += _header_faults(spec, sheet, header)
    if not batch.faults:
        _read_rows(spec, sheet, header, batch, by)
    return batch


def _sheet(data: bytes, file_name: str) -> reading.Sheet:
    if file_name.lower().endswith(".csv"):
        return reading.read_csv(data)
    sheets = reading.read_workbook(data)
    return next((sheet for sheet in sheets if sheet.rows), sheets[0])


def _titles(spec: RecordSpec, item: Any) -> list[str]:
    return [title_of(spec, item), *item.aliases]


def title_of(spec: RecordSpec, item: Any) -> str:
    """The header under which a workbook carries the field."""
    field = spec.model._meta.get_field(item.name)
    if item.name == "division":
        return "区划代码"
    return f"{field.verbose_name}（元）" if item.kind == "yuan" else str(field.verbose_name)


def _header_faults(spec: RecordSpec, sheet: reading.Sheet, header: reading.Header) -> list[marking.Fault]:
    found = []
    for index, item in enumerate(spec.fields):
        model_field = spec.model._meta.get_field(item.name)
        needed = not (model_field.blank or model_field.null or model_field.has_default())
        if needed and index not in header.columns.values():
            title = title_of(spec, item)
            found.append(
                marking.Fault(
                    sheet.name,
                    header.row_number,
                    None,
                    None,
                    _("缺少“%(title)s”列。") % {"title": title},
                    _("请在表头补上这一列，或使用本页下载的模板。"),
                )
            )
    for doubled in header.doubled:
        found.append(
            marking.Fault(
                sheet.name,
                header.row_number,
                None,
                str(doubled),
                _("表头“%(title)s”出现了两次。") % {"title": doubled},
                _("请删去或改名其中一列。"),
            )
        )
    return found


def _read_rows(spec: RecordSpec, sheet: reading.Sheet, header: reading.Header, batch: Batch, by: Post) -> None:
    columns = {index: spec.fields[number] for index, number in header.columns.items()}
    readers = {index: reader(spec, item) for index, item in columns.items()}
    known = _existing(spec)
    seen: dict[tuple, int] = {}
    uniques = {item.name: {} for item in spec.fields if _is_unique(spec, item.name) and item.name not in spec.key}
    for row in sheet.rows:
        if row.number <= header.row_number or all(cell.value in (None, "") for cell in row.cells):
            continue
        if row.number == header.row_number + 1 and reading.is_comment_row(row.cells):
            batch.notices.append(_("第%(row)d行是填写说明，已跳过。") % {"row": row.number})
            continue
        values = _values(spec, sheet, row, columns, readers, batch)
        if values is None:
            continue
        _place(spec, sheet, row, values, known, seen, uniques, columns, batch, by)


def _is_unique(spec: RecordSpec, name: str) -> bool:
    try:
        return spec.model._meta.get_field(name).unique
    except FieldDoesNotExist:
        return False


def _existing(spec: RecordSpec) -> dict[tuple, Any]:
    return {_key(spec, record): record for record in spec.model.objects.select_related(None)}


def _key(spec: RecordSpec, record: Any) -> tuple:
    return tuple(getattr(record, spec.model._meta.get_field(name).attname) for name in spec.key)


def _values(spec, sheet, row, columns, readers, batch) -> dict[str, Any] | None:
    values, faults = {}, []
    cells = {index: cell for index, cell in enumerate(row.cells)}
    for index, item in columns.items():
        cell = cells.get(index)
        try:
            if cell is not None and cell.formula:
                raise ValueFault(_("单元格里是公式，不是数据。"), _("请复制后“选择性粘贴—数值”。"))
            values[item.name] = readers[index](cell.value if cell else None)
        except ValueFault as fault:
            ref = cell.ref if cell else reading.column_letter(index) + str(row.number)
            faults.append(_fault(sheet, row, ref, cell.value if cell else None, fault.message, fault.remedy))
    batch.faults += faults
    return None if faults else values


def _fault(sheet, row, ref, value, message, remedy) -> marking.Fault:
    return marking.Fault(sheet.name, row.number, ref, None if value is None else str(value), str(message), str(remedy))


def _place(spec, sheet, row, values, known, seen, uniques, columns, batch, by) -> None:
    """Put one row's values among the fresh, the changed or the unchanged; or say what is wrong with them."""
    refs = {item.name: reading.column_letter(index) + str(row.number) for index, item in columns.items()}

    def fault(name: str, message: str, remedy: str) -> None:
        value = values.get(name)
        shown = getattr(value, "short_code", value)
        batch.faults.append(_fault(sheet, row, refs.get(name), shown, message, remedy))

    before_count = len(batch.faults)
    division = values.get("division")
    if division is not None and not by.scope.covers(*division.range):
        fault(
            "division",
            _("“%(name)s”不在您岗位的管辖范围内。") % {"name": division.name},
            _("请删去这一行，或由有权限的单位导入。"),
        )
        return
    existing = known.get(_key(spec, spec.model(**{name: values.get(name) for name in spec.key})))
    before = log.values_of(existing) if existing else None
    record = existing or spec.model()
    for name, value in values.items():
        setattr(record, name, value)
    for finding in spec.check(values if existing is None else {**writes.before_values(spec, existing), **values}):
        if finding.is_error:
            fault(finding.field, finding.message, finding.remedy)
        else:
            batch.notices.append(_("第%(row)d行：%(message)s") % {"row": row.number, "message": finding.message})
    key = _key(spec, record)
    if key in seen:
        fault(spec.key[0], _("与第%(row)d行重复。") % {"row": seen[key]}, _("同一编号只保留一行。"))
    seen.setdefault(key, row.number)
    for name, taken in uniques.items():
        value = values.get(name)
        if value is not None and taken.setdefault(value, row.number) != row.number:
            fault(name, _("与第%(row)d行重复。") % {"row": taken[value]}, _("请核对后改正其中一行。"))
    if len(batch.faults) > before_count:
        return
    batch.places[id(record)] = (sheet.name, row.number)
    if existing is None:
        batch.fresh.append(record)
    elif before != log.values_of(record):
        batch.changed.append((record, before))
    else:
        batch.unchanged += 1


def _try(spec: RecordSpec, batch: Batch, *, by: Post, at: datetime) -> None:
    """Let the database judge the rows, in a savepoint that is always undone; halve until the faulty rows are alone."""

    def attempt(fresh: list, changed: list) -> None:
        try:
            with transaction.atomic():
                writes.load(spec, fresh, changed, by=by, at=at)
                raise _Undo
        except _Undo:
            pass
        except IntegrityError as error:
            if len(fresh) + len(changed) == 1:
                record = fresh[0] if fresh else changed[0][0]
                finding = writes.violation(spec.model, error)
                sheet, row = batch.places[id(record)]
                batch.faults.append(marking.Fault(sheet, row, None, None, finding.message, finding.remedy))
                return
            _halve(attempt, fresh, changed)
        finally:
            for record in fresh:
                record.pk = None

    if batch.fresh or batch.changed:
        attempt(batch.fresh, batch.changed)


class _Undo(Exception):
    """Ends the trial."""


def _halve(attempt, fresh: list, changed: list) -> None:
    if fresh and changed:
        attempt(fresh, [])
        attempt([], changed)
        return
    middle = (len(fresh) or len(changed)) // 2
    attempt(fresh[:middle], changed[:middle])
    attempt(fresh[middle:], changed[middle:])


def _plain(report: dict[str, Any]) -> dict[str, Any]:
    report["notices"] = report["notices"][:200]
    return report
