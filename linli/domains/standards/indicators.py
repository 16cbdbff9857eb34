from django.utils.translation import gettext_lazy as _

from linli.domains.standards.models import Certification, Community, PlanItem
from linli.kernel.indicators.declaration import Flow, Ratio, Stock

GROUP = _("两保障 经费、阵地")

ENROLLED = Stock(
    code="standards.enrolled",
    name=_("纳入规范化建设的社区"),
    unit=_("个"),
    definition=_("截至当日已纳入规范化建设范围的城市社区，无论是否已认定。"),
    records=Community,
    since="enrolled_on",
    group=GROUP,
)
CERTIFIED = Stock(
    code="standards.certified",
    name=_("规范化社区"),
    unit=_("个"),
    definition=_("截至当日已认定为规范化社区、认定尚未撤销的社区。"),
    records=Certification,
    since="issued_on",
    until="withdrawn_on",
    group=GROUP,
)
PLANNED = Flow(
    code="standards.planned",
    name=_("计划创建规范化社区"),
    unit=_("个"),
    definition=_("列入日期在期间内的规范化社区创建计划，按计划年度分列，无论是否已经完成。"),
    records=PlanItem,
    on="planned_on",
    by={"year": "year"},
    group=GROUP,
)
OUTSTANDING = Stock(
    code="standards.outstanding",
    name=_("在建规范化社区"),
    unit=_("个"),
    definition=_("截至当日已列入创建计划、尚未完成的社区，按计划年度分列。"),
    records=PlanItem,
    since="planned_on",
    until="fulfilled_on",
    by={"year": "year"},
    group=GROUP,
)
CERTIFIED_RATE = Ratio(
    code="standards.certified_rate",
    name=_("规范化社区占比"),
    definition=_("截至当日已认定的规范化社区，占纳入规范化建设的社区的比例。"),
    of=(CERTIFIED,),
    among=ENROLLED,
    group=GROUP,
)
EXPECTED_RATE = Ratio(
    code="standards.expected_rate",
    name=_("规范化社区预计占比"),
    definition=_(
        "截至当日已认定的规范化社区，加上已列入计划、尚未完成的社区，占纳入规范化建设的社区的比例；是计划全部完成时的占比。"
    ),
    of=(CERTIFIED, OUTSTANDING),
    among=ENROLLED,
    group=GROUP,
)

INDICATORS = (ENROLLED, CERTIFIED, PLANNED, OUTSTANDING, CERTIFIED_RATE, EXPECTED_RATE)
