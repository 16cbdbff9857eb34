"""The process that runs jobs: it takes what waits, takes up again what a killed worker left, and keeps the clockwork going."""

import logging
import os
import sys
import threading
import time
import zlib

from django.conf import settings
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app

from linli.kernel.divisions import scope
from linli.kernel.jobs.progress import LOCK_SPACE
from linli.kernel.jobs.queue import ROLE, as_queue
from linli.kernel.jobs.registry import Periodic, all_periodics, periodic

logger = logging.getLogger(__name__)

# A job has its lock within milliseconds of being taken; before that it only looks abandoned.
YOUNG_SECONDS = 5
PATIENCE_SECONDS = 5
PERIODIC_LOCK_SPACE = 1_818_324_586

ABANDONED = f"""
SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM procrastinate_jobs
WHERE status = 'doing'
  AND NOT EXISTS (
    SELECT 1 FROM procrastinate_events e
    WHERE e.job_id = procrastinate_jobs.id AND e.type = 'started' AND e.at > now() - interval '{YOUNG_SECONDS} seconds')
  AND NOT EXISTS (
    SELECT 1 FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.classid = {LOCK_SPACE} AND l.objid = ((args->>'job')::bigint % 2147483648)::oid AND l.objsubid = 2)
"""


def run(*, wait: bool = True, is_attached: bool = False) -> None:
    """Work until interrupted, or with wait=False until nothing waits. `is_attached`: end when standard input closes."""
    # Jobs are rolled back and taken up again by the next worker: nothing is gained by waiting for them.
    if is_attached:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    take_up_abandoned()
    if wait:
        for each in all_periodics():
            threading.Thread(target=_repeat, args=(each,), name=each.name, daemon=True).start()
    with app.replace_connector(_connector()) as worker_app:
        worker_app.run_worker(
            queues=["jobs"],
            concurrency=settings.LINLI_JOBS_AT_A_TIME,
            wait=wait,
            delete_jobs="always",
            shutdown_graceful_timeout=PATIENCE_SECONDS,
            install_signal_handlers=wait,
        )
    connections.close_all()
    if wait:
        sys.stdout.flush()
        os._exit(0)


@periodic(seconds=5)
def take_up_abandoned() -> None:
    """Queue again what is marked as running while nobody holds its lock: its worker is gone."""
    with transaction.atomic(), scope.entered(scope.NOTHING), as_queue(), connection.cursor() as cursor:
        cursor.execute(ABANDONED)
        if found := cursor.fetchall():
            logger.warning("%d jobs of a worker that is gone are queued again.", len(found))


def run_due(each: Periodic) -> bool:
    """Run a periodic function unless another worker is at it."""
    with transaction.atomic(), scope.entered(scope.NOTHING):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(%s, %s)", [PERIODIC_LOCK_SPACE, zlib.crc32(each.name.encode()) >> 1]
            )
            if not cursor.fetchone()[0]:
                return False
        each.run()
    return True


def _repeat(each: Periodic) -> None:
    pause = each.first_after
    while True:
        time.sleep(pause)
        pause = each.seconds
        try:
            run_due(each)
        except Exception:
            # The next turn may go well: a restarted database, a deadlock.
            logger.exception("%s failed.", each.name)
            connection.close()


def _connector():
    from procrastinate import PsycopgConnector  # noqa: PLC0415 - slow import
    from procrastinate.contrib.django.utils import connector_params  # noqa: PLC0415 - slow import

    return PsycopgConnector(kwargs={**connector_params(), "options": f"-c role={ROLE}"})


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
