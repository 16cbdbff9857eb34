"""Who may be a candidate, who may nominate, and who may vote for somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.domains.elections.enums import Mode, Nominator, Office
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.wording import against


def nomination_faults(law: Rules, nominator: str, supporters: int) -> list[Fault]:
    """Who nominates must be one whom the law lets nominate, with as many others as it asks.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §18;
    河南省实施〈城市居民委员会组织法〉办法 1994-10-01 §9.
    """
    if law.nominators is not None and nominator not in law.nominators:
        message = _("“%(who)s”不能提名候选人") % {"who": Nominator(nominator).label}
        return [against(law, "nominators", message, _("请改由有权提名的组织或者选民提名。"), "nominator")]
    parameter = {Nominator.VOTERS: "voters_jointly", Nominator.HOUSEHOLDS: "households_jointly"}.get(
        Nominator(nominator)
    )
    least = getattr(law, parameter) if parameter else None
    if parameter and least and supporters < least:
        message = _("提名候选人至少要%(least)d人联合，现有%(count)d人") % {"least": least, "count": supporters}
        return [against(law, parameter, message, _("请补足联名的人。"), "supporters")]
    return []


def ground_faults(law: Rules, ground: str) -> list[Fault]:
    """Whoever falls under one of the grounds may not be a candidate. Which one is for the reviewing units to know, and not told here.

    Source: 村民委员会组织法 2026-01-01 §18; 城市居民委员会组织法 2026-01-01 §18.
    """
    if not ground or not law.barred:
        return []
    message = _("联审认定有不得作为候选人的情形")
    return [against(law, "barred", message, _("请另行提名。"), "ground")]


def surplus_faults(law: Rules, office: str, candidates: int, seats: int) -> list[Fault]:
    """There are more candidates than seats.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §18.
    """
    if candidates > seats or (candidates == seats and not law.surplus):
        return []
    message = _("%(office)s候选人%(count)d名、应选%(seats)d名，候选人的名额应当多于应选名额") % {
        "office": office,
        "count": candidates,
        "seats": seats,
    }
    return [against(law, "surplus", message, _("请补充提名。"), "candidates")]


def room_faults(law: Rules, office: str, candidates: int, seats: int) -> list[Fault]:
    """There are not more formal candidates for an office than the measures leave room for.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §24.
    """
    parameter = room_parameter(office)
    most = getattr(law, parameter)
    if most is None or candidates <= seats + most:
        return []
    words = {"office": Office(office).label, "count": candidates, "seats": seats, "most": most}
    message = _("%(office)s正式候选人%(count)d名、应选%(seats)d名，最多比应选多%(most)d名") % words
    remedy = _("请按提名得票从多到少确定，其余的登记为“未列为正式候选人”。")
    return [against(law, parameter, message, remedy, "candidates")]


def room_parameter(office: str) -> str:
    """Which parameter of the law says how many more may stand for an office than are elected."""
    return "surplus_members" if office == Office.MEMBER else "surplus_heads"


def passed_over_faults(law: Rules, office: str, votes: int, kept: Iterable[int]) -> list[Fault]:
    """Those with most nominations become formal candidates; nobody is passed over for one with fewer. Equals are voted on again.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §24, §25.
    """
    fewest = min(kept, default=votes)
    if fewest >= votes:
        return []
    message = _("此人提名票%(votes)d票，留下的人中有%(fewest)d票的，获得提名票多的为正式候选人") % {
        "votes": votes,
        "fewest": fewest,
    }
    return [against(law, room_parameter(office), message, _("请先核对提名票。"), "candidate")]


@dataclass(frozen=True)
class Proxy:
    """A voter who votes for another: how many others they vote for already, and what they are."""

    held: int
    is_candidate: bool
    is_kin: bool
    is_written: bool
    is_same_person: bool = False


def proxy_faults(law: Rules, mode: str, given: Proxy) -> list[Fault]:
    """A proxy is in writing; one person takes three at most, and a candidate none; representatives vote in person.

    Source: 村民委员会组织法 2026-01-01 §18, 2018-12-29 §15; 城市居民委员会组织法 2026-01-01 §19; 河南省实施〈村民委员会组织法〉办法 2011-09-01 §30.
    """
    found = []
    if mode == Mode.REPRESENTATIVES and law.representatives_no_proxy:
        message = _("采取居民代表选举方式的，不实行委托投票")
        return [against(law, "representatives_no_proxy", message, _("请由代表本人投票。"), "agent")]
    if given.is_same_person:
        found.append(Fault(_("委托人和受托人是同一个人。"), _("请核对。"), "agent"))
    if not given.is_written:
        found.append(against(law, "proxy_kin_only", _("委托应当采取书面形式"), _("请补办书面委托。"), "is_written"))
    if given.is_candidate and law.candidate_no_proxy:
        message = _("候选人不得接受委托投票")
        found.append(against(law, "candidate_no_proxy", message, _("请委托候选人以外的选民。"), "agent"))
    if law.proxy_kin_only and not given.is_kin:
        message = _("只能委托有选举权的近亲属代为投票")
        found.append(against(law, "proxy_kin_only", message, _("请改委托近亲属。"), "agent"))
    if law.proxies_max and given.held >= law.proxies_max:
        message = _("每人接受的委托不得超过%(most)d人，此人已接受%(held)d人") % {
            "most": law.proxies_max,
            "held": given.held,
        }
        found.append(against(law, "proxies_max", message, _("请改委托其他选民。"), "agent"))
    return found


def box_faults(law: Rules, *, staff: int) -> list[Fault]:
    """A mobile box is carried by three workers or more.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §31.
    """
    if not law.box_staff_min or staff >= law.box_staff_min:
        return []
    message = _("流动票箱应当由%(least)d名以上选举工作人员携带，现有%(count)d名") % {
        "least": law.box_staff_min,
        "count": staff,
    }
    return [against(law, "box_staff_min", message, _("请增派工作人员。"), "staff_count")]
