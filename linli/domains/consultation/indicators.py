from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.consultation.models import Opinion, Problem, Session, Topic, VoiceCode
from linli.kernel.indicators.declaration import Flow, Ratio

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

RAISED = Flow(
    code="consultation.raised",
    name=_("协商提出问题"),
    unit=_("个"),
    definition=_("提出日期在期间内的协商问题（责任清单事项），无论是否解决。"),
    records=Problem,
    on="raised_on",
    group=GROUP,
)
IMPLEMENTED = Flow(
    code="consultation.implemented",
    name=_("协商问题已落实"),
    unit=_("个"),
    definition=_("提出日期在期间内、至今已经解决的协商问题。与按解决日期统计的“协商解决问题”不是一回事。"),
    records=Problem,
    on="raised_on",
    where=Q(solved_on__isnull=False),
    group=GROUP,
)
IMPLEMENTED_RATE = Ratio(
    code="consultation.implemented_rate",
    name=_("协商落实率"),
    definition=_("期间内提出的协商问题中，至今已经解决的占多少。"),
    of=[IMPLEMENTED],
    among=RAISED,
    group=GROUP,
)
POSTED = Flow(
    code="consultation.posted",
    name=_("协商结论公示"),
    unit=_("次"),
    definition=_("公示日期在期间内的协商议题。"),
    records=Topic,
    on="posted_on",
    group=GROUP,
)
REPORTED = Flow(
    code="consultation.reported",
    name=_("协商结果已反馈"),
    unit=_("次"),
    definition=_("公示日期在期间内、至今已向参与方反馈落实情况的协商议题。"),
    records=Topic,
    on="posted_on",
    where=Q(feedback_on__isnull=False),
    group=GROUP,
)
REPORTED_RATE = Ratio(
    code="consultation.reported_rate",
    name=_("协商反馈率"),
    definition=_("期间内公示结论的协商议题中，至今已反馈落实情况的占多少。"),
    of=[REPORTED],
    among=POSTED,
    group=GROUP,
)

ONLINE_OPINIONS = Flow(
    code="consultation.online_opinions",
    name=_("网上提意见"),
    unit=_("人次"),
    definition=_("提出日期在期间内的网上协商意见，按态度分列；一人在一个议题里只计一次，更正不另计。"),
    records=Opinion,
    on="given_on",
    where=Q(is_online=True),
    detail={"stance": "stance"},
    group=GROUP,
)
CODES = Flow(
    code="consultation.codes",
    name=_("制发参与码"),
    unit=_("人次"),
    definition=_("制发日期在期间内的参与码，一人在一个议题里只计一次，补发的按最近一次制发日期计。"),
    records=VoiceCode,
    on="issued_on",
    group=GROUP,
)
BALLOTS = Flow(
    code="consultation.ballots",
    name=_("意向表决"),
    unit=_("次"),
    definition=_("网上参与截止日期在期间内、已形成结论的意向表决，按公开、秘密分列。"),
    records=Topic,
    on="voices_until",
    where=Q(voters_count__isnull=False) & ~Q(ballot=""),
    detail={"ballot": "ballot"},
    group=GROUP,
)

VOTERS = Flow(
    code="consultation.voters",
    name=_("参加意向表决"),
    unit=_("人次"),
    definition=_("网上参与截止日期在期间内、已形成结论的意向表决的参加人数之和，一人在一次表决里只计一次。"),
    records=Topic,
    on="voices_until",
    value="voters_count",
    of_people=True,
    where=Q(voters_count__isnull=False) & ~Q(ballot=""),
    group=GROUP,
)

INDICATORS = (
    HELD,
    SOLVED,
    RAISED,
    IMPLEMENTED,
    IMPLEMENTED_RATE,
    POSTED,
    REPORTED,
    REPORTED_RATE,
    ONLINE_OPINIONS,
    CODES,
    BALLOTS,
    VOTERS,
)
