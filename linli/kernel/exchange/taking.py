"""Writing what was checked: in one transaction, or not at all."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit import log
from linli.kernel.audit.guard import writing
from linli.kernel.divisions.scope import Scope
from linli.kernel.exchange import checking, files, staging, together, writes
from linli.kernel.exchange.formats import Format
from linli.kernel.exchange.models import Upload, UploadFault, fault_values
from linli.kernel.exchange.spec import get_spec
from linli.kernel.exchange.workbooks import Fault

NAMED_ROWS = 10


class HasFaults(ValueError):
    """The file has faults or was already taken in; nothing was written."""


class Overtaken(HasFaults):
    """Since the check somebody changed or entered what these rows would write; `faults` names them."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = list(faults)
        rows = "、".join(str(fault.row) for fault in self.faults[:NAMED_ROWS])
        words = {"count": len(self.faults), "rows": rows + ("…" if len(self.faults) > NAMED_ROWS else "")}
        super().__init__(
            _("核对以后，有%(count)d行的记录被他人修改或登记了（第%(rows)s行），没有写入。请重新核对。") % words
        )


def take(upload: Upload, *, by: Post, at: datetime, in_parts: bool = False) -> int:
    """Write the staged rows, and say how many records that were. Raises HasFaults, Overtaken; then nothing is written.

    Faulty rows stop it, unless the upload says that only the good ones are wanted. `in_parts`: a large upload may be
    written by several sessions; the caller does it inside `together.settled`.
    """
    with transaction.atomic():
        current = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        _require_ready(current, by)
        form, layout = checking.format_of(current), checking.layout_of(current)
        overtaken = list(form.overtaken(current, layout))
        if overtaken and not current.is_partial:
            raise Overtaken(overtaken)
        add_faults(current, overtaken)
        # Those who write in parts do not see what this transaction has left out.
        parts = together.shares(current, by.scope) if in_parts and form.is_apart and not overtaken else []
        try:
            counts = _write(form, current, parts, by=by, at=at)
        except IntegrityError as error:
            raise HasFaults(writes.violation(get_spec(current.register).model, error).message) from error
        staging.drop(current)
        current.report |= counts | {"skipped_count": current.faults_count}
        current.confirmed_at = upload.confirmed_at = at
        current.save(update_fields=["confirmed_at", "report"])
        stored_as = current.stored_as
        if not current.faults_count:
            transaction.on_commit(lambda: files.remove(stored_as))
    return counts["create_count"] + counts["change_count"]


def _write(form: Format, upload: Upload, parts: Sequence[Scope], *, by: Post, at: datetime) -> dict[str, int]:
    def write() -> dict[str, int]:
        with writing(), log.accounted("import", by=by, at=at):
            return form.write(upload, by=by, at=at)

    try:
        found = together.write(upload, parts, write) if len(parts) > 1 else [write()]
    except together.InEachOthersWay:
        found = [write()]
    with writing(), log.accounted("import", by=by, at=at):
        more = form.finish(upload, by=by, at=at)
    return {name: sum(counts[name] for counts in found) for name in found[0]} | more


def _require_ready(upload: Upload, by: Post) -> None:
    require(by, get_spec(upload.register).edit_permission)
    if upload.confirmed_at:
        raise HasFaults(_("这个文件已经导入过了，没有重复写入。"))
    if upload.checked_at is None or staging.count(upload) != upload.staged_count:
        raise HasFaults(_("核对结果已失效，没有写入。请重新核对。"))
    if upload.faults_count and not upload.is_partial:
        raise HasFaults(_first_fault(upload))


def _first_fault(upload: Upload) -> str:
    first = upload.faults.first()
    words = {"file": upload.file_name, "count": upload.faults_count}
    if first is None:
        return _("“%(file)s”有%(count)d处问题，没有写入。") % words
    words |= {"sheet": first.sheet, "row": first.row, "message": first.message, "remedy": first.remedy}
    return _("“%(file)s”有%(count)d处问题，没有写入。第一处：%(sheet)s 第%(row)s行 %(message)s%(remedy)s") % words


def add_faults(upload: Upload, faults: Sequence[Fault]) -> None:
    """Keep what was found after the check, beside what the check found."""
    if faults:
        upload.report["faults_count"] = upload.faults_count + len(faults)
        UploadFault.objects.bulk_create(
            UploadFault(division_id=upload.division_id, upload=upload, **fault_values(fault))
            for fault in faults[: checking.MOST_FAULTS]
        )
        checking.settle(upload, at=upload.checked_at or upload.uploaded_at)


def leave_out(upload: Upload, faults: Sequence[Fault]) -> None:
    """Rows that were overtaken are no longer staged, and stand among the faults."""
    staging.drop(upload, [fault.row for fault in faults])
    add_faults(upload, faults)


def blame(upload: Upload, *, by: Post, at: datetime) -> None:
    """Find the rows that the database refused, where the check had left them to it; keep them as faults."""
    if upload.confirmed_at or upload.faults_count or not upload.checked_at:
        return
    form, layout = checking.format_of(upload), checking.layout_of(upload)
    add_faults(upload, list(form.blame(upload, layout, by=by, at=at)))
