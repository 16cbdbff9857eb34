"""The round of 2020-2021: 3,079 committees due and done; the other 104 had elected in 2019 and 2020, and were not due."""

from datetime import date, timedelta
from random import Random

from reference_city import dates, facts
from reference_city.divisions import Division, with_committee
from reference_city.registers import Register

HEADERS = ("区划代码", "届次", "类别", "上届届满日期", "应完成日期", "启动日期", "完成日期")
FIRST_COMPLETED_ON = date(2020, 12, 5)


def registers() -> list[Register]:
    random = Random("linli elections")
    divisions = with_committee()
    not_due = {division.code for division in random.sample(divisions, facts.NOT_DUE_COUNT)}
    rows = [
        _earlier(random, division) if division.code in not_due else _due(random, division) for division in divisions
    ]
    return [Register("02-elections", "换届选举", HEADERS, rows)]


def _due(random: Random, division: Division) -> tuple:
    ended_on = facts.ELECTIONS_STARTED_ON + timedelta(days=random.randint(0, 4))
    started_on = ended_on + timedelta(days=random.randint(0, 6))
    span = (facts.ELECTIONS_DUE_ON - FIRST_COMPLETED_ON).days
    completed_on = FIRST_COMPLETED_ON + timedelta(days=min(span, round(random.triangular(0, span + 2, span * 0.55))))
    return (division.code, "2020-2021", division.kind, ended_on, facts.ELECTIONS_DUE_ON, started_on, completed_on)


def _earlier(random: Random, division: Division) -> tuple:
    """A new or merged committee that elected outside the common round."""
    ended_on = dates.between(random, date(2019, 5, 10), date(2019, 10, 31))
    started_on = ended_on + timedelta(days=random.randint(1, 20))
    completed_on = started_on + timedelta(days=random.randint(25, 60))
    due_on = ended_on + timedelta(days=90)
    return (division.code, "2019-2020", division.kind, ended_on, due_on, started_on, completed_on)
