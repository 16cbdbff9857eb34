"""A month that is older than what the database must keep leaves it for a pack that proves itself."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.audit import merkle, packs, partitions, seal_file, sealing, signing, statement
from linli.kernel.audit.models import ArchivedMonth
from linli.kernel.audit.packs import PackProblem
from linli.kernel.divisions import scope

# 网络安全法 2025-10-28 §23(3): logs are kept for at least six months.
LEAST_MONTHS = 6


def months_kept() -> int:
    """How many whole months stay besides the present one. Raises PackProblem for fewer than the law asks for."""
    if settings.LINLI_AUDIT_MONTHS < LEAST_MONTHS:
        raise PackProblem(_("设置 LINLI_AUDIT_MONTHS 不得小于6：网络日志至少保存六个月。"))
    return settings.LINLI_AUDIT_MONTHS


def number_of(day: date) -> int:
    """Months are numbered through: year × 12 + month − 1."""
    return day.year * 12 + day.month - 1


def due(now: datetime) -> list[int]:
    """The months in the database that may leave it, oldest first. `now` is the real time, not that of a demonstration."""
    limit = number_of(timezone.localdate(now)) - months_kept()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_auditentry'::regclass ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall() if name != partitions.REST]
    numbers = [int(year) * 12 + int(month) - 1 for year, month in (name.split("_")[-2:] for name in names)]
    return [number for number in numbers if number < limit]


def table_of(month: int) -> str:
    return f"{partitions.TABLE}_{month // 12}_{month % 12 + 1:02d}"


def archive(month: int, folder: Path, *, at: datetime) -> ArchivedMonth | None:
    """Write the pack of a month, have it verified by the stand-alone verifier, and take the month out of the database.

    None for an empty month, which is simply dropped. Raises PackProblem when anything is not sealed or does not agree; then
    nothing has been taken out.
    """
    made = _pack(month, folder, at=at)
    if made:
        _require_proved(folder)
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        sealing.lock("owner")
        cursor.execute(f"LOCK TABLE {table_of(month)}")
        cursor.execute(f"SELECT count(*) FROM {table_of(month)}")
        if cursor.fetchone()[0] != (made.count if made else 0):
            raise PackProblem(_("导出期间该月的记录有变化，没有归档。请再运行一次。"))
        if made:
            made.save(using="owner", force_insert=True)
            cursor.execute(
                "SELECT linli_happened('archive', %s, 0, NULL, 'linli archive-audit', 'audit.archivedmonth', %s, NULL, %s)",
                [at, month, made.pack_digest],
            )
        cursor.execute(f"ALTER TABLE {partitions.TABLE} DETACH PARTITION {table_of(month)}")
        cursor.execute(f"DROP TABLE {table_of(month)}")
    if made:
        seal_file.append([statement.of_seal(made)])
    return made


def _pack(month: int, folder: Path, *, at: datetime) -> ArchivedMonth | None:
    with transaction.atomic(), scope.everything("archive the audit"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"SELECT min(id), max(id), count(*) FROM {table_of(month)}")
            low, high, count = cursor.fetchone()
        if not count:
            return None
        found = packs.seals_between(low, high)
        if found is None:
            raise PackProblem(_("该月的记录还没有封签，请先运行 linli seal-audit。"))
        pack = packs.write(folder, *found, at=at)
        tree, sealed = merkle.Tree(), 0
        for number in range(pack.first_seal, pack.last_seal + 1):
            for _entry, of_month, hashed in sealing.leaves(number):
                if of_month == month:
                    tree.add(hashed)
                    sealed += 1
    if sealed != count:
        raise PackProblem(_("该月有 %(open)d 条记录没有封签，请先运行 linli seal-audit。") % {"open": count - sealed})
    made = ArchivedMonth(
        month=month,
        first_seal=pack.first_seal,
        last_seal=pack.last_seal,
        count=count,
        root=tree.root().hex(),
        pack_digest=pack.digest,
        archived_at=at,
    )
    statement.sign(made, signing.private_key(may_make=False))
    return made


def _require_proved(folder: Path) -> None:
    done = check_pack(folder)
    if done.returncode:
        raise PackProblem(_("归档包没有通过核验，没有归档：\n%(output)s") % {"output": done.stdout})


def check_pack(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the stand-alone verifier on a pack, against the key and the seals that are kept here."""
    script = Path(settings.BASE_DIR) / "ops" / packs.VERIFIER
    trusted = ["--public-key", *sorted(signing.trusted())]
    arguments = [sys.executable, str(script), str(folder), *trusted, "--seals", str(seal_file.path())]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)
