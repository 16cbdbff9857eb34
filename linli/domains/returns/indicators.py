"""The burden of forms as figures: what was asked of the communities, what was known already, and what somebody had to type."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.returns.enums import RequestState
from linli.domains.returns.models import Answer, FactValue, Request
from linli.kernel.indicators.declaration import Flow, Ratio, Stock

GROUP = _("基层负担")
ADMITTED = (RequestState.IN_FORCE, RequestState.ENDED)

IN_FORCE = Stock(
    code="returns.in_force",
    name=_("执行中的报表"),
    unit=_("张"),
    definition=_("截至当日已准予下发、尚未停止的报表，计在发起单位所在的一级。"),
    records=Request,
    where=Q(state__in=ADMITTED),
    since="decided_on",
    until="ended_on",
    detail={"unit": "unit__name", "rhythm": "rhythm"},
    group=GROUP,
)
REQUESTS = Flow(
    code="returns.requests",
    name=_("准予下发的报表"),
    unit=_("张"),
    definition=_("期间内经准入审核准予下发的报表，按审核日期计，计在发起单位所在的一级。"),
    records=Request,
    where=Q(state__in=ADMITTED),
    on="decided_on",
    detail={"unit": "unit__name"},
    group=GROUP,
)
REFUSED = Flow(
    code="returns.refused",
    name=_("不予准入的报表"),
    unit=_("张"),
    definition=_("期间内经准入审核不予下发的报表，按审核日期计，计在发起单位所在的一级。"),
    records=Request,
    where=Q(state=RequestState.REFUSED),
    on="decided_on",
    group=GROUP,
)
ANSWERS = Flow(
    code="returns.answers",
    name=_("要村（社区）填的表"),
    unit=_("份"),
    definition=_("期间内要村（社区）填报的份数，一张报表一期一村计一份，按所属期开始日期计；由记录直接回答的不计。"),
    records=Answer,
    where=Q(is_by_records=False),
    on="period_on",
    group=GROUP,
)
CELLS_ASKED = Flow(
    code="returns.cells_asked",
    name=_("要求填的格"),
    unit=_("格"),
    definition=_("期间内各份报表对村（社区）要求的格数，按所属期开始日期计；由记录直接回答的也计。"),
    records=Answer,
    value="asked_count",
    of_people=True,
    on="period_on",
    group=GROUP,
)
CELLS_PREFILLED = Flow(
    code="returns.cells_prefilled",
    name=_("预填的格"),
    unit=_("格"),
    definition=_("期间内下发时已由登记册、指标、以前填过的事实或上一期填好的格数，按所属期开始日期计。"),
    records=Answer,
    value="prefilled_count",
    of_people=True,
    on="period_on",
    group=GROUP,
)
CELLS_TYPED = Flow(
    code="returns.cells_typed",
    name=_("手填的格"),
    unit=_("格"),
    definition=_("期间内有人填写或更正的格数，网页、工作簿都计，按所属期开始日期计。"),
    records=Answer,
    value="typed_count",
    of_people=True,
    on="period_on",
    group=GROUP,
)
PREFILLED_RATE = Ratio(
    code="returns.prefilled_rate",
    name=_("预填率"),
    definition=_("期间内预填的格数占要求填的格数的比例。"),
    of=(CELLS_PREFILLED,),
    among=CELLS_ASKED,
    group=GROUP,
)
FACTS_LEARNED = Flow(
    code="returns.facts_learned",
    name=_("新记下的事实"),
    unit=_("条"),
    definition=_("期间内经报表填报记下的事实的值，按截至日期计；同一对象的同一事实再填一次，再计一条。"),
    records=FactValue,
    on="as_of",
    group=GROUP,
)
FACTS_FIRST = Flow(
    code="returns.facts_first",
    name=_("头一次填的事实"),
    unit=_("条"),
    definition=_("期间内记下的事实的值中，记下时同一对象没有还在有效期内的值的，按截至日期计。"),
    records=FactValue,
    where=Q(is_again=False),
    on="as_of",
    group=GROUP,
)
ONCE_RATE = Ratio(
    code="returns.once_rate",
    name=_("只填一次率"),
    definition=_("期间内记下的事实的值中，头一次填的所占的比例；目标是每个事实在有效期内只填一次。"),
    of=(FACTS_FIRST,),
    among=FACTS_LEARNED,
    group=GROUP,
)

INDICATORS = (
    IN_FORCE,
    REQUESTS,
    REFUSED,
    ANSWERS,
    CELLS_ASKED,
    CELLS_PREFILLED,
    CELLS_TYPED,
    PREFILLED_RATE,
    FACTS_LEARNED,
    FACTS_FIRST,
    ONCE_RATE,
)
