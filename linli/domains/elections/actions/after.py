"""After the result: handing over, sealing the ballots, the archive, complaints, and seats that fall empty before the term ends."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.committees.actions import Elected, give_up_seats, take_office
from linli.domains.elections import queries
from linli.domains.elections.actions.counting import age_band
from linli.domains.elections.enums import ComplaintState, LeavingKind, LeavingState, Office, State
from linli.domains.elections.models import BallotSeal, ByElection, Complaint, Election, Leaving, Member
from linli.domains.elections.permissions import Permission
from linli.domains.elections.rules import leaving as rules
from linli.domains.elections.rules import schedule
from linli.domains.elections.rules.law import law_of
from linli.domains.elections.workflow import ELECTION, LEAVING, only_in, refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, alter, attempts_kept, enter, locked, refuse_future
from linli.kernel.audit.keeping import doing
from linli.kernel.divisions.models import Division
from linli.kernel.workflow.actions import action, settle


@action(ELECTION, "hand_over")
def hand_over(election: Election, *, handed_over_on: date, by: Post, at: datetime) -> None:
    """The old committee has handed over to the new one. Late is recorded as late."""
    refuse_future(handed_over_on, at)
    election.handed_over_on = handed_over_on


def seal_ballots(
    election: Election, *, sealed_on: date, keeper: str, packets_count: int, by: Post, at: datetime
) -> BallotSeal:
    """The ballots are sealed by the township until the day that the measures say."""
    require(by, Permission.SUPERVISE)
    only_in(election, State.RESULT, State.HANDED_OVER)
    refuse_future(sealed_on, at)
    seal = BallotSeal(
        division=election.division,
        election=election,
        sealed_on=sealed_on,
        kept_until=schedule.sealed_until(queries.law_for(election), sealed_on),
        keeper=keeper.strip(),
        packets_count=packets_count,
    )
    return enter(seal, "seal_ballots", by=by, at=at)


@action(ELECTION, "archive")
def archive(election: Election, *, archive_no: str, by: Post, at: datetime) -> None:
    """All papers of the election are in the archive."""
    election.archive_no, election.archived_on = archive_no.strip(), timezone.localdate(at)


@action(ELECTION, "annul")
def annul(election: Election, *, reason: str, by: Post, at: datetime) -> None:
    """The county has declared the election invalid; those elected leave, and it is held again as a new one."""
    election.annulled_on = timezone.localdate(at)
    leaving = list(locked(Member.objects.filter(election=election, left_on=None)))
    for member in leaving:
        day = max(timezone.localdate(at), member.took_office_on)
        alter(member, "annul", by=by, at=at, left_on=day)
    _leave_seats(election.division, leaving, on=election.annulled_on, reason=_("选举被宣布无效"), by=by, at=at)


@action(ELECTION, "hold_again")
def hold_again(election: Election, *, by: Post, at: datetime) -> None:
    """The election that was declared invalid is held again as a new one of the same round; its voters register anew."""
    due = schedule.rerun_due(queries.law_for(election), election.annulled_on or timezone.localdate(at))
    fresh = Election(
        division=election.division,
        round=election.round,
        kind=election.kind,
        term_ended_on=election.term_ended_on,
        due_on=due.due_on if due else election.due_on,
        again_of=election,
    )
    made = enter(fresh, "hold_again", by=by, at=at)
    settle(ELECTION, made, at=at)
    struck = {"struck_on": timezone.localdate(at), "struck_reason": _("选举被宣布无效，重新登记")}
    with doing("strike_voter", by=by, at=at):
        queries.list_voters(election).update(**struck, updated_at=at)


def complain(election: Election, *, text: str, received_on: date, name: str = "", by: Post, at: datetime) -> Complaint:
    """Take in a complaint about the election, with or without a name."""
    require(by, Permission.SUPERVISE)
    refuse_future(received_on, at)
    complaint = Complaint(
        division=election.division, election=election, name=name.strip(), text=text.strip(), received_on=received_on
    )
    return enter(complaint, "complain", by=by, at=at)


def answer_complaint(complaint: Complaint, *, outcome: str, answer: str, by: Post, at: datetime) -> Complaint:
    """Enter what was found, and the answer that was given."""
    require(by, Permission.SUPERVISE)
    if outcome == ComplaintState.OPEN or not answer.strip():
        raise Refused(_("请写明处理结果和答复。"))
    with transaction.atomic():
        current = locked(Complaint.objects.filter(pk=complaint.pk)).get()
        if current.answered_on:
            raise Refused(_("这件举报已于%(day)s答复。") % {"day": current.answered_on})
        day = timezone.localdate(at)
        return alter(current, "answer_complaint", by=by, at=at, outcome=outcome, answer=answer.strip(), answered_on=day)


def ask_leaving(
    member: Member,
    *,
    kind: str,
    asked_on: date,
    reason: str,
    supporters_count: int = 0,
    supporters_entitled: int = 0,
    representatives_count: int = 0,
    representatives_entitled: int = 0,
    by: Post,
    at: datetime,
) -> Leaving:
    """A resignation is handed in, a recall is asked for, or an office ends by law, which takes effect at once."""
    require(by, Permission.SUPERVISE)
    refuse_future(asked_on, at)
    if member.left_on:
        raise Refused(_("此人已于%(day)s离任。") % {"day": member.left_on})
    law = law_of(member.kind, asked_on)
    leaving = Leaving(
        division=member.division,
        member=member,
        kind=kind,
        asked_on=asked_on,
        reason=reason.strip(),
        supporters_count=supporters_count + representatives_count,
    )
    with attempts_kept("ask_leaving", member, by=by, at=at), transaction.atomic():
        if kind == LeavingKind.RECALL:
            refuse(
                rules.petition_faults(
                    law,
                    voters=supporters_count,
                    voters_entitled=supporters_entitled,
                    representatives=representatives_count,
                    representatives_entitled=representatives_entitled,
                )
            )
            due = rules.recall_meeting_due(law, asked_on)
            leaving.due_on = due.due_on if due else None
        is_by_law = kind not in (LeavingKind.RECALL, LeavingKind.RESIGNATION)
        if is_by_law:
            leaving.is_passed, leaving.ended_on, leaving.state = True, asked_on, LeavingState.DECIDED
        made = enter(leaving, "ask_leaving", by=by, at=at)
        if is_by_law:
            _end(made, asked_on, by=by, at=at)
        settle(LEAVING, made, at=at)
    return made


@action(LEAVING, "decide_leaving")
def decide_leaving(
    leaving: Leaving,
    *,
    decided_on: date,
    entitled_count: int = 0,
    returned_count: int = 0,
    in_favour_count: int = 0,
    is_approved: bool = True,
    by: Post,
    at: datetime,
) -> None:
    """What the meeting decided on a resignation, or the vote on a recall: by the mode of the election and its two halves."""
    refuse_future(decided_on, at)
    member = leaving.member
    law = law_of(member.kind, decided_on)
    leaving.entitled_count, leaving.returned_count = entitled_count, returned_count
    leaving.in_favour_count = in_favour_count
    if leaving.kind == LeavingKind.RESIGNATION:
        refuse(rules.resignation_faults(law, leaving.asked_on, decided_on))
        leaving.is_passed = is_approved
    else:
        faults = rules.recall_faults(
            law, member.election.mode, entitled=entitled_count, returned=returned_count, in_favour=in_favour_count
        )
        leaving.is_passed = not faults
    if leaving.is_passed:
        leaving.ended_on = decided_on
        _end(leaving, decided_on, by=by, at=at)


@action(LEAVING, "announce_leaving")
def announce_leaving(leaving: Leaving, *, announced_on: date, by: Post, at: datetime) -> None:
    """That an office ended was told to the people. Late is recorded as late."""
    refuse_future(announced_on, at)
    leaving.announced_on = announced_on


def _end(leaving: Leaving, on: date, *, by: Post, at: datetime) -> None:
    """The member sits no longer, neither here nor on the register of committees."""
    member = locked(Member.objects.filter(pk=leaving.member_id)).get()
    alter(member, "leave", by=by, at=at, left_on=max(on, member.took_office_on))
    reason = _("%(office)s%(name)s%(kind)s") % {
        "office": member.get_office_display(),
        "name": member.name,
        "kind": leaving.get_kind_display(),
    }
    _leave_seats(member.division, [member], on=on, reason=reason, by=by, at=at)


def _leave_seats(
    division: Division, members: Iterable[Member], *, on: date, reason: str, by: Post, at: datetime
) -> None:
    """On the register of committees too they sit no longer; a head who leaves gives rise to a change of the certificate."""
    people = [Elected(each.office, each.name, each.sex) for each in members]
    give_up_seats(division, people, on=on, reason=reason, by=by, at=at)


def by_elect(
    vacated: Member,
    *,
    held_on: date,
    entitled_count: int,
    returned_count: int,
    votes_count: int,
    by: Post,
    at: datetime,
    **person: Any,
) -> ByElection:
    """Fill an empty seat until the same term ends, by the rules of the election itself. `person` is who was elected."""
    require(by, Permission.SUPERVISE)
    refuse_future(held_on, at)
    if vacated.left_on is None:
        raise Refused(_("这个席位没有出缺。"))
    with attempts_kept("by_elect", vacated, by=by, at=at), transaction.atomic():
        law = law_of(vacated.kind, held_on)
        refuse(
            rules.by_election_faults(
                law, vacated.election.mode, entitled=entitled_count, returned=returned_count, votes=votes_count
            )
        )
        successor = Member(
            division=vacated.division,
            election=vacated.election,
            kind=vacated.kind,
            office=vacated.office,
            age_band=age_band(person.get("born_on"), held_on),
            is_double_head=vacated.office == Office.HEAD and person.get("is_party_secretary", False),
            votes_count=votes_count,
            took_office_on=held_on,
            term_ends_on=vacated.term_ends_on,
            **person,
        )
        made = enter(successor, "by_elect", by=by, at=at)
        newcomer = Elected(made.office, made.name, made.sex)
        take_office(made.division, [newcomer], on=held_on, is_whole=False, by=by, at=at)
        filled = ByElection(
            division=vacated.division,
            vacated=vacated,
            successor=made,
            held_on=held_on,
            entitled_count=entitled_count,
            returned_count=returned_count,
            votes_count=votes_count,
        )
        return enter(filled, "by_elect", by=by, at=at)
