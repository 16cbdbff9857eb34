"""A large upload is written by several sessions of the database: all that they write comes about, or nothing."""

from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.db import connections, transaction

from linli.domains.residents.imports import roster
from linli.domains.residents.models import Household, Resident
from linli.domains.residents.records import RESIDENT
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.exchange import checking, imports, staging, taking, together
from linli.kernel.exchange.models import Upload
from linli.kernel.jobs import queue
from linli.kernel.jobs.models import State
from linli.portal.bench.importing import TITLES, people
from tests.cast import NOW
from tests.workers import settled, work_off

VILLAGES = ["410902001001", "410902001002", "410902002002"]
COUNT = 300


@pytest.fixture
def keeper(own_database, settings, monkeypatch):
    settings.LINLI_JOBS_AT_ONCE = False
    monkeypatch.setattr(together, "MANY_ROWS", COUNT)
    monkeypatch.setattr(together, "WAIT_SECONDS", 1)
    # Each session writes several portions.
    monkeypatch.setattr(roster, "PORTION_ROWS", COUNT // 5)
    return settled("cast_clerk", "410902000000")


@contextmanager
def seen_by(post):
    with transaction.atomic(), scope.entered(post.scope):
        yield


@pytest.fixture
def upload(keeper):
    """Checked, of three communities, and ready to be written."""
    rows = people(COUNT, [int(code) * 1000 for code in VILLAGES])
    data = "\n".join(",".join(row) for row in [TITLES, *rows]).encode() + b"\n"
    with seen_by(keeper):
        found = imports.receive(RESIDENT, [data], "花名册.csv", by=keeper, at=NOW)
        checking.check(found, by=keeper, at=NOW)
    assert (found.faults_count, found.staged_count) == (0, COUNT)
    return found


def written(keeper):
    """Residents, households, and residents of whom the audit knows."""
    with seen_by(keeper):
        entries = AuditEntry.objects.filter(record_type="residents.resident", verb="import", post_id=keeper.pk)
        return Resident.objects.count(), Household.objects.count(), entries.count()


def prepared():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()")
        return cursor.fetchone()[0]


ALL, NOTHING = (COUNT, COUNT // 3, COUNT), (0, 0, 0)


def take(keeper, upload, *, then=lambda: None):
    """As the job does it, without the end that `settled` brings."""
    with seen_by(keeper):
        taking.take(upload, by=keeper, at=NOW, in_parts=True)
        then()


def test_large_upload_is_written_in_parts_and_stands_whole(keeper, upload):
    with seen_by(keeper):
        job = queue.enqueue("exchange.take", by=keeper, at=NOW, upload=upload.pk)

    work_off()

    with seen_by(keeper):
        job.refresh_from_db()
        staged = staging.count(upload)
    assert (job.state, job.result, written(keeper), prepared(), staged) == (State.DONE, {"written": COUNT}, ALL, 0, 0)


def test_shares_are_disjoint_cover_the_scope_and_cut_no_community(keeper, upload):
    with seen_by(keeper):
        parts = together.shares(upload, keeper.scope)
        counts = []
        for part in parts:
            with scope.entered(part):
                counts.append(staging.count(upload))

    ranges = sorted(each for part in parts for each in part.ranges)
    assert len(parts) > 1
    assert (ranges[0][0], ranges[-1][1]) == (keeper.scope.ranges[0][0], keeper.scope.ranges[-1][1])
    assert all(before[1] == after[0] and before[1] % 1000 == 0 for before, after in pairwise(ranges))
    assert sum(counts) == COUNT
    assert min(counts) > COUNT // 4


@pytest.mark.parametrize("count, is_shared", [(COUNT - 1, False), (COUNT, True), (COUNT + 1, True)])
def test_small_upload_is_written_by_one(keeper, upload, count, is_shared):
    upload.staged_count = count
    with seen_by(keeper):
        assert (len(together.shares(upload, keeper.scope)) > 1) is is_shared


def test_nothing_is_seen_before_the_upload_says_that_it_is_taken_in(keeper, upload):
    seen = []

    take(keeper, upload, then=lambda: seen.append(prepared()))

    assert seen[0] > 1
    assert written(keeper) == NOTHING
    together.settle_all()
    assert (written(keeper), prepared()) == (ALL, 0)


def test_upload_that_fails_at_the_end_leaves_nothing(keeper, upload):
    def fail():
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError), together.settled(upload):
        take(keeper, upload, then=fail)

    assert (written(keeper), prepared()) == (NOTHING, 0)
    with together.settled(upload):
        take(keeper, upload)
    assert written(keeper) == ALL


def test_what_a_crash_left_is_undone(keeper, upload):
    def crash():
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        take(keeper, upload, then=crash)
    left = prepared()

    together.settle_all()

    assert (left > 1, prepared(), written(keeper)) == (True, 0, NOTHING)


def test_write_that_goes_on_is_left_alone(keeper, upload):
    counts = []

    def look():
        # Another worker's clockwork, in a session of its own.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: (together.settle_all(), connections.close_all())).result(timeout=30)
        counts.append(prepared())

    with together.settled(upload):
        take(keeper, upload, then=look)

    assert counts[0] > 1
    assert written(keeper) == ALL


def test_row_that_one_session_cannot_write_stops_all(keeper, upload):
    """Two rows of one person in different places, which the check would have found."""
    same = f"""UPDATE {staging.TABLE} SET mark = (SELECT mark FROM {staging.TABLE} WHERE upload_id = %s ORDER BY division_id LIMIT 1)
        WHERE upload_id = %s AND "row" = (SELECT "row" FROM {staging.TABLE} WHERE upload_id = %s ORDER BY division_id DESC LIMIT 1)"""
    with seen_by(keeper):
        assert staging.run(same, [upload.pk] * 3) == 1

    with pytest.raises(taking.HasFaults), together.settled(upload):
        take(keeper, upload)

    assert (written(keeper), prepared()) == (NOTHING, 0)
    with seen_by(keeper):
        assert Upload.objects.get(pk=upload.pk).confirmed_at is None
