"""Reading an upload to its last row, and saying what it would do. Nothing is written but the upload and its staged rows.

Each block is committed with its position, so that a killed worker's successor goes on from there.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import datetime

from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.exchange import crew, files, layouts, staging
from linli.kernel.exchange.formats import Format, Layout, Outcome
from linli.kernel.exchange.models import Kind, Upload, UploadFault, fault_values
from linli.kernel.exchange.register_format import RegisterFormat
from linli.kernel.exchange.sources import Block, Source, open_source
from linli.kernel.exchange.spec import RecordSpec, get_spec
from linli.kernel.exchange.workbooks import Fault, WorkbookRefused

MOST_FAULTS = 10_000
MOST_NOTICES = 200
# A file this large is worth the second that it takes to start more processes.
APART_BYTES = 4_000_000

Step = Callable[[], AbstractContextManager[None]]
Tell = Callable[[int, int, str], None]


def _silent(done: int, total: int, note: str) -> None:
    pass


def formats_of(spec: RecordSpec) -> list[Format]:
    return [*spec.formats, RegisterFormat(spec)]


def check(upload: Upload, *, by: Post, at: datetime, step: Step = nullcontext, tell: Tell = _silent) -> None:
    """Stage what is good, keep what is wrong, and write the report. Raises WorkbookRefused.

    `step` opens the transactions (none: it all happens in the caller's), `tell` hears how far it is.
    """
    require(by, get_spec(upload.register).edit_permission)
    with closing(open_source(files.path_of(upload.stored_as))) as source:
        _refuse_disguised(source, upload.file_name)
        with step():
            found = layouts.find(source.head(), formats_of(get_spec(upload.register)), upload, by=by)
            _begin(upload, found)
            prepared = found.form.prepare(upload, by=by, at=at)
        if not found.faults:
            task = crew.Task(upload.pk, upload.register, found.form.code, found.layout, prepared, source.rows_of)
            _read(upload, source, found.form, task, step=step, tell=tell)
    tell(source.size, source.size, _("正在比对重复和已有的记录"))
    with step():
        _judge(upload, found.form, found.layout, by=by, at=at)


def _refuse_disguised(source: Source, file_name: str) -> None:
    """Plain text under the ending of a workbook is somebody's mistake, not a CSV."""
    if source.sheet_name == "CSV" and file_name.lower().endswith((".xlsx", ".xls")):
        raise WorkbookRefused(
            "not_a_workbook",
            _("“%(file)s”不是 Excel 工作簿，里面是纯文本。") % {"file": file_name},
            _("请用 Excel 或 WPS 打开原表，另存为 .xlsx 后再上传；如果本来就是 CSV，请把扩展名改为 .csv。"),
        )


def _begin(upload: Upload, found: layouts.Found) -> None:
    """From the start, or from where a killed worker had got to when that is all still there."""
    layout = {
        "format": found.form.code,
        "columns": {str(index): name for index, name in found.layout.columns.items()},
        "first_row": found.layout.first_row,
        "header_row": found.layout.header_row,
        "sheet": found.layout.sheet,
        "unknown": found.unknown,
        "missing": [[item.name, item.titles[0]] for item in found.missing],
    }
    if upload.position and upload.layout == layout and staging.count(upload) == upload.staged_count:
        return
    forget(upload)
    upload.layout = layout
    upload.report = {"notices": found.notices[:MOST_NOTICES], "faults_count": 0}
    _keep_faults(upload, found.faults)
    upload.save()


def forget(upload: Upload) -> None:
    """Begin again at the first row."""
    staging.drop(upload)
    upload.faults.all().delete()
    upload.position, upload.staged_count, upload.checked_at, upload.report = 0, 0, None, {}
    upload.layout = {}


def _read(upload: Upload, source: Source, form: Format, task: crew.Task, *, step: Step, tell: Tell) -> None:
    blocks = source.blocks(max(upload.position, task.layout.first_row - 1))
    is_apart = form.is_apart and source.size > APART_BYTES
    outcomes = crew.read_apart(task, blocks) if is_apart else _read_here(task, form, blocks, step)
    for block, outcome in outcomes:
        tell(block.done_bytes, source.size, _("已核对%(count)d行") % {"count": block.last})
        with step():
            staging.copy_in(outcome.lines, form.cells)
            _keep_faults(upload, outcome.faults)
            upload.position = block.last
            upload.staged_count += outcome.count
            room = MOST_NOTICES - len(upload.report["notices"])
            upload.report["notices"] += outcome.notices[: max(room, 0)]
            upload.save(update_fields=["position", "staged_count", "report"])


def _read_here(task: crew.Task, form: Format, blocks: Iterable[Block], step: Step) -> Iterator[tuple[Block, Outcome]]:
    """In a step of its own: a register's reader looks up the records that its columns name."""
    read = form.reader(task.upload_id, task.layout, task.prepared)
    for block in blocks:
        with step():
            outcome = read(task.rows(block))
        yield block, outcome


def _keep_faults(upload: Upload, faults: list[Fault]) -> None:
    kept = upload.report["faults_count"]
    upload.report["faults_count"] += len(faults)
    UploadFault.objects.bulk_create(
        UploadFault(division_id=upload.division_id, upload=upload, **fault_values(fault))
        for fault in faults[: max(MOST_FAULTS - kept, 0)]
    )


def _judge(upload: Upload, form: Format, layout: Layout, *, by: Post, at: datetime) -> None:
    _keep_faults(upload, list(form.judge(upload, layout, by=by, at=at)))
    settle(upload, at=at)


def settle(upload: Upload, *, at: datetime) -> None:
    """Count what is staged now, and close the report."""
    kinds = staging.counts_of_kinds(upload)
    upload.report |= {
        "rows_count": sum(kinds.values()),
        "create_count": kinds[Kind.FRESH],
        "change_count": kinds[Kind.CHANGED],
        "unchanged_count": kinds[Kind.UNCHANGED],
    }
    upload.staged_count = sum(kinds.values())
    upload.checked_at = at
    upload.save()


def layout_of(upload: Upload) -> Layout:
    """As it was found when the upload was checked."""
    known = upload.layout
    columns = {int(index): name for index, name in known["columns"].items()}
    return Layout(known["sheet"], known["header_row"], known["first_row"], columns)


def format_of(upload: Upload) -> Format:
    forms = formats_of(get_spec(upload.register))
    return next(form for form in forms if form.code == upload.layout["format"])
