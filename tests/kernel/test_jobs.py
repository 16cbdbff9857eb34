"""The queue with its own process: transactional, seen while it runs, cancelled, killed and taken up again."""

import os
import signal
import time

import pytest
from django.db import ProgrammingError, connection, transaction

from linli.config import postgres
from linli.config.keys import Place
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.kernel.jobs import queue, worker
from linli.kernel.jobs.models import Job, State
from linli.kernel.jobs.progress import LOCK_SPACE
from linli.kernel.jobs.registry import JobFailed, job, periodic
from tests.cast import NOW
from tests.workers import settled, start_worker, wait_for, work_off


@job("test.count", title="数数")
def count(progress, *, by, at, upto=3, refuse="", pause=0.0):
    for number in range(upto):
        progress.step(number + 1, upto)
        time.sleep(pause)
    if refuse:
        raise JobFailed(refuse)
    seen = sorted(Job.objects.values_list("pk", flat=True))
    return {"upto": upto, "seen": seen, "scope": list(map(list, scope.current().ranges))}


@job("test.break", title="坏的")
def broken(progress, *, by, at):
    raise ZeroDivisionError


@pytest.fixture
def clerk(own_database, settings):
    """A clerk of Hualong in a database of its own, where commits are real."""
    settings.LINLI_JOBS_AT_ONCE = False
    return settled("cast_officer", "410902000000")


def ask(by, name="test.count", **params):
    with transaction.atomic(), scope.entered(by.scope):
        return queue.enqueue(name, by=by, at=NOW, **params)


def state_of(asked, by):
    with transaction.atomic(), scope.entered(by.scope):
        return Job.objects.get(pk=asked.pk)


def test_job_runs_under_the_scope_of_the_post_that_asked(clerk):
    asked = ask(clerk)
    work_off()

    done = state_of(asked, clerk)
    assert (done.state, done.done_count, done.total_count) == (State.DONE, 3, 3)
    assert done.result["scope"] == [list(clerk.places[0].range)]


def test_job_of_a_request_that_is_undone_is_never_run(clerk):
    with transaction.atomic(), scope.entered(clerk.scope):
        queue.enqueue("test.count", by=clerk, at=NOW)
        transaction.set_rollback(True)
    with transaction.atomic(), queue_tables() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def queue_tables():
    cursor = connection.cursor()
    cursor.execute("SET LOCAL ROLE linli_jobs")
    return cursor


@pytest.mark.parametrize("name, params, note", [
    ("test.count", {"refuse": "文件不对，请重新上传。"}, "文件不对，请重新上传。"),
    ("test.break", {}, "系统内部出错"),
])  # fmt: skip
def test_failed_job_says_why(clerk, name, params, note):
    asked = ask(clerk, name, **params)
    work_off()

    failed = state_of(asked, clerk)
    assert failed.state == State.FAILED
    assert note in failed.note


def test_job_of_a_post_that_has_ended_is_not_run(clerk):
    asked = ask(clerk)
    with transaction.atomic(), scope.everything("end a post"):
        Post.objects.filter(pk=clerk.pk).update(until=NOW.date())
    work_off()

    assert "已离任" in state_of(asked, clerk).note


def test_waiting_job_is_cancelled_at_once(clerk):
    asked = ask(clerk)
    with transaction.atomic(), scope.entered(clerk.scope):
        queue.cancel(asked, at=NOW)
    work_off()

    assert state_of(asked, clerk).state == State.CANCELLED


@pytest.mark.parametrize("role", ["linli_scope_one", "linli_scope_all", "linli_scope_none"])
def test_scope_roles_see_nothing_of_the_queue(clerk, role):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        transaction.set_rollback(True)


def test_role_of_the_queue_sees_no_record(clerk):
    with transaction.atomic(), pytest.raises(ProgrammingError, match="permission denied"), queue_tables() as cursor:
        cursor.execute("SELECT count(*) FROM jobs_job")


@job("test.cut", title="断开")
def cut(progress, *, by, at):
    """The first time the database ends the connection on which the job tells how far it is."""
    if progress.job.attempts_count == 0:
        with postgres.Server(Place()).superuser("postgres") as server:
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE classid = %s", [LOCK_SPACE])
    progress.step(1)


@pytest.mark.slow
def test_job_that_lost_its_connection_is_done_at_the_next_try(clerk):
    asked = ask(clerk, "test.cut")
    work_off()
    assert state_of(asked, clerk).state == State.RUNNING

    def is_done():
        work_off()
        return state_of(asked, clerk).state == State.DONE

    wait_for(is_done, seconds=10)
    assert state_of(asked, clerk).attempts_count == 2


@pytest.mark.slow
def test_killed_worker_leaves_its_job_to_the_next(clerk, own_database):
    asked = ask(clerk, upto=30, pause=0.4)
    first = start_worker(own_database, __name__)
    wait_for(lambda: state_of(asked, clerk).done_count >= 3)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert state_of(asked, clerk).state == State.RUNNING

    with transaction.atomic(), scope.entered(clerk.scope):
        Job.objects.filter(pk=asked.pk).update(params={"upto": 3})
    second = start_worker(own_database, __name__)
    try:
        wait_for(lambda: state_of(asked, clerk).state == State.DONE)
    finally:
        second.kill()
        second.wait()
    assert state_of(asked, clerk).attempts_count == 2


@pytest.mark.slow
def test_running_job_is_cancelled_within_a_second(clerk, own_database):
    asked = ask(clerk, upto=300, pause=0.2)
    process = start_worker(own_database, __name__)
    try:
        wait_for(lambda: state_of(asked, clerk).done_count >= 2)
        with transaction.atomic(), scope.entered(clerk.scope):
            queue.cancel(asked, at=NOW)
        began = time.monotonic()
        wait_for(lambda: state_of(asked, clerk).state == State.CANCELLED)
        assert time.monotonic() - began < 3
    finally:
        process.kill()
        process.wait()


def test_periodic_function_is_run_by_one_worker_at_a_time(clerk):
    runs = []

    @periodic(seconds=3600)
    def tick():
        runs.append(1)

    each = next(item for item in worker.all_periodics() if item.run is tick)
    assert worker.run_due(each)
    assert runs == [1]


def test_daily_deed_is_done_soon_after_the_start_of_a_worker():
    @periodic(seconds=86_400, first_after=60)
    def tidy(): ...

    @periodic(seconds=600)
    def look(): ...

    pauses = {each.run: (each.first_after, each.seconds) for each in worker.all_periodics()}
    assert (pauses[tidy], pauses[look]) == ((60, 86_400), (600, 600))
