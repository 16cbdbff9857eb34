"""Which part of the tree of divisions a transaction may see.

A scope is entered once per transaction. It sets the database role and the ranges that row security reads
(`SET LOCAL`, gone at commit, safe behind a transaction pooler), and it limits every scoped queryset as well.
Without a scope both refuse: the application's own login has no right to any table.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

SLOTS = 16
TOP = 10**15


class NoScope(RuntimeError):
    """A division-bound record was asked for before a scope was entered."""


class OutOfScope(PermissionError):
    """The division asked for lies outside the divisions of the post held."""


@dataclass(frozen=True)
class Scope:
    """Disjoint half-open ranges of division keys; none at all means: accounts and the tree of places only."""

    ranges: tuple[tuple[int, int], ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if len(self.ranges) > SLOTS:
            raise OutOfScope(_("岗位覆盖的区划超过%(slots)d个，请先选择其中一部分。") % {"slots": SLOTS})

    @property
    def is_everything(self) -> bool:
        return self.ranges == ((0, TOP),)

    @property
    def role(self) -> str:
        if self.is_everything:
            return "linli_scope_all"
        return {0: "linli_scope_none", 1: "linli_scope_one"}.get(len(self.ranges), "linli_scope_many")

    def covers(self, low: int, high: int) -> bool:
        """True when [low, high) lies inside one of the ranges."""
        return any(lo <= low and high <= hi for lo, hi in self.ranges)

    def statements(self) -> str:
        """The SQL that binds the current transaction; only integers are written into it."""
        parts = [f"SET LOCAL ROLE {self.role}"]
        if self.role == "linli_scope_one":
            parts += _bounds("", *self.ranges[0])
        elif self.role == "linli_scope_many":
            empty = (1, 0)
            slots = (*self.ranges, *[empty] * (SLOTS - len(self.ranges)))
            for number, (low, high) in enumerate(slots):
                parts += _bounds(str(number), low, high)
        return "; ".join(parts)


EVERYTHING = ((0, TOP),)
NOTHING = Scope()
_current: ContextVar[Scope | None] = ContextVar("scope", default=None)
_witnesses: list[Callable[[str], None]] = []


def witness(told: Callable[[str], None]) -> None:
    """`told(reason)` is called whenever somebody leaves the scope; the audit, which stands above this app, asks for it."""
    _witnesses.append(told)


def _bounds(slot: str, low: int, high: int) -> list[str]:
    return [
        f"SET LOCAL linli.lo{slot} = {int(low)}",
        f"SET LOCAL linli.hi{slot} = {int(high)}",
    ]


def current() -> Scope:
    scope = _current.get()
    if scope is None:
        raise NoScope("No scope has been entered in this transaction.")
    return scope


def is_entered() -> bool:
    return _current.get() is not None


@contextmanager
def entered(scope: Scope, using: str = "default") -> Iterator[Scope]:
    """Bind the current transaction to `scope` until the block ends. Must be used inside `transaction.atomic()`."""
    connection: Any = connections[using]
    if not connection.in_atomic_block:
        raise NoScope("A scope lives in a transaction; open one first.")
    before = _current.get()
    _bind(connection, scope.statements())
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
        if connection.in_atomic_block and not connection.needs_rollback and not connection.is_broken():
            _bind(connection, before.statements() if before else "SET LOCAL ROLE NONE")


@contextmanager
def visiting(place: tuple[int, int], reason: str) -> Iterator[Scope]:
    """The scope of one place, for somebody without a post: a resident who takes part in it, or reads what is answered.

    Whatever scope was entered before does not count. `reason` is for the reader; this name is what a reviewer greps for.
    """
    if not reason:
        raise NoScope("Visiting a place needs a reason.")
    with entered(Scope((place,), reason)) as scope:
        yield scope


@contextmanager
def with_former_codes(codes: Sequence[int]) -> Iterator[Scope]:
    """The current scope and single codes besides: those under which a record that is seen was once kept.

    For the account of one record only, which stays under the code of its day. The nearest codes that fit are taken.
    """
    limits = current()
    room = SLOTS - len(limits.ranges)
    former = tuple((code, code + 1) for code in codes if not limits.covers(code, code + 1))[:room]
    with entered(Scope((*limits.ranges, *former)) if former else limits) as widened:
        yield widened


def _bind(connection, statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


@contextmanager
def everything(reason: str) -> Iterator[Scope]:
    """Leave the scope: the whole tree is seen. `reason` is required and audited; this name is what a reviewer greps for."""
    if not reason:
        raise NoScope("Leaving the scope needs a reason.")
    with entered(Scope(EVERYTHING, reason)) as scope:
        for told in _witnesses:
            told(reason)
        yield scope
