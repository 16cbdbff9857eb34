"""Consultations of residents and the problems raised in them.

Since 2026 the law obliges committees to hold them (村民委员会组织法 §33, 城市居民委员会组织法 §32); before, they rested on policy
(关于加强城乡社区协商的意见, 2015), and what was held then is judged by no article.
"""

from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.kernel.rulesets.faults import Dated, Fault, order_faults

DUTY_SINCE = date(2026, 1, 1)
PARTICIPANTS_MIN = 2


def is_duty(held_on: date) -> bool:
    """Whether the law of that day obliges committees to consult on matters of the residents' own interest.

    Source: 村民委员会组织法 2026-01-01 §33; 城市居民委员会组织法 2026-01-01 §32.
    """
    return held_on >= DUTY_SINCE


def session_faults(*, participants_count: int) -> list[Fault]:
    """Consulting takes two at least."""
    if participants_count >= PARTICIPANTS_MIN:
        return []
    return [
        Fault(
            _("参与人数是%(count)d，协商至少要有两人参加。") % {"count": participants_count},
            _("请核对参与人数。"),
            field="participants_count",
        )
    ]


def problem_faults(*, held_on: date | None, raised_on: date, solved_on: date | None) -> list[Fault]:
    """A problem is solved neither before it was raised nor before the session that dealt with it. It may be raised before.

    Source: 村民委员会组织法 2026-01-01 §33; 城市居民委员会组织法 2026-01-01 §32 (the outcome of a consultation is carried out).
    """
    solved = Dated("solved_on", _("解决日期"), solved_on)
    return [
        *order_faults(Dated("raised_on", _("提出日期"), raised_on), solved),
        *order_faults(Dated("held_on", _("协商日期"), held_on), solved),
    ]


def solved_rate(solved_count: int, raised_count: int) -> Fraction | None:
    """Solved among raised, exactly; None where nothing was raised. Both counts must be of the same problems."""
    if solved_count > raised_count:
        raise ValueError(f"{solved_count} problems solved of {raised_count}")
    return Fraction(solved_count, raised_count) if raised_count else None
