"""How a running job speaks to those who wait for it: on a connection of its own, so that they see it before it commits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from django.db import connections, transaction

from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.kernel.jobs.models import Job, State

OFTEN_ENOUGH_SECONDS = 0.5
# First key of the advisory locks that say "this job is being run".
LOCK_SPACE = 1_818_324_585


class Cancelled(Exception):
    """The person who asked for the job does not want it any more."""


class Progress:
    """Handed to every job. `step` costs nothing when it is called often. `is_aside`: the job is not in somebody's transaction."""

    is_aside = False

    def __init__(self, job: Job, by: Post):
        self.job, self.by = job, by
        self._told_at = 0.0
        self._told: tuple[int, int, str] = (0, 0, "")
        self._is_cancelled = False

    def step(self, done: int, total: int = 0, note: str = "") -> None:
        """So much is done, of so much in all (0: unknown). Raises Cancelled."""
        self._speak((done, total, note))
        self.refuse_if_cancelled()

    def refuse_if_cancelled(self) -> None:
        """Raises Cancelled, at most half a second after the wish."""
        self._speak(self._told)
        if self._is_cancelled:
            raise Cancelled

    @property
    def counts(self) -> dict[str, int]:
        """The last word, which those who wait may not have heard yet."""
        return {"done_count": self._told[0], "total_count": self._told[1]}

    @contextmanager
    def step_of_work(self) -> Iterator[None]:
        """A transaction of its own under the scope of the post; committed at its end, whatever comes after."""
        with transaction.atomic(), scope.entered(self.by.scope):
            yield

    def _speak(self, told: tuple[int, int, str]) -> None:
        now = time.monotonic()
        if now - self._told_at < OFTEN_ENOUGH_SECONDS and told[1:] == self._told[1:]:
            self._told = told
            return
        self._told, self._told_at = told, now
        self._is_cancelled = self._write(*told)

    def _write(self, done: int, total: int, note: str) -> bool:
        Job.objects.filter(pk=self.job.pk).update(done_count=done, total_count=total, note=note)
        return Job.objects.filter(pk=self.job.pk, cancel_asked_at__isnull=False).exists()


class AsideProgress(Progress):
    """Writes on a second connection, which also holds the lock that says the job is being run."""

    is_aside = True

    def __init__(self, job: Job, by: Post):
        super().__init__(job, by)
        self._aside: Any = connections["default"].copy()

    def __enter__(self) -> Self:
        self._aside.ensure_connection()
        return self

    def __exit__(self, *_error: object) -> None:
        self._aside.close()

    def take(self) -> bool:
        """True when nobody else runs this job. The lock goes with the connection, and so with the process."""
        found = self._aside.connection.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, self.job.pk % 2**31])
        return bool(found.fetchone()[0])

    def say(self, state: State, note: str, at: datetime) -> None:
        """Write a state, whatever becomes of the transaction of the job."""
        column = "started_at" if state is State.RUNNING else "ended_at"
        more = ", attempts_count = attempts_count + 1" if state is State.RUNNING else ""
        self._execute(f"state = %s, note = %s, {column} = %s{more}", [state, note, at])

    def _write(self, done: int, total: int, note: str) -> bool:
        return bool(self._execute("done_count = %s, total_count = %s, note = %s", [done, total, note]))

    def _execute(self, values: str, params: list[Any]) -> bool:
        """Whether the job's end is wished for."""
        connection = self._aside.connection
        with connection.transaction():
            connection.execute(self.by.scope.statements())
            found = connection.execute(
                f"UPDATE jobs_job SET {values} WHERE id = %s RETURNING cancel_asked_at IS NOT NULL",
                [*params, self.job.pk],
            ).fetchone()
        return bool(found and found[0])
