"""A change of the tree while others write, in a database that really commits."""

import threading
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from linli.domains.consultation.models import Session
from linli.kernel.divisions import changing, moving, scope
from linli.kernel.divisions.models import Division
from tests.cast import plant
from tests.factories import make

AT = datetime(2021, 7, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OLD, NEW = 410902001001000, 410902001077000

pytestmark = pytest.mark.slow


@pytest.fixture
def confirmed(own_database, tmp_path):
    """A confirmed change of one village's code, with one record in the village."""
    rows = ["code,name,level,parent_code"]
    with transaction.atomic(), scope.everything("a test plants its tree"):
        tree = plant()
        make(Session, tree["410902001001"])
        for place in tree.values():
            code = place.short_code.replace("410902001001", "410902001077")
            parent = place.parent.short_code if place.parent and place.parent.code else ""
            rows.append(f"{code},{place.name},{place.level},{parent}")
        path = tmp_path / "next.csv"
        rows[1:] = sorted(rows[2:])
        path.write_text("\n".join(rows))
        Division.objects.update(village_kind="")
        made = changing.draft(path, name="next.csv", at=AT, by="测试")
        return changing.confirm(made, on=date(2021, 6, 1), at=AT, by="测试")


def in_thread(work):
    """Run it on a connection of its own, and give what it raised."""
    raised = []

    def run():
        try:
            with transaction.atomic(), scope.everything("another writer"):
                work()
        except Exception as error:  # noqa: BLE001 - handed to the test
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def where():
    with transaction.atomic(), scope.everything("a test looks"):
        return sorted(Session.objects.values_list("division_id", flat=True))


def apply(made):
    with transaction.atomic(), scope.everything("a test applies"):
        return changing.apply(made, at=AT)


def test_change_waits_for_a_writer_and_takes_its_record_along(confirmed):
    written, may_commit = threading.Event(), threading.Event()

    def write():
        make(Session, Division.objects.get(code=OLD))
        written.set()
        may_commit.wait(5)

    thread, raised = in_thread(write)
    assert written.wait(5)
    threading.Timer(0.3, may_commit.set).start()

    apply(confirmed)

    thread.join()
    assert raised == []
    assert where() == [NEW, NEW]


def test_change_gives_up_in_words_when_a_writer_does_not_let_go(confirmed, monkeypatch):
    monkeypatch.setattr(moving, "WAIT_MS", 200)
    written, may_commit = threading.Event(), threading.Event()

    def write():
        make(Session, Division.objects.get(code=OLD))
        written.set()
        may_commit.wait(5)

    thread, raised = in_thread(write)
    assert written.wait(5)

    with pytest.raises(moving.Busy, match="有人正在写入，区划变更没有执行"):
        apply(confirmed)

    may_commit.set()
    thread.join()
    assert raised == []
    assert where() == [OLD, OLD]


def test_writer_who_comes_during_the_change_is_refused_by_the_key(confirmed):
    with transaction.atomic(), scope.everything("a test applies"):
        changing.apply(confirmed, at=AT)
        held = Division(code=OLD, upper=OLD + 1000, name="京东社区", level="village")
        thread, raised = in_thread(lambda: make(Session, held))
        thread.join(0.3)
        assert thread.is_alive()

    thread.join(5)
    assert [type(error) for error in raised] == [IntegrityError]
    assert where() == [NEW]


def test_change_that_breaks_off_leaves_nothing_half_done(confirmed):
    with transaction.atomic(), scope.everything("a test applies"):
        changing.apply(confirmed, at=AT)
        transaction.set_rollback(True)

    assert where() == [OLD]
    with transaction.atomic(), scope.everything("a test looks"):
        confirmed.refresh_from_db()
        assert confirmed.state == "confirmed"
        assert Division.objects.filter(code=OLD).exists()
