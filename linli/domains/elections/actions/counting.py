"""The poll and the count: two people type each paper form, the sums are compared, and the law says who is elected."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.domains.committees.actions import Elected, take_office
from linli.domains.elections import queries
from linli.domains.elections.actions.kinship import keep_apart
from linli.domains.elections.enums import BallotKind, Nominator, Office, Sex, State
from linli.domains.elections.models import Ballot, Candidate, Election, Member, ResultEntry, Review, Station, Tally
from linli.domains.elections.models.after import AgeBand
from linli.domains.elections.permissions import Permission
from linli.domains.elections.queries.results import PAPERS
from linli.domains.elections.rules import polling
from linli.domains.elections.rules.polling import Papers
from linli.domains.elections.rules.verdict import Next
from linli.domains.elections.workflow import ELECTION, only_in, refuse
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.audit.deeds import Refused, Unlawful, alter, attempts_kept, enter, locked, refuse_future
from linli.kernel.rulesets.calendar import add_months
from linli.kernel.rulesets.faults import Fault
from linli.kernel.workflow.actions import action

COPIED = (
    *("voter", "name", "sex", "born_on", "schooling", "is_party_member", "is_party_secretary", "is_first_time"),
    *("nominator", "supporters_count", "nominated_on"),
)


@action(ELECTION, "open_poll")
def open_poll(election: Election, *, held_on: date, by: Post, at: datetime) -> None:
    """The first ballot begins. How many may vote is fixed now, from the list as it stands."""
    refuse_future(held_on, at)
    standing = list(Candidate.objects.filter(election=election, is_listed=True).values_list("pk", flat=True))
    ballot = Ballot(
        division=election.division,
        election=election,
        held_on=held_on,
        entitled_count=queries.count_entitled(election),
        seats=dict(election.seats),
        women_count=election.women_count,
        standing=standing,
    )
    enter(ballot, "open_poll", by=by, at=at)


@action(ELECTION, "close_poll")
def close_poll(election: Election, *, by: Post, at: datetime) -> None:
    """The boxes are brought together and opened in public."""


def enter_result(
    election: Election, *, station: Station, papers: Papers, votes: Mapping[str, int], by: Post, at: datetime
) -> tuple[ResultEntry, list[Fault]]:
    """Type the paper form of one station. Whoever types it again replaces their own entry; a third person is refused.

    Gives the entry and what should be looked at again, such as more ballots returned than given out.
    """
    require(by, Permission.COUNT)
    only_in(election, State.COUNTING)
    ballot = _counting(election)
    with attempts_kept("enter_result", election, by=by, at=at), transaction.atomic():
        refuse(polling.papers_faults(papers))
        kept = {str(key): count for key, count in votes.items() if count}
        refuse(list(_votes_faults(ballot, kept, papers)))
        entries = list(locked(ResultEntry.objects.filter(ballot=ballot, station=station)))
        given: dict[str, Any] = {name: getattr(papers, name.removesuffix("_count")) for name in PAPERS}
        given |= {"votes": kept, "entered_at": at}
        own = next((each for each in entries if each.user_id == by.user_id), None)
        if own is not None:
            return alter(own, "enter_result", by=by, at=at, **given), polling.returned_warning(papers)
        if len(entries) > 1:
            raise Refused(_("这张计票表已由两人录入。录错的由录入人本人更正。"))
        entry = ResultEntry(division=election.division, ballot=ballot, station=station, user=by.user, **given)
        return enter(entry, "enter_result", by=by, at=at), polling.returned_warning(papers)


def _counting(election: Election) -> Ballot:
    ballot = queries.current_ballot(election)
    if ballot is None:
        raise Refused(_("还没有开始投票。"))
    if ballot.agreed_at:
        raise Refused(_("这次投票的计票结果已经核对一致，不能再改。"))
    return ballot


def _votes_faults(ballot: Ballot, votes: Mapping[str, int], papers: Papers) -> Any:
    standing = queries.list_standing(ballot)
    if unknown := set(votes) - {str(each.pk) for each in standing}:
        raise Refused(_("有%(count)d个得票人不在本次投票的名单上。") % {"count": len(unknown)})
    for office, group in groupby(standing, key=lambda each: each.office):
        counts = [votes.get(str(each.pk), 0) for each in group]
        yield from polling.votes_faults(
            str(Office(office).label), max(counts), sum(counts), valid=papers.valid, seats=ballot.seats.get(office, 1)
        )


@action(ELECTION, "agree")
def agree(election: Election, *, by: Post, at: datetime) -> None:
    """Two people typed every form and agree: the sums of all stations become the published tallies."""
    ballot = locked(Ballot.objects.filter(pk=_counting(election).pk)).get()
    papers, votes = Papers(), dict.fromkeys((str(pk) for pk in ballot.standing), 0)
    for form in queries.list_forms(ballot):
        papers += form.entries[0].papers
        for key, count in form.entries[0].votes.items():
            votes[key] = votes.get(key, 0) + count
    for key, count in votes.items():
        tally = Tally(division=election.division, ballot=ballot, candidate_id=int(key), votes_count=count)
        enter(tally, "agree", by=by, at=at)
    sums = {name: getattr(papers, name.removesuffix("_count")) for name in PAPERS}
    alter(ballot, "agree", by=by, at=at, agreed_at=at, **sums)


@action(ELECTION, "call_again")
def call_again(election: Election, *, held_on: date, by: Post, at: datetime) -> None:
    """Vote again: everything after an invalid ballot, else those tied, else for the empty seats."""
    refuse_future(held_on, at)
    found, last = queries.judged(election), queries.current_ballot(election)
    assert found.next is not None  # the guard has seen to it
    assert last is not None
    is_open = found.next.kind == BallotKind.REPEAT and not election.has_candidates
    standing = [] if is_open else _standing_again(election, found.next, by=by, at=at)
    if not standing and not is_open:
        raise Refused(_("没有可以参加再次投票的候选人，请先补充提名。"))
    kinds = {name: BallotKind(name) for name in BallotKind.values}
    ballot = Ballot(
        division=election.division,
        election=election,
        number=last.number + 1,
        kind=kinds[found.next.kind],
        held_on=held_on,
        entitled_count=queries.count_entitled(election),
        seats=dict(found.next.seats),
        women_count=found.next.women,
        standing=standing,
    )
    enter(ballot, "call_again", by=by, at=at)


def _standing_again(election: Election, due: Next, *, by: Post, at: datetime) -> list[int]:
    standing = [
        pk
        for office, persons in due.standing.items()
        for person in persons
        for pk in _candidacy(election, office, person, by=by, at=at)
    ]
    if due.kind == BallotKind.RUN_OFF:
        _list_written_in(election, standing, by=by, at=at)
        standing += _nominated_since(election, due.seats, by=by, at=at)
    return standing


def _list_written_in(election: Election, standing: list[int], *, by: Post, at: datetime) -> None:
    """Whoever had votes without being a candidate is one from now on: reviewed, listed, and no relative of theirs counts."""
    fresh = list(locked(Candidate.objects.filter(pk__in=standing, nominator=Nominator.WRITE_IN, is_listed=False)))
    for each in fresh:
        _refuse_unreviewed(election, each)
        alter(each, "list_candidate", by=by, at=at, is_listed=True)
    if fresh:
        keep_apart(election, by=by, at=at)


def _refuse_unreviewed(election: Election, candidate: Candidate) -> None:
    reviewed = Review.objects.filter(candidate__election=election, candidate__voter=candidate.voter_id)
    if queries.law_for(election).barred and not reviewed.exists():
        raise Refused(_("候选人%(name)s还没有审查结论，请先由有关单位联审。") % {"name": candidate.name})


def _candidacy(election: Election, office: str, person: int, *, by: Post, at: datetime) -> list[int]:
    """The line of a person for an office. Whose votes for a higher office came down to this one has none yet, and gets one."""
    own = list(Candidate.objects.filter(election=election, voter=person).order_by("id"))
    if found := [each.pk for each in own if each.office == office]:
        return found
    kept = {name: getattr(own[0], name) for name in COPIED}
    fresh = Candidate(division=election.division, election=election, office=office, is_listed=True, **kept)
    return [enter(fresh, "call_again", by=by, at=at).pk]


def _nominated_since(election: Election, seats: Mapping[str, int], *, by: Post, at: datetime) -> list[int]:
    """Who was nominated for the empty seats after the first ballot and reviewed since; from now on they are listed."""
    fresh = Candidate.objects.filter(election=election, struck_on=None, is_listed=False, office__in=seats)
    rows = list(locked(fresh.exclude(nominator=Nominator.WRITE_IN)))
    for each in rows:
        _refuse_unreviewed(election, each)
        alter(each, "list_candidate", by=by, at=at, is_listed=True)
    return [each.pk for each in rows]


def declare(election: Election, *, declared_on: date, by: Post, at: datetime) -> Election:
    """Announce who is elected. Done once: a second signature is refused, and that it was tried is kept."""
    with attempts_kept("declare", election, by=by, at=at):
        current = Election.objects.get(pk=election.pk)
        if current.declared_on:
            raise Unlawful(
                _(
                    "选举结果已于%(day)s确认并公布，不能重复确认（选举结果应当当场公布，依据%(basis)s）。确有错误的，由乡镇（街道）依法处理。"
                )
                % {"day": current.declared_on, "basis": queries.law_for(current).cite("win")}
            )
    result: Election = _declare(election, declared_on=declared_on, by=by, at=at)
    return result


@action(ELECTION, "declare")
def _declare(election: Election, *, declared_on: date, by: Post, at: datetime) -> None:
    refuse_future(declared_on, at)
    election.declared_on = declared_on
    law, found = queries.law_for(election), queries.judged(election)
    ballot = queries.current_ballot(election)
    elected: list[Elected] = []
    for winner in found.result.winners:
        candidate = Candidate.objects.filter(election=election, voter=winner.person).order_by("id")
        chosen = candidate.filter(office=winner.office).first() or candidate.get()
        member = member_from(
            chosen, office=winner.office, on=declared_on, term_ends_on=add_months(declared_on, 12 * law.term_years)
        )
        member.ballot, member.votes_count = ballot, winner.votes
        enter(member, "declare", by=by, at=at)
        elected.append(Elected(winner.office, member.name, member.sex))
    take_office(election.division, elected, on=declared_on, by=by, at=at)


def member_from(candidate: Candidate, *, office: str, on: date, term_ends_on: date) -> Member:
    """The member that a candidate becomes, not yet written."""
    return Member(
        division=candidate.division,
        election=candidate.election,
        kind=candidate.election.kind,
        candidate=candidate,
        name=candidate.name,
        sex=candidate.sex or Sex.MALE,
        born_on=candidate.born_on,
        schooling=candidate.schooling,
        is_party_member=candidate.is_party_member,
        is_party_secretary=candidate.is_party_secretary,
        is_first_time=candidate.is_first_time,
        office=office,
        age_band=age_band(candidate.born_on, on),
        is_double_head=office == Office.HEAD and candidate.is_party_secretary,
        took_office_on=on,
        term_ends_on=term_ends_on,
    )


def age_band(born_on: date | None, on: date) -> str:
    """In which of the bands of the reports an age lies on a day."""
    if born_on is None:
        return AgeBand.UNKNOWN
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    bands = ((35, AgeBand.TO_35), (45, AgeBand.TO_45), (55, AgeBand.TO_55))
    return next((band for most, band in bands if age <= most), AgeBand.OVER_55)
