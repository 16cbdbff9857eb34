"""The way of an election as a table, that of an objection against its list, and that of a member who leaves."""

from collections.abc import Callable, Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext_lazy

from linli.domains.elections import queries
from linli.domains.elections.enums import LeavingKind, LeavingState, ObjectionState, State
from linli.domains.elections.models import Election, Leaving, Objection
from linli.domains.elections.permissions import Permission
from linli.domains.elections.rules import leaving as leaving_rules
from linli.domains.elections.rules import schedule
from linli.domains.elections.rules.law import law_of
from linli.domains.elections.workflow import guards
from linli.kernel.accounts.models import Unit
from linli.kernel.rulesets.calendar import Deadline
from linli.kernel.workflow.queries import holders, list_units_for
from linli.kernel.workflow.tables import Transition, Workflow


def due(code: str) -> Callable[[Election, date], Deadline | None]:
    """The day of a stage of the election's calendar."""

    def deadline(election: Election, day: date) -> Deadline | None:
        stage = next((each for each in queries.calendar_of(election) if each.code == code), None)
        return Deadline(stage.on, stage.basis) if stage else None

    return deadline


def is_ready_to_vote(election: Election) -> bool:
    """Without candidates the poll follows the list of voters."""
    return election.state != State.LISTED or not election.has_candidates


def _owing(permission: Permission, where: Callable[[Election], bool]) -> Callable[[Election], Iterable[Unit]]:
    """The units whose business a step is, while the election is such that it is owed."""
    return lambda election: list_units_for(permission, election.division) if where(election) else ()


def _conductors(where: Callable[[Election], bool]) -> Callable[[Election], Iterable[Unit]]:
    return _owing(Permission.CONDUCT, where)


def _declarers(where: Callable[[Election], bool]) -> Callable[[Election], Iterable[Unit]]:
    return _owing(Permission.DECLARE, where)


def is_unplanned_rerun(election: Election) -> bool:
    return election.state == State.REGISTERED and election.again_of_id is not None


def is_agreed(election: Election) -> bool:
    """Whether the count of the last ballot was typed twice and agreed on."""
    ballot = queries.current_ballot(election)
    return ballot is not None and ballot.agreed_at is not None


def is_another_due(election: Election) -> bool:
    """Whether something stands against the result that another ballot mends."""
    found = queries.judged(election)
    return bool(found.faults) and found.next is not None


def _again(election: Election, day: date) -> Deadline:
    ballot, due_next = queries.current_ballot(election), queries.judged(election).next
    held_on, kind = (ballot.held_on if ballot else day), (due_next.kind if due_next else "")
    return schedule.again_due(queries.law_for(election), kind, held_on, planned_days=settings.LINLI_RUN_OFF_DAYS)


def _hand_over(election: Election, day: date) -> Deadline:
    return schedule.hand_over_due(queries.law_for(election), election.declared_on or day)


def _rerun(election: Election, day: date) -> Deadline | None:
    first = election.again_of or election
    return schedule.rerun_due(queries.law_for(first), first.annulled_on or day)


ELECTION = Workflow(
    Election,
    start=State.REGISTERED,
    end=frozenset({State.ARCHIVED, State.ANNULLED}),
    transitions=(
        Transition(
            "plan",
            (State.REGISTERED, State.PLANNED),
            State.PLANNED,
            gettext_lazy("制定选举方案"),
            Permission.CONDUCT,
            guard=guards.plan_is_lawful,
            owners=_conductors(is_unplanned_rerun),
            deadline=_rerun,
        ),
        Transition(
            "establish_committee",
            (State.PLANNED,),
            State.COMMITTEE,
            gettext_lazy("选举委员会产生"),
            Permission.CONDUCT,
            guard=guards.committee_is_complete,
            owners=holders(Permission.CONDUCT),
            deadline=due("committee"),
        ),
        Transition(
            "open_registration",
            (State.COMMITTEE,),
            State.REGISTRATION,
            gettext_lazy("开始选民登记"),
            Permission.CONDUCT,
            owners=holders(Permission.CONDUCT),
            deadline=due("registration"),
        ),
        Transition(
            "post_list",
            (State.REGISTRATION,),
            State.LISTED,
            gettext_lazy("公布选民名单"),
            Permission.CONDUCT,
            guard=guards.list_is_in_time,
            owners=holders(Permission.CONDUCT),
            deadline=due("list"),
        ),
        Transition(
            "open_nomination",
            (State.LISTED,),
            State.NOMINATION,
            gettext_lazy("开始提名候选人"),
            Permission.CONDUCT,
            may=lambda post, election: election.has_candidates,
            owners=_conductors(lambda election: election.has_candidates),
            deadline=due("nomination"),
        ),
        Transition(
            "send_to_review",
            (State.NOMINATION,),
            State.REVIEW,
            gettext_lazy("提名结束，送联审"),
            Permission.CONDUCT,
            guard=guards.candidates_are_enough,
            owners=holders(Permission.CONDUCT),
            deadline=due("nomination"),
        ),
        Transition(
            "reopen_nomination",
            (State.REVIEW, State.CANDIDATES),
            State.NOMINATION,
            gettext_lazy("补充提名"),
            Permission.CONDUCT,
            guard=guards.reason_given,
        ),
        Transition(
            "post_candidates",
            (State.REVIEW,),
            State.CANDIDATES,
            gettext_lazy("公告候选人名单"),
            Permission.CONDUCT,
            guard=guards.candidates_are_reviewed,
            owners=holders(Permission.CONDUCT),
            deadline=due("candidates"),
        ),
        Transition(
            "open_poll",
            (State.LISTED, State.CANDIDATES),
            State.POLLING,
            gettext_lazy("开始投票"),
            Permission.CONDUCT,
            may=lambda post, election: is_ready_to_vote(election),
            guard=guards.poll_may_open,
            owners=_conductors(is_ready_to_vote),
            deadline=due("poll"),
        ),
        Transition(
            "close_poll",
            (State.POLLING,),
            State.COUNTING,
            gettext_lazy("投票结束，开始计票"),
            Permission.CONDUCT,
            guard=guards.tellers_are_approved,
            owners=holders(Permission.CONDUCT),
            deadline=due("poll"),
        ),
        Transition(
            "agree",
            (State.COUNTING,),
            State.COUNTING,
            gettext_lazy("核对两次录入"),
            Permission.DECLARE,
            guard=guards.forms_agree,
            owners=_declarers(lambda election: not is_agreed(election)),
            deadline=due("poll"),
        ),
        Transition(
            "call_again",
            (State.COUNTING,),
            State.POLLING,
            gettext_lazy("组织再次投票"),
            Permission.DECLARE,
            guard=guards.another_ballot_is_due,
            owners=_declarers(lambda election: is_agreed(election) and is_another_due(election)),
            deadline=_again,
        ),
        Transition(
            "declare",
            (State.COUNTING,),
            State.RESULT,
            gettext_lazy("公布选举结果"),
            Permission.DECLARE,
            guard=guards.result_is_lawful,
            owners=_declarers(lambda election: is_agreed(election) and not is_another_due(election)),
            deadline=due("poll"),
        ),
        Transition(
            "hand_over",
            (State.RESULT,),
            State.HANDED_OVER,
            gettext_lazy("完成工作移交"),
            Permission.SUPERVISE,
            guard=guards.handed_over_in_order,
            owners=holders(Permission.SUPERVISE),
            deadline=_hand_over,
        ),
        Transition(
            "archive",
            (State.HANDED_OVER,),
            State.ARCHIVED,
            gettext_lazy("归档"),
            Permission.SUPERVISE,
            guard=guards.sealed_and_answered,
            owners=holders(Permission.SUPERVISE),
        ),
        Transition(
            "annul",
            (State.COUNTING, State.RESULT, State.HANDED_OVER),
            State.ANNULLED,
            gettext_lazy("宣布选举无效"),
            Permission.SUPERVISE,
            guard=guards.reason_given,
        ),
        Transition(
            "hold_again",
            (State.ANNULLED,),
            State.ANNULLED,
            gettext_lazy("组织重新选举"),
            Permission.SUPERVISE,
            may=lambda post, election: not hasattr(election, "held_again"),
            owners=_owing(Permission.SUPERVISE, lambda election: not hasattr(election, "held_again")),
            deadline=_rerun,
        ),
    ),
)

OBJECTION = Workflow(
    Objection,
    start=ObjectionState.OPEN,
    end=frozenset({ObjectionState.DECIDED}),
    transitions=(
        Transition(
            "decide_objection",
            (ObjectionState.OPEN,),
            ObjectionState.DECIDED,
            gettext_lazy("处理名单异议"),
            Permission.CONDUCT,
            guard=guards.decision_is_worded,
            owners=holders(Permission.CONDUCT),
            deadline=lambda objection, day: schedule.decision_due(
                queries.law_for(objection.election), objection.raised_on
            ),
        ),
    ),
)


def _meeting(leaving: Leaving, day: date) -> Deadline | None:
    """The meeting that votes on a recall has its days; none are named for a resignation."""
    if leaving.kind != LeavingKind.RECALL:
        return None
    return leaving_rules.recall_meeting_due(law_of(leaving.member.kind, leaving.asked_on), leaving.asked_on)


def _notice(leaving: Leaving, day: date) -> Deadline | None:
    ended_on = leaving.ended_on or day
    return leaving_rules.termination_notice_due(law_of(leaving.member.kind, ended_on), ended_on)


def _whom_it_ended(leaving: Leaving) -> Iterable[Unit]:
    return list_units_for(Permission.SUPERVISE, leaving.division) if leaving.is_passed else ()


LEAVING = Workflow(
    Leaving,
    start=LeavingState.OPEN,
    end=frozenset({LeavingState.ANNOUNCED}),
    transitions=(
        Transition(
            "decide_leaving",
            (LeavingState.OPEN,),
            LeavingState.DECIDED,
            gettext_lazy("登记会议决定"),
            Permission.SUPERVISE,
            guard=guards.leaving_is_undecided,
            owners=holders(Permission.SUPERVISE),
            deadline=_meeting,
        ),
        Transition(
            "announce_leaving",
            (LeavingState.DECIDED,),
            LeavingState.ANNOUNCED,
            gettext_lazy("公告职务终止"),
            Permission.SUPERVISE,
            guard=guards.leaving_has_ended,
            owners=_whom_it_ended,
            deadline=_notice,
        ),
    ),
)
