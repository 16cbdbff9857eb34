"""Changing the tree on behalf of a post: its permission, its scope, and the account of what was done.

A post may change what lies wholly in its scope; every record that moves is then one it could see. Raises PermissionRefused,
OutOfScope, ChangeRefused, BadDivisionList.
"""

import logging
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.divisions import changing, scope
from linli.kernel.divisions.enums import Verdict
from linli.kernel.divisions.models import Change, ChangeSet, Division
from linli.kernel.divisions.queries import get_division
from linli.kernel.divisions.rules.places import short
from linli.kernel.divisions.rules.plans import ChangeRefused
from linli.kernel.jobs.models import Job
from linli.kernel.jobs.queue import enqueue
from linli.portal.divisions.permissions import Permission
from linli.portal.divisions.queries import APPLY, job_of

VERB = "division.change"
REFUSALS = (ChangeRefused, PermissionRefused, scope.OutOfScope)
logger = logging.getLogger(__name__)


def may_change(by: Post, root: int) -> None:
    """The post carries the permission and covers all that the change is about."""
    require(by, Permission.CHANGE)
    try:
        require_place(by, get_division(root))
    except Division.DoesNotExist:
        raise ChangeRefused(
            _("现行区划里没有%(code)s：请先载入这一级的名单；这一级本身改了代码的，请用上一级的名单比对。")
            % {"code": short(root)}
        ) from None


@transaction.atomic
def draft(path: Path, name: str, *, by: Post, at: datetime) -> ChangeSet:
    require(by, Permission.CHANGE)
    return changing.draft(path, name=name, at=at, by=str(by), allow=lambda root: may_change(by, root))


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


def ask_to_apply(made: ChangeSet, *, by: Post, at: datetime) -> Job:
    """Have the queue apply it; nothing is asked twice. What the change itself refuses, the job says."""
    may_change(by, made.root)
    waiting = job_of(made)
    if waiting is not None and not waiting.is_ended:
        return waiting
    return enqueue(APPLY, by=by, at=at, about=made.file_name, change_set=made.pk)


def reverse(made: ChangeSet, *, by: Post, at: datetime) -> ChangeSet:
    may_change(by, made.root)
    return changing.reverse(made, at=at, by=str(by))


def apply_due(at: datetime) -> list[ChangeSet]:
    """Apply every confirmed set whose day has come, each in a transaction of its own, as the post that confirmed it.

    A set whose post is no longer held, or that is refused, stays for a person; the log says so. Gives those applied.
    """
    with transaction.atomic(), scope.entered(scope.NOTHING):
        waiting = [(made, _confirming(made, at)) for made in changing.due(timezone.localdate(at))]
    done = []
    for made, by in waiting:
        if by is None:
            continue
        try:
            with transaction.atomic(), scope.entered(by.scope):
                apply(made, by=by, at=at)
            done.append(made)
        except REFUSALS as refusal:
            logger.warning("Change set %s was not applied: %s", made.pk, refusal)
    return done


def _confirming(made: ChangeSet, at: datetime) -> Post | None:
    posts = Post.objects.filter(pk=made.confirmed_post or 0).select_related("unit", "user", "role")
    by = posts.prefetch_related("divisions", "role__permissions").first()
    return by if by is not None and by.is_held(timezone.localdate(at)) and by.places else None
