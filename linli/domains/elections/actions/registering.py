"""The list of voters: who is put on it, its posting, and what is said against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.elections import queries
from linli.domains.elections.enums import Kind, RegistrationKind, State
from linli.domains.elections.models import Election, Objection, Proxy, Voter
from linli.domains.elections.permissions import Permission
from linli.domains.elections.rules import registering, schedule
from linli.domains.elections.rules.registering import Registration
from linli.domains.elections.workflow import ELECTION, OBJECTION, only_in, refuse
from linli.domains.residents.enums import ResidentKind
from linli.domains.residents.enums import Sex as ResidentSex
from linli.domains.residents.models import Resident
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require, require_place
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused, Unlawful, attempts_kept, deed, enter, locked, refuse_future
from linli.kernel.audit.keeping import doing
from linli.kernel.privacy.cipher import fingerprint
from linli.kernel.rulesets.faults import Fault
from linli.kernel.workflow.actions import action, settle

# While the list can still change by the committee's own doing; afterwards by an objection or a strike alone.
OPEN = (State.REGISTRATION, State.LISTED, State.NOMINATION, State.REVIEW, State.CANDIDATES)


@action(ELECTION, "open_registration")
def open_registration(election: Election, *, by: Post, at: datetime) -> None:
    """From now on voters are registered."""


def register_voter(
    election: Election,
    *,
    name: str,
    kind: str,
    born_on: date | None,
    id_number: str = "",
    sex: str = "",
    household: str = "",
    is_deprived: bool = False,
    speaks_for_household: bool = False,
    is_representative: bool = False,
    by: Post,
    at: datetime,
    **evidence: Any,
) -> Voter:
    """Put one person on the list. `evidence` are the days that the kind asks for: stated_on, since, applied_on, agreed_on.

    Whoever is on another list of the round is refused between villages, and noted where a community is concerned.
    Raises PermissionRefused, OutOfScope, Refused, Unlawful; then nothing is written but the attempt.
    """
    require(by, Permission.CONDUCT)
    with attempts_kept("register_voter", election, by=by, at=at), transaction.atomic():
        current = locked(Election.objects.filter(pk=election.pk).select_related("division")).get()
        only_in(current, *OPEN)
        _refuse_unasked(current)
        given = Registration(kind, born_on, timezone.localdate(at), is_deprived, **evidence)
        refuse(registering.registration_faults(queries.law_for(current), current.kind, given, _day(current)))
        mark = fingerprint(id_number) if id_number else b""
        _refuse_second(current, mark)
        noted = _refuse_elsewhere(current, mark)
        voter = Voter(
            division=current.division,
            election=current,
            round=current.round,
            body=current.kind,
            number=queries.next_number(current),
            name=name.strip(),
            id_number=id_number or None,
            sex=sex,
            born_on=born_on,
            kind=kind,
            household=household,
            registered_on=timezone.localdate(at),
            speaks_for_household=speaks_for_household,
            is_representative=is_representative,
            **evidence,
        )
        made = _entered(voter, by=by, at=at)
    if noted:
        reason = _("此人在%(township)s另有登记，法律没有禁止，由选举委员会核实。") % {"township": noted.township}
        log.happened("double_registration", by=by, at=at, division_id=made.division_id, record=made, reason=reason)
    return made


def _day(election: Election) -> date:
    assert election.election_on is not None  # a planned election has its day
    return election.election_on


def _refuse_unasked(election: Election) -> None:
    """Once the list hangs on the board, only the decision on an objection adds to it."""
    if election.list_posted_on and not election.objections.exclude(decided_on=None).exists():
        raise Refused(_("选民名单已经公布，只能依据异议的处理决定补登，请先登记异议和处理决定。"))


def _refuse_second(election: Election, mark: bytes) -> None:
    if mark and queries.list_voters(election).filter(id_fingerprint=mark).exists():
        raise Refused(_("此人已在本次选举的选民名单上。"))


def _refuse_elsewhere(election: Election, mark: bytes) -> queries.Elsewhere | None:
    """Raises Unlawful for a second village; gives another registration that the law does not forbid."""
    found = queries.registered_elsewhere([mark], election)
    for each in found:
        if registering.is_doubly_barred(election.kind, each.body):
            raise _doubled(election, each.township)
    return found[0] if found else None


def _doubled(election: Election, township: str = "") -> Unlawful:
    basis = registering.basis_of_one_village(queries.law_for(election))
    where = _("（在%(township)s）") % {"township": township} if township else ""
    return Unlawful(
        _("此人已在别的村登记参加本届选举%(where)s，不得重复登记（依据%(basis)s）。请本人先在那里注销登记。")
        % {"where": where, "basis": basis}
    )


def _entered(voter: Voter, *, by: Post, at: datetime) -> Voter:
    """Between the look and the writing somebody else may have been quicker; the index knows."""
    try:
        with transaction.atomic():
            return enter(voter, "register_voter", by=by, at=at)
    except IntegrityError as error:
        if "voter_one_village" in str(error):
            raise _doubled(voter.election) from error
        raise


@dataclass(frozen=True)
class Taken:
    """How many were put on the list from the residents' files, and how many of those of age were not, for what reason."""

    registered: int
    listed_already: int
    elsewhere: int
    unclear: int


@transaction.atomic
def register_residents(election: Election, *, by: Post, at: datetime) -> Taken:
    """Put everybody on the list who by the residents' files lives here at home and is of age. Nobody is typed a second time.

    Whoever lives apart from their home, or came from elsewhere, has to say or apply for it, and is registered one by one.
    """
    require(by, Permission.CONDUCT)
    require_place(by, election.division)
    current = locked(Election.objects.filter(pk=election.pk).select_related("division")).get()
    only_in(current, State.REGISTRATION)
    law, day = queries.law_for(current), _day(current)
    files = _files(current)
    adults = [each for each in files if each.born_on and registering.is_adult(law, each.born_on, day)]
    known = {bytes(mark) for mark in queries.list_voters(current).values_list("id_fingerprint", flat=True) if mark}
    by_file = set(queries.list_voters(current).values_list("resident_id", flat=True))
    fresh = [each for each in adults if each.pk not in by_file and _mark(each) not in known]
    barred = {
        each.mark
        for each in queries.registered_elsewhere([_mark(each) for each in fresh], current)
        if registering.is_doubly_barred(current.kind, each.body)
    }
    clear = [each for each in fresh if _mark(each) not in barred or not _mark(each)]
    rows = list(_voters(current, clear, timezone.localdate(at), at))
    with doing("register_residents", by=by, at=at):
        Voter.objects.bulk_create(rows, batch_size=500)
    return Taken(len(rows), len(adults) - len(fresh), len(fresh) - len(clear), len(files) - len(adults))


def _files(election: Election) -> list[Resident]:
    place = election.division
    return list(
        Resident.objects.filter(
            division__gte=place.code,
            division__lt=place.upper,
            left_on=None,
            restricted_on=None,
            kind=ResidentKind.PERMANENT,
            is_separated=False,
        )
        .select_related("household")
        .order_by("household__number", "id")
    )


def _mark(resident: Resident) -> bytes:
    return bytes(resident.id_fingerprint) if resident.id_fingerprint else b""


def _voters(election: Election, files: list[Resident], day: date, at: datetime) -> Iterator[Voter]:
    kind = RegistrationKind.LIVES if election.kind == Kind.VILLAGERS else RegistrationKind.HOME
    for number, file in enumerate(files, queries.next_number(election)):
        yield Voter(
            division=election.division,
            election=election,
            round=election.round,
            body=election.kind,
            number=number,
            name=file.name,
            id_number=file.id_number.plain if file.id_number else None,
            sex=file.sex if file.sex in (ResidentSex.MALE, ResidentSex.FEMALE) else "",
            born_on=file.born_on,
            resident=file,
            kind=kind,
            household=file.household.number if file.household else "",
            registered_on=day,
            created_at=at,
            updated_at=at,
        )


@deed(Permission.CONDUCT, "strike_voter")
def strike_voter(voter: Voter, *, reason: str, by: Post, at: datetime) -> None:
    """Take a person off the list: dead, moved, registered elsewhere, or by the decision on an objection."""
    only_in(voter.election, *OPEN)
    if not reason.strip():
        raise Refused(_("请写明除名的原因。"))
    if voter.struck_on:
        raise Refused(_("此人已于%(day)s除名。") % {"day": voter.struck_on})
    if Proxy.objects.filter(withdrawn_on=None, principal=voter).exists():
        raise Refused(_("此人有未撤回的委托，请先撤回。"))
    voter.struck_on, voter.struck_reason = timezone.localdate(at), reason.strip()[:200]


@transaction.atomic
def set_parts(
    election: Election, *, numbers: Sequence[int], is_representative: bool = False, by: Post, at: datetime
) -> int:
    """Say which voters vote for their households, or were chosen as representatives. Whoever is not named any more is neither."""
    require(by, Permission.CONDUCT)
    current = locked(Election.objects.filter(pk=election.pk)).get()
    only_in(current, State.REGISTRATION)
    field = "is_representative" if is_representative else "speaks_for_household"
    voters = queries.list_voters(current)
    found = voters.filter(number__in=numbers)
    if missing := sorted(set(numbers) - set(found.values_list("number", flat=True))):
        raise Refused(_("名单上没有这些选民编号：%(numbers)s。") % {"numbers": "、".join(map(str, missing[:20]))})
    if not is_representative:
        _refuse_two_speakers(found)
    with doing("set_parts", by=by, at=at):
        voters.exclude(number__in=numbers).filter(**{field: True}).update(**{field: False}, updated_at=at)
        return found.update(**{field: True}, updated_at=at)


def _refuse_two_speakers(voters: QuerySet[Voter]) -> None:
    """A household has one vote."""
    homes = voters.exclude(household="").values("household").annotate(count=Count("pk")).filter(count__gt=1)
    if doubled := list(homes.values_list("household", flat=True)[:10]):
        raise Refused(_("每户只派一名代表，这些户有两名以上：%(homes)s。") % {"homes": "、".join(doubled)})


@action(ELECTION, "post_list")
def post_list(election: Election, *, posted_on: date, by: Post, at: datetime) -> None:
    """The list hangs on the board since that day; the five days for objections run from it."""
    refuse_future(posted_on, at)
    election.list_posted_on = posted_on


def raise_objection(
    election: Election, *, raised_by_name: str, text: str, raised_on: date, by: Post, at: datetime
) -> Objection:
    """Take in an objection against the list. One that comes after the fifth day is refused, and that it came is kept."""
    require(by, Permission.CONDUCT)
    refuse_future(raised_on, at)
    with attempts_kept("raise_objection", election, by=by, at=at), transaction.atomic():
        if election.list_posted_on is None:
            refuse([Fault(_("选民名单还没有公布。"), _("公布以后才能提出异议。"), "raised_on")])
        assert election.list_posted_on is not None
        law = queries.law_for(election)
        refuse(schedule.objection_faults(law, election.list_posted_on, raised_on))
        due = schedule.decision_due(law, raised_on)
        objection = Objection(
            division=election.division,
            election=election,
            raised_by_name=raised_by_name.strip(),
            text=text.strip(),
            raised_on=raised_on,
            due_on=due.due_on if due else None,
        )
        made = enter(objection, "raise_objection", by=by, at=at)
        settle(OBJECTION, made, at=at)
        return made


@action(OBJECTION, "decide_objection")
def decide_objection(objection: Objection, *, decision: str, decided_on: date, by: Post, at: datetime) -> None:
    """Enter what the election committee decided. Late is recorded as late."""
    refuse_future(decided_on, at)
    objection.decision, objection.decided_on = decision.strip(), decided_on
