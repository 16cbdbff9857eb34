from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.domains.funds import rules
from linli.domains.funds.models import Allocation, Budget, Reward
from linli.domains.funds.permissions import Permission
from linli.kernel.divisions.models import Level
from linli.kernel.exchange.findings import at_level, findings
from linli.kernel.exchange.spec import Field, Finding, RecordSpec

SECTION = _("两保障 经费、阵地")


def check_allocation(values: dict[str, Any]) -> list[Finding]:
    return at_level(values, Level.CITY, Level.COUNTY) + findings(
        rules.allocation_faults(
            amount_fen=values["amount_fen"],
            allocated_on=values["allocated_on"],
            document_no=values.get("document_no") or "",
        )
    )


def check_reward(values: dict[str, Any]) -> list[Finding]:
    return at_level(values, Level.VILLAGE) + findings(
        rules.reward_faults(
            amount_fen=values["amount_fen"],
            granted_on=values["granted_on"],
            document_no=values.get("document_no") or "",
        )
    )


def check_budget(values: dict[str, Any]) -> list[Finding]:
    return at_level(values, Level.CITY, Level.COUNTY) + findings(
        rules.budget_faults(amount_fen=values["amount_fen"], year=values["year"], approved_on=values["approved_on"])
    )


ALLOCATION = RecordSpec(
    model=Allocation,
    slug="allocation",
    icon="coins",
    fields=[
        Field("code", kind="code"),
        Field("division", help=_("拨付资金的市或县（区）")),
        Field("source"),
        Field("purpose"),
        Field("amount_fen", kind="yuan"),
        Field("allocated_on"),
        Field("document_no", help=_("如：濮财〔2020〕12号")),
    ],
    columns=("code", "division", "source", "purpose", "amount_fen", "allocated_on"),
    filters=("source", "allocated_on"),
    search=("code", "purpose", "document_no"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_allocation,
    section=SECTION,
    help=_("市、县拨付的社区治理资金，一笔一条。"),
)
REWARD = RecordSpec(
    model=Reward,
    slug="reward",
    icon="award",
    fields=[
        Field("code", kind="code"),
        Field("division", help=_("获得奖补的社区")),
        Field("source"),
        Field("amount_fen", kind="yuan"),
        Field("granted_on"),
        Field("document_no"),
    ],
    columns=("code", "division", "source", "amount_fen", "granted_on"),
    filters=("source", "granted_on"),
    search=("code", "division__name", "document_no"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_reward,
    section=SECTION,
    help=_("奖补到社区的资金，一笔一条。"),
)
BUDGET = RecordSpec(
    model=Budget,
    slug="budget",
    icon="report-money",
    fields=[
        Field("code", kind="code"),
        Field("division", help=_("编制预算的市或县（区）")),
        Field("source"),
        Field("year"),
        Field("amount_fen", kind="yuan"),
        Field("approved_on"),
    ],
    columns=("code", "division", "source", "year", "amount_fen", "approved_on"),
    filters=("source", "year", "approved_on"),
    search=("code", "division__name"),
    key=("code",),
    edit_permission=Permission.EDIT,
    view_permission=Permission.VIEW,
    check=check_budget,
    section=SECTION,
    help=_("年度预算安排的社区治理资金，一项一条。"),
)

SPECS = (ALLOCATION, REWARD, BUDGET)
