"""Each rehearsal in its shortest form: the same code as at full length, a few rounds of it."""

import subprocess
import threading
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from linli.config import postgres
from ops import browser, kill_test, people, rehearse_failover, rehearse_pitr
from ops.clusters import Database
from ops.writers import Ledger

pytestmark = pytest.mark.slow


def test_nothing_is_lost_when_everything_is_killed_once(capsys):
    code = kill_test.main(["--rounds", "6", "--seed", "1888"])

    said = capsys.readouterr().out
    assert (code, "nothing lost, nothing half done" in said) == (0, True), said


def test_standby_takes_over_without_losing_what_was_acknowledged(capsys):
    code = rehearse_failover.main(["--rounds", "1"])

    said = capsys.readouterr().out
    assert (code, "lost 0, phantom 0" in said) == (0, True), said


def test_mistake_is_undone_by_recovery_to_a_point(capsys):
    code = rehearse_pitr.main(["--rows", "20000"])

    assert code == 0, capsys.readouterr().out


@pytest.fixture
def entered(own_database):
    """A database as the kill test leaves it: three consultations of one writer, the first corrected."""
    database = Database({alias: {**to, "dbname": own_database} for alias, to in postgres.parameters().items()})
    people.settle(1)
    for number, versions in enumerate((2, 1, 1), start=1):
        enter(database, number, versions)
    return database


def enter(database, number, versions):
    """The database itself writes the account of both."""
    database.ask(
        "INSERT INTO consultation_session (id, code, division_id, topic, category, held_on, participants_count, conclusion, "
        "version, created_at, updated_at) OVERRIDING SYSTEM VALUE "
        "VALUES (%s, %s, %s, '议题', 'other', '2021-07-05', 12, '', 1, now(), now())",
        [number, f"KT-0-00000{number}", people.village(0)],
    )
    if versions == 2:
        database.ask(
            "UPDATE consultation_session SET version = 2, participants_count = 13 WHERE id = %s",
            [number],
        )


def promised(*codes):
    return Ledger(attempted=set(codes), acked=dict.fromkeys(codes, 1) | {codes[0]: 2})


LEDGER = promised("KT-0-000001", "KT-0-000002", "KT-0-000003")
RENAME = "UPDATE consultation_session SET code = 'gone' WHERE id = 2"
FORGET = "UPDATE consultation_session SET version = 1 WHERE id = 1"
INVENT = "UPDATE consultation_session SET version = 2 WHERE id = 3"
SILENT = "UPDATE consultation_session SET participants_count = 14 WHERE id = 1"
ORPHAN = "DELETE FROM consultation_session WHERE id = 2"


@pytest.mark.parametrize(
    "harm, found",
    [
        ("SELECT 1", []),
        (RENAME, ["lost", "phantom"]),
        (FORGET, ["lost", "record and audit disagree"]),
        (INVENT, ["record and audit disagree"]),
        (SILENT, ["record and audit disagree"]),
        (ORPHAN, ["lost", "audit without record"]),
    ],
)
def test_judge_notices_what_is_lost_or_half_done(entered, harm, found):
    # Harm that the database itself would give an account of is no harm.
    entered.ask("ALTER TABLE consultation_session DISABLE TRIGGER USER")
    entered.ask(harm)

    assert [each.split(":")[0] for each in kill_test.judge(entered, LEDGER)] == found


@pytest.fixture
def site(own_database):
    """The address of the application, served by a thread of this process."""
    people.settle(1)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent)

    def serve():
        server.serve_forever()
        connections.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Silent(WSGIRequestHandler):
    def log_message(self, *_words):
        """Nothing."""


def test_person_who_missed_the_answer_to_a_sign_in_signs_in_again(site):
    visitor = browser.Browser(site)
    for _ in range(2):
        visitor.sign_in("recorder0", people.PASSWORD)

    assert visitor.get("/").status == 200


def test_patience_starts_anew_with_each_death():
    now = time.monotonic()
    ledger = Ledger(patience_seconds=10, struck_at=now - 5)

    assert not ledger.is_over(now - 60)
    ledger.struck_at = now - 11
    assert ledger.is_over(now - 60)


def test_archive_refuses_another_piece_of_the_same_name(tmp_path):
    source, folder = tmp_path / "piece", tmp_path / "archive"
    folder.mkdir()
    source.write_bytes(b"one")

    def archived():
        return subprocess.run(
            [rehearse_pitr.SCRIPT, source, "piece", folder], capture_output=True, check=False
        ).returncode

    codes = [archived(), archived()]
    source.write_bytes(b"another")
    codes.append(archived())

    assert (codes, (folder / "piece").read_bytes(), len(list(folder.iterdir()))) == ([0, 0, 1], b"one", 1)
