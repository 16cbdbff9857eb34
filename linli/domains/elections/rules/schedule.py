"""The calendar of an election, generated backwards from its day: what is to be done by when, and by which article."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from linli.domains.elections.enums import BallotKind
from linli.kernel.rulesets.calendar import Deadline, add_days, add_months
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.wording import against

# The stages that an election without candidates does not have.
_OF_CANDIDATES = ("nomination", "candidates", "meeting")
# No law names a day for these; the city's working plan does, and a township may plan otherwise.
_COMMITTEE_DAYS, _REGISTRATION_DAYS, _NOMINATION_DAYS = 45, 40, 12


@dataclass(frozen=True)
class Stage:
    """One line of the calendar. Without a `basis` it is the plan of the house, not a day of the law."""

    code: str
    label: str
    on: date
    basis: str = ""

    @property
    def is_statutory(self) -> bool:
        return bool(self.basis)


def schedule(law: Rules, election_day: date, *, has_candidates: bool = True) -> list[Stage]:
    """Every stage in the order of its last day; days of rest do not move them, so that nothing is late.

    Without candidates nobody is nominated, announced or met.

    Source: 村民委员会组织法 2026-01-01 §17, §18, §24, 2018-12-29 §14, §15, §20; 城市居民委员会组织法 2026-01-01 §17, §18, §25;
    河南省实施〈村民委员会组织法〉办法 2011-09-01 §21, §26, §30, §31, §37, §40, §41.
    """
    stages = [*_before(law, election_day), *_after(law, election_day)]
    wanted = [stage for stage in stages if has_candidates or stage.code not in _OF_CANDIDATES]
    return sorted(wanted, key=lambda stage: stage.on)


def _before(law: Rules, day: date) -> list[Stage]:
    def earlier(days: int) -> date:
        return day - timedelta(days=days)

    found = [
        Stage("committee", _("推选产生选举委员会并公告"), earlier(_COMMITTEE_DAYS)),
        Stage("registration", _("开始选民登记"), earlier(_REGISTRATION_DAYS)),
        Stage("nomination", _("提名候选人，送有关单位联审"), earlier(_NOMINATION_DAYS)),
    ]
    if law.list_days:
        posted = earlier(law.list_days)
        objected = add_days(posted, law.objection_days)
        decided = add_days(objected, law.decision_days)
        found += [
            Stage("list", _("公布选民名单（最迟）"), posted, law.cite("list_days")),
            Stage("objections", _("名单异议截止（按最迟公布日计）"), objected, law.cite("objection_days")),
            Stage("decisions", _("异议处理完毕并公布"), decided, law.cite("decision_days")),
        ]
    if law.candidates_days:
        on = earlier(law.candidates_days)
        found.append(Stage("candidates", _("公告候选人名单（最迟）"), on, law.cite("candidates_days")))
    if law.meeting:
        found.append(Stage("meeting", _("组织候选人与村（居）民见面（最迟）"), earlier(1), law.cite("meeting")))
    if law.proxies_max:
        found.append(Stage("proxies", _("办理委托并公布名单（最迟）"), earlier(1), law.cite("proxies_max")))
    if law.box_staff_min:
        found.append(Stage("box", _("公示流动票箱投票人名单（最迟）"), earlier(1), law.cite("box_staff_min")))
    return found


def _after(law: Rules, day: date) -> list[Stage]:
    found = [Stage("poll", _("选举日：投票、公开计票、当场公布结果"), day, law.cite("win"))]
    if law.hand_over_days:
        found.append(Stage("hand_over", _("完成工作移交"), hand_over_due(law, day).due_on, law.cite("hand_over_days")))
    if law.group_leader_days:
        on = add_days(day, law.group_leader_days)
        found.append(Stage("group_leaders", _("推选产生村民小组长"), on, law.cite("group_leader_days")))
    if law.seal_years:
        found.append(Stage("sealed", _("选票封存期满"), sealed_until(law, day), law.cite("seal_years")))
    found.append(Stage("term", _("本届任期届满"), add_months(day, 12 * law.term_years), law.cite("term_years")))
    return found


def list_faults(law: Rules, posted_on: date, election_day: date) -> list[Fault]:
    """The list of voters is posted twenty days before the election day or earlier; the twentieth day is in time.

    Source: 村民委员会组织法 2026-01-01 §17, 2018-12-29 §14; 城市居民委员会组织法 2026-01-01 §17; 民法典 2021-01-01 §1259.
    """
    return _too_late(law, "list_days", posted_on, election_day, _("选民名单"))


def candidates_faults(law: Rules, posted_on: date, election_day: date) -> list[Fault]:
    """The list of candidates is announced five days before the election day or earlier.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §26.
    """
    return _too_late(law, "candidates_days", posted_on, election_day, _("候选人名单"))


def _too_late(law: Rules, parameter: str, posted_on: date, election_day: date, what: str) -> list[Fault]:
    days = getattr(law, parameter)
    if not days or posted_on <= election_day - timedelta(days=days):
        return []
    left = (election_day - posted_on).days
    message = _("%(what)s应当在选举日的%(days)d日前公布，%(posted)s公布距选举日只有%(left)d日") % {
        "what": what,
        "days": days,
        "posted": posted_on,
        "left": left,
    }
    earliest = add_days(posted_on, days)
    return [against(law, parameter, message, _("请把选举日改到%(day)s或以后。") % {"day": earliest}, "posted_on")]


def objection_due(law: Rules, posted_on: date) -> Deadline | None:
    """Until when the list may be objected to: five days from its posting, the day of posting not counted.

    Source: 村民委员会组织法 2026-01-01 §17, 2018-12-29 §14; 城市居民委员会组织法 2026-01-01 §17; 民法典 2021-01-01 §201.
    """
    if not law.objection_days:
        return None
    return Deadline(add_days(posted_on, law.objection_days), law.cite("objection_days"))


def objection_faults(law: Rules, posted_on: date, raised_on: date) -> list[Fault]:
    """An objection after the fifth day is not dealt with any more.

    Source: 村民委员会组织法 2026-01-01 §17, 2018-12-29 §14; 城市居民委员会组织法 2026-01-01 §17;
    河南省实施〈村民委员会组织法〉办法 2011-09-01 §21.
    """
    due = objection_due(law, posted_on)
    if raised_on < posted_on:
        return [
            Fault(_("名单于%(day)s公布，此前没有可以异议的名单。") % {"day": posted_on}, _("请核对日期。"), "raised_on")
        ]
    if due is None or not due.is_missed(raised_on):
        return []
    message = _("对选民名单的异议应当自公布之日起%(days)d日内提出，期限到%(due)s为止") % {
        "days": law.objection_days,
        "due": due.due_on,
    }
    return [against(law, "objection_days", message, _("逾期的不予受理，请告知申诉人。"), "raised_on")]


def decision_due(law: Rules, raised_on: date) -> Deadline | None:
    """Until when the election committee decides on an objection and posts what it decided.

    Source: 村民委员会组织法 2026-01-01 §17, 2018-12-29 §14; 城市居民委员会组织法 2026-01-01 §17.
    """
    if not law.decision_days:
        return None
    return Deadline(add_days(raised_on, law.decision_days), law.cite("decision_days"))


def withdrawal_due(law: Rules, posted_on: date) -> Deadline | None:
    """Until when a candidate may decline in writing.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §26.
    """
    if not law.withdrawal_days:
        return None
    return Deadline(add_days(posted_on, law.withdrawal_days), law.cite("withdrawal_days"))


def rerun_due(law: Rules, declared_invalid_on: date) -> Deadline | None:
    """Until when an election that was declared invalid is held again.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §39.
    """
    if not law.rerun_days:
        return None
    return Deadline(add_days(declared_invalid_on, law.rerun_days), law.cite("rerun_days"))


def again_due(law: Rules, kind: str, held_on: date, *, planned_days: int) -> Deadline:
    """Until when a ballot is held again. For tied and empty seats no law names a day; there the city's own plan counts.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §39 (after an invalid poll).
    """
    due = rerun_due(law, held_on) if kind == BallotKind.REPEAT else None
    return due or Deadline(add_days(held_on, planned_days), _("本市工作安排%(days)d日") % {"days": planned_days})


def hand_over_due(law: Rules, result_on: date) -> Deadline:
    """Until when the old committee has handed over to the new one. Ten days also where no law says so (residents, 2018).

    Source: 村民委员会组织法 2026-01-01 §24, 2018-12-29 §20; 城市居民委员会组织法 2026-01-01 §25.
    """
    return Deadline(add_days(result_on, law.hand_over_days or 10), law.cite("hand_over_days"))


def sealed_until(law: Rules, sealed_on: date) -> date:
    """The last day on which the ballots are kept under seal: three years, by the same measure where no law says so.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §37.
    """
    return add_months(sealed_on, 12 * (law.seal_years or 3))
