from django.utils.translation import gettext_lazy as _

from linli.domains.funds.models import Allocation, Budget, Reward
from linli.kernel.indicators.declaration import Flow

GROUP = _("两保障 经费、阵地")

ALLOCATED = Flow(
    code="funds.allocated",
    name=_("拨付社区治理资金"),
    unit=_("万元"),
    definition=_("拨付日期在期间内的社区治理资金合计，按资金来源分列；省级奖补资金另计，不含在内。"),
    records=Allocation,
    on="allocated_on",
    value="amount_fen",
    by={"source": "source"},
    group=GROUP,
)
REWARDED = Flow(
    code="funds.rewarded",
    name=_("社区奖补资金"),
    unit=_("万元"),
    definition=_("奖补日期在期间内、奖补到社区的资金合计，按资金来源分列；拨付的社区治理资金另计，不含在内。"),
    records=Reward,
    on="granted_on",
    value="amount_fen",
    by={"source": "source"},
    group=GROUP,
)
REWARDED_COMMUNITIES = Flow(
    code="funds.rewarded_communities",
    name=_("获奖补社区"),
    unit=_("个"),
    definition=_("奖补日期在期间内获得奖补的社区；同一社区获得多笔奖补的只计一次。"),
    records=Reward,
    on="granted_on",
    distinct="division",
    by={"source": "source"},
    group=GROUP,
)
BUDGETED = Flow(
    code="funds.budgeted",
    name=_("预算安排社区治理资金"),
    unit=_("万元"),
    definition=_("批复日期在期间内的社区治理资金预算合计，按资金来源和预算年度分列；是预算数，不是拨付数。"),
    records=Budget,
    on="approved_on",
    value="amount_fen",
    by={"source": "source", "year": "year"},
    group=GROUP,
)

INDICATORS = (ALLOCATED, REWARDED, REWARDED_COMMUNITIES, BUDGETED)
