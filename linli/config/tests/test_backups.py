"""A backup is whole or absent, holds one moment, and comes back as it was; a damaged one is refused before anything is touched."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from argparse import Namespace
from contextlib import suppress

import psycopg
import pytest
from psycopg import conninfo

from linli.config import backups, key_safe, postgres, restores
from linli.config.keys import PROJECT, Place, SetupProblem

pytestmark = pytest.mark.slow
PASSPHRASE = "河边的柳树-左起第三棵-1888"


@pytest.fixture
def database(own_database, monkeypatch):
    """A migrated database, reached as an external one, with a table of pairs that its owner can write."""
    known = {alias: {**to, "dbname": own_database} for alias, to in postgres.parameters().items()}
    monkeypatch.setenv("DATABASE_URL", conninfo.make_conninfo("", **known["default"]))
    monkeypatch.setenv("DATABASE_OWNER_URL", conninfo.make_conninfo("", **known["owner"]))
    ask(own_database, "CREATE TABLE one (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)")
    ask(own_database, "CREATE TABLE other (id bigint PRIMARY KEY)")
    ask(own_database, "INSERT INTO one (name) SELECT '𠮷' || g FROM generate_series(1, 50) g")
    ask(own_database, "INSERT INTO other SELECT id FROM one")
    return own_database


@pytest.fixture
def place(tmp_path):
    """A clone with one file kept beside the database."""
    made = Place(tmp_path / "clone", tmp_path / "system")
    made.project.mkdir()
    (made.var / "media/2021").mkdir(parents=True)
    (made.var / "media/2021/议事照片.txt").write_text("柳树下", encoding="utf-8")
    return made


@pytest.fixture
def target(database):
    """The name of a database that is not there, and is not afterwards."""
    name = f"{database}_back"
    yield name
    with server() as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{database}_"]
        ).fetchall()
        for (each,) in names:
            connection.execute(f'DROP DATABASE "{each}" WITH (FORCE)')


@pytest.fixture
def backup(database, place, tmp_path):
    return backups.back_up(place, tmp_path / "backups")


def server():
    known = {**postgres.parameters()["owner"], "dbname": "postgres"}
    return psycopg.connect(conninfo.make_conninfo("", **known), autocommit=True)


def ask(database, statement):
    known = {**postgres.parameters()["owner"], "dbname": database}
    with psycopg.connect(conninfo.make_conninfo("", **known), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def is_there(name):
    with server() as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def restore(place, backup, target, commands=(), **given):
    options = {"files_to": None, "keys_to": None, "passphrase_file": None, "replace": False, "confirm": ""}
    return restores.run(place, Namespace(folder=backup, into=target, **(options | given)), commands)


def test_restored_database_is_the_one_backed_up(place, backup, database, target, capsys):
    code = restore(place, backup, target, ["migrate --check", "check-figures"])

    shown = capsys.readouterr().out
    assert (code, shown.count("  通过"), "未通过" in shown) == (0, 7, False)
    assert ask(target, "SELECT count(*), min(name) FROM one") == [(50, "𠮷1")]
    files = place.var / "restored" / target
    assert (files / "2021/议事照片.txt").read_text("utf-8") == "柳树下"


def test_backup_holds_one_moment_while_others_write(place, database, target, tmp_path):
    stop, wrote = threading.Event(), threading.Event()

    def write():
        known = postgres.parameters()["owner"]
        with psycopg.connect(conninfo.make_conninfo("", **known)) as connection:
            while not stop.is_set():
                connection.execute("WITH new AS (INSERT INTO one (name) VALUES ('a') RETURNING id) SELECT id FROM new")
                connection.execute("INSERT INTO other SELECT max(id) FROM one")
                connection.commit()
                wrote.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = []
        for number in range(2):
            wrote.clear()
            assert wrote.wait(20)
            made.append(backups.back_up(place, tmp_path / f"backups{number}"))
    finally:
        stop.set()
        writer.join()

    counts = []
    for each in made:
        draft = restores.pour(place, each, target, restores.read_backup(each))
        assert [finding.fault for finding in restores.verify(draft, restores.read_backup(each))] == [""] * 5
        [(one, other)] = ask(draft, "SELECT (SELECT count(*) FROM one), (SELECT count(*) FROM other)")
        assert one == other
        counts.append(one)
    assert 50 < counts[0] < counts[1]


def test_damaged_file_is_refused_by_name_before_anything_is_touched(place, backup, target, tmp_path):
    for name in ("database/toc.dat", "database/*.dat.gz", "manifest.json", "media/2021/*.txt", "SHA256SUMS"):
        for harm in ("flip", "cut", "remove"):
            copy = shutil.copytree(backup, tmp_path / "harmed")
            path = min(copy.glob(name))
            spoil(path, harm)

            with pytest.raises(SetupProblem) as refusal:
                restore(place, copy, target)

            # A damaged list of digests names the file that it no longer agrees with.
            assert str(path) in str(refusal.value) or path.name == "SHA256SUMS"
            shutil.rmtree(copy)
    assert (is_there(target), is_there(f"{target}_restoring")) == (False, False)


def spoil(path, harm):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    if harm == "remove":
        path.unlink()
    else:
        path.write_bytes(data if harm == "flip" else data[: len(data) // 2])


def test_strange_file_in_a_backup_is_refused(place, backup, target):
    (backup / "database/9999.dat.gz").write_bytes(b"")

    with pytest.raises(SetupProblem, match="多出文件"):
        restore(place, backup, target)


HARM = {
    "DELETE FROM one WHERE id = 7": "public.one",
    "UPDATE one SET name = 'x' WHERE id = 7": "public.one",
    "DROP POLICY scope_one ON consultation_session": "policies",
    "ALTER TABLE consultation_session NO FORCE ROW LEVEL SECURITY": "forced",
    "DROP TRIGGER letter_stays ON correspondence_letter": "triggers",
    "DROP INDEX session_division_held": "indexes",
    "GRANT DELETE ON audit_auditentry TO linli_scope_one": "grants",
    "DROP TABLE other": "public.other",
    "SELECT setval('one_id_seq', 3)": "public.one.id",
}


def test_verification_notices_what_did_not_come_back(place, backup, target):
    manifest = restores.read_backup(backup)
    draft = restores.pour(place, backup, target, manifest)
    known = {**postgres.parameters()["owner"], "dbname": draft}
    with psycopg.connect(conninfo.make_conninfo("", **known)) as connection:
        for statement, named in HARM.items():
            connection.execute(statement)
            faults = " ".join(finding.fault for finding in restores.examine(connection, manifest))
            connection.rollback()

            assert named in faults, statement


def test_failed_check_leaves_the_wanted_name_alone(place, backup, target, capsys):
    code = restore(place, backup, target, ["no-such-check"])

    assert (code, is_there(target), is_there(f"{target}_restoring")) == (1, False, True)


def test_database_with_data_is_not_replaced_without_its_name_said_twice(place, backup, target):
    restore(place, backup, target)
    ask(target, "INSERT INTO one (name) VALUES ('later')")

    for given in ({}, {"replace": True}, {"replace": True, "confirm": "linli"}, {"confirm": target}):
        with pytest.raises(SetupProblem, match="没有改动"):
            restore(place, backup, target, **given)

    assert ask(target, "SELECT count(*) FROM one") == [(51,)]


def test_replaced_database_is_kept_under_another_name(place, backup, target, capsys):
    restore(place, backup, target)
    ask(target, "INSERT INTO one (name) VALUES ('later')")

    with psycopg.connect(conninfo.make_conninfo("", **{**postgres.parameters()["default"], "dbname": target})):
        code = restore(place, backup, target, replace=True, confirm=target)

    with server() as connection:
        [(kept,)] = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{target}_before_"]
        ).fetchall()
    assert (code, ask(target, "SELECT count(*) FROM one"), ask(kept, "SELECT count(*) FROM one")) == (
        0,
        [(50,)],
        [(51,)],
    )


@pytest.mark.parametrize("name", ["Linli", "a b", "库", "x" * 41, "1a", 'a"; DROP TABLE x; --'])
def test_odd_database_name_is_refused(name):
    with pytest.raises(SetupProblem, match="不合规"):
        restores.require_free_name(name, replace=True, word=name)


def test_no_key_is_in_a_backup(place, backup):
    secrets = [value.encode() for value in place.keys.values()]

    everything = b"".join(path.read_bytes() for path in backups.files_in(backup))
    assert [value for value in secrets if value in everything] == []
    assert restores.read_backup(backup)["keys"]["needed"].keys() >= {"secret_key"}


def test_keys_travel_under_a_passphrase(place, database, target, tmp_path, capsys):
    (tmp_path / "right").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    (tmp_path / "wrong").write_text("another passphrase\n", encoding="utf-8")
    made = backups.back_up(place, tmp_path / "backups", PASSPHRASE)

    with pytest.raises(SetupProblem, match="口令不对"):
        restore(place, made, target, keys_to=tmp_path / "keys", passphrase_file=tmp_path / "wrong")
    assert not is_there(target)
    restore(place, made, target, keys_to=tmp_path / "keys", passphrase_file=tmp_path / "right")

    assert place.keys["secret_key"].encode() not in (made / key_safe.NAME).read_bytes()
    assert place.keys["secret_key"] in (tmp_path / "keys").read_text("utf-8")


def test_short_passphrase_is_refused(place, database, tmp_path):
    with pytest.raises(SetupProblem, match="口令太短"):
        backups.back_up(place, tmp_path / "backups", "short")

    assert list((tmp_path / "backups").iterdir()) == []


def test_another_clone_is_told_which_keys_it_lacks(place, backup, tmp_path):
    elsewhere = Place(tmp_path / "elsewhere", tmp_path / "system")
    elsewhere.project.mkdir()
    manifest = restores.read_backup(backup)

    assert (restores.missing_keys(place, manifest), restores.missing_keys(elsewhere, manifest)) == ([], ["secret_key"])


def test_key_added_later_does_not_make_the_older_ones_look_foreign(place, database, tmp_path):
    ring = place.var / "personal-keys.json"
    ring.write_text('{"current": 1, "keys": {"1": "0123456789abcdef0123456789abcdef"}}')
    manifest = restores.read_backup(backups.back_up(place, tmp_path / "backups"))
    ring.write_text(
        '{"current": 2, "keys": {"1": "0123456789abcdef0123456789abcdef", "2": "1123456789abcdef0123456789abcdef"}}'
    )
    with_both = restores.missing_keys(place, manifest)
    ring.write_text('{"current": 2, "keys": {"2": "1123456789abcdef0123456789abcdef"}}')

    assert (with_both, restores.missing_keys(place, manifest)) == ([], ["personal-keys.json:keys:1"])


def test_seals_made_after_the_backup_are_not_missing_from_it(place, database, tmp_path):
    file = place.var / "seals.log"
    file.write_text('{"number": 1}\n{"number": 2}\n{"number": 3}\n{"numb')
    ask(
        database,
        "INSERT INTO audit_seal (number, count, root, key, hash, signature, generation, id_floor, cluster, xid_lo, xid_hi, "
        "sealed_at, previous, note) SELECT g, 0, '', '', g, '', 1, 0, '', g, g + 1, now(), '', '' FROM generate_series(1, 2) g",
    )

    made = backups.back_up(place, tmp_path / "backups")

    assert (made / backups.SEALS).read_text() == '{"number": 1}\n{"number": 2}\n{"numb'
    assert restores.read_backup(made)["seal"] == 2


def test_too_small_a_disk_is_refused_before_writing(tmp_path):
    with pytest.raises(SetupProblem, match="空间不够"):
        backups.require_room(tmp_path, 10**18)


@pytest.mark.skipif(os.geteuid() != 0, reason="只有 root 能挂载一块小磁盘")
def test_disk_that_fills_up_leaves_nothing(place, database, tmp_path, monkeypatch):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", "size=64k", "none", str(small)], check=False).returncode:
        pytest.skip("这里不能挂载 tmpfs。")
    try:
        # The early check would refuse; what is tested is the disk that fills up after it.
        monkeypatch.setattr(backups, "require_room", lambda folder, needed: None)
        with pytest.raises(SetupProblem, match="写满"):
            backups.back_up(place, small)
        left = list(small.iterdir())
    finally:
        subprocess.run(["/bin/umount", str(small)], check=True)
    assert left == []


def test_killed_backup_leaves_no_backup_and_the_next_one_sweeps(place, database, tmp_path):
    ask(database, "INSERT INTO one (name) SELECT repeat('x', 100) FROM generate_series(1, 200000)")
    folder = tmp_path / "backups"
    script = (
        "from pathlib import Path; from linli.config import backups; from linli.config.keys import Place; "
        f"backups.back_up(Place(Path({str(place.project)!r}), Path({str(place.system)!r})), Path({str(folder)!r}))"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT, start_new_session=True)
    deadline = time.monotonic() + 20
    while not list(folder.glob(".linli-*/database")) and time.monotonic() < deadline:
        time.sleep(0.01)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    left = [path.name for path in folder.iterdir()]

    made = backups.back_up(place, folder)

    assert [name for name in left if not name.startswith(".")] == []
    assert [path.name for path in folder.iterdir()] == [made.name]
    shutil.rmtree(folder)
