"""Social workers' certificates: 141 good today, a few that lapsed before."""

from datetime import date
from random import Random

from reference_city import dates, facts, people
from reference_city.divisions import Division, with_committee
from reference_city.registers import Register

HEADERS = ("区划代码", "证书编号", "姓名", "级别", "批准日期", "失效日期")
SENIOR, INTERMEDIATE, ASSISTANT = facts.QUALIFIED
LETTERS = {SENIOR: "G", INTERMEDIATE: "Z", ASSISTANT: "C"}
FIRST_YEARS = {SENIOR: 2020, INTERMEDIATE: 2012, ASSISTANT: 2011}
UPGRADED_COUNT = 9  # whose assistant's certificate lapsed when they passed the next examination
LAPSED_COUNT = 5


def registers() -> list[Register]:
    random = Random("linli workforce")
    levels = [level for level, count in facts.QUALIFIED.items() for _ in range(count)]
    holders = people.names(random, len(levels) + LAPSED_COUNT)
    residents = [division for division in with_committee() if division.kind == "居民委员会"]
    villages = [division for division in with_committee() if division.kind == "村民委员会"]
    records = []
    for level, holder in zip(levels, holders, strict=False):
        home = random.choice(residents if random.random() < 0.85 else villages)
        issued_on = _approved_on(random, FIRST_YEARS[level], 2020)
        records.append((home, holder, level, issued_on, None))
        is_upgraded = level == INTERMEDIATE and len(records) <= 1 + UPGRADED_COUNT
        if is_upgraded:
            records.append((home, holder, ASSISTANT, date(issued_on.year - 1, 9, 16), issued_on))
    for holder in holders[len(levels) :]:
        lapsed_on = dates.between(random, date(2017, 3, 1), date(2021, 4, 30))
        records.append((random.choice(residents), holder, ASSISTANT, _approved_on(random, 2011, 2015), lapsed_on))
    return [Register("17-qualifications", "社会工作者职业资格", HEADERS, _numbered(records))]


def _approved_on(random: Random, first_year: int, last_year: int) -> date:
    """Results of the yearly examination are approved in early autumn."""
    return dates.working_day(date(random.randint(first_year, last_year), 9, random.randint(10, 28)))


def _numbered(records: list[tuple[Division, str, str, date, date | None]]) -> list[tuple]:
    records.sort(key=lambda record: (record[3], record[0].code, record[1]))
    return [
        (home.code, f"PDY{LETTERS[level]}{issued_on.year}{number:05d}", holder, level, issued_on, lapsed_on)
        for number, (home, holder, level, issued_on, lapsed_on) in enumerate(records, 1)
    ]
