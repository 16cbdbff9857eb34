"""How a member of a committee leaves before the term ends: recall, resignation, an end by law; and who takes the seat."""

from datetime import date

from django.utils.translation import gettext as _

from linli.domains.elections.enums import Mode
from linli.domains.elections.rules.polling import TURNOUT, turnout_share
from linli.kernel.rulesets.calendar import Deadline, add_days
from linli.kernel.rulesets.faults import Fault
from linli.kernel.rulesets.layers import Rules
from linli.kernel.rulesets.wording import against


def petition_faults(
    law: Rules, *, voters: int, voters_entitled: int, representatives: int, representatives_entitled: int
) -> list[Fault]:
    """A recall is asked for by enough of those who vote, or by a third of the representatives; either is enough.

    Source: 村民委员会组织法 2026-01-01 §19, 2018-12-29 §16; 城市居民委员会组织法 2026-01-01 §20.
    """
    if law.recall_voters is None:
        return [Fault(_("当时的法律没有规定联名罢免。"), _("请由居民会议撤换。"), "voters")]
    if law.recall_voters.holds(voters, voters_entitled) and voters:
        return []
    if law.recall_representatives.holds(representatives, representatives_entitled) and representatives:
        return []
    message = _(
        "提出罢免须有%(voters)s有选举权的村（居）民或者%(representatives)s的代表联名（%(least)d人或者%(fewest)d人）"
    ) % {
        "voters": law.recall_voters,
        "representatives": law.recall_representatives,
        "least": law.recall_voters.least(voters_entitled),
        "fewest": law.recall_representatives.least(representatives_entitled),
    }
    return [against(law, "recall_voters", message, _("请补足联名的人。"), "voters")]


def recall_faults(law: Rules, mode: str, *, entitled: int, returned: int, in_favour: int) -> list[Fault]:
    """Why a recall does not pass: too few voted, by the denominator of the mode, or not more than half of them for it.

    Source: 村民委员会组织法 2026-01-01 §19, 2018-12-29 §16; 城市居民委员会组织法 2026-01-01 §20.
    """
    return _vote_faults(
        law, mode, entitled=entitled, returned=returned, votes=in_favour, passes="recall_pass", what=_("罢免")
    )


def by_election_faults(law: Rules, mode: str, *, entitled: int, returned: int, votes: int) -> list[Fault]:
    """A by-election follows the rules of the election itself, 双过半 with them.

    Source: 村民委员会组织法 2026-01-01 §23, 2018-12-29 §19; 城市居民委员会组织法 2026-01-01 §24.
    """
    return _vote_faults(law, mode, entitled=entitled, returned=returned, votes=votes, passes="win", what=_("补选"))


def _vote_faults(
    law: Rules, mode: str, *, entitled: int, returned: int, votes: int, passes: str, what: str
) -> list[Fault]:
    found = []
    turnout, majority = turnout_share(law, mode), getattr(law, passes)
    if not turnout.holds(returned, entitled):
        words = {"what": what, "returned": returned, "entitled": entitled, "who": Mode(mode).label, "share": turnout}
        message = _("%(what)s：%(who)s共%(entitled)d，参加投票%(returned)d，没有%(share)s") % words
        found.append(against(law, TURNOUT[Mode(mode)], message, _("投票无效。"), "returned"))
    if votes > returned:
        found.append(Fault(_("赞成票多于收回的选票。"), _("请核对。"), "votes"))
    elif majority is None or not majority.holds(votes, returned):
        message = _("%(what)s：参加投票%(returned)d，赞成%(votes)d，没有过半数") % {
            "what": what,
            "returned": returned,
            "votes": votes,
        }
        found.append(against(law, passes, message, _("没有通过。"), "votes"))
    return found


def recall_meeting_due(law: Rules, asked_on: date) -> Deadline | None:
    """Until when the committee calls the meeting that votes on a recall; after that the township is asked.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §43.
    """
    if not law.recall_meeting_days:
        return None
    return Deadline(add_days(asked_on, law.recall_meeting_days), law.cite("recall_meeting_days"))


def resignation_faults(law: Rules, applied_on: date, approved_on: date | None) -> list[Fault]:
    """A resignation ends the office on the day on which the meeting approves it, not before.

    Source: 村民委员会组织法 2026-01-01 §20; 城市居民委员会组织法 2026-01-01 §21; 河南省实施〈村民委员会组织法〉办法 2011-09-01 §45.
    """
    if not law.resignation_by_meeting:
        return []
    if approved_on is None:
        message = _("辞职须经村（居）民会议或者代表会议审议通过，职务自通过之日起终止")
        return [against(law, "resignation_by_meeting", message, _("请填写会议通过的日期。"), "ended_on")]
    if approved_on < applied_on:
        return [Fault(_("会议通过的日期早于提出辞职的日期。"), _("请核对两个日期。"), "ended_on")]
    return []


def termination_notice_due(law: Rules, ended_on: date) -> Deadline | None:
    """Until when it is announced that an office ended by law.

    Source: 河南省实施〈村民委员会组织法〉办法 2011-09-01 §46.
    """
    if not law.termination_notice_days:
        return None
    return Deadline(add_days(ended_on, law.termination_notice_days), law.cite("termination_notice_days"))


def is_ended_by_appraisals(law: Rules, incompetent_in_a_row: int) -> bool:
    """Two yearly appraisals in a row as incompetent end the office.

    Source: 村民委员会组织法 2026-01-01 §38, 2018-12-29 §33; 城市居民委员会组织法 2026-01-01 §37.
    """
    return bool(law.appraisals_max) and incompetent_in_a_row >= law.appraisals_max
