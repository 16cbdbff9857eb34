from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.committees.indicators import REGISTERED
from linli.domains.grid.enums import Item
from linli.domains.grid.models import Centre, Worker
from linli.kernel.indicators.declaration import Ratio, Stock

GROUP = _("两保障 经费、阵地")

CENTRES = Stock(
    code="grid.centres",
    name=_("村级综治中心"),
    unit=_("个"),
    definition=_("截至当日已建成、尚未撤销的村（社区）综治中心，无论是否达标。"),
    records=Centre,
    since="opened_on",
    until="closed_on",
    group=GROUP,
)
CENTRES_MEETING_STANDARD = Stock(
    code="grid.centres_meeting_standard",
    name=_("规范化达标综治中心"),
    unit=_("个"),
    definition=_(
        "截至当日经评估有场所、有人员、有制度、有平台、有运行机制五项齐备的综治中心，自评估日期起算；已撤销的不计。"
    ),
    records=Centre,
    where=Q(*((item.value, True) for item in Item)),
    since="assessed_on",
    until="closed_on",
    group=GROUP,
)
CENTRES_STANDARD_RATE = Ratio(
    code="grid.centres_standard_rate",
    name=_("综治中心规范化达标率"),
    definition=_("截至当日“五有”齐备的综治中心，占全部已建成、尚未撤销的综治中心的比例。"),
    of=(CENTRES_MEETING_STANDARD,),
    among=CENTRES,
    group=GROUP,
)
STAFFED = Stock(
    code="grid.staffed",
    name=_("配有专职网格员的村（社区）"),
    unit=_("个"),
    definition=_("截至当日至少有一名在岗专职网格员的村（社区）；同一村（社区）有多名的只计一次，兼职和已离岗的不计。"),
    records=Worker,
    where=Q(is_full_time=True),
    since="since",
    until="until",
    distinct="division",
    group=_("四队伍"),
)
STAFFED_RATE = Ratio(
    code="grid.staffed_rate",
    name=_("专职网格员配备率"),
    definition=_("截至当日配有专职网格员的村（社区），占全部已成立、尚未撤销的村（居）民委员会的比例。"),
    of=(STAFFED,),
    among=REGISTERED,
    group=_("四队伍"),
)

INDICATORS = (CENTRES, CENTRES_MEETING_STANDARD, CENTRES_STANDARD_RATE, STAFFED, STAFFED_RATE)
