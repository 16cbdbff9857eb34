"""Near relatives, typed once; whoever may not sit or count because of one who stands leaves at once. And those who count."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.elections import queries
from linli.domains.elections.actions.planning import leave_committee
from linli.domains.elections.enums import State
from linli.domains.elections.models import CommitteeMember, Election, Kinship, Teller, Voter
from linli.domains.elections.permissions import Permission
from linli.domains.elections.rules import registering, tellers
from linli.domains.elections.workflow import only_in, refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, alter, attempts_kept, deed, enter, locked, refuse_future
from linli.kernel.rulesets.faults import Fault

# From the list of voters on people are known by its numbers, until the votes are counted.
KNOWN = (State.LISTED, State.NOMINATION, State.REVIEW, State.CANDIDATES, State.POLLING, State.COUNTING)


@transaction.atomic
def declare_kin(
    election: Election,
    *,
    one: Voter,
    relation: str,
    other: Voter | None = None,
    member: CommitteeMember | None = None,
    teller: Teller | None = None,
    by: Post,
    at: datetime,
) -> Kinship:
    """Enter that two people are near relatives; what follows from it for those who stand is done at once and later on."""
    require(by, Permission.CONDUCT)
    only_in(election, *KNOWN)
    if sum(each is not None for each in (other, member, teller)) != 1:
        raise Refused(_("请选择另一名选民、一名选举委员会成员或者一名计票工作人员，三者选其一。"))
    kinship = Kinship(
        division=election.division,
        election=election,
        one=one,
        other=other,
        member=member,
        teller=teller,
        relation=relation,
    )
    made = enter(kinship, "declare_kin", by=by, at=at)
    keep_apart(election, by=by, at=at)
    return made


def keep_apart(election: Election, *, by: Post, at: datetime) -> None:
    """Whoever of the election committee or the count is a candidate, or too near a relative of one, leaves.

    Called whenever somebody begins to stand and whenever a kinship becomes known.
    """
    law, ties = queries.law_for(election), queries.list_ties(election)
    standing = {voter.pk: voter for voter in queries.list_standing_voters(election)}
    names = {voter.name for voter in standing.values()}
    for member in CommitteeMember.objects.filter(election=election, left_on=None):
        bound = next((tie for tie in ties if tie.binds_member(member)), None)
        if registering.leaves_for(law, is_nominee=member.name in names, is_kin_of_nominee=False):
            leave_committee(member, reason=_("本人被提名为候选人"), by=by, at=at)
        elif bound and registering.leaves_for(law, is_nominee=False, is_kin_of_nominee=True):
            reason = _("近亲属%(name)s被提名为候选人") % {"name": bound.candidate.name}
            leave_committee(member, reason=reason, by=by, at=at)
    for teller in locked(Teller.objects.filter(election=election, left_on=None)):
        kin = queries.kin_of_teller(ties, teller.voter, teller)
        faults = tellers.teller_faults(law, teller.role, is_candidate=teller.voter_id in standing, kin=kin)
        if any(fault.is_error for fault in faults):
            alter(
                teller, "leave_count", by=by, at=at, left_on=_leaving_on(teller, at), left_reason=str(faults[0])[:200]
            )


def _leaving_on(teller: Teller, at: datetime) -> date:
    return max(timezone.localdate(at), teller.approved_on)


def add_teller(
    election: Election,
    *,
    role: str,
    approved_on: date,
    voter: Voter | None = None,
    name: str = "",
    by: Post,
    at: datetime,
) -> tuple[Teller, list[Fault]]:
    """Enter somebody who counts, watches or calls the votes. Raises Unlawful for candidates and their near relatives.

    Gives the teller and what only has to be looked at, as with those who call the votes.
    """
    require(by, Permission.CONDUCT)
    only_in(election, *KNOWN)
    refuse_future(approved_on, at)
    if voter is None and not name.strip():
        raise Refused(_("请填写选民编号，不在选民名单上的填写姓名。"))
    with attempts_kept("add_teller", election, by=by, at=at), transaction.atomic():
        law, ties = queries.law_for(election), queries.list_ties(election)
        stands = voter is not None and queries.list_standing_voters(election).filter(pk=voter.pk).exists()
        faults = tellers.teller_faults(law, role, is_candidate=stands, kin=queries.kin_of_teller(ties, voter))
        refuse(faults)
        teller = Teller(
            division=election.division,
            election=election,
            voter=voter,
            name=voter.name if voter else name.strip(),
            role=role,
            approved_on=approved_on,
        )
        return enter(teller, "add_teller", by=by, at=at), faults


@deed(Permission.CONDUCT, "leave_count")
def leave_count(teller: Teller, *, reason: str, by: Post, at: datetime) -> None:
    """Somebody does not count, watch or call any more."""
    if not reason.strip():
        raise Refused(_("请写明理由。"))
    if teller.left_on:
        raise Refused(_("此人已于%(day)s退出。") % {"day": teller.left_on})
    teller.left_on, teller.left_reason = _leaving_on(teller, at), reason.strip()[:200]
