from django.utils.translation import gettext_lazy as _

from linli.domains.consultation.models import Problem, Session
from linli.kernel.indicators.declaration import Flow

GROUP = _("三工程 自治、法治、德治")

HELD = Flow(
    code="consultation.held",
    name=_("社区协商"),
    unit=_("次"),
    definition=_("协商日期在期间内、已经召开的社区协商，一场计一次，按议题类别分列。"),
    records=Session,
    on="held_on",
    detail={"category": "category"},
    group=GROUP,
)
SOLVED = Flow(
    code="consultation.solved",
    name=_("协商解决问题"),
    unit=_("个"),
    definition=_("解决日期在期间内的协商问题，无论何时提出；尚未解决的不计。"),
    records=Problem,
    on="solved_on",
    group=GROUP,
)

INDICATORS = (HELD, SOLVED)
