"""Running one job to its end: who asked is looked at again, the scope is theirs, and the end is written down."""

import logging
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import clock, scope
from linli.kernel.jobs.models import Job, State
from linli.kernel.jobs.progress import AsideProgress, Cancelled, Progress
from linli.kernel.jobs.registry import JobFailed, Kind, get_kind

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
# The loss of the database, as Django says it, and as it comes from what we ask the driver ourselves (the second connection,
# COPY). A job that ends by anything else that is not caught here would be forgotten by the queue.
INTERRUPTIONS = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


class StillRunning(Exception):
    """Another process has this job in hand."""


def run(job_id: int, post_id: int) -> None:
    """Run a queued job. Raises StillRunning, or what the loss of the database raises: then it is to be tried again."""
    at = clock.now()
    post = _post(post_id)
    with transaction.atomic(), scope.entered(post.scope):
        job = Job.objects.filter(pk=job_id).first()
    if job is None:
        _give_up(job_id, _("提交作业的岗位已不再管辖原来的区划，作业没有执行。"), at)
        return
    with AsideProgress(job, post) as progress:
        if not progress.take():
            raise StillRunning(job_id)
        _run(job, progress, at)


def run_at_once(job: Job, *, by: Post, at: datetime) -> None:
    """Run a job within the caller's transaction and scope."""
    progress = Progress(job, by)
    state, note, kind = State.DONE, "", get_kind(job.name)
    try:
        with nullcontext() if kind.in_steps else transaction.atomic():
            job.result = kind.run(progress, by=by, at=at, **job.params)
    except (JobFailed, PermissionError) as refusal:
        state, note = State.FAILED, str(refusal)
    job.state, job.note, job.started_at, job.ended_at = state, note, at, at
    job.save(update_fields=["state", "note", "result", "started_at", "ended_at"])


def _post(post_id: int) -> Post:
    with transaction.atomic(), scope.entered(scope.NOTHING):
        return whole().get(pk=post_id)


def _run(job: Job, progress: AsideProgress, at: datetime) -> None:
    with progress.step_of_work():
        job.refresh_from_db()
    if job.is_ended:
        return
    if job.attempts_count >= MOST_ATTEMPTS:
        progress.say(State.FAILED, _("作业多次中断，已停止重试。请把文件分小后再试，或联系系统管理员。"), at)
        return
    if not progress.by.is_held(at.date()) or not progress.by.user.is_active:
        progress.say(State.FAILED, _("提交作业的岗位已离任，作业没有执行。"), at)
        return
    progress.say(State.RUNNING, "", at)
    try:
        _perform(get_kind(job.name), job, progress, at)
    except Cancelled:
        progress.say(State.CANCELLED, _("已取消，没有写入。"), clock.now())
    except (JobFailed, PermissionError) as refusal:
        progress.say(State.FAILED, str(refusal), clock.now())
    except INTERRUPTIONS:
        raise
    except Exception:
        logger.exception("Job %s (%s) failed.", job.pk, job.name)
        note = _("系统内部出错，没有写入任何数据。请把作业编号%(number)d告诉系统管理员。") % {"number": job.pk}
        progress.say(State.FAILED, note, clock.now())


def _perform(kind: Kind, job: Job, progress: AsideProgress, at: datetime) -> None:
    """The function, and its result in the same transaction, so that what is done is known to be done."""
    with nullcontext() if kind.in_steps else progress.step_of_work():
        result = kind.run(progress, by=progress.by, at=at, **job.params)
        if not kind.in_steps:
            _finish(job, progress, result)
    if kind.in_steps:
        with progress.step_of_work():
            _finish(job, progress, result)


def _finish(job: Job, progress: Progress, result: Any) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=State.DONE, note="", result=result, ended_at=clock.now(), **progress.counts
    )


def _give_up(job_id: int, note: str, at: datetime) -> None:
    with transaction.atomic(), scope.everything("a job that its post can no longer see is marked as failed"):
        try:
            Job.objects.filter(pk=job_id).update(state=State.FAILED, note=note, ended_at=at)
        except DatabaseError:
            logger.exception("Job %s could not be marked.", job_id)
