"""How long a resident waits for an answer."""

from datetime import date

from linli.kernel.rulesets.calendar import Deadline, Period, Unit

# The laws oblige committees to answer and name no days; these are of the measures for letters and visits.
SETTLED_WITHIN = Period(60, Unit.CALENDAR_DAYS, "《信访工作条例》第三十四条")


def settled_by(referred_on: date) -> Deadline:
    """By when a question that went up to the township or the county is looked into and closed.

    Source: 信访工作条例 2022-05-01 §34; 村民委员会组织法 2026-01-01 §36; 城市居民委员会组织法 2026-01-01 §35.
    """
    return SETTLED_WITHIN.from_(referred_on)


def answered_by(asked_on: date, working_days: int, basis: str) -> Deadline:
    """By when the committee answers: the law says that it does, the city says in how many working days.

    Source: 村民委员会组织法 2026-01-01 §35; 城市居民委员会组织法 2026-01-01 §34 (接受查询).
    """
    return Period(working_days, Unit.WORKING_DAYS, basis).from_(asked_on)
