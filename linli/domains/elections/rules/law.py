"""What each law sets, on one page: the national laws of 2018 and 2026 and the province's measures, each number with its article.

The residents' law of 2018 has no rules of its own for voting; its election is held by the residents' meeting, whose quorum
and majority (§9) therefore apply. Parameters that no law sets are None, and what they would limit is not limited.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from linli.domains.elections.enums import Kind, Mode, Nominator, Relation
from linli.kernel.rulesets.families import Layer, RuleFamily, RuleSet, at
from linli.kernel.rulesets.layers import Matter, Rules, may_ask_more
from linli.kernel.rulesets.shares import AtLeast, MoreThan

_VILLAGE_LAW, _RESIDENTS_LAW = "村民委员会组织法", "城市居民委员会组织法"
_VILLAGE_MEASURES = "河南省实施〈村民委员会组织法〉办法"
_RESIDENTS_MEASURES = "河南省实施〈城市居民委员会组织法〉办法"
_HALF, _THIRD = MoreThan(1, 2), AtLeast(1, 3)
_KIN = frozenset(Relation)
_CLOSE_KIN = frozenset({Relation.SPOUSE, Relation.PARENT, Relation.SIBLING})

WORDS = {
    "term_years": _("每届任期（年）"),
    "modes": _("选举方式"),
    "seats": _("成员人数（最少—最多）"),
    "needs_woman": _("应当有妇女成员"),
    "kin": _("成员之间应当回避的近亲属"),
    "committee_size": _("选举委员会人数（最少—最多）"),
    "nominee_leaves": _("被提名为候选人的，退出选举委员会"),
    "nominee_kin_leaves": _("近亲属被提名为候选人的，退出选举委员会"),
    "adult_years": _("选举权年龄（周岁）"),
    "residence_months": _("户籍不在本地者居住或工作满（月）"),
    "list_days": _("选民名单在选举日前公布（日）"),
    "objection_days": _("对名单的异议期（日）"),
    "decision_days": _("处理异议的期限（日）"),
    "nominators": _("谁可以提名候选人"),
    "voters_jointly": _("联合提名最少选民（人）"),
    "households_jointly": _("联合提名最少户代表（人）"),
    "surplus": _("候选人名额应当多于应选名额"),
    "surplus_heads": _("主任、副主任候选人最多多于应选（名）"),
    "surplus_members": _("委员候选人最多多于应选（名）"),
    "open_ballot": _("可以不确定候选人"),
    "open_ballot_agreed": _("不确定候选人的，须经会议同意并报备案"),
    "barred": _("有法定情形的不得作为候选人"),
    "meeting": _("候选人应当与村（居）民见面"),
    "candidates_days": _("候选人名单在选举日前公告（日）"),
    "withdrawal_days": _("候选人书面放弃的期限（日）"),
    "proxies_max": _("每人最多接受委托（人）"),
    "proxy_kin_only": _("只能委托近亲属"),
    "candidate_no_proxy": _("候选人不得接受委托"),
    "representatives_no_proxy": _("居民代表方式不实行委托投票"),
    "box_staff_min": _("流动票箱最少工作人员（人）"),
    "tellers": _("计票前通过计票人、监票人"),
    "tellers_kin": _("不得任计票人、监票人的候选人近亲属"),
    "turnout_all": _("选举有效：参加投票的选民"),
    "turnout_households": _("选举有效：参加投票的户代表"),
    "turnout_representatives": _("选举有效：参加投票的居民代表"),
    "win": _("当选：得票占参加投票人员"),
    "run_off": _("另行选举当选：得票占已投选票总数"),
    "returned_within_issued": _("收回选票不得多于发出选票"),
    "revote_on_tie": _("得票相等不能确定时再次投票"),
    "rerun_days": _("选举无效后重新选举的期限（日）"),
    "hand_over_days": _("工作移交期限（日）"),
    "seal_years": _("选票封存（年）"),
    "group_leader_days": _("推选小组长的期限（日）"),
    "recall_voters": _("提出罢免：有选举权的村（居）民或户代表"),
    "recall_representatives": _("提出罢免：村（居）民代表"),
    "recall_meeting_days": _("召开罢免会议的期限（日）"),
    "recall_pass": _("罢免通过：占投票人员"),
    "resignation_by_meeting": _("辞职经会议审议通过"),
    "appraisals_max": _("连续被评议不称职，职务终止（次）"),
    "termination_notice_days": _("职务终止后公告的期限（日）"),
}
# A province may ask for a longer posting. All else that differs from the national law contradicts it.
_FITS = {"list_days": may_ask_more}

_VILLAGE_2018 = RuleSet(
    since=date(2018, 12, 29),
    source=_VILLAGE_LAW,
    modes=at(11, frozenset({Mode.ALL})),
    term_years=at(11, 5),
    seats=at(6, (3, 7)),
    needs_woman=at(6, True),
    nominee_leaves=at(12, True),
    nominee_kin_leaves=at(12, False),
    adult_years=at(13, 18),
    residence_months=at(13, 12),
    list_days=at(14, 20),
    objection_days=at(14, 5),
    decision_days=at(14, 3),
    nominators=at(15, frozenset({Nominator.VOTERS})),
    voters_jointly=at(15, 1),
    surplus=at(15, True),
    meeting=at(15, True),
    proxy_kin_only=at(15, True),
    turnout_all=at(15, _HALF),
    win=at(15, _HALF),
    run_off=at(15, _THIRD),
    hand_over_days=at(20, 10),
    recall_voters=at(16, AtLeast(1, 5)),
    recall_representatives=at(16, _THIRD),
    recall_pass=at(16, _HALF),
    appraisals_max=at(33, 2),
)
_VILLAGE_2026 = RuleSet(
    since=date(2026, 1, 1),
    source=_VILLAGE_LAW,
    modes=at(14, frozenset({Mode.ALL})),
    term_years=at(14, 5),
    seats=at(8, (3, 7)),
    needs_woman=at(8, True),
    kin=at(8, _KIN),
    nominee_leaves=at(15, True),
    nominee_kin_leaves=at(15, True),
    adult_years=at(16, 18),
    residence_months=at(16, 12),
    list_days=at(17, 20),
    objection_days=at(17, 5),
    decision_days=at(17, 3),
    nominators=at(18, frozenset({Nominator.PARTY, Nominator.VOTERS})),
    voters_jointly=at(18, 1),
    surplus=at(18, True),
    barred=at(18, True),
    meeting=at(18, True),
    proxies_max=at(18, 3),
    proxy_kin_only=at(18, False),
    candidate_no_proxy=at(18, True),
    turnout_all=at(18, _HALF),
    win=at(18, _HALF),
    run_off=at(18, _THIRD),
    hand_over_days=at(24, 10),
    recall_voters=at(19, AtLeast(1, 5)),
    recall_representatives=at(19, _THIRD),
    recall_pass=at(19, _HALF),
    resignation_by_meeting=at(20, True),
    appraisals_max=at(38, 2),
)
_VILLAGE_HENAN = RuleSet(
    since=date(2011, 9, 1),
    source=_VILLAGE_MEASURES,
    layer=Layer.PROVINCIAL,
    term_years=at(17, 3),
    needs_woman=at(8, True),
    kin=at(8, _CLOSE_KIN),
    committee_size=at(11, (7, 9)),
    list_days=at(21, 20),
    objection_days=at(21, 5),
    decision_days=at(21, 3),
    open_ballot=at(22, True),
    surplus_heads=at(24, 1),
    surplus_members=at(24, 2),
    candidates_days=at(26, 5),
    withdrawal_days=at(26, 3),
    open_ballot_agreed=at(29, True),
    proxies_max=at(30, 3),
    proxy_kin_only=at(30, True),
    box_staff_min=at(31, 3),
    tellers=at(32, True),
    tellers_kin=at(32, _CLOSE_KIN),
    turnout_all=at(35, _HALF),
    returned_within_issued=at(35, True),
    win=at(36, _HALF),
    revote_on_tie=at(36, True),
    run_off=at(38, _THIRD),
    rerun_days=at(39, 30),
    hand_over_days=at(40, 10),
    seal_years=at(37, 3),
    group_leader_days=at(41, 30),
    recall_voters=at(42, AtLeast(1, 5)),
    recall_representatives=at(42, _THIRD),
    recall_meeting_days=at(43, 30),
    recall_pass=at(43, _HALF),
    resignation_by_meeting=at(45, True),
    termination_notice_days=at(46, 5),
)
_RESIDENTS_2018 = RuleSet(
    since=date(2018, 12, 29),
    source=_RESIDENTS_LAW,
    modes=at(8, frozenset(Mode)),
    term_years=at(8, 5),
    seats=at(7, (5, 9)),
    adult_years=at(8, 18),
    turnout_all=at(9, _HALF),
    turnout_households=at(9, _HALF),
    turnout_representatives=at(9, _HALF),
    win=at(9, _HALF),
)
_RESIDENTS_2026 = RuleSet(
    since=date(2026, 1, 1),
    source=_RESIDENTS_LAW,
    modes=at(14, frozenset(Mode)),
    term_years=at(14, 5),
    seats=at(8, (5, 9)),
    needs_woman=at(8, True),
    kin=at(8, _KIN),
    nominee_leaves=at(15, True),
    nominee_kin_leaves=at(15, True),
    adult_years=at(16, 18),
    residence_months=at(16, 6),
    list_days=at(17, 20),
    objection_days=at(17, 5),
    decision_days=at(17, 3),
    nominators=at(18, frozenset({Nominator.PARTY, Nominator.VOTERS})),
    voters_jointly=at(18, 10),
    surplus=at(18, True),
    barred=at(18, True),
    meeting=at(18, True),
    proxies_max=at(19, 3),
    proxy_kin_only=at(19, False),
    candidate_no_proxy=at(19, True),
    representatives_no_proxy=at(19, True),
    turnout_all=at(19, _HALF),
    turnout_households=at(19, _HALF),
    turnout_representatives=at(19, MoreThan(2, 3)),
    win=at(19, _HALF),
    run_off=at(19, _THIRD),
    hand_over_days=at(25, 10),
    recall_voters=at(20, AtLeast(1, 10)),
    recall_representatives=at(20, _THIRD),
    recall_pass=at(20, _HALF),
    resignation_by_meeting=at(21, True),
    appraisals_max=at(37, 2),
)
_RESIDENTS_HENAN = RuleSet(
    since=date(1994, 10, 1),
    source=_RESIDENTS_MEASURES,
    layer=Layer.PROVINCIAL,
    seats=at(7, (5, 7)),
    adult_years=at(8, 18),
    nominators=at(9, frozenset({Nominator.VOTERS, Nominator.HOUSEHOLDS})),
    voters_jointly=at(9, 10),
    households_jointly=at(9, 5),
    surplus=at(9, False),
    term_years=at(9, 5),
)

VILLAGE = Matter(
    _("村民委员会选举"),
    RuleFamily(_VILLAGE_2018, _VILLAGE_2026),
    RuleFamily(_VILLAGE_HENAN),
    words=WORDS,
    fits=_FITS,
)
RESIDENTS = Matter(
    _("居民委员会选举"),
    RuleFamily(_RESIDENTS_2018, _RESIDENTS_2026),
    RuleFamily(_RESIDENTS_HENAN),
    words=WORDS,
    fits=_FITS,
)
MATTERS = {Kind.VILLAGERS: VILLAGE, Kind.RESIDENTS: RESIDENTS}


def law_of(kind: str, day: date) -> Rules:
    """The law by which an election of that kind, held on that day, is judged. Raises NoLawYet before 2018-12-29.

    Source: 立法法 2023-03-15 §99, §104 (a law does not reach back).
    """
    return MATTERS[Kind(kind)].on(day)
