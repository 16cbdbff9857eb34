from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.consultation import actions, forms, rules
from linli.domains.consultation.models import Problem, Session
from linli.domains.consultation.permissions import Permission
from linli.kernel.divisions.models import Level
from linli.kernel.exchange.findings import at_level, findings, same_division
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec

SECTION = _("三工程 自治、法治、德治")


def check_session(values: dict[str, Any]) -> list[Finding]:
    """A township holds the consultations that concern several of its villages."""
    found = at_level(values, Level.VILLAGE, Level.TOWNSHIP)
    return found + findings(rules.session_faults(participants_count=values["participants_count"]))


def check_problem(values: dict[str, Any]) -> list[Finding]:
    days: dict[str, Any] = {name: values.get(name) for name in ("raised_on", "solved_on")}
    found = same_division(values, "session", _("所属协商"))
    return found + findings(rules.problem_faults(held_on=values["session"].held_on, **days))


SESSION = RecordSpec(
    model=Session,
    slug="session",
    icon="messages",
    fields=[
        Field("code", kind="code"),
        Field("division"),
        Field("topic"),
        Field("category"),
        Field("held_on"),
        Field("participants_count"),
        Field("conclusion"),
    ],
    columns=("code", "division", "topic", "category", "held_on", "participants_count"),
    filters=("category", "held_on"),
    search=("code", "topic"),
    key=("code",),
    ordering=("-held_on", "id"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_session,
    related=[("problems", _("协商问题"))],
    section=SECTION,
    help=_("已经召开的协商，一场一条。"),
)
PROBLEM = RecordSpec(
    model=Problem,
    slug="problem",
    icon="help-circle",
    fields=[
        Field("code", kind="code"),
        Field("division"),
        Field("session", lookup=SESSION, help=_("填写协商编号")),
        Field("title"),
        Field("raised_on"),
        Field("solved_on"),
    ],
    columns=("code", "division", "title", "session", "raised_on", "solved_on"),
    filters=("session", "raised_on", "solved_on"),
    search=("code", "title"),
    key=("code",),
    ordering=("-raised_on", "id"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_problem,
    actions=[
        RecordAction(
            slug="solve",
            label=_("登记已解决"),
            run=actions.solve_problem,
            permission=Permission.EDIT,
            form=forms.SolveForm,
            offered=lambda problem: problem.solved_on is None,
        ),
    ],
    section=SECTION,
)

SPECS = (SESSION, PROBLEM)
