"""The plan of an election, and the election committee that conducts it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.elections.enums import State
from linli.domains.elections.models import CommitteeMember, Election
from linli.domains.elections.permissions import Permission
from linli.domains.elections.rules.registering import next_in_line
from linli.domains.elections.workflow import ELECTION, only_in
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, alter, deed, enter, locked, refuse_future
from linli.kernel.workflow.actions import action


@deed(Permission.COMPLETE, "complete")
def complete(election: Election, *, completed_on: date, by: Post, at: datetime) -> None:
    """Record that the new committee has been elected, early or late."""
    refuse_future(completed_on, at)
    if election.started_on is None:
        raise Refused(_("本次换届还没有启动日期，请先登记启动日期。"))
    if election.completed_on:
        raise Refused(_("本次换届已于%(day)s完成。") % {"day": election.completed_on})
    if election.state != State.REGISTERED and election.declared_on is None:
        raise Refused(_("本次选举的结果还没有公布，公布以后再登记完成。"))
    election.completed_on = completed_on


@action(ELECTION, "plan")
def plan(
    election: Election,
    *,
    mode: str,
    election_on: date,
    head_count: int = 1,
    deputy_count: int = 0,
    member_count: int = 0,
    women_count: int = 1,
    is_merged: bool = True,
    counts_void: bool = True,
    has_candidates: bool = True,
    open_ballot_agreed_on: date | None = None,
    open_ballot_filed_on: date | None = None,
    by: Post,
    at: datetime,
) -> None:
    """Set how, when and for how many seats the election is held. May be set anew until the committee is established."""
    election.mode, election.election_on = mode, election_on
    election.head_count, election.deputy_count, election.member_count = head_count, deputy_count, member_count
    election.women_count, election.is_merged = women_count, is_merged
    election.counts_void = counts_void
    election.has_candidates = has_candidates
    election.open_ballot_agreed_on = None if has_candidates else open_ballot_agreed_on
    election.open_ballot_filed_on = None if has_candidates else open_ballot_filed_on
    election.started_on = election.started_on or at.date()


def add_committee_member(
    election: Election,
    *,
    name: str,
    votes_count: int,
    joined_on: date,
    is_head: bool = False,
    is_reserve: bool = False,
    by: Post,
    at: datetime,
) -> CommitteeMember:
    """Enter one person chosen for the election committee, or in reserve for it. Raises PermissionRefused, OutOfScope, Refused."""
    require(by, Permission.CONDUCT)
    only_in(election, State.PLANNED)
    refuse_future(joined_on, at)
    member = CommitteeMember(
        division=election.division,
        election=election,
        name=name.strip(),
        votes_count=votes_count,
        is_head=is_head,
        is_reserve=is_reserve,
        joined_on=joined_on,
    )
    return enter(member, "add_committee_member", by=by, at=at)


@transaction.atomic
def choose_committee(
    election: Election, *, members: Sequence[dict[str, Any]], joined_on: date, by: Post, at: datetime
) -> list[CommitteeMember]:
    """Enter all who were chosen at one meeting: each with name, votes_count, and is_head or is_reserve where they are."""
    return [add_committee_member(election, joined_on=joined_on, by=by, at=at, **each) for each in members]


@action(ELECTION, "establish_committee")
def establish_committee(election: Election, *, by: Post, at: datetime) -> None:
    """The election committee is complete and announced."""


def leave_committee(member: CommitteeMember, *, reason: str, by: Post, at: datetime) -> CommitteeMember | None:
    """A member leaves the election committee; whoever in reserve had most votes moves up. Gives the one who did."""
    current = locked(CommitteeMember.objects.filter(pk=member.pk, left_on=None)).get()
    alter(current, "leave_committee", by=by, at=at, left_on=at.date(), left_reason=reason[:200])
    waiting = CommitteeMember.objects.filter(election=current.election_id, is_reserve=True, left_on=None)
    chosen = next_in_line(list(waiting.values_list("pk", "votes_count")))
    if chosen is None or current.is_reserve:
        return None
    moving = locked(CommitteeMember.objects.filter(pk=chosen)).get()
    return alter(moving, "move_up", by=by, at=at, is_reserve=False)


@transaction.atomic
def choose_head(member: CommitteeMember, *, by: Post, at: datetime) -> CommitteeMember:
    """The election committee has chosen its head from among its members; whoever was it before is a member."""
    require(by, Permission.CONDUCT)
    sitting = CommitteeMember.objects.filter(election=member.election_id, left_on=None, is_reserve=False)
    current = locked(sitting.filter(pk=member.pk)).get()
    for other in locked(sitting.filter(is_head=True).exclude(pk=member.pk)):
        alter(other, "choose_head", by=by, at=at, is_head=False)
    return alter(current, "choose_head", by=by, at=at, is_head=True)
