"""Packs that prove themselves, checked by the stand-alone verifier as a stranger would run it."""

import gzip
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connections

from linli.kernel.audit import archiving, generations, packs, sealing, signing, verifying
from linli.kernel.audit.models import ArchivedMonth, AuditEntry
from linli.kernel.divisions import scope
from tests.cast import NOW
from tests.kernel.conftest import TAMPERINGS, tampered

SCRIPT = Path(__file__).parents[2] / "ops" / "verify_audit.py"
ALWAYS = {"since": datetime(2000, 1, 1, tzinfo=UTC), "until": datetime(2100, 1, 1, tzinfo=UTC)}
SAID = {
    "altered": "内容被改动",
    "removed": "被删除",
    "swapped": "对调了",
    "added": "加进来",
    "seal broken": "封签",
    "seal missing": "缺少这一封签",
}


@pytest.fixture
def sealed(write):
    for _ in range(3):
        write(3)
        sealing.seal(at=NOW)


@pytest.fixture
def pack(sealed, tmp_path):
    return packs.export(tmp_path / "pack", **ALWAYS, at=NOW)


def check(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(folder), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def trust(settings):
    return ("--public-key", settings.LINLI_SEAL_KEY.with_suffix(".pub"), "--seals", settings.LINLI_SEALS_FILE)


@pytest.mark.parametrize("message", [b"", b"x", bytes(100)])
def test_own_reading_of_the_signature_agrees_with_the_library(message):
    import importlib.util

    spec = importlib.util.spec_from_file_location("verify_audit", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)

    assert script.is_signed(public, signature, message)
    assert not script.is_signed(public, signature, message + b".")
    assert not script.is_signed(public, bytes([signature[0] ^ 1]) + signature[1:], message)
    assert not script.is_signed(public[:31], signature, message)


def test_pack_is_proved_by_itself_and_by_what_is_kept_elsewhere(pack, settings):
    assert (pack.first_seal, pack.last_seal, pack.entries) == (1, 3, 9)
    code, told = check(pack.folder)
    assert (code, "全部一致" in told, "包里自带的公钥" in told) == (0, True, True)
    code, told = check(pack.folder, *trust(settings))
    assert (code, "自带的公钥" in told) == (0, False)
    assert (pack.folder / "verify_audit.py").read_text() == SCRIPT.read_text()


def test_pack_of_a_tampered_database_names_the_place(sealed, superuser, settings, tmp_path):
    # A seal that is gone, or has no leaves, is in no pack at its end: the database's own verifier names it.
    for name in sorted(TAMPERINGS.keys() - {"seal removed", "leaves removed"}):
        statement, [(kind, seal, entry), *_rest] = TAMPERINGS[name]
        with tampered(superuser, statement):
            pack = packs.export(tmp_path / name, **ALWAYS, at=NOW)
        code, told = check(pack.folder, *trust(settings))
        first = told.split("第一处：")[-1].split("\n")[0]
        where = f"封签 {seal}" + (f"，审计记录 {entry}" if entry else "") + "："
        assert (code, first.startswith(where)) == (1, True), (name, told)
        assert SAID[kind] in first or name == "put into another transaction", (name, told)


def rewritten(folder, name, change):
    path = folder / name
    text = gzip.decompress(path.read_bytes()).decode() if name.endswith("gz") else path.read_text()
    lines = change(text.splitlines(keepends=True))
    data = "".join(lines).encode()
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)


# Lines of entries.jsonl.gz: a mark of the seal and three entries, three times.
PACK_TAMPERINGS = {
    "altered": (
        packs.ENTRIES,
        lambda lines: [each.replace("某人", "别人") if "[5," in each else each for each in lines],
        "记录 5：内容被改动",
    ),
    "removed": (packs.ENTRIES, lambda lines: [each for each in lines if "[5," not in each], "记录 5：这条记录被删除"),
    "added": (
        packs.ENTRIES,
        lambda lines: [*lines[:5], lines[5].replace("[4,", "[77,"), *lines[5:]],
        "记录 77：封签之后加进来",
    ),
    "seal": (packs.SEALS, lambda lines: [lines[0].replace('"count":3', '"count":4'), *lines[1:]], "封签 1："),
    "seal left out": (packs.SEALS, lambda lines: [lines[0], lines[2]], "封签 2：缺少这一封签"),
    "leaves": (packs.LEAVES, lambda lines: [lines[0], lines[1].replace('"ids":[4', '"ids":[40'), lines[2]], "记录 4："),
    "last seal cut": (packs.SEALS, lambda lines: lines[:2], "封签 3：缺少这一封签"),
}


def test_tampered_pack_is_named(pack, tmp_path):
    for name, (file, change, expected) in PACK_TAMPERINGS.items():
        copy = shutil.copytree(pack.folder, tmp_path / name)
        rewritten(copy, file, change)

        code, told = check(copy)

        assert (code, expected in told) == (1, True), (name, told)


def test_pack_that_is_made_anew_by_a_forger_fails_on_the_kept_key(sealed, superuser, settings, tmp_path):
    superuser.execute("UPDATE audit_auditentry SET by_name = '别人' WHERE id = 2")
    superuser.execute("DELETE FROM audit_seal; DELETE FROM audit_sealleaves")
    kept = trust(settings)
    settings.LINLI_SEAL_KEY, settings.LINLI_SEALS_FILE = (
        tmp_path / "forged" / "seal.key",
        tmp_path / "forged" / "seals.log",
    )
    sealing.seal(at=NOW)
    pack = packs.export(tmp_path / "pack", **ALWAYS, at=NOW)

    assert check(pack.folder)[0] == 0
    assert check(pack.folder, *kept)[0] == 1


def test_what_is_no_pack_is_said_to_be_none(tmp_path):
    assert check(tmp_path)[0] == 2


def test_used_folder_and_empty_time_are_refused(pack, tmp_path):
    with pytest.raises(packs.PackProblem, match="不是空的"):
        packs.export(pack.folder, **ALWAYS, at=NOW)
    with pytest.raises(packs.PackProblem, match="没有已封签"):
        packs.export(tmp_path / "other", since=ALWAYS["since"], until=ALWAYS["since"] + timedelta(days=1), at=NOW)


def test_pack_of_one_scope_holds_no_other_entries(sealed, tmp_path, settings):
    with sealing.whole():
        pack = packs.write(tmp_path / "pack", 1, 3, at=NOW, within=scope.Scope(((3, 6),)))

    assert pack.entries == 3
    code, told = check(pack.folder, *trust(settings))
    assert (code, "不在本包内 6 条" in told) == (0, True)


def test_pack_across_a_restore_is_proved(sealed, superuser, settings, tmp_path, write):
    superuser.execute("DELETE FROM audit_auditentry WHERE id > 6; DELETE FROM audit_seal WHERE number = 3")
    superuser.execute("DELETE FROM audit_sealleaves WHERE seal_number = 3")
    generations.begin(at=NOW, note="退回")
    write(2)
    sealing.seal(at=NOW)
    pack = packs.export(tmp_path / "pack", **ALWAYS, at=NOW)

    assert (pack.last_seal, pack.entries) == (5, 8)
    assert check(pack.folder, *trust(settings)) == check(pack.folder, *trust(settings))
    assert check(pack.folder, *trust(settings))[0] == 0


@pytest.fixture
def months_ago(write, superuser):
    """Six sealed entries, the first four in a month long past, in the partition of that month."""
    for _ in range(2):
        write(3)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE audit_auditentry_2024_03 PARTITION OF audit_auditentry "
            "FOR VALUES FROM ('2024-03-01 00:00+08') TO ('2024-04-01 00:00+08')"
        )
    superuser.execute("UPDATE audit_auditentry SET recorded_at = '2024-03-05 12:00+08' WHERE id <= 4")
    sealing.seal(at=NOW)


def test_old_month_leaves_for_a_pack_and_what_stays_is_proved(months_ago, superuser, settings, tmp_path, write):
    now = datetime.now(UTC)
    assert [str(ArchivedMonth(month=each)) for each in archiving.due(now)] == ["2024-03"]

    made = archiving.archive(archiving.due(now)[0], tmp_path / "2024-03", at=now)

    assert (made.count, made.pack_digest) == (4, packs.digest(tmp_path / "2024-03"))
    assert archiving.due(now) == []
    with sealing.whole():
        assert [verb for _pk, verb in sorted(AuditEntry.objects.values_list("pk", "verb"))] == [
            *("v", "v", "leave_scope", "archive"),
        ]
    assert check(tmp_path / "2024-03", *trust(settings))[0] == 0
    verdict = verifying.verify()
    assert (verdict.faults, verdict.archived, verdict.entries, verdict.unsealed) == ([], 4, 2, 2)

    sealing.seal(at=NOW)
    later = packs.export(tmp_path / "later", **ALWAYS, at=NOW)
    code, told = check(later.folder, *trust(settings))
    assert (code, "不在本包内 4 条" in told) == (0, True)

    superuser.execute("DELETE FROM audit_auditentry WHERE id = 5")
    assert [(each.kind, each.entry) for each in verifying.verify().faults] == [("removed", 5)]
    # Who passes the deleted entry off as archived is caught by the count that was signed.
    superuser.execute(
        "UPDATE audit_sealleaves SET months = substr(months, 1, 16) || substr(months, 1, 4) || substr(months, 21)"
    )
    assert [each.kind for each in verifying.verify().faults] == ["archive broken"]


def test_month_with_open_entries_is_not_archived(months_ago, superuser, tmp_path, write):
    write(1)
    superuser.execute(
        "UPDATE audit_auditentry SET recorded_at = '2024-03-06' WHERE id = (SELECT max(id) FROM audit_auditentry)"
    )

    with pytest.raises(packs.PackProblem, match="没有封签"):
        archiving.archive(archiving.number_of(datetime(2024, 3, 1, tzinfo=UTC).date()), tmp_path / "p", at=NOW)


def test_month_that_was_tampered_with_is_not_archived(months_ago, superuser, tmp_path):
    superuser.execute("UPDATE audit_auditentry SET verb = 'x' WHERE id = 2")

    with pytest.raises(packs.PackProblem, match="审计记录 2：内容被改动"):
        archiving.archive(2024 * 12 + 2, tmp_path / "p", at=NOW)
    with sealing.whole():
        assert AuditEntry.objects.filter(verb__in=["v", "x"]).count() == 6


def test_fewer_than_six_months_are_refused(settings):
    settings.LINLI_AUDIT_MONTHS = 5

    with pytest.raises(packs.PackProblem, match="六个月"):
        archiving.due(NOW)


def test_commands_say_what_they_did(sealed, superuser, tmp_path, capsys):
    call_command("seal_audit")
    call_command("verify_audit")
    call_command("export_audit", str(tmp_path / "p"), "--since", "2020-01-01", "--until", "2099-12-31")
    call_command("verify_audit", "--pack", str(tmp_path / "p"))
    call_command("archive_audit", str(tmp_path / "archive"))
    told = capsys.readouterr().out
    for expected in (
        "没有新的审计记录",
        "审计记录 9 条",
        "全部一致",
        "封签 1 至 3",
        "不是本库归档时的包",
        "没有可归档的月份",
    ):
        assert expected in told

    superuser.execute("UPDATE audit_auditentry SET verb = 'x' WHERE id = 5")
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit")
    assert refused.value.returncode == 1
    assert "第一处：封签 2，审计记录 5：内容被改动。" in capsys.readouterr().out
    assert signing.trusted()
