"""Seals over real entries, and every way of breaking them that a superuser has."""

import random
import shutil
import threading
import time

import psycopg
import pytest
from django.db import connections

from linli.config.postgres import parameters
from linli.kernel.audit import generations, merkle, seal_file, sealing, verifying
from linli.kernel.audit.models import Seal
from tests.cast import NOW
from tests.kernel.conftest import EVENT, SWAP, TAMPERINGS, tampered


def faults():
    return [(fault.kind, fault.seal, fault.entry) for fault in verifying.verify().faults]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7, 8, 9, 100])
def test_streamed_root_is_that_of_the_standard(count):
    leaves = [merkle.leaf(bytes([number])) for number in range(count)]

    def by_definition(some):
        if len(some) < 2:
            return some[0] if some else merkle.EMPTY
        half = 1
        while half * 2 < len(some):
            half *= 2
        return merkle.node(by_definition(some[:half]), by_definition(some[half:]))

    assert merkle.root(leaves) == by_definition(leaves)


def test_seals_follow_one_another_and_are_copied_out(write, seals_file):
    write(3)
    first = sealing.seal(at=NOW)
    write(2)
    second = sealing.seal(at=NOW)

    assert sealing.seal(at=NOW) is None
    assert (first.number, first.count, second.number, second.count) == (1, 3, 2, 2)
    assert (second.previous, second.xid_lo) == (first.hash, first.xid_hi)
    assert [each["hash"] for each in seal_file.read()] == [first.hash, second.hash]
    verdict = verifying.verify()
    assert (verdict.faults, verdict.seals, verdict.entries, verdict.unsealed) == ([], 2, 5, 0)


def test_seal_that_a_crash_kept_from_the_file_is_added_later(write, seals_file):
    write(1)
    sealing.seal(at=NOW)
    whole = seals_file.read_text()
    seals_file.write_text(whole[:50])
    write(1)
    sealing.seal(at=NOW)

    assert [each["number"] for each in seal_file.read()] == [1, 2]
    assert faults() == []


def test_key_that_is_gone_is_not_made_anew(write, settings):
    write(1)
    sealing.seal(at=NOW)
    settings.LINLI_SEAL_KEY.unlink()
    write(1)

    with pytest.raises(RuntimeError, match="恢复该文件的备份"):
        sealing.seal(at=NOW)


def test_what_a_superuser_breaks_is_named(write, superuser):
    for _ in range(3):
        write(3)
        sealing.seal(at=NOW)

    for name, (statement, expected) in TAMPERINGS.items():
        assert faults() == [], name
        with tampered(superuser, statement):
            assert faults()[: len(expected)] == expected, name


def test_entries_of_a_seal_that_is_forged_whole_do_not_pass(write, superuser, settings, tmp_path):
    """The forger alters an entry and seals everything again with a key of his own; the file and the key tell."""
    write(3)
    sealing.seal(at=NOW)
    superuser.execute("UPDATE audit_auditentry SET by_name = '别人' WHERE id = 2")
    superuser.execute("DELETE FROM audit_seal")
    superuser.execute("DELETE FROM audit_sealleaves")
    kept, genuine = settings.LINLI_SEALS_FILE.read_text(), settings.LINLI_SEAL_KEY
    settings.LINLI_SEAL_KEY = tmp_path / "forged" / "seal.key"
    sealing.seal(at=NOW)
    settings.LINLI_SEAL_KEY = genuine
    settings.LINLI_SEALS_FILE.write_text(kept)

    assert faults()[0] == ("seal broken", 1, 0)


@pytest.mark.slow
def test_two_hundred_random_tamperings_are_all_found(write, superuser):
    for count in (40, 1, 59):
        write(count)
        sealing.seal(at=NOW)
    draw = random.Random(20261123)
    columns = {
        "by_name": "by_name || '·'",
        "verb": "verb || 'x'",
        "at": "at + interval '1 microsecond'",
        "recorded_at": "recorded_at - interval '1 microsecond'",
        "division_id": "division_id + 1",
        "post_id": "coalesce(post_id, 0) + 1",
        "record_id": "record_id + 1",
        "record_type": "record_type || 'x'",
        "kind": "CASE kind WHEN 'h' THEN 'u' ELSE 'h' END",
        "before": "'{}'",
        "after": "after || '{\"x\": 1}'",
        "reason": "reason || ' '",
        "xid": "xid + 1",
        "id": "id + 1000",
    }
    for number in range(200):
        one = draw.randint(1, 100)
        kind = draw.choice(["change", "change", "remove", "swap"])
        column = draw.choice(list(columns))
        other = draw.choice([each for each in range(1, 101) if each != one])
        statement = {
            "change": f"UPDATE audit_auditentry SET {column} = {columns[column]} WHERE id = {one}",
            "remove": f"DELETE FROM audit_auditentry WHERE id = {one}",
            "swap": SWAP.replace("11 - a.id", f"{one + other} - a.id").replace("(5, 6)", f"({one}, {other})"),
        }[kind]
        with tampered(superuser, statement):
            found = faults()
        assert found, (number, kind, column, one)
        assert found[0][2] in ((one,) if kind != "swap" else (one, other)), (kind, column, found)
    assert faults() == []


def test_every_entry_of_concurrent_writers_is_sealed_once(write, own_database):
    """Eight writers with random sleeps and roll-backs; numbers are not given in the order of commits."""
    login = {**parameters()["owner"], "dbname": own_database}
    until = time.monotonic() + 4

    def work(number):
        draw = random.Random(number)
        with psycopg.connect(**login) as connection:
            while time.monotonic() < until:
                for _ in range(draw.randint(1, 4)):
                    connection.execute(EVENT.format(n=number))
                    time.sleep(draw.random() * 0.01)
                connection.rollback() if draw.random() < 0.3 else connection.commit()

    writers = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for each in writers:
        each.start()
    while any(each.is_alive() for each in writers):
        sealing.seal(at=NOW)
        time.sleep(0.05)
    sealing.seal(at=NOW)

    with sealing.whole():
        numbers = [entry for seal in Seal.objects.all() for entry, _month, _hashed in sealing.leaves(seal.number)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id FROM audit_auditentry")
        written = [entry for (entry,) in cursor.fetchall()]
    assert sorted(numbers) == sorted(written)
    assert len(written) > 100
    assert faults() == []


def test_other_cluster_is_a_new_generation(write, superuser):
    write(3)
    sealing.seal(at=NOW)
    write(2)
    # As after a restore from a dump: another cluster, whose transactions count from the beginning.
    superuser.execute("ALTER TABLE audit_seal DISABLE TRIGGER ALL")
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE FUNCTION pretend() RETURNS text LANGUAGE sql AS 'SELECT 1::text'")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "cluster_of", lambda using: "another")
        write(1)
        with pytest.raises(sealing.SealProblem, match="new-generation"):
            sealing.seal(at=NOW)
        genesis = generations.begin(at=NOW, note="恢复到新服务器")
        superuser.execute("UPDATE audit_auditentry SET xid = xid")
        write(2)
        superuser.execute("UPDATE audit_auditentry SET xid = 5 WHERE id > 6")
        later = sealing.seal(at=NOW)

    assert (genesis.generation, genesis.count, genesis.id_floor, later.count) == (2, 3, 6, 2)
    assert faults() == []
    superuser.execute("DELETE FROM audit_auditentry WHERE id = 5")
    assert faults() == [("removed", 2, 5)]


def test_database_set_back_is_noticed_until_it_is_declared(write, superuser, seals_file):
    write(3)
    sealing.seal(at=NOW)
    write(3)
    sealing.seal(at=NOW)
    for statement in (
        "DELETE FROM audit_auditentry WHERE id > 3",
        "DELETE FROM audit_seal WHERE number = 2",
        "DELETE FROM audit_sealleaves WHERE seal_number = 2",
    ):
        superuser.execute(statement)
    assert faults() == [("seal missing", 2, 0)]

    genesis = generations.begin(at=NOW, note="恢复到封签1之后")

    assert genesis.number == 3
    assert faults() == []


def test_file_of_seals_may_be_lost_but_not_altered(write, seals_file, tmp_path):
    write(3)
    sealing.seal(at=NOW)
    shutil.copy(seals_file, tmp_path / "copy")
    seals_file.write_text(seals_file.read_text().replace('"count":3', '"count":2'))

    assert faults() == [("seal broken", 1, 0)]
    seals_file.unlink()
    assert faults() == []
