"""What the job queue does for workbooks: check an upload, write it, make an export, clear away what is old."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts.models import Post
from linli.kernel.exchange import checking, files, taking, together
from linli.kernel.exchange.models import Upload
from linli.kernel.exchange.workbooks import WorkbookRefused
from linli.kernel.jobs.progress import Progress
from linli.kernel.jobs.registry import JobFailed, job, periodic


@job("exchange.check", title=_("核对导入文件"), in_steps=True)
def check(progress: Progress, *, by: Post, at: datetime, upload: int) -> None:
    with progress.step_of_work():
        found = Upload.objects.get(pk=upload)
    if found.checked_at:
        return
    try:
        checking.check(found, by=by, at=at, step=progress.step_of_work, tell=progress.step)
    except WorkbookRefused as refusal:
        raise JobFailed(str(refusal)) from refusal
    except FileNotFoundError as error:
        raise JobFailed(str(_("文件已经过期删除，请重新上传。"))) from error


@job("exchange.take", title=_("写入导入文件"), in_steps=True)
def take(progress: Progress, *, by: Post, at: datetime, upload: int) -> dict[str, Any]:
    """A worker killed before the commit leaves all to be done, one killed after it leaves nothing."""
    with progress.step_of_work():
        found = Upload.objects.get(pk=upload)
    with together.settled(found) if progress.is_aside else nullcontext():
        return {"written": _take(found, progress, by=by, at=at)}


def _take(found: Upload, progress: Progress, *, by: Post, at: datetime) -> int:
    if found.confirmed_at:
        return found.report["create_count"] + found.report["change_count"]
    progress.step(0, 0, str(_("正在写入")))
    try:
        with progress.step_of_work():
            return taking.take(found, by=by, at=at, in_parts=progress.is_aside)
    except taking.Overtaken as overtaken:
        with progress.step_of_work():
            taking.leave_out(Upload.objects.get(pk=found.pk), overtaken.faults)
        raise JobFailed(str(overtaken)) from overtaken
    except taking.HasFaults as refusal:
        with progress.step_of_work():
            taking.blame(Upload.objects.get(pk=found.pk), by=by, at=at)
        raise JobFailed(str(refusal)) from refusal


@periodic(seconds=20)
def settle() -> None:
    """An import whose worker was killed between its commits is brought to its end."""
    together.settle_all()


@periodic(seconds=600)
def sweep() -> None:
    """Files are kept for as long as the setting says."""
    files.sweep(settings.LINLI_EXCHANGE_HOURS * 3600)
