"""What the queue does for returns: sending to very many communities, and what each day brings."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.returns.actions import sending, taking_back
from linli.domains.returns.models import Request
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions import clock, scope
from linli.kernel.exchange import files
from linli.kernel.exchange.workbooks import WorkbookRefused
from linli.kernel.jobs.progress import Progress
from linli.kernel.jobs.registry import DAY_SECONDS, SOON_SECONDS, JobFailed, job, periodic


@job("returns.send", title=_("下发报表"), in_steps=True)
def send(progress: Progress, *, by: Post, at: datetime, request: int) -> dict[str, int]:
    """A worker that is killed has sent to some; sending again goes on with the others."""
    with progress.step_of_work():
        found = Request.objects.get(pk=request)
    try:
        sent = sending.send(found, by=by, at=at, step=progress.step_of_work, tell=progress.step)
    except Refused as refusal:
        raise JobFailed(str(refusal)) from refusal
    return {"opened": sent.opened, "by_records": sent.by_records, "todos": sent.todos}


@job("returns.take_back", title=_("收回工作簿"), in_steps=True)
def take_back(progress: Progress, *, by: Post, at: datetime, kept: list[tuple[str, str]]) -> dict[str, Any]:
    """What is taken before an end stays taken: handing the same files in again brings only what is missing."""
    stored = ((name, files.path_of(where).read_bytes()) for name, where in kept)
    try:
        batch = taking_back.take_back_many(
            taking_back.unzipped(stored), by=by, at=at, step=progress.step_of_work, tell=progress.step
        )
    except WorkbookRefused as refusal:
        raise JobFailed(str(refusal)) from refusal
    except FileNotFoundError as error:
        raise JobFailed(str(_("文件已经过期删除，请重新交回。"))) from error
    for _name, where in kept:
        files.remove(where)
    taken = [taking_back.told(each, with_personal=False) for each in batch.taken]
    return {"taken": taken, "refused": batch.refused}


@periodic(seconds=DAY_SECONDS, first_after=SOON_SECONDS)
def turn_the_day() -> None:
    """What has come to its end stops, and of what goes on the next period begins."""
    with scope.everything("returns of all units whose period begins or whose end has come"):
        sending.end_overdue(at=clock.now())
        sending.open_next_periods(at=clock.now())
