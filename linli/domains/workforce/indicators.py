from django.utils.translation import gettext_lazy as _

from linli.domains.workforce.models import Qualification
from linli.kernel.indicators.declaration import Stock

CERTIFIED = Stock(
    code="workforce.certified",
    name=_("持证社会工作者"),
    unit=_("人"),
    definition=_(
        "截至当日有效的社会工作者职业资格证书，一证计一人，按级别分列；已登记失效的证书不计，取得高一级证书的人应将原证书登记失效。"
    ),
    records=Qualification,
    since="issued_on",
    until="lapsed_on",
    by={"level": "level"},
    group=_("四队伍"),
)

INDICATORS = (CERTIFIED,)
