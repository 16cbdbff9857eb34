"""Every committee with its code and certificate."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from reference_city import dates
from reference_city.divisions import Division, all_divisions, full_name, with_committee
from reference_city.registers import Register

HEADERS = (
    "区划代码",
    "类别",
    "名称",
    "成立日期",
    "统一社会信用代码",
    "赋码日期",
    "证书编号",
    "发证日期",
    "证书有效期至",
    "证书收回日期",
    "撤销日期",
)


def committee_name(division: Division) -> str:
    """The full name: `濮阳市华龙区中原路街道京东社区居民委员会`, `……牛村村民委员会`, never a doubled 村委会."""
    stem = division.stem
    if division.kind == "村民委员会" and not stem.endswith("村"):
        stem += "村"
    return full_name(all_divisions()[division.parent_code]) + stem + division.kind


def registers(make_code: Callable[[Division, int], str]) -> list[Register]:
    """`make_code(division, serial)` gives the unified social credit code."""
    random = Random("linli committees")
    rows = [_row(random, division, serial, make_code) for serial, division in enumerate(with_committee(), start=1)]
    return [Register("01-committees", "村（居）民委员会", HEADERS, rows)]


def _row(random: Random, division: Division, serial: int, make_code: Callable[[Division, int], str]) -> tuple:
    registered_on = _registered_on(random, division)
    coded_on = dates.working_day(dates.between(random, max(registered_on, date(2017, 9, 4)), date(2019, 12, 31)))
    issued_on = dates.working_day(dates.between(random, coded_on + timedelta(days=5), date(2021, 4, 30)))
    issued_on = max(issued_on, coded_on)
    return (
        division.code,
        division.kind,
        committee_name(division),
        registered_on,
        make_code(division, serial),
        coded_on,
        f"PDY{division.county_code}-{serial:05d}",
        issued_on,
        issued_on.replace(year=issued_on.year + 5, day=min(issued_on.day, 28)),
        None,
        None,
    )


def _registered_on(random: Random, division: Division) -> date:
    """Villagers' committees date from the eighties; communities came later, with the city."""
    if division.kind == "村民委员会":
        return dates.working_day(dates.between(random, date(1984, 3, 1), date(1990, 12, 31)))
    first = date(1996, 5, 6) if division.is_street else date(2001, 9, 3)
    return dates.working_day(dates.between(random, first, date(2016, 12, 30)))
