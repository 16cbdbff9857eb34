"""A register's file, handed in, read and checked to the last row, and only then written.

On a page: `receive`, then the jobs of `tasks.py`. At once, in the caller's transaction: `dry_run` and `confirm`, or `take_in`.
"""

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.exchange import checking, files, staging
from linli.kernel.exchange.models import Upload
from linli.kernel.exchange.sources import open_source
from linli.kernel.exchange.spec import RecordSpec
from linli.kernel.exchange.taking import HasFaults, Overtaken, take
from linli.kernel.exchange.workbooks import Fault, Limits, mark_faults
from linli.kernel.exchange.workbooks.marking import list_faults

__all__ = ["HasFaults", "Overtaken", "confirm", "dry_run", "marked", "receive", "sheet_name", "take_in"]

# Styles are kept in a marked copy up to this size; beyond it the list of faults comes back alone.
MARKED_BYTES = Limits().max_bytes


def receive(spec: RecordSpec, blocks: Iterable[bytes], file_name: str, *, by: Post, at: datetime) -> Upload:
    """Keep a file for checking. Nothing is read yet."""
    require(by, spec.edit_permission)
    name, size, digest = files.keep(blocks)
    return Upload.objects.create(
        division=by.places[0],
        post=by,
        register=spec.code,
        file_name=file_name[:200],
        stored_as=name,
        size=size,
        digest=digest,
        uploaded_at=at,
    )


def dry_run(spec: RecordSpec, data: bytes, file_name: str, *, by: Post, at: datetime) -> Upload:
    """Check a file to the last row and keep it, with what was found, for `confirm`. Raises WorkbookRefused."""
    upload = receive(spec, [data], file_name, by=by, at=at)
    checking.check(upload, by=by, at=at)
    return upload


def confirm(upload: Upload, *, by: Post, at: datetime) -> int:
    """Write what the dry run showed, and return how many records that was. Raises HasFaults, Overtaken."""
    return take(upload, by=by, at=at)


def take_in(spec: RecordSpec, data: bytes, file_name: str, *, by: Post, at: datetime) -> int:
    """Read, check and write in one go; all or nothing. Raises HasFaults, WorkbookRefused, PermissionRefused."""
    upload = dry_run(spec, data, file_name, by=by, at=at)
    try:
        return take(upload, by=by, at=at)
    finally:
        files.remove(upload.stored_as)


def sheet_name(path: Path) -> str:
    """The name of the sheet that an import would read."""
    with closing(open_source(path)) as source:
        return source.sheet_name


def marked(upload: Upload) -> bytes:
    """The user's own workbook with its faults marked, or a workbook of the faults alone where it is too large.

    Raises FileNotFoundError when the file has been removed.
    """
    faults = [
        Fault(fault.sheet, fault.row, fault.column, fault.value, fault.message, fault.remedy)
        for fault in upload.faults.all()
    ]
    path = files.path_of(upload.stored_as)
    if upload.size > MARKED_BYTES:
        return list_faults(faults)
    with path.open("rb") as file:
        return mark_faults(file.read(), faults)


def give_up(upload: Upload) -> None:
    """Forget an upload's rows and its file; what was found stays to be read."""
    staging.drop(upload)
    files.remove(upload.stored_as)
