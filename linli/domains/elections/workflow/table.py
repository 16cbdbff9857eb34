"""The way of an election as a table."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext_lazy

from linli.domains.elections import queries
from linli.domains.elections.enums import State
from linli.domains.elections.models import Election
from linli.domains.elections.permissions import Permission
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


def _conductors(where: Callable[[Election], bool]) -> Callable[[Election], Iterable[Unit]]:
    return lambda election: list_units_for(Permission.CONDUCT, election.division) if where(election) else ()


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
            owners=holders(Permission.DECLARE),
            deadline=due("poll"),
        ),
        Transition(
            "call_again",
            (State.COUNTING,),
            State.POLLING,
            gettext_lazy("组织再次投票"),
            Permission.DECLARE,
            guard=guards.another_ballot_is_due,
        ),
        Transition(
            "declare",
            (State.COUNTING,),
            State.RESULT,
            gettext_lazy("公布选举结果"),
            Permission.DECLARE,
            guard=guards.result_is_lawful,
            owners=holders(Permission.DECLARE),
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
            deadline=due("hand_over"),
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
    ),
)
