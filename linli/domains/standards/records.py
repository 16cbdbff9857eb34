from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.domains.standards import actions, forms, queries, rules
from linli.domains.standards.enums import Item
from linli.domains.standards.models import Certification, Community, PlanItem
from linli.domains.standards.permissions import Permission
from linli.kernel.divisions.models import Division, Level
from linli.kernel.exchange.findings import at_level, findings
from linli.kernel.exchange.spec import Field, Finding, RecordAction, RecordSpec

SECTION = _("两保障 经费、阵地")


def check_community(values: dict[str, Any]) -> list[Finding]:
    return at_level(values, Level.VILLAGE)


def check_certification(values: dict[str, Any]) -> list[Finding]:
    """Only what takes part is certified, and what is certified is no longer outstanding: else a rate would count it twice."""
    division, withdrawn_on = values["division"], values.get("withdrawn_on")
    community = queries.find_community(division)
    if community is None:
        return [not_enrolled(division)]
    answers = {item.value: getattr(community, item.value) for item in Item}
    faults = rules.certification_faults(issued_on=values["issued_on"], withdrawn_on=withdrawn_on, answers=answers)
    found = findings(faults)
    if withdrawn_on is None and (plan := queries.find_open_plan_item(division)):
        message = gettext("“%(plan)s”的创建计划尚未完成。") % {"plan": plan}
        found.append(
            Finding("division", message, gettext("请先在年度创建计划中填写完成日期，或在社区页面办理“认定”。"))
        )
    return found


def check_plan_item(values: dict[str, Any]) -> list[Finding]:
    division, fulfilled_on = values["division"], values.get("fulfilled_on")
    if queries.find_community(division) is None:
        return [not_enrolled(division)]
    found = findings(rules.plan_faults(planned_on=values["planned_on"], fulfilled_on=fulfilled_on))
    if fulfilled_on is None and queries.find_standing_certification(division):
        message = gettext("“%(name)s”已认定为规范化社区，不能再列为待创建。") % {"name": division.name}
        found.append(Finding("division", message, gettext("请填写完成日期，或改列其他社区。")))
    return found


def not_enrolled(division: Division) -> Finding:
    message = gettext("“%(name)s”没有纳入规范化建设。") % {"name": division.name}
    return Finding("division", message, gettext("请先在“规范化建设社区”中登记它。"))


COMMUNITY = RecordSpec(
    model=Community,
    slug="community",
    subject="division",
    icon="home-heart",
    fields=[Field("division"), Field("enrolled_on"), *(Field(item.value) for item in Item)],
    columns=("division", "enrolled_on", *(item.value for item in Item)),
    filters=("enrolled_on", *(item.value for item in Item)),
    search=("division__name",),
    key=("division",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_community,
    actions=[
        RecordAction(
            slug="certify",
            label=_("认定为规范化社区"),
            run=actions.certify,
            permission=Permission.CERTIFY,
            form=forms.CertifyForm,
            offered=lambda community: all(getattr(community, item.value) for item in Item),
        ),
    ],
    section=SECTION,
    help=_("纳入规范化建设的城市社区，逐项登记“一有二厅七中心”的现状。"),
)
CERTIFICATION = RecordSpec(
    model=Certification,
    slug="certification",
    icon="certificate",
    fields=[Field("code", kind="code"), Field("division"), Field("issued_on"), Field("withdrawn_on")],
    columns=("code", "division", "issued_on", "withdrawn_on"),
    filters=("issued_on", "withdrawn_on"),
    search=("code", "division__name"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_certification,
    actions=[
        RecordAction(
            slug="withdraw",
            label=_("撤销认定"),
            run=actions.withdraw,
            permission=Permission.CERTIFY,
            form=forms.WithdrawForm,
            offered=lambda certification: certification.withdrawn_on is None,
        ),
    ],
    section=SECTION,
)
PLAN_ITEM = RecordSpec(
    model=PlanItem,
    slug="plan_item",
    icon="target-arrow",
    fields=[Field("division"), Field("year"), Field("planned_on"), Field("fulfilled_on")],
    columns=("division", "year", "planned_on", "fulfilled_on"),
    filters=("year", "planned_on", "fulfilled_on"),
    search=("division__name",),
    key=("division", "year"),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_plan_item,
    section=SECTION,
    help=_("列入年度创建计划的社区；认定时自动填写完成日期。"),
)

SPECS = (COMMUNITY, CERTIFICATION, PLAN_ITEM)
