from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.residents.enums import Joined, Left
from linli.domains.residents.models import Care, Household, Resident
from linli.kernel.indicators.declaration import Flow, Ratio, Stock

GROUP = _("一目标 幸福家园")

RESIDENTS = Stock(
    code="residents.registered",
    name=_("登记居民"),
    unit=_("人"),
    definition=_("截至当日已建档、尚未迁出、转出、死亡或并档的居民，按人员类型分列；限制处理的档案照计。"),
    records=Resident,
    since="registered_on",
    until="left_on",
    by={"kind": "kind"},
    group=GROUP,
)
SEPARATED = Stock(
    code="residents.separated",
    name=_("人户分离人员"),
    unit=_("人"),
    definition=_("截至当日在册居民中登记为人户分离的人。"),
    records=Resident,
    where=Q(is_separated=True),
    since="registered_on",
    until="left_on",
    group=GROUP,
)
SEPARATED_RATE = Ratio(
    code="residents.separated_rate",
    name=_("人户分离率"),
    definition=_("截至当日人户分离人员占登记居民的比例。"),
    of=(SEPARATED,),
    among=RESIDENTS,
    group=GROUP,
)
HOUSEHOLDS = Stock(
    code="residents.households",
    name=_("登记户"),
    unit=_("户"),
    definition=_("截至当日已立户、尚未销户的户，按家庭户、集体户分列。"),
    records=Household,
    since="registered_on",
    until="ended_on",
    by={"kind": "kind"},
    group=GROUP,
)
MOVED_IN = Flow(
    code="residents.moved_in",
    name=_("迁入"),
    unit=_("人次"),
    definition=_("期内建档的居民中，建档原因为迁入或市内转入的；市内转移在转入地计迁入、转出地计迁出。"),
    records=Resident,
    where=Q(joined__in=[Joined.MOVED_IN, Joined.TRANSFERRED]),
    on="registered_on",
    by={"joined": "joined"},
    group=GROUP,
)
MOVED_OUT = Flow(
    code="residents.moved_out",
    name=_("迁出"),
    unit=_("人次"),
    definition=_("期内离开的居民中，离开原因为迁出或市内转出的，以离开日期为准。"),
    records=Resident,
    where=Q(left_reason__in=[Left.MOVED_OUT, Left.TRANSFERRED]),
    on="left_on",
    by={"reason": "left_reason"},
    group=GROUP,
)
BIRTHS = Flow(
    code="residents.births",
    name=_("出生登记"),
    unit=_("人"),
    definition=_("期内出生、以出生登记建档的孩子，以出生日期为准。"),
    records=Resident,
    where=Q(joined=Joined.BORN),
    on="born_on",
    by={"sex": "sex"},
    group=GROUP,
)
DEATHS = Flow(
    code="residents.deaths",
    name=_("死亡登记"),
    unit=_("人"),
    definition=_("期内死亡的居民，以死亡日期为准。"),
    records=Resident,
    where=Q(left_reason=Left.DIED),
    on="died_on",
    by={"sex": "sex"},
    group=GROUP,
)
CARED = Stock(
    code="residents.cared",
    name=_("重点关爱对象"),
    unit=_("人次"),
    definition=_("截至当日在各关爱类别中的居民，一人在几个类别中就计几次，按类别分列；60岁、80岁以上由出生日期认定。"),
    records=Care,
    since="since",
    until="until",
    by={"kind": "kind"},
    group=GROUP,
)

INDICATORS = (RESIDENTS, HOUSEHOLDS, SEPARATED, SEPARATED_RATE, MOVED_IN, MOVED_OUT, BIRTHS, DEATHS, CARED)
