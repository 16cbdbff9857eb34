from django.utils.translation import gettext_lazy as _

from linli.domains.coordination.models import LeadingGroup, LedgerArea, LedgerTask, MemberUnit, TaskForce
from linli.kernel.indicators.declaration import Stock

GROUP = _("一核 党建引领")

TASK_FORCES = Stock(
    code="coordination.task_forces",
    name=_("工作专班"),
    unit=_("个"),
    definition=_("截至当日已成立、尚未撤销的工作专班，计在设立它的一级。"),
    records=TaskForce,
    since="established_on",
    until="dissolved_on",
    group=GROUP,
)
MEMBER_UNITS = Stock(
    code="coordination.member_units",
    name=_("领导小组成员单位"),
    unit=_("个"),
    definition=_("截至当日已加入、尚未退出领导小组的成员单位，计在领导小组所在的一级。"),
    records=MemberUnit,
    since="joined_on",
    until="left_on",
    group=GROUP,
)
LEADING_GROUPS = Stock(
    code="coordination.leading_groups",
    name=_("社区治理领导小组"),
    unit=_("个"),
    definition=_("截至当日已成立、尚未撤销的市、县、乡三级领导小组，按层级分列。"),
    records=LeadingGroup,
    since="established_on",
    until="dissolved_on",
    by={"level": "level"},
    group=GROUP,
)
LEDGER_AREAS = Stock(
    code="coordination.ledger_areas",
    name=_("工作台账方面"),
    unit=_("个"),
    definition=_("截至当日已印发的工作台账所列的方面，按台账年度分列；往年台账一并计入。"),
    records=LedgerArea,
    since="ledger__issued_on",
    by={"year": "ledger__year"},
    group=GROUP,
)
LEDGER_TASKS = Stock(
    code="coordination.ledger_tasks",
    name=_("工作台账任务"),
    unit=_("项"),
    definition=_("截至当日已印发的工作台账所列的任务，按台账年度分列；无论是否完成，往年台账一并计入。"),
    records=LedgerTask,
    since="area__ledger__issued_on",
    by={"year": "area__ledger__year"},
    group=GROUP,
)

INDICATORS = (TASK_FORCES, MEMBER_UNITS, LEADING_GROUPS, LEDGER_AREAS, LEDGER_TASKS)
