"""A new generation of seals: the database has moved to another cluster, or was set back to an earlier moment."""

from datetime import datetime

from django.db import connections, transaction
from django.utils.translation import gettext as _

from linli.kernel.audit import seal_file, sealing, statement
from linli.kernel.audit.models import Seal
from linli.kernel.audit.sealing import SealProblem


def begin(*, at: datetime, note: str) -> Seal:
    """Seal, entry by entry, whatever is not yet sealed, and begin to count transactions anew.

    To be run after a restore, before anybody writes. Follows the last seal known outside: seals that the restore lost are
    passed over by their numbers, and the file keeps them. Raises SealProblem when there has never been a seal.
    """
    with transaction.atomic("owner"):
        sealing.lock("owner")
        # Nobody writes until this ends, so that the highest number divides the generations.
        with connections["owner"].cursor() as cursor:
            cursor.execute("LOCK TABLE audit_auditentry IN SHARE MODE")
            cursor.execute("SELECT coalesce(max(id), 0) FROM audit_auditentry")
            (highest,) = cursor.fetchone()
        last = Seal.objects.using("owner").last()
        if last is None:
            raise SealProblem(_("库中还没有封签，不需要开始新的一代。"))
        outside = [each for each in seal_file.read() if each.get("number", 0) > last.number]
        batch = sealing.take(_these(_left_open(last)), "owner")
        made = sealing.add(
            batch,
            outside[-1] if outside else statement.of_seal(last),
            using="owner",
            at=at,
            generation=last.generation + 1,
            id_floor=max(highest, last.id_floor),
            cluster=sealing.cluster_of("owner"),
            xid_lo=0,
            xid_hi=0,
            note=note,
        )
    transaction.on_commit(sealing.publish, using="owner")
    return made


def _left_open(last: Seal) -> list[int]:
    """The numbers of the entries of the last generation that no seal names."""
    sealed = {
        entry
        for number in Seal.objects.using("owner").filter(generation=last.generation).values_list("number", flat=True)
        for entry, _month, _hashed in sealing.leaves(number, "owner")
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id FROM audit_auditentry WHERE id > %s", [last.id_floor])
        return [entry for (entry,) in cursor.fetchall() if entry not in sealed]


def _these(entries: list[int]) -> str:
    return f"id = ANY('{{{','.join(map(str, entries))}}}'::bigint[])"
