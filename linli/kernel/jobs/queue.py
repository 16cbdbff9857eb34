"""Asking for a job, and taking the wish back. Both happen with the request's own transaction or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.kernel.jobs import running
from linli.kernel.jobs.models import Job, State
from linli.kernel.jobs.registry import get_kind

ROLE = "linli_jobs"
TASK = "linli.kernel.jobs.tasks.run"


def enqueue(name: str, *, by: Post, at: datetime, about: str = "", **params: Any) -> Job:
    """Ask for a job. It is run once this transaction is committed; `about` follows its title, for people to know it by."""
    kind = get_kind(name)
    title = _("%(title)s：%(about)s") % {"title": kind.title, "about": about} if about else str(kind.title)
    job = Job.objects.create(division=by.places[0], post=by, name=name, title=title[:200], params=params, asked_at=at)
    if settings.LINLI_JOBS_AT_ONCE:
        running.run_at_once(job, by=by, at=at)
    else:
        with as_queue():
            app.configure_task(TASK).defer(job=job.pk, post=by.pk)
    return job


def cancel(job: Job, *, at: datetime) -> None:
    """End a job that waits; ask one that runs to end. One that has ended stays as it is."""
    with transaction.atomic():
        current = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if current.is_ended:
            return
        current.cancel_asked_at = at
        if current.state == State.QUEUED:
            current.state, current.ended_at, current.note = State.CANCELLED, at, _("已取消，没有开始。")
        current.save(update_fields=["cancel_asked_at", "state", "ended_at", "note"])


@contextmanager
def as_queue() -> Iterator[None]:
    """Inside the current transaction, work on the tables of the queue, and on no others."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(scope.current().statements())
