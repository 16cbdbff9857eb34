from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.domains.coordination import actions, forms, rules
from linli.domains.coordination.enums import Level
from linli.domains.coordination.models import LeadingGroup, LedgerArea, LedgerTask, MemberUnit, TaskForce, WorkLedger
from linli.domains.coordination.permissions import Permission
from linli.kernel.exchange.findings import findings, same_division
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec

SECTION = _("一核 党建引领")


def check_group(values: dict[str, Any]) -> list[Finding]:
    """A group is of the level of the place that it works for."""
    found = findings(
        rules.group_faults(established_on=values["established_on"], dissolved_on=values.get("dissolved_on"))
    )
    division, level = values["division"], values["level"]
    if division.level != level:
        names = {"name": division.name, "level": division.get_level_display(), "given": Level(level).label}
        message = gettext("“%(name)s”是%(level)s，与所填层级“%(given)s”不符。") % names
        found.append(Finding("level", message, gettext("请核对层级和区划代码。")))
    return found


def check_force(values: dict[str, Any]) -> list[Finding]:
    return findings(
        rules.group_faults(established_on=values["established_on"], dissolved_on=values.get("dissolved_on"))
    )


def check_member(values: dict[str, Any]) -> list[Finding]:
    found = same_division(values, "task_force", _("所属专班"))
    return found + findings(rules.member_faults(joined_on=values["joined_on"], left_on=values.get("left_on")))


def check_area(values: dict[str, Any]) -> list[Finding]:
    return same_division(values, "ledger", _("所属台账"))


def check_task(values: dict[str, Any]) -> list[Finding]:
    days: dict[str, Any] = {name: values.get(name) for name in ("due_on", "completed_on")}
    faults = rules.task_faults(issued_on=values["area"].ledger.issued_on, **days)
    return same_division(values, "area", _("所属方面")) + findings(faults)


LEADING_GROUP = RecordSpec(
    model=LeadingGroup,
    slug="leading_group",
    subject="division",
    icon="sitemap",
    fields=[
        Field("division", help=_("领导小组所在的市、县（区）或乡镇（街道）")),
        Field("name"),
        Field("level"),
        Field("leader_title"),
        Field("established_on"),
        Field("dissolved_on"),
    ],
    columns=("division", "name", "level", "leader_title", "established_on", "dissolved_on"),
    filters=("level", "established_on", "dissolved_on"),
    search=("name", "leader_title"),
    key=("division",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_group,
    section=SECTION,
)
TASK_FORCE = RecordSpec(
    model=TaskForce,
    slug="task_force",
    subject="organisation",
    icon="users-group",
    fields=[
        Field("code", kind="code"),
        Field("division"),
        Field("name"),
        Field("leader_title"),
        Field("duty"),
        Field("established_on"),
        Field("dissolved_on"),
    ],
    columns=("code", "name", "leader_title", "division", "established_on", "dissolved_on"),
    filters=("established_on", "dissolved_on"),
    search=("code", "name", "leader_title"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_force,
    related=[("member_units", _("成员单位"))],
    section=SECTION,
)
MEMBER_UNIT = RecordSpec(
    model=MemberUnit,
    slug="member_unit",
    subject="organisation",
    icon="buildings",
    fields=[
        Field("code", kind="code"),
        Field("division"),
        Field("unit_name"),
        Field("duty"),
        Field("task_force", lookup=TASK_FORCE, help=_("填写专班的编号；不属于专班的可不填")),
        Field("joined_on"),
        Field("left_on"),
    ],
    columns=("code", "unit_name", "task_force", "division", "joined_on", "left_on"),
    filters=("task_force", "joined_on", "left_on"),
    search=("code", "unit_name"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_member,
    section=SECTION,
)
WORK_LEDGER = RecordSpec(
    model=WorkLedger,
    slug="work_ledger",
    icon="notebook",
    fields=[Field("code", kind="code"), Field("division"), Field("year"), Field("title"), Field("issued_on")],
    columns=("code", "title", "year", "division", "issued_on"),
    filters=("year", "issued_on"),
    search=("code", "title"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    related=[("areas", _("台账方面"))],
    section=SECTION,
)
LEDGER_AREA = RecordSpec(
    model=LedgerArea,
    slug="ledger_area",
    icon="folder",
    fields=[
        Field("code", kind="code"),
        Field("division", help=_("与所属台账相同")),
        Field("ledger", lookup=WORK_LEDGER, help=_("填写台账编号")),
        Field("number"),
        Field("title"),
    ],
    columns=("code", "number", "title", "ledger", "division"),
    filters=("ledger",),
    search=("code", "title"),
    key=("code",),
    ordering=("ledger_id", "number", "id"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_area,
    related=[("tasks", _("台账任务"))],
    section=SECTION,
)
LEDGER_TASK = RecordSpec(
    model=LedgerTask,
    slug="ledger_task",
    icon="list-check",
    fields=[
        Field("code", kind="code"),
        Field("division", help=_("与所属方面相同")),
        Field("area", lookup=LEDGER_AREA, help=_("填写方面编号")),
        Field("number"),
        Field("title"),
        Field("standard"),
        Field("responsible_unit"),
        Field("due_on"),
        Field("completed_on"),
    ],
    columns=("code", "number", "title", "area", "responsible_unit", "due_on", "completed_on"),
    filters=("area", "due_on", "completed_on"),
    search=("code", "title", "responsible_unit"),
    key=("code",),
    ordering=("area_id", "number", "id"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_task,
    actions=[
        RecordAction(
            slug="complete",
            label=_("登记任务完成"),
            run=actions.complete_task,
            permission=Permission.COMPLETE,
            form=forms.CompleteTaskForm,
            offered=lambda task: task.completed_on is None,
        ),
    ],
    section=SECTION,
)

SPECS = (LEADING_GROUP, TASK_FORCE, MEMBER_UNIT, WORK_LEDGER, LEDGER_AREA, LEDGER_TASK)
