from django.utils.translation import gettext_lazy as _

from linli.domains.committees.models import Committee, Holding
from linli.kernel.indicators.declaration import Ratio, Stock

GROUP = _("三工程 自治、法治、德治")

REGISTERED = Stock(
    code="committees.registered",
    name=_("村（居）民委员会"),
    unit=_("个"),
    definition=_("截至当日已成立、尚未撤销的村民委员会和居民委员会，类似居委会的机构不计。"),
    records=Committee,
    since="registered_on",
    until="dissolved_on",
    by={"kind": "kind"},
    group=GROUP,
)
CODED = Stock(
    code="committees.coded",
    name=_("已赋统一社会信用代码的村（居）民委员会"),
    unit=_("个"),
    definition=_("截至当日已赋统一社会信用代码、尚未撤销的村（居）民委员会，以赋码日期为准。"),
    records=Committee,
    since="code_assigned_on",
    until="dissolved_on",
    by={"kind": "kind"},
    group=GROUP,
)
CERTIFIED = Stock(
    code="committees.certified",
    name=_("持有效证书的村（居）民委员会"),
    unit=_("个"),
    definition=_("截至当日已发统一社会信用代码证书的村（居）民委员会；证书已收回、已过有效期或组织已撤销的不计。"),
    records=Holding,
    since="since",
    until="until",
    by={"kind": "kind"},
    group=GROUP,
    version=2,
)
CODED_RATE = Ratio(
    code="committees.coded_rate",
    name=_("赋码率"),
    definition=_("截至当日已赋码的村（居）民委员会，占全部已成立、尚未撤销的村（居）民委员会的比例。"),
    of=(CODED,),
    among=REGISTERED,
    group=GROUP,
)
CERTIFIED_RATE = Ratio(
    code="committees.certified_rate",
    name=_("发证率"),
    definition=_("截至当日持有效证书的村（居）民委员会，占全部已成立、尚未撤销的村（居）民委员会的比例。"),
    of=(CERTIFIED,),
    among=REGISTERED,
    group=GROUP,
)

INDICATORS = (REGISTERED, CODED, CERTIFIED, CODED_RATE, CERTIFIED_RATE)
