"""Imports in the queue: the page never waits; killed, cancelled and simultaneous ones leave nothing half done."""

import os
import signal
import time
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from linli.domains.residents.models import Resident
from linli.domains.residents.records import RESIDENT
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.exchange import imports, staging
from linli.kernel.exchange.models import Upload
from linli.kernel.jobs import queue
from linli.kernel.jobs.models import State
from linli.portal.bench.importing import TITLES, people
from tests.cast import NOW
from tests.workers import settled, start_worker, wait_for, work_off

VILLAGE = "410902001001"
MANY = 30_000


@pytest.fixture
def keeper(own_database, settings, tmp_path):
    """Who keeps the files of a community; files and commits are real."""
    settings.LINLI_JOBS_AT_ONCE = False
    return settled("cast_clerk", VILLAGE)


@contextmanager
def seen_by(post):
    with transaction.atomic(), scope.entered(post.scope):
        yield


def roster(count, *, seed=1880):
    rows = people(count, [int(VILLAGE) * 1000], seed=seed)
    return "\n".join(",".join(row) for row in [TITLES, *rows]).encode() + b"\n"


def received(post, data, name="花名册.csv"):
    with seen_by(post):
        return imports.receive(RESIDENT, [data], name, by=post, at=NOW)


def ask(post, upload, step):
    with seen_by(post):
        job = queue.enqueue(f"exchange.{step}", by=post, at=NOW, upload=upload.pk)
        Upload.objects.filter(pk=upload.pk).update(**{"checking" if step == "check" else "taking": job})
    return job


def now(post, record):
    with seen_by(post):
        return type(record).objects.get(pk=record.pk)


def counted(post, model=Resident):
    with seen_by(post):
        return model.objects.count()


@pytest.fixture
def process(own_database):
    """`process()` starts a worker; those still alive at the end are ended."""
    started = []

    def start():
        started.append(start_worker(own_database))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


def killed(process):
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.slow
def test_killed_in_the_middle_of_the_check_goes_on_from_there(keeper, process):
    upload = received(keeper, roster(MANY))
    job = ask(keeper, upload, "check")
    first = process()
    wait_for(lambda: now(keeper, upload).position > 0)
    killed(first)
    half = now(keeper, upload)
    assert half.checked_at is None
    # Else it would begin anew at the first row.
    assert half.staged_count == half.position - 1
    assert counted(keeper) == 0

    process()
    wait_for(lambda: now(keeper, job).is_ended)

    done = now(keeper, upload)
    assert (now(keeper, job).state, done.report["create_count"], done.faults_count) == (State.DONE, MANY, 0)


@pytest.mark.slow
def test_killed_in_the_middle_of_the_writing_leaves_all_or_nothing(keeper, process):
    upload = received(keeper, roster(MANY))
    ask(keeper, upload, "check")
    work_off()
    job = ask(keeper, upload, "take")
    first = process()
    wait_for(lambda: now(keeper, job).state == State.RUNNING)
    time.sleep(0.3)
    killed(first)
    assert counted(keeper) in (0, MANY)

    process()
    wait_for(lambda: now(keeper, job).is_ended)

    assert now(keeper, job).state == State.DONE
    assert (counted(keeper), now(keeper, upload).confirmed_at is not None) == (MANY, True)
    with seen_by(keeper):
        entries = (
            AuditEntry.objects.filter(record_type="residents.resident").values_list("record_id").distinct().count()
        )
        assert (staging.count(upload), entries) == (0, MANY)


@pytest.mark.slow
def test_emptied_staging_table_is_noticed_and_filled_again(keeper):
    """What a crash of the server does to an unlogged table."""
    upload = received(keeper, roster(50))
    ask(keeper, upload, "check")
    work_off()
    with seen_by(keeper):
        staging.drop(upload)
    job = ask(keeper, upload, "take")
    work_off()

    assert "重新核对" in now(keeper, job).note
    assert counted(keeper) == 0
    with seen_by(keeper):
        Upload.objects.filter(pk=upload.pk).update(checked_at=None)
    for step in ("check", "take"):
        ask(keeper, upload, step)
        work_off()
    assert counted(keeper) == 50


@pytest.mark.slow
def test_cancelled_check_writes_nothing(keeper, process):
    upload = received(keeper, roster(MANY))
    job = ask(keeper, upload, "check")
    process()
    wait_for(lambda: now(keeper, upload).position > 0)
    with seen_by(keeper):
        queue.cancel(job, at=NOW)
    wait_for(lambda: now(keeper, job).is_ended)

    assert now(keeper, job).state == State.CANCELLED
    assert (counted(keeper), now(keeper, upload).checked_at) == (0, None)


@pytest.mark.slow
def test_two_uploads_of_the_same_people_make_them_once(keeper):
    uploads = [received(keeper, roster(200)) for _time in range(2)]
    for step in ("check", "take"):
        jobs = [ask(keeper, upload, step) for upload in uploads]
        work_off()

    assert sorted(now(keeper, job).state for job in jobs) == [State.DONE, State.FAILED]
    assert counted(keeper) == 200
    loser = next(upload for upload in uploads if now(keeper, upload).confirmed_at is None)
    assert now(keeper, loser).faults_count == 200


@pytest.mark.slow
def test_page_takes_the_file_and_leaves_the_work_to_the_queue(keeper):
    client = Client()
    with transaction.atomic(), scope.entered(scope.NOTHING):
        client.force_login(keeper.user)
        session = client.session
        session[SESSION_KEY] = keeper.pk
        session.save()
    sent = client.post(RESIDENT.url("import"), {"file": SimpleUploadedFile("花名册.csv", roster(500))})
    page = sent.headers["Location"]

    with seen_by(keeper):
        upload = Upload.objects.get()
    assert (upload.position, upload.checked_at) == (0, None)
    assert "排队中" in client.get(page).content.decode()

    work_off()
    assert "没有发现问题" in client.get(page, headers={"HX-Request": "true"}).content.decode()
    client.post(RESIDENT.url("import_confirm", pk=upload.pk))
    work_off()
    assert "写入 <b>500</b>" in client.get(page).content.decode()
    assert counted(keeper) == 500
