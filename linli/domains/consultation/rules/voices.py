"""Taking part online: the window that a notice announces, the options of an advisory vote, who may take part, and turnout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.domains.consultation.enums import Ballot
from linli.kernel.rulesets.faults import Fault

ADULT_AGE = 18
OPTIONS_MIN, OPTIONS_MAX = 2, 8


def is_adult(born_on: date | None, on: date) -> bool:
    """Eighteen years of age on that day; of whom no day of birth is known, no.

    Source: 民法典 2021-01-01 §17 (十八周岁以上的自然人为成年人), §1259 (以上包括本数).
    """
    if born_on is None:
        return False
    return (on.year, on.month, on.day) >= (born_on.year + ADULT_AGE, born_on.month, born_on.day)


def window_faults(*, notified_on: date, opens_on: date | None, until: date | None, meeting_on: date) -> list[Fault]:
    """What stands against a window: it lies between the notice and the meeting, whose material the opinions are.

    Source: 关于加强城乡社区协商的意见 2015 (通过多种方式，向参与协商的各类主体提前通报协商内容和相关信息；网络协商).
    """
    if opens_on is None and until is None:
        return []
    if opens_on is None or until is None:
        return [Fault(_("网上参与的开始和截止日期只填了一个。"), _("请都填写，或者都不填。"), "voices_from")]
    found = []
    if opens_on < notified_on:
        found.append(Fault(_("网上参与不能在通报以前开始。"), _("请改为通报当日或者以后。"), "voices_from"))
    if until < opens_on:
        found.append(Fault(_("网上参与截止日期早于开始日期。"), _("请核对两个日期。"), "voices_until"))
    if until > meeting_on:
        found.append(
            Fault(
                _("网上参与在协商会以后才截止，意见进不了会议材料。"),
                _("请把截止日期改到协商日期当日或者以前。"),
                "voices_until",
            )
        )
    return found


def ballot_faults(ballot: str, question: str, options: Sequence[str], *, has_window: bool) -> list[Fault]:
    """What stands against an advisory vote as announced: a question, two to eight different options, and a window.

    Source: 关于加强城乡社区协商的意见 2015 (协商是征求意见，须由村（居）民会议决定的不得以协商代替); 村民委员会组织法 2026-01-01 §28.
    """
    if ballot == Ballot.NONE:
        if question or options:
            return [Fault(_("写了表决事项或选项，但没有选择表决方式。"), _("请选公开或者秘密。"), "ballot")]
        return []
    found = []
    if not has_window:
        found.append(Fault(_("意向表决要有网上参与的起止日期。"), _("请填写起止日期。"), "voices_from"))
    if not question:
        found.append(Fault(_("没有写明对什么事项表决。"), _("请填写表决事项。"), "ballot_question"))
    if not OPTIONS_MIN <= len(options) <= OPTIONS_MAX:
        words = {"count": len(options), "least": OPTIONS_MIN, "most": OPTIONS_MAX}
        found.append(
            Fault(
                _("表决选项有%(count)d个，应为%(least)d到%(most)d个。") % words, _("请每行写一个。"), "ballot_options"
            )
        )
    if len(set(options)) < len(options):
        found.append(Fault(_("表决选项有重复。"), _("请删去重复的一行。"), "ballot_options"))
    return found


@dataclass(frozen=True)
class Turnout:
    """Of `issued` codes `voted` have voted."""

    voted: int
    issued: int

    @property
    def rate(self) -> Fraction | None:
        """Exactly; None where no code was issued."""
        return Fraction(self.voted, self.issued) if self.issued else None


def turnout(voted: int, issued: int) -> Turnout:
    """Who voted among those who could have: the codes that were issued.

    Source: arithmetic. An advisory vote has no quorum and decides nothing, so no law names another denominator.
    """
    if voted > issued:
        raise ValueError(f"{voted} votes by {issued} codes")
    return Turnout(voted, issued)
