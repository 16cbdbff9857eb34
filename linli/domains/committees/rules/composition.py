"""How many represent how many: assemblies of representatives and supervision committees, by the law of their day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domains.committees.enums import Kind
from linli.kernel.rulesets.families import Layer, NoLawYet, RuleFamily, RuleSet, at
from linli.kernel.rulesets.faults import Fault, Severity
from linli.kernel.rulesets.layers import Matter, Rules
from linli.kernel.rulesets.shares import AtLeast

_VILLAGE_LAW, _RESIDENTS_LAW = "村民委员会组织法", "城市居民委员会组织法"
WORDS = {
    "households_each": gettext_lazy("每名代表对应的户数（最少—最多）"),
    "representatives_share": gettext_lazy("代表占代表会议组成人员"),
    "women_share": gettext_lazy("妇女代表占代表会议组成人员"),
    "supervision": gettext_lazy("应当设立监督委员会"),
    "supervision_size": gettext_lazy("监督委员会人数（最少—最多）"),
    "supervision_outside": gettext_lazy("村（居）委会成员及其近亲属不得任监督委员会成员"),
    "supervision_accounts": gettext_lazy("监督委员会应有具备财会、管理知识的人员"),
}
_VILLAGE_2018 = RuleSet(
    since=date(2018, 12, 29),
    source=_VILLAGE_LAW,
    households_each=at(25, (5, 15)),
    representatives_share=at(25, AtLeast(4, 5)),
    women_share=at(25, AtLeast(1, 3)),
    supervision=at(32, True),
    supervision_outside=at(32, True),
    supervision_accounts=at(32, True),
)
_VILLAGE_2026 = RuleSet(
    since=date(2026, 1, 1),
    source=_VILLAGE_LAW,
    households_each=at(29, (5, 15)),
    representatives_share=at(29, AtLeast(4, 5)),
    women_share=at(29, AtLeast(1, 3)),
    supervision=at(37, True),
    supervision_outside=at(37, True),
    supervision_accounts=at(37, True),
)
_HENAN_VILLAGE = RuleSet(
    since=date(2011, 9, 1),
    source="河南省实施〈村民委员会组织法〉办法",
    layer=Layer.PROVINCIAL,
    supervision_size=at(56, (3, 5)),
)
_RESIDENTS_2026 = RuleSet(
    since=date(2026, 1, 1),
    source=_RESIDENTS_LAW,
    households_each=at(13, (20, 50)),
    representatives_share=at(28, AtLeast(4, 5)),
    supervision=at(36, True),
    supervision_outside=at(36, True),
)
COMPOSITION = {
    Kind.VILLAGERS: Matter(
        gettext_lazy("村民代表会议和村务监督委员会的组成"),
        RuleFamily(_VILLAGE_2018, _VILLAGE_2026),
        RuleFamily(_HENAN_VILLAGE),
        words=WORDS,
    ),
    Kind.RESIDENTS: Matter(
        gettext_lazy("居民代表会议和居务监督委员会的组成"), RuleFamily(_RESIDENTS_2026), words=WORDS
    ),
}


def law_of(kind: str, day: date) -> Rules | None:
    """The law of a kind of committee on a day; None before there was one, when nothing of this is judged."""
    try:
        return COMPOSITION[Kind(kind)].on(day)
    except NoLawYet:
        return None


def households_faults(law: Rules, households: int, representatives: int) -> list[Fault]:
    """A warning where a representative stands for fewer or more households than the law has in mind; both ends are in order.

    Only a warning: villages may choose by groups, and communities are bound to it only in general (一般).

    Source: 村民委员会组织法 2026-01-01 §29, 2018-12-29 §25; 城市居民委员会组织法 2026-01-01 §13.
    """
    least, most = law.households_each
    if least * representatives <= households <= most * representatives:
        return []
    words = {
        "households": households,
        "count": representatives,
        "least": least,
        "most": most,
        "basis": law.cite("households_each"),
    }
    return [
        Fault(
            _("%(households)d户有%(count)d名代表，一般每%(least)d户至%(most)d户推选一人（依据%(basis)s）。") % words,
            _("请核对户数和代表人数；由各小组推选或者确有需要的，可以保留。"),
            "representatives_count",
            Severity.WARNING,
        )
    ]


def representatives_share_faults(law: Rules, members: int, representatives: int) -> list[Fault]:
    """Representatives are four fifths or more of the assembly.

    Source: 村民委员会组织法 2026-01-01 §29, 2018-12-29 §25; 城市居民委员会组织法 2026-01-01 §28.
    """
    if law.representatives_share is None or law.representatives_share.holds(representatives, members):
        return []
    return [
        _share_fault(
            law,
            "representatives_share",
            _("代表"),
            count=representatives,
            members=members,
            field="representatives_count",
        )
    ]


def women_share_faults(law: Rules, members: int, women: int) -> list[Fault]:
    """Women representatives are a third or more of a village's assembly.

    Source: 村民委员会组织法 2026-01-01 §29, 2018-12-29 §25.
    """
    if law.women_share is None or law.women_share.holds(women, members):
        return []
    return [_share_fault(law, "women_share", _("妇女代表"), count=women, members=members, field="women_count")]


def _share_fault(law: Rules, name: str, who: str, *, count: int, members: int, field: str) -> Fault:
    share = getattr(law, name)
    words = {
        "who": who,
        "count": count,
        "members": members,
        "share": share,
        "least": share.least(members),
        "basis": law.cite(name),
    }
    return Fault(
        _("组成人员%(members)d人中有%(who)s%(count)d人，应当占%(share)s，即不少于%(least)d人（依据%(basis)s）。")
        % words,
        _("请补选代表，或者核对人数。"),
        field,
    )


@dataclass(frozen=True)
class Overseer:
    """One member of a supervision committee."""

    name: str
    knows_accounts: bool = False
    is_near_relative: bool = False
    is_committee_member: bool = False


def overseer_faults(law: Rules, overseer: Overseer) -> list[Fault]:
    """Members of the committee and their near relatives do not sit on the supervision committee.

    Source: 村民委员会组织法 2026-01-01 §37, 2018-12-29 §32; 城市居民委员会组织法 2026-01-01 §36.
    """
    if not law.supervision_outside or not (overseer.is_near_relative or overseer.is_committee_member):
        return []
    who = _("村（居）委会成员") if overseer.is_committee_member else _("村（居）委会成员的近亲属")
    return [
        Fault(
            _("%(name)s是%(who)s，不得担任监督委员会成员（依据%(basis)s）。")
            % {"name": overseer.name, "who": who, "basis": law.cite("supervision_outside")},
            _("请另行推选。"),
            "name",
        )
    ]


def supervision_faults(law: Rules, overseers: Sequence[Overseer]) -> list[Fault]:
    """What a supervision committee as a whole lacks: its size, and in a village somebody who understands accounts.

    Source: 村民委员会组织法 2026-01-01 §37, 2018-12-29 §32; 河南省实施〈村民委员会组织法〉办法 2011-09-01 §56.
    """
    faults = []
    if law.supervision_size and not law.supervision_size[0] <= len(overseers) <= law.supervision_size[1]:
        words = {"count": len(overseers), "least": law.supervision_size[0], "most": law.supervision_size[1]}
        message = _("监督委员会有%(count)d人，应为%(least)d至%(most)d人（依据%(basis)s）。")
        basis = {"basis": law.cite("supervision_size")}
        faults.append(Fault(message % (words | basis), _("请推选补足，或者核对登记。"), severity=Severity.WARNING))
    if law.supervision_accounts and overseers and not any(each.knows_accounts for each in overseers):
        faults.append(
            Fault(
                _("监督委员会中没有具备财会、管理知识的人员（依据%(basis)s）。")
                % {"basis": law.cite("supervision_accounts")},
                _("请推选，或者补登。"),
                severity=Severity.WARNING,
            )
        )
    return faults
