"""Seals: batches of entries under one signed root, each naming the one before it, copied out of the database at once.

Whoever holds a later seal can prove that no entry under an earlier one was altered, removed, added or exchanged since.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import OperationalError, connections, transaction
from django.utils.translation import gettext as _

from linli.kernel.audit import merkle, seal_file, signing, statement
from linli.kernel.audit.models import Seal, SealLeaves
from linli.kernel.divisions import scope

CHUNK = 4096
LOCK = 6_962_000_001
NOTHING_BEFORE = "0" * 64
# One line says all of an entry and is the leaf's text. Only what PostgreSQL writes the same in every session is in it.
LINE = """jsonb_build_array(id, xid::text, jsonb_build_object('recorded_at', recorded_at AT TIME ZONE 'UTC',
  'at', at AT TIME ZONE 'UTC', 'kind', kind, 'division', division_id, 'post', post_id, 'by', by_name, 'verb', verb,
  'type', record_type, 'record', record_id, 'before', before, 'after', after, 'reason', reason))::text"""
MONTH = """(extract(year FROM recorded_at AT TIME ZONE 'Asia/Shanghai') * 12
  + extract(month FROM recorded_at AT TIME ZONE 'Asia/Shanghai') - 1)::int4"""


class SealProblem(RuntimeError):
    """No seal can be set; the message says what to do first."""


@dataclass
class Batch:
    """Leaves in their order, packed."""

    tree: merkle.Tree = field(default_factory=merkle.Tree)
    count: int = 0
    ids: bytearray = field(default_factory=bytearray)
    months: bytearray = field(default_factory=bytearray)
    hashes: bytearray = field(default_factory=bytearray)

    def add(self, number: int, month: int, hashed: bytes) -> None:
        self.tree.add(hashed)
        self.count += 1
        self.ids += struct.pack(">q", number)
        self.months += struct.pack(">i", month)
        self.hashes += hashed

    def chunks(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        for start in range(0, self.count, CHUNK):
            end = start + CHUNK
            yield (
                bytes(self.ids[start * 8 : end * 8]),
                bytes(self.months[start * 4 : end * 4]),
                bytes(self.hashes[start * 32 : end * 32]),
            )


def seal(*, at: datetime) -> Seal | None:
    """Seal what has been committed since the last seal; None when that is nothing. One sealer works at a time.

    Raises SealProblem in a cluster to which the database was restored, and signing.KeyProblem without the key.
    """
    with whole():
        lock()
        make_months()
        last = Seal.objects.last()
        cluster = cluster_of("default")
        if last and last.cluster != cluster:
            raise SealProblem(
                _("数据库已换到新的服务器（恢复或迁移之后）。请先运行 linli seal-audit --new-generation 开始新的一代。")
            )
        lo, floor = (last.xid_hi, last.id_floor) if last else (0, 0)
        hi = _value("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        batch = take(f"id > {floor} AND xid >= {lo} AND xid < {hi}")
        made = None
        if batch.count:
            generation = last.generation if last else 1
            made = add(
                batch,
                last,
                at=at,
                generation=generation,
                id_floor=floor,
                cluster=cluster,
                xid_lo=lo,
                xid_hi=hi,
                note="",
            )
    transaction.on_commit(publish)
    return made


@contextmanager
def whole() -> Iterator[None]:
    """A transaction that sees all of the audit, for those who prove it.

    Not told to the audit like other ways out of the scope: each seal would bring forth an entry and so the next seal, and
    proving has to work on a standby, which cannot be written.
    """
    with transaction.atomic(), scope.entered(scope.Scope(scope.EVERYTHING, "the audit's own proof")):
        yield


def take(condition: str, using: str = "default") -> Batch:
    """Hash the entries of a condition twice, by the server and here. Raises SealProblem where the two differ.

    One flipped bit in a published hash cannot be mended afterwards, so it must not get that far.
    """
    batch = Batch()
    for number, month, line, hashed in lines(condition, using):
        if merkle.leaf(line.encode()) != hashed:
            raise SealProblem(_("审计记录 %(id)d 的散列两次计算不一致，没有封签。请检查服务器内存。") % {"id": number})
        batch.add(number, month, hashed)
    return batch


def lines(condition: str, using: str = "default") -> Iterator[tuple[int, int, str, bytes]]:
    """Number, month, text and the server's hash of each entry of a condition, in the order of transactions."""
    query = f"""COPY (SELECT id, {MONTH}, line, sha256('\\x00'::bytea || convert_to(line, 'UTF8')) FROM (
        SELECT id, xid, recorded_at, {LINE} AS line FROM audit_auditentry WHERE {condition} OFFSET 0) entries
        ORDER BY xid, id) TO STDOUT (FORMAT BINARY)"""
    with connections[using].cursor() as cursor, cursor.copy(query) as copy:
        copy.set_types(["int8", "int4", "text", "bytea"])
        yield from copy.rows()


def add(batch: Batch, last: Seal | dict[str, Any] | None, *, using: str = "default", **values: Any) -> Seal:
    """Sign a seal over the batch and put both down. `last` is the seal that it follows."""
    known = last if isinstance(last, dict) else statement.of_seal(last) if last else None
    made = Seal(
        number=known["number"] + 1 if known else 1,
        previous=known["hash"] if known else NOTHING_BEFORE,
        count=batch.count,
        root=batch.tree.root().hex(),
        sealed_at=values.pop("at"),
        **values,
    )
    statement.sign(made, signing.private_key(may_make=known is None))
    for ordinal, chunk in enumerate(batch.chunks()):
        _value("SELECT linli_seal_leaves(%s, %s, %s, %s, %s)", made.number, ordinal, *chunk, using=using)
    _value("SELECT linli_seal(%s)", statement.text(statement.of_seal(made)), using=using)
    return made


def leaves(number: int, using: str = "default") -> Iterator[tuple[int, int, bytes]]:
    """Number, month and hash of each leaf under a seal, in order, as they were put down."""
    for chunk in SealLeaves.objects.using(using).filter(seal_number=number).order_by("ordinal"):
        ids, months, hashes = bytes(chunk.ids), bytes(chunk.months), bytes(chunk.hashes)
        for (entry,), (month,), start in zip(
            struct.iter_unpack(">q", ids), struct.iter_unpack(">i", months), range(0, len(hashes), 32), strict=False
        ):
            yield entry, month, hashes[start : start + 32]


def publish() -> None:
    """Bring the file outside the database up to the last seal; what a crash left out of it is made good."""
    with whole():
        known = seal_file.last_number()
        seal_file.append([statement.of_seal(each) for each in Seal.objects.filter(number__gt=known)])


def lock(using: str = "default") -> None:
    _value("SELECT pg_advisory_xact_lock(%s)", LOCK, using=using)


def make_months() -> None:
    """Another month at the far end. Given up when a long transaction is in the way: there are months enough, and a next time."""
    try:
        with transaction.atomic():
            _value("SELECT linli_audit_months(12)")
    except OperationalError:
        return


def cluster_of(using: str) -> str:
    """The cluster that the database lives in; another one after a restore from a dump."""
    return str(_value("SELECT system_identifier FROM pg_control_system()", using=using))


def _value(query: str, *values: Any, using: str = "default") -> Any:
    with connections[using].cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchone()[0]
