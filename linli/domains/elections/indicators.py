from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import Office, Sex, State
from linli.domains.elections.models import Election, Member
from linli.domains.elections.models.after import AgeBand
from linli.kernel.indicators.declaration import Flow, Ratio, Stock, Words

GROUP = _("三工程 自治、法治、德治")

DUE = Flow(
    code="elections.due",
    name=_("应换届村（社区）"),
    unit=_("个"),
    definition=_(
        "应完成日期在期间内的换届选举，一村（社区）一届计一次，无论是否已经完成；因选举无效而重新选举的不再计。"
    ),
    records=Election,
    on="due_on",
    where=Q(again_of__isnull=True),
    version=2,
    by={"kind": "kind"},
    group=GROUP,
)
COMPLETED = Flow(
    code="elections.completed",
    name=_("完成换届村（社区）"),
    unit=_("个"),
    definition=_("完成日期在期间内的换届选举，一村（社区）一届计一次；尚未完成的、后来宣布无效的不计。"),
    records=Election,
    on="completed_on",
    where=~Q(state=State.ANNULLED),
    version=2,
    by={"kind": "kind"},
    group=GROUP,
)


def sitting(code: str, name: Words, definition: Words, where: Q | None = None, **dimensions: str) -> Stock:
    """Members of committees in office on a day, from the day they were elected until the day they left."""
    return Stock(
        code=f"elections.{code}",
        name=name,
        unit=_("人"),
        definition=definition,
        records=Member,
        since="took_office_on",
        until="left_on",
        where=where or Q(),
        by=dimensions,
        group=GROUP,
    )


MEMBERS = sitting(
    "members",
    _("村（居）委会成员"),
    _("在任的村（居）民委员会成员，自当选之日起，到离任前一日止。"),
    kind="kind",
    office="office",
)
WOMEN = sitting("women", _("妇女成员"), _("在任成员中的妇女。"), Q(sex=Sex.FEMALE))
YOUNG = sitting(
    "young", _("35岁及以下成员"), _("在任成员中，当选日35岁及以下的人；任期内不再重算年龄。"), Q(age_band=AgeBand.TO_35)
)
HEADS = sitting("heads", _("村（居）委会主任"), _("在任的主任。"), Q(office=Office.HEAD))
DOUBLE_HEADS = sitting(
    "double_heads", _("一肩挑的主任"), _("在任主任中同时担任党组织负责人的人。"), Q(is_double_head=True)
)
WOMEN_RATE = Ratio(
    code="elections.women_rate",
    name=_("妇女成员占比"),
    definition=_("在任妇女成员数除以在任成员数。"),
    of=(WOMEN,),
    among=MEMBERS,
    group=GROUP,
)
DOUBLE_HEAD_RATE = Ratio(
    code="elections.double_head_rate",
    name=_("一肩挑率"),
    definition=_("在任的一肩挑主任数除以在任主任数。"),
    of=(DOUBLE_HEADS,),
    among=HEADS,
    group=GROUP,
)

INDICATORS = (DUE, COMPLETED, MEMBERS, WOMEN, YOUNG, HEADS, DOUBLE_HEADS, WOMEN_RATE, DOUBLE_HEAD_RATE)
