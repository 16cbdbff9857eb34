"""Changing the tree on behalf of a post: its permission, its scope, and the account of what was done.

A post may change what lies wholly in its scope; every record that moves is then one it could see. Raises PermissionRefused,
OutOfScope, ChangeRefused, BadDivisionList.
"""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit import log
from linli.kernel.divisions import changing
from linli.kernel.divisions.enums import Verdict
from linli.kernel.divisions.models import Change, ChangeSet
from linli.kernel.divisions.queries import get_division
from linli.portal.divisions.permissions import Permission

VERB = "division.change"


def may_change(by: Post, root: int) -> None:
    """The post carries the permission and covers all that the change is about."""
    require(by, Permission.CHANGE)
    require_place(by, get_division(root))


@transaction.atomic
def draft(path: Path, name: str, *, by: Post, at: datetime) -> ChangeSet:
    require(by, Permission.CHANGE)
    made = changing.draft(path, name=name, at=at, by=str(by))
    may_change(by, made.root)
    return made


def decide(change: Change, verdict: Verdict, heir: int | None = None, *, by: Post, at: datetime) -> Change:
    may_change(by, change.change_set.root)
    return changing.decide(change, verdict, heir=heir, at=at, by=str(by))


def accept_open(made: ChangeSet, *, by: Post, at: datetime, kinds: list[str] | None = None) -> int:
    may_change(by, made.root)
    limits = {"kinds": kinds} if kinds else {}
    return changing.accept_open(made, at=at, by=str(by), **limits)


@transaction.atomic
def confirm(made: ChangeSet, on: date, *, by: Post, at: datetime) -> ChangeSet:
    may_change(by, made.root)
    confirmed = changing.confirm(made, on=on, at=at, by=str(by), post_id=by.pk)
    detail = {"file": made.file_name, "digest": made.file_digest, "on": on.isoformat()}
    log.happened("division.confirm", at=at, division_id=made.root, by=by, detail=detail)
    return confirmed


def discard(made: ChangeSet, *, by: Post, at: datetime) -> None:
    may_change(by, made.root)
    changing.discard(made)
    log.happened("division.discard", at=at, division_id=made.root, by=by, detail={"file": made.file_name})


@transaction.atomic
def apply(made: ChangeSet, *, by: Post, at: datetime) -> dict[str, int]:
    """All records move, or nothing happens. Gives how many moved, by register."""
    may_change(by, made.root)
    with log.accounted(VERB, by=by, at=at, reason=made.file_name[:200]):
        moved = changing.apply(made, at=at)
    log.happened(VERB, at=at, division_id=made.root, by=by, detail={"file": made.file_name, "moved": moved})
    return moved


def reverse(made: ChangeSet, *, by: Post, at: datetime) -> ChangeSet:
    may_change(by, made.root)
    return changing.reverse(made, at=at, by=str(by))
