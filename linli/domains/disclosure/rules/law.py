"""What each law sets for disclosure, each parameter with its article.

Before 2026 no law set how long a text stays on the board. Parameters that no law sets are None.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from linli.domains.disclosure.enums import Kind, Rhythm
from linli.kernel.rulesets.families import Layer, RuleFamily, RuleSet, at
from linli.kernel.rulesets.layers import Matter, Rules, may_ask_more

_VILLAGE_LAW, _RESIDENTS_LAW = "村民委员会组织法", "城市居民委员会组织法"

WORDS = {
    "board_days": _("公布期限（日）"),
    "general_rhythm": _("一般事项多久公布一次"),
    "finance_rhythm": _("财务往来较多的收支情况多久公布一次"),
    "finance_signed": _("财务公布前经监督委员会审核"),
    "is_true": _("公布内容应当真实，接受查询"),
    "complaint": _("不及时公布、公布不真实的可以向上级反映"),
    "consultation_told": _("协商事项及落实情况应当公开"),
}

_VILLAGE_2018 = RuleSet(
    since=date(2018, 12, 29),
    source=_VILLAGE_LAW,
    general_rhythm=at(30, Rhythm.QUARTERLY),
    finance_rhythm=at(30, Rhythm.MONTHLY),
    is_true=at(30, True),
    complaint=at(31, True),
)
_VILLAGE_2026 = RuleSet(
    since=date(2026, 1, 1),
    source=_VILLAGE_LAW,
    board_days=at(35, 15),
    general_rhythm=at(35, Rhythm.QUARTERLY),
    finance_rhythm=at(35, Rhythm.MONTHLY),
    finance_signed=at(37, True),
    is_true=at(35, True),
    complaint=at(36, True),
    consultation_told=at(35, True),
)
_VILLAGE_HENAN = RuleSet(
    since=date(2011, 9, 1),
    source="河南省实施〈村民委员会组织法〉办法",
    layer=Layer.PROVINCIAL,
    finance_signed=at(58, True),
)
_RESIDENTS_2018 = RuleSet(since=date(2018, 12, 29), source=_RESIDENTS_LAW)
_RESIDENTS_2026 = RuleSet(
    since=date(2026, 1, 1),
    source=_RESIDENTS_LAW,
    board_days=at(34, 15),
    finance_signed=at(36, True),
    is_true=at(34, True),
    complaint=at(35, True),
    consultation_told=at(34, True),
)

MATTERS = {
    Kind.VILLAGERS: Matter(
        _("村务公开"),
        RuleFamily(_VILLAGE_2018, _VILLAGE_2026),
        RuleFamily(_VILLAGE_HENAN),
        words=WORDS,
        fits={"board_days": may_ask_more},
    ),
    Kind.RESIDENTS: Matter(
        _("居务公开"), RuleFamily(_RESIDENTS_2018, _RESIDENTS_2026), words=WORDS, fits={"board_days": may_ask_more}
    ),
}


def law_of(kind: str, day: date) -> Rules:
    """The law by which a posting of that day is judged. Raises NoLawYet before 2018-12-29.

    Source: 立法法 2023-03-15 §99, §104 (a law does not reach back).
    """
    return MATTERS[Kind(kind)].on(day)
