"""What must hold before each step. What the law forbids is refused as Unlawful, with its article; the rest as NotNow."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.domains.elections import queries
from linli.domains.elections.enums import Office, State
from linli.domains.elections.models import Candidate, Election, Leaving, Objection
from linli.domains.elections.rules import membership, nominating, registering, schedule, tellers
from linli.domains.elections.rules.law import law_of
from linli.kernel.audit.deeds import Refused, Unlawful
from linli.kernel.rulesets.families import NoLawYet
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.workflow.actions import NotNow, refuse

# A day further from the round's is mistyped.
FAR_DAYS = 5 * 366


def only_in(election: Election, *states: str) -> None:
    """Raises Refused unless the election is in one of the states."""
    if election.state not in states:
        names = "、".join(str(State(state).label) for state in states)
        raise Refused(
            _("当前状态为“%(state)s”，此事只能在“%(names)s”时办理。")
            % {"state": election.get_state_display(), "names": names}
        )


def plan_is_lawful(election: Election, *, mode: str = "", election_on: date | None = None, **values: Any) -> None:
    if election.completed_on:
        raise NotNow(_("本次换届已于%(day)s登记为完成，不能再办理。") % {"day": election.completed_on})
    day = election_on or _day(election)
    if abs((day - election.due_on).days) > FAR_DAYS:
        raise NotNow(_("选举日%(day)s离应完成日期%(due)s太远，请核对年份。") % {"day": day, "due": election.due_on})
    counts = {office: values.get(f"{office}_count", int(office == Office.HEAD)) for office in Office.values}
    try:
        law = law_of(election.kind, day)
    except NoLawYet as too_early:
        raise NotNow(_("2018年12月29日以前的选举，当时的规定没有录入，只在登记簿登记结果。")) from too_early
    seats = {office: count for office, count in counts.items() if count}
    method = membership.method_faults(
        law,
        has_candidates=values.get("has_candidates", True),
        agreed_on=values.get("open_ballot_agreed_on"),
        filed_on=values.get("open_ballot_filed_on"),
    )
    refuse([*membership.plan_faults(law, mode, seats, women=values.get("women_count", 1)), *method])


def committee_is_complete(election: Election, **values: Any) -> None:
    sitting = list(election.committee.filter(left_on=None, is_reserve=False))
    heads = sum(member.is_head for member in sitting)
    refuse(registering.committee_faults(queries.law_for(election), heads=heads, members=len(sitting)))


def list_is_in_time(election: Election, *, posted_on: date, **values: Any) -> None:
    if not queries.count_entitled(election):
        raise NotNow(_("名单上还没有可以投票的人，请先登记选民（户代表、居民代表）。"))
    refuse(schedule.list_faults(queries.law_for(election), posted_on, _day(election)))


def _objections_are_decided(election: Election) -> None:
    waiting = election.objections.filter(decided_on=None).count()
    if waiting:
        raise NotNow(_("还有%(count)d件名单异议没有处理，请先作出决定并公布。") % {"count": waiting})


def candidates_are_enough(election: Election, **values: Any) -> None:
    law = queries.law_for(election)
    standing = list(Candidate.objects.filter(election=election, struck_on=None))
    faults = [
        fault
        for office, seats in election.seats.items()
        for fault in nominating.surplus_faults(
            law, str(Office(office).label), sum(each.office == office for each in standing), seats
        )
    ]
    refuse(faults)


def candidates_are_reviewed(election: Election, *, posted_on: date, **values: Any) -> None:
    law = queries.law_for(election)
    for candidate in Candidate.objects.filter(election=election, struck_on=None).prefetch_related("reviews"):
        reviews = list(candidate.reviews.all())
        if law.barred and not reviews:
            raise NotNow(_("候选人%(name)s还没有审查结论，请先由有关单位联审。") % {"name": candidate.name})
        for review in reviews:
            refuse(nominating.ground_faults(law, review.ground))
    candidates_are_enough(election)
    _candidates_have_room(election, law)
    refuse(schedule.candidates_faults(law, posted_on, _day(election)))


def _candidates_have_room(election: Election, law: Rules) -> None:
    offices = list(Candidate.objects.filter(election=election, struck_on=None).values_list("office", flat=True))
    faults = [nominating.room_faults(law, office, offices.count(office), n) for office, n in election.seats.items()]
    refuse([fault for found in faults for fault in found])


def poll_may_open(election: Election, *, held_on: date, **values: Any) -> None:
    law = queries.law_for(election)
    if held_on < _day(election):
        raise NotNow(_("选举日是%(day)s，不能提前投票。") % {"day": election.election_on})
    if law.meeting and election.has_candidates and election.meeting_on is None:
        refuse([_no_meeting(law)])
    _objections_are_decided(election)
    if not election.stations.exists():
        raise NotNow(_("还没有投票站，请先设立中心会场或者投票站。"))


def _no_meeting(law: Rules) -> Fault:
    message = _("没有组织候选人与村（居）民见面的记录（依据%(basis)s）。") % {"basis": law.cite("meeting")}
    return Fault(message, _("请先组织见面并登记。"), "meeting_on")


def tellers_are_approved(election: Election, **values: Any) -> None:
    roles = set(election.tellers.filter(left_on=None).values_list("role", flat=True))
    refuse(tellers.tellers_faults(queries.law_for(election), roles))


def forms_agree(election: Election, **values: Any) -> None:
    ballot = queries.current_ballot(election)
    forms = queries.list_forms(ballot) if ballot else []
    for form in forms:
        if len(form.entries) < 2:
            raise NotNow(
                _("%(station)s的计票表还没有由两人分别录入（已录入%(count)d次）。")
                % {"station": form.station.name, "count": len(form.entries)}
            )
        if form.differs_in:
            raise Unlawful(
                _(
                    "%(station)s的两次录入不一致：%(fields)s。请两人各自对照原表重新录入（计票应当公开、准确，依据%(basis)s）。"
                )
                % {
                    "station": form.station.name,
                    "fields": "、".join(form.differs_in),
                    "basis": queries.law_for(election).cite("win"),
                }
            )


def _refuse_uncounted(election: Election) -> None:
    ballot = queries.current_ballot(election)
    if ballot is None or ballot.agreed_at is None:
        raise NotNow(_("本次投票的两次录入还没有核对一致，请先核对。"))


def result_is_lawful(election: Election, **values: Any) -> None:
    _refuse_uncounted(election)
    refuse(queries.judged(election).faults)


def another_ballot_is_due(election: Election, **values: Any) -> None:
    _refuse_uncounted(election)
    if queries.judged(election).next is None:
        raise NotNow(_("应选名额已经选足，不需要再次投票。"))


def handed_over_in_order(election: Election, *, handed_over_on: date, **values: Any) -> None:
    if election.declared_on and handed_over_on < election.declared_on:
        raise NotNow(_("移交日期不能早于结果公布日期。"))


def sealed_and_answered(election: Election, **values: Any) -> None:
    if not hasattr(election, "seal"):
        basis = queries.law_for(election).cite("seal_years")
        raise Unlawful(
            _("选票还没有封存，不能归档%(basis)s。请先登记封存。") % {"basis": f"（依据{basis}）" if basis else ""}
        )
    if election.complaints.filter(answered_on=None).exists():
        raise NotNow(_("还有举报没有答复，请先办结。"))


def decision_is_worded(objection: Objection, *, decision: str, **values: Any) -> None:
    if not decision.strip():
        raise NotNow(_("请写明处理决定。"))
    if objection.decided_on:
        raise NotNow(_("这件异议已于%(day)s作出决定。") % {"day": objection.decided_on})


def leaving_is_undecided(leaving: Leaving, **values: Any) -> None:
    if leaving.is_passed is not None:
        raise NotNow(_("这件事已有决定。"))


def leaving_has_ended(leaving: Leaving, **values: Any) -> None:
    if not leaving.is_passed:
        raise NotNow(_("没有通过，职务没有终止，不需要公告。"))


def reason_given(election: Election, *, reason: str = "", **values: Any) -> None:
    if not reason.strip():
        raise NotNow(_("请写明理由。"))


def _day(election: Election) -> date:
    if election.election_on is None:
        raise NotNow(_("还没有确定选举日。"))
    return election.election_on
