from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.attestations.enums import Refusal
from linli.domains.attestations.models import Application
from linli.kernel.indicators.declaration import Flow

GROUP = _("三工程 自治、法治、德治")

ASKED = Flow(
    code="attestations.asked",
    name=_("证明申请"),
    unit=_("件"),
    definition=_("受理日期在期间内的证明申请，包括后来没有出具的。"),
    records=Application,
    on="received_on",
    group=GROUP,
)
ISSUED = Flow(
    code="attestations.issued",
    name=_("出具证明"),
    unit=_("件"),
    definition=_("出具日期在期间内的证明，按办理方式分；后来撤回的仍计。"),
    records=Application,
    on="issued_on",
    by={"handling": "handling"},
    group=GROUP,
)
PROMISED = Flow(
    code="attestations.promised",
    name=_("以告知承诺代替证明"),
    unit=_("件"),
    definition=_("承诺日期在期间内、由申请人书面承诺代替证明的申请。"),
    records=Application,
    on="promised_on",
    group=GROUP,
)
REFUSED = Flow(
    code="attestations.refused",
    name=_("不予出具证明"),
    unit=_("件"),
    definition=_("不予出具日期在期间内的证明申请，按原因分。"),
    records=Application,
    on="refused_on",
    by={"refusal": "refusal"},
    group=GROUP,
)
NEGATIVE = Flow(
    code="attestations.negative",
    name=_("索要不应出具的证明"),
    unit=_("件"),
    definition=_("因列入《不应由基层群众性自治组织出具证明事项清单（第一批）》而不予出具的申请，按20项分。"),
    records=Application,
    on="refused_on",
    where=Q(refusal=Refusal.NEGATIVE),
    by={"negative": "negative"},
    group=GROUP,
)

INDICATORS = (ASKED, ISSUED, PROMISED, REFUSED, NEGATIVE)
