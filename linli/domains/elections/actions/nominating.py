"""Candidates: who is nominated, what the reviewing units find, the posting, the meeting; and those who vote for others."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.elections import queries
from linli.domains.elections.actions.kinship import keep_apart
from linli.domains.elections.enums import BallotKind, Ground, Nominator, State
from linli.domains.elections.models import Candidate, Election, Proxy, Review, Station, Voter
from linli.domains.elections.permissions import Permission
from linli.domains.elections.rules import nominating, schedule
from linli.domains.elections.workflow import ELECTION, only_in, refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, alter, attempts_kept, deed, enter, locked, refuse_future
from linli.kernel.rulesets.faults import Fault
from linli.kernel.workflow.actions import action


@action(ELECTION, "open_nomination")
def open_nomination(election: Election, *, by: Post, at: datetime) -> None:
    """From now on candidates are nominated."""


def nominate(
    election: Election,
    *,
    voter: Voter,
    office: str,
    nominator: str,
    nominated_on: date,
    supporters_count: int = 0,
    by: Post,
    at: datetime,
    **person: Any,
) -> Candidate:
    """Nominate a registered voter for an office. A member of the election committee who is nominated leaves it at once.

    `person` holds what the structure of the committee is counted from. Raises Unlawful by whom the law does not let nominate,
    and for whom a reviewing unit has found a ground already.
    """
    require(by, Permission.CONDUCT)
    refuse_future(nominated_on, at)
    with attempts_kept("nominate", election, by=by, at=at), transaction.atomic():
        only_in(election, State.NOMINATION, State.COUNTING)
        _refuse_in_count(election)
        _belongs(voter, election)
        law = queries.law_for(election)
        refuse(nominating.nomination_faults(law, nominator, supporters_count))
        for ground in _grounds(voter):
            refuse(nominating.ground_faults(law, ground))
        if office not in election.seats:
            raise Refused(_("选举方案没有这一职务的名额。"))
        candidate = Candidate(
            division=election.division,
            election=election,
            voter=voter,
            name=voter.name,
            sex=voter.sex or person.pop("sex", ""),
            born_on=voter.born_on,
            office=office,
            nominator=nominator,
            supporters_count=supporters_count,
            nominated_on=nominated_on,
            **{name: value for name, value in person.items() if name != "sex"},
        )
        made = enter(candidate, "nominate", by=by, at=at)
        keep_apart(election, by=by, at=at)
    return made


def _refuse_in_count(election: Election) -> None:
    """While votes are counted nobody is nominated, but for seats that another ballot has to fill."""
    ballot = queries.current_ballot(election)
    if ballot and (ballot.agreed_at is None or queries.judged(election).next is None):
        raise Refused(_("计票期间不能提名；需要另行选举的，核对计票以后再补充提名。"))


def _grounds(voter: Voter) -> list[str]:
    """What reviewing units found of this person, in this election or in another that the post may see."""
    same = Q(candidate__voter=voter)
    if voter.id_fingerprint:
        same |= Q(candidate__voter__id_fingerprint=bytes(voter.id_fingerprint))
    return list(Review.objects.filter(same).values_list("ground", flat=True))


def _belongs(voter: Voter, election: Election) -> None:
    if voter.election_id != election.pk or voter.struck_on:
        raise Refused(_("只能从本次选举的选民名单中选择。"))


@action(ELECTION, "send_to_review")
def send_to_review(election: Election, *, by: Post, at: datetime) -> None:
    """Nominations are closed; the units that review are asked."""


@action(ELECTION, "reopen_nomination")
def reopen_nomination(election: Election, *, reason: str, by: Post, at: datetime) -> None:
    """Too few candidates are left: others are nominated."""
    election.candidates_posted_on = None


@transaction.atomic
def review(candidate: Candidate, *, ground: str = Ground.NONE, by: Post, at: datetime) -> Review:
    """A unit says that nothing, or which ground, stands against a candidate. With a ground the candidacy ends at once."""
    require(by, Permission.REVIEW)
    only_in(candidate.election, State.NOMINATION, State.REVIEW, State.COUNTING)
    found = Review(
        division=candidate.division,
        candidate=candidate,
        unit=by.unit,
        ground=ground,
        reviewed_on=timezone.localdate(at),
    )
    made = enter(found, "review", by=by, at=at)
    faults = nominating.ground_faults(queries.law_for(candidate.election), ground)
    if faults:
        for each in locked(Candidate.objects.filter(election=candidate.election_id, voter=candidate.voter_id)):
            if each.struck_on is None:
                reason = _("联审认定不得作为候选人（%(unit)s）") % {"unit": by.unit.name}
                alter(
                    each, "strike_candidate", by=by, at=at, struck_on=timezone.localdate(at), struck_reason=reason[:200]
                )
    return made


@deed(Permission.CONDUCT, "withdraw_candidate")
def withdraw_candidate(candidate: Candidate, *, reason: str, by: Post, at: datetime) -> None:
    """A candidate declines in writing. After the posting that is possible for as long as the province's measures say."""
    election = candidate.election
    only_in(election, State.NOMINATION, State.REVIEW, State.CANDIDATES)
    if candidate.struck_on:
        raise Refused(_("这名候选人已于%(day)s取消。") % {"day": candidate.struck_on})
    due = schedule.withdrawal_due(queries.law_for(election), election.candidates_posted_on or timezone.localdate(at))
    if election.candidates_posted_on and due and due.is_missed(timezone.localdate(at)):
        message = _("候选人放弃应当在名单确定后三日内书面提出，期限到%(due)s（依据%(basis)s）。")
        refuse([Fault(message % {"due": due.due_on, "basis": due.basis}, _("逾期不再受理。"), "reason")])
    candidate.struck_on, candidate.struck_reason = timezone.localdate(at), reason.strip()[:200]
    candidate.is_listed = False


@deed(Permission.CONDUCT, "pass_over")
def pass_over(candidate: Candidate, *, reason: str = "", by: Post, at: datetime) -> None:
    """More were nominated than there is room for: one with fewer nominations does not become a formal candidate."""
    election = candidate.election
    only_in(election, State.NOMINATION, State.REVIEW)
    if candidate.struck_on:
        raise Refused(_("这名候选人已于%(day)s取消。") % {"day": candidate.struck_on})
    law = queries.law_for(election)
    others = Candidate.objects.filter(election=election, office=candidate.office, struck_on=None).exclude(
        pk=candidate.pk
    )
    if not nominating.room_faults(law, candidate.office, others.count() + 1, election.seats[candidate.office]):
        raise Refused(_("这一职务的候选人没有超过规定的名额，不能不列入。"))
    kept = others.filter(nominator=candidate.nominator).values_list("supporters_count", flat=True)
    refuse(nominating.passed_over_faults(law, candidate.office, candidate.supporters_count, kept))
    told = reason.strip() or _("提名票较少，未列为正式候选人")
    candidate.struck_on, candidate.struck_reason = timezone.localdate(at), told[:200]


@action(ELECTION, "post_candidates")
def post_candidates(election: Election, *, posted_on: date, by: Post, at: datetime) -> None:
    """The list of candidates hangs on the board since that day."""
    refuse_future(posted_on, at)
    election.candidates_posted_on = posted_on
    for candidate in locked(Candidate.objects.filter(election=election, struck_on=None, is_listed=False)):
        alter(candidate, "list_candidate", by=by, at=at, is_listed=True)


@deed(Permission.CONDUCT, "hold_meeting")
def hold_meeting(election: Election, *, meeting_on: date, by: Post, at: datetime) -> None:
    """The candidates met the people, said what they would do, and answered questions."""
    refuse_future(meeting_on, at)
    only_in(election, State.CANDIDATES)
    if election.election_on and meeting_on > election.election_on:
        raise Refused(_("见面应当在选举日以前。"))
    election.meeting_on = meeting_on


def give_proxy(
    election: Election,
    *,
    principal: Voter,
    agent: Voter,
    written_on: date | None,
    is_kin: bool = False,
    by: Post,
    at: datetime,
) -> Proxy:
    """Enter that one voter votes for another. The agent is locked, so that a fourth cannot slip in beside the third."""
    require(by, Permission.CONDUCT)
    only_in(election, State.LISTED, State.NOMINATION, State.REVIEW, State.CANDIDATES)
    _belongs(principal, election)
    _belongs(agent, election)
    with attempts_kept("give_proxy", election, by=by, at=at), transaction.atomic():
        held_by = locked(Voter.objects.filter(pk=agent.pk)).get()
        given = nominating.Proxy(
            held=queries.held_proxies(held_by),
            is_candidate=queries.is_candidate(held_by),
            is_kin=is_kin,
            is_written=written_on is not None,
            is_same_person=principal.pk == agent.pk,
        )
        refuse(nominating.proxy_faults(queries.law_for(election), election.mode, given))
        proxy = Proxy(
            division=election.division,
            election=election,
            principal=principal,
            agent=agent,
            is_kin=is_kin,
            written_on=written_on,
        )
        return enter(proxy, "give_proxy", by=by, at=at)


@deed(Permission.CONDUCT, "withdraw_proxy")
def withdraw_proxy(proxy: Proxy, *, by: Post, at: datetime) -> None:
    """The principal votes in person after all."""
    proxy.withdrawn_on = timezone.localdate(at)


def add_station(
    election: Election, *, name: str, staff_count: int, staff: str = "", is_mobile: bool = False, by: Post, at: datetime
) -> Station:
    """A place to vote, or a box that is carried round by as many workers as the measures ask."""
    require(by, Permission.CONDUCT)
    only_in(election, State.LISTED, State.NOMINATION, State.REVIEW, State.CANDIDATES)
    with attempts_kept("add_station", election, by=by, at=at):
        if is_mobile:
            refuse(nominating.box_faults(queries.law_for(election), staff=staff_count))
        station = Station(
            division=election.division,
            election=election,
            name=name.strip(),
            is_mobile=is_mobile,
            staff_count=staff_count,
            staff=staff,
        )
        return enter(station, "add_station", by=by, at=at)


def write_in(election: Election, *, voter: Voter, office: str, by: Post, at: datetime, **person: Any) -> Candidate:
    """Somebody got votes without standing: a line for them on the result form. Without candidates every line begins so.

    Raises Unlawful for whom a reviewing unit has found a ground.
    """
    require(by, Permission.COUNT)
    only_in(election, State.COUNTING)
    with attempts_kept("write_in", election, by=by, at=at), transaction.atomic():
        _belongs(voter, election)
        for ground in _grounds(voter):
            refuse(nominating.ground_faults(queries.law_for(election), ground))
        ballot = queries.current_ballot(election)
        if ballot is None or ballot.kind not in (BallotKind.FIRST, BallotKind.REPEAT):
            raise Refused(_("再次投票只在公布的候选人中进行，不能另选。"))
        if ballot.agreed_at:
            raise Refused(_("这次投票的计票结果已经核对一致，不能再改。"))
        line = Candidate.objects.filter(election=election, voter=voter, office=office).first()
        if line is None:
            line = Candidate(
                division=election.division,
                election=election,
                voter=voter,
                name=voter.name,
                sex=voter.sex or person.pop("sex", ""),
                born_on=voter.born_on,
                office=office,
                nominator=Nominator.WRITE_IN,
                nominated_on=timezone.localdate(at),
                **{name: value for name, value in person.items() if name != "sex"},
            )
            line = enter(line, "write_in", by=by, at=at)
        if line.pk in ballot.standing:
            raise Refused(_("此人已在本次投票的名单上。"))
        alter(ballot, "write_in", by=by, at=at, standing=[*ballot.standing, line.pk])
        return line
