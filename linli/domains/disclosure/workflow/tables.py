"""The tables themselves."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from linli.domains.disclosure import queries
from linli.domains.disclosure.enums import ItemState, QuestionState, RunState, State
from linli.domains.disclosure.models import Item, Posting, Question, Run
from linli.domains.disclosure.permissions import Permission
from linli.domains.disclosure.rules import questions
from linli.domains.disclosure.workflow import guards
from linli.kernel.rulesets.calendar import Deadline
from linli.kernel.workflow.queries import holders, list_units_for
from linli.kernel.workflow.tables import Transition, Workflow


def next_posting(item: Item, day: date) -> Deadline | None:
    due = queries.due_of(item)
    return Deadline(due, item.basis) if due else None


def answer_due(question: Question, day: date) -> Deadline:
    basis = gettext("本市约定；法律规定公布事项接受查询")
    return questions.answered_by(question.asked_on, settings.LINLI_DISCLOSURE_ANSWER_DAYS, basis)


def settle_due(question: Question, day: date) -> Deadline:
    return questions.settled_by(question.referred_on or day)


def step_due(run: Run, day: date) -> Deadline | None:
    found = queries.next_step(run)
    return Deadline(found.due_on, run.power.basis) if found and found.due_on else None


ITEM = Workflow(
    Item,
    start=ItemState.LISTED,
    end=frozenset({ItemState.CLOSED}),
    transitions=(
        Transition(
            "publish",
            (ItemState.LISTED,),
            ItemState.LISTED,
            gettext_lazy("拟写并公布"),
            Permission.POST,
            owners=holders(Permission.POST),
            deadline=next_posting,
        ),
        Transition(
            "close_item",
            (ItemState.LISTED,),
            ItemState.CLOSED,
            gettext_lazy("移出目录"),
            Permission.EDIT,
            guard=guards.reason_given,
        ),
    ),
)
POSTING = Workflow(
    Posting,
    start=State.DRAFT,
    end=frozenset({State.REPLACED, State.TAKEN_DOWN, State.WITHDRAWN, State.DROPPED}),
    transitions=(
        Transition(
            "sign",
            (State.DRAFT,),
            State.SIGNED,
            gettext_lazy("监督委员会审核签名"),
            Permission.SUPERVISE,
            may=guards.is_not_the_drafter,
            owners=lambda posting: (
                list_units_for(Permission.SUPERVISE, posting.division) if posting.item.is_finance else ()
            ),
        ),
        Transition(
            "send_back",
            (State.SIGNED,),
            State.DRAFT,
            gettext_lazy("退回修改"),
            Permission.SUPERVISE,
            guard=guards.reason_given,
        ),
        Transition(
            "drop",
            (State.DRAFT, State.SIGNED),
            State.DROPPED,
            gettext_lazy("不予公布"),
            Permission.EDIT,
            guard=guards.reason_given,
        ),
        Transition(
            "post",
            (State.DRAFT, State.SIGNED),
            State.POSTED,
            gettext_lazy("公布"),
            Permission.POST,
            guard=guards.may_go_up,
        ),
        Transition("replace", (State.POSTED,), State.REPLACED, gettext_lazy("由新版本替换"), Permission.POST),
        Transition(
            "take_down",
            (State.POSTED,),
            State.TAKEN_DOWN,
            gettext_lazy("期满撤下"),
            Permission.POST,
            guard=guards.has_hung_long_enough,
        ),
        Transition(
            "withdraw",
            (State.POSTED,),
            State.WITHDRAWN,
            gettext_lazy("提前撤下（违规，写明理由）"),
            Permission.POST,
            guard=guards.is_early,
        ),
    ),
)
QUESTION = Workflow(
    Question,
    start=QuestionState.OPEN,
    end=frozenset({QuestionState.SETTLED}),
    transitions=(
        Transition(
            "answer",
            (QuestionState.OPEN,),
            QuestionState.ANSWERED,
            gettext_lazy("答复质疑"),
            Permission.POST,
            guard=guards.is_answered,
            owners=holders(Permission.POST),
            deadline=answer_due,
        ),
        Transition(
            "close",
            (QuestionState.ANSWERED,),
            QuestionState.SETTLED,
            gettext_lazy("提出人认可，办结"),
            Permission.POST,
        ),
        Transition(
            "refer",
            (QuestionState.OPEN, QuestionState.ANSWERED),
            QuestionState.REFERRED,
            gettext_lazy("转乡镇（街道）调查"),
            Permission.EDIT,
        ),
        Transition(
            "settle",
            (QuestionState.REFERRED,),
            QuestionState.SETTLED,
            gettext_lazy("写明调查结果"),
            Permission.OVERSEE,
            guard=guards.is_answered,
            owners=holders(Permission.OVERSEE),
            deadline=settle_due,
        ),
    ),
)
RUN = Workflow(
    Run,
    start=RunState.RUNNING,
    end=frozenset({RunState.DONE, RunState.STOPPED}),
    transitions=(
        Transition(
            "do_step",
            (RunState.RUNNING,),
            RunState.RUNNING,
            gettext_lazy("办理下一步"),
            Permission.HANDLE,
            owners=holders(Permission.HANDLE),
            deadline=step_due,
        ),
        Transition("finish", (RunState.RUNNING,), RunState.DONE, gettext_lazy("全部办结"), Permission.HANDLE),
        Transition(
            "stop_run",
            (RunState.RUNNING,),
            RunState.STOPPED,
            gettext_lazy("终止办理"),
            Permission.HANDLE,
            guard=guards.reason_given,
        ),
    ),
)
