"""Which entries stand in which seal's window now, whether or not they are those that were sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from django.db import connections

from linli.kernel.audit import sealing
from linli.kernel.audit.models import Seal


@dataclass(frozen=True)
class Span:
    """A generation of seals: its last, and where the next one began and what that took over."""

    last: Seal
    genesis: Seal | None
    ceiling: int | None = None
    claimed: frozenset[int] = frozenset()


class Windows:
    """The windows of all seals. The first of a generation has no beginning, the last of an ended one no end."""

    def __init__(self, seals: list[Seal]):
        self.spans = dict(_spans(seals))

    def lines(self, seal: Seal) -> Iterator[tuple[int, str]]:
        """Number and text of each entry in the window, in the order of transactions."""
        span = self.spans[seal.generation]
        if seal is span.genesis:
            named = ",".join(str(entry) for entry, _month, _hashed in sealing.leaves(seal.number))
            yield from lines(f"id = ANY('{{{named}}}'::bigint[])")
            return
        condition = f"id > {seal.id_floor}" if seal.generation > 1 else "true"
        if seal.xid_lo > 0:
            condition += f" AND xid >= {seal.xid_lo}"
        if span.ceiling is not None:
            condition += f" AND id <= {span.ceiling}"
        if span.ceiling is None or seal is not span.last:
            condition += f" AND xid < {seal.xid_hi}"
        yield from ((entry, line) for entry, line in lines(condition) if entry not in span.claimed)


def _spans(seals: list[Seal]) -> Iterator[tuple[int, Span]]:
    groups = [list(group) for _generation, group in groupby(seals, key=lambda seal: seal.generation)]
    for own, following in zip_longest(groups, groups[1:]):
        genesis = own[0] if own[0].generation > 1 else None
        if following is None:
            yield own[0].generation, Span(own[-1], genesis)
        else:
            claimed = frozenset(entry for entry, _month, _hashed in sealing.leaves(following[0].number))
            yield own[0].generation, Span(own[-1], genesis, following[0].id_floor, claimed)


def lines(condition: str) -> Iterator[tuple[int, str]]:
    """Number and text of each entry of a condition that holds only numbers."""
    query = f"""COPY (SELECT id, line FROM (SELECT id, xid, {sealing.LINE} AS line FROM audit_auditentry
        WHERE {condition} OFFSET 0) entries ORDER BY xid, id) TO STDOUT (FORMAT BINARY)"""
    with connections["default"].cursor() as cursor, cursor.copy(query) as copy:
        copy.set_types(["int8", "text"])
        yield from copy.rows()
