"""What the elected committee must be: its number, a woman among its members, no near relatives beside each other."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from linli.domains.elections.enums import Mode, Office, Relation
from linli.domains.elections.rules.counting import ORDER, Winner
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.wording import against, doubtful


def plan_faults(law: Rules, mode: str, seats: Mapping[str, int], *, women: int = 1) -> list[Fault]:
    """The mode is one that the law knows; there is one head, and as many members in all as the law allows.

    Where a woman must be among them, a seat is kept for one: it is hers only if no woman is elected otherwise, and without
    it a ballot that fills every seat with men could not be mended by another.

    Source: 村民委员会组织法 2026-01-01 §8, §14, 2018-12-29 §6, §11; 城市居民委员会组织法 2026-01-01 §8, §14, 2018-12-29 §7, §8.
    """
    found = []
    if mode not in law.modes:
        message = _("不能采取“%(mode)s”的选举方式") % {"mode": Mode(mode).label}
        found.append(against(law, "modes", message, _("请改选法律规定的方式。"), "mode"))
    if seats.get(Office.HEAD) != 1:
        found.append(Fault(_("应选主任只能是一名。"), _("请把主任名额改为1。"), "head_count"))
    least, most = law.seats
    total = sum(seats.values())
    if not least <= total <= most:
        message = _("委员会由%(least)d至%(most)d人组成，方案是%(total)d人") % {
            "least": least,
            "most": most,
            "total": total,
        }
        found.append(against(law, "seats", message, _("请调整副主任和委员的名额。"), "member_count"))
    if law.needs_woman and women < 1:
        message = _("成员中应当有妇女成员，方案没有为妇女专设委员名额")
        found.append(
            against(law, "needs_woman", message, _("请至少专设1个；其他职务选出妇女的，相应减少。"), "women_count")
        )
    return found


def method_faults(law: Rules, *, has_candidates: bool, agreed_on: date | None, filed_on: date | None) -> list[Fault]:
    """Without candidates a village may vote where its meeting agreed to it and the township was told.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §22, §29; 城市居民委员会组织法 2026-01-01 §18 (communities have candidates).
    """
    if has_candidates:
        return []
    if not law.open_ballot:
        message = _("没有规定可以不确定候选人，候选人应当先提名")
        return [against(law, "surplus", message, _("请改为先确定候选人。"), "has_candidates")]
    found = []
    if agreed_on is None:
        message = _("不确定候选人的，应当经村民会议或者村民代表会议讨论同意")
        found.append(against(law, "open_ballot_agreed", message, _("请填写会议同意的日期。"), "open_ballot_agreed_on"))
    if filed_on is None:
        message = _("不确定候选人的，应当报乡、民族乡、镇的人民政府备案")
        found.append(against(law, "open_ballot_agreed", message, _("请填写备案的日期。"), "open_ballot_filed_on"))
    return found


def number_faults(law: Rules, elected: int) -> list[Fault]:
    """Fewer than the law's least number are no committee yet.

    Source: 村民委员会组织法 2026-01-01 §8, 2018-12-29 §6; 城市居民委员会组织法 2026-01-01 §8, 2018-12-29 §7.
    """
    least, most = law.seats
    if least <= elected <= most:
        return []
    message = _("当选%(elected)d人，委员会应由%(least)d至%(most)d人组成") % {
        "elected": elected,
        "least": least,
        "most": most,
    }
    return [against(law, "seats", message, _("不足的名额请另行选举。"), "winners")]


def woman_faults(law: Rules, women: int) -> list[Fault]:
    """There is a woman among the members.

    Source: 村民委员会组织法 2026-01-01 §8, 2018-12-29 §6; 城市居民委员会组织法 2026-01-01 §8.
    """
    if women or not law.needs_woman:
        return []
    message = _("当选成员中没有妇女，成员中应当有妇女成员")
    return [against(law, "needs_woman", message, _("请就妇女委员名额另行选举，选出后再公布结果。"), "winners")]


def give_way(
    law: Rules, winners: Sequence[Winner], kin: Iterable[tuple[int, int, str]]
) -> list[tuple[int, int, Fault]]:
    """Of two near relatives who were both elected, who gives way: (who, to whom, why).

    The higher office stays, within one office the more votes; with equal votes the pair is told and decides by the second.
    Where the national law asks for avoidance but says not who stays, the province's rule is proposed.

    Source: 村民委员会组织法 2026-01-01 §8; 城市居民委员会组织法 2026-01-01 §8; 河南省实施〈村民委员会组织法〉办法 2011-09-01 §8.
    """
    if not law.kin:
        return []
    rank = {winner.person: (ORDER.index(Office(winner.office)), -winner.votes) for winner in winners}
    gone: set[int] = set()
    found = []
    for one, other, relation in sorted(kin, key=lambda each: min(rank.get(each[0], (9, 0)), rank.get(each[1], (9, 0)))):
        if relation not in law.kin or not {one, other} <= set(rank) - gone:
            continue
        stays, goes = sorted((one, other), key=lambda each: (rank[each], each))
        gone.add(goes)
        found.append((goes, stays, _kin_fault(law, relation)))
    return found


def _kin_fault(law: Rules, relation: str) -> Fault:
    message = _("当选人中有近亲属（%(relation)s），成员之间实行近亲属回避") % {"relation": Relation(relation).label}
    remedy = _("保留职务高的一人，职务相同的保留得票多的一人；空出的名额另行选举。")
    return doubtful(law, "kin", message, remedy, "winners")
