"""An export that proves itself: the entries of whole seals, their leaves, the seals and the public key.

`ops/verify_audit.py` reads it anywhere Python runs, with no database and nothing installed.
"""

import gzip
import hashlib
import json
import shutil
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from linli.kernel.audit import seal_file, sealing, signing, statement
from linli.kernel.audit.models import ArchivedMonth, AuditEntry, Seal, SealLeaves
from linli.kernel.audit.windows import Windows
from linli.kernel.divisions import scope

ENTRIES, LEAVES, SEALS, ARCHIVES = "entries.jsonl.gz", "leaves.jsonl.gz", "seals.jsonl", "archives.jsonl"
PROVED = (ENTRIES, LEAVES, SEALS, ARCHIVES)
VERIFIER = "verify_audit.py"


class PackProblem(RuntimeError):
    """No pack can be made; the message says why."""


@dataclass(frozen=True)
class Pack:
    """What was written. `digest` is over the files that prove anything, in the order of PROVED."""

    folder: Path
    first_seal: int
    last_seal: int
    entries: int
    digest: str


def export(folder: Path, *, since: datetime, until: datetime, at: datetime) -> Pack:
    """Write the whole seals that hold the entries recorded in [since, until). Raises PackProblem for none, or a used folder."""
    with transaction.atomic(), scope.everything("export the audit"):
        found = seals_between(*numbers(recorded_at__gte=since, recorded_at__lt=until))
        if found is None:
            raise PackProblem(_("这段时间里没有已封签的审计记录。请换一段时间，或先运行 linli seal-audit。"))
        return write(folder, *found, at=at)


def write(folder: Path, first: int, last: int, *, at: datetime, within: scope.Scope | None = None) -> Pack:
    """Write seals `first` to `last`; of their entries only those `within` a scope, if one is given."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise PackProblem(_("文件夹“%(folder)s”不是空的，请另选一个。") % {"folder": folder})
    everything = list(Seal.objects.order_by("number"))
    seals = [seal for seal in everything if first <= seal.number <= last]
    windows = Windows(everything)
    entries = _write_lines(folder / ENTRIES, _entry_lines(windows, seals, within))
    _write_lines(folder / LEAVES, _leaf_lines(seals))
    kept = {seal.number: statement.of_seal(seal) for seal in seals}
    # A restore set these back; only the file still has them, and the chain goes through them.
    lost = [each for each in seal_file.read() if first < each.get("number", 0) < last and each["number"] not in kept]
    said = sorted([*kept.values(), *lost], key=lambda each: each["number"])
    archives = [statement.of_seal(each) for each in ArchivedMonth.objects.all()]
    _write_text(folder / SEALS, "".join(statement.text(each) + "\n" for each in said))
    _write_text(folder / ARCHIVES, "".join(statement.text(each) + "\n" for each in archives))
    _write_text(folder / "public_keys.txt", "\n".join(sorted(signing.trusted())) + "\n")
    manifest = {
        "format": 1,
        "made_at": at.isoformat(),
        "first_seal": seals[0].number,
        "last_seal": seals[-1].number,
        "entries": entries - len(seals),
        "lost": [each["number"] for each in lost],
        "within": [list(each) for each in within.ranges] if within and not within.is_everything else None,
    }
    _write_text(folder / "manifest.json", json.dumps(manifest, indent=1) + "\n")
    _write_text(folder / "README.txt", _readme(manifest))
    script = Path(settings.BASE_DIR) / "ops" / VERIFIER
    if script.exists():
        shutil.copyfile(script, folder / VERIFIER)
    return Pack(folder, seals[0].number, seals[-1].number, entries - len(seals), digest(folder))


def digest(folder: Path) -> str:
    """Over the files that prove anything. Raises PackProblem where one is missing."""
    whole = hashlib.sha256()
    for name in PROVED:
        try:
            with (folder / name).open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        except FileNotFoundError as error:
            raise PackProblem(_("“%(folder)s”里缺少文件 %(name)s。") % {"folder": folder, "name": name}) from error
    return whole.hexdigest()


def seals_between(low: int | None, high: int | None) -> tuple[int, int] | None:
    """The first and last seal that name an entry numbered from `low` to `high`."""
    if low is None or high is None:
        return None
    chunks = SealLeaves.objects.values_list("seal_number", "ids").order_by("seal_number").iterator(500)
    holding = [number for number, ids in chunks if any(low <= entry <= high for entry in _numbers_in(ids))]
    return (holding[0], holding[-1]) if holding else None


def _numbers_in(ids: bytes | memoryview) -> array:
    numbers = array("q", bytes(ids))
    numbers.byteswap()
    return numbers


def numbers(**condition: Any) -> tuple[int | None, int | None]:
    """The lowest and highest number of the entries that meet a condition and lie in the scope in force."""
    found = AuditEntry.objects.filter(**condition).aggregate(low=Min("id"), high=Max("id"))
    return found["low"], found["high"]


def _entry_lines(windows: Windows, seals: list[Seal], within: scope.Scope | None) -> Iterator[str]:
    for seal in seals:
        yield json.dumps({"seal": seal.number})
        yield from (line for _entry, line in windows.lines(seal) if within is None or _lies(line, within))


def _lies(line: str, within: scope.Scope) -> bool:
    division = json.loads(line)[2]["division"]
    return within.covers(division, division + 1)


def _leaf_lines(seals: list[Seal]) -> Iterator[str]:
    for seal in seals:
        leaves = list(sealing.leaves(seal.number))
        yield statement.text(
            {
                "seal": seal.number,
                "ids": [entry for entry, _month, _hashed in leaves],
                "months": [month for _entry, month, _hashed in leaves],
                "hashes": b"".join(hashed for _entry, _month, hashed in leaves).hex(),
            }
        )


def _write_lines(path: Path, lines: Iterator[str]) -> int:
    count = 0
    # Without name and time the same entries always give the same bytes.
    with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as file:
        for line in lines:
            file.write(line.encode() + b"\n")
            count += 1
    return count


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _readme(manifest: dict[str, Any]) -> str:
    return (
        _(
            "审计记录导出包：封签 %(first_seal)s 至 %(last_seal)s，审计记录 %(entries)s 条，%(made_at)s 导出。\n\n"
            "核验（任何装有 Python 3.11 的电脑，不需要本系统、不需要联网）：\n\n    python verify_audit.py .\n\n"
            "请用您另行保存的公钥和封签文件核对，而不是只用包里的：\n\n"
            "    python verify_audit.py . --public-key 公钥文件 --seals 封签文件\n\n"
            'entries.jsonl.gz  每行一条审计记录；{"seal": n} 之后的各行属于封签 n\n'
            "leaves.jsonl.gz   各封签下每条记录的编号、月份和散列\n"
            "seals.jsonl       封签；archives.jsonl 已归档月份；public_keys.txt 公钥\n"
        )
        % manifest
    )
