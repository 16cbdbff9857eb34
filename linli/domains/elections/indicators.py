from django.utils.translation import gettext_lazy as _

from linli.domains.elections.models import Election
from linli.kernel.indicators.declaration import Flow

GROUP = _("三工程 自治、法治、德治")

DUE = Flow(
    code="elections.due",
    name=_("应换届村（社区）"),
    unit=_("个"),
    definition=_("应完成日期在期间内的换届选举，一村（社区）一届计一次，无论是否已经完成。"),
    records=Election,
    on="due_on",
    by={"kind": "kind"},
    group=GROUP,
)
COMPLETED = Flow(
    code="elections.completed",
    name=_("完成换届村（社区）"),
    unit=_("个"),
    definition=_("完成日期在期间内的换届选举，一村（社区）一届计一次；尚未完成的不计。"),
    records=Election,
    on="completed_on",
    by={"kind": "kind"},
    group=GROUP,
)

INDICATORS = (DUE, COMPLETED)
