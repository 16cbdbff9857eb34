"""Security centres and grid workers."""

from datetime import date, timedelta
from random import Random

from reference_city import dates, facts, people
from reference_city.divisions import Division, with_committee
from reference_city.registers import Register

CENTRE_HEADERS = (
    "区划代码",
    "名称",
    "建成日期",
    "撤销日期",
    "有场所",
    "有人员",
    "有制度",
    "有平台",
    "有运行机制",
    "评估日期",
)
WORKER_HEADERS = ("区划代码", "网格员编号", "姓名", "是否专职", "上岗日期", "离岗日期")

CLOSED_COUNT = 18  # closed before TODAY, at places that have none now
LATER_COUNT = 12  # opened after TODAY
REPLACED_COUNT = 420
PART_TIME_COUNT = 260


def registers() -> list[Register]:
    return [
        Register("12-centres", "综治中心", CENTRE_HEADERS, _centres()),
        Register("13-grid-workers", "网格员", WORKER_HEADERS, _workers()),
    ]


def _centres() -> list[tuple]:
    random = Random("linli centres")
    mixed = random.sample(with_committee(), facts.CENTRE_COUNT + CLOSED_COUNT + LATER_COUNT)
    rows = []
    for index, division in enumerate(mixed):
        if index < facts.CENTRE_COUNT:
            rows.append(_open_centre(random, division, meets_all=index < facts.STANDARD_CENTRE_COUNT))
        elif index < facts.CENTRE_COUNT + CLOSED_COUNT:
            opened_on = dates.between(random, date(2016, 4, 1), date(2017, 12, 31))
            closed_on = dates.between(random, date(2019, 3, 1), date(2021, 5, 31))
            assessed_on = dates.between(random, date(2018, 6, 1), date(2018, 12, 31))
            rows.append(_centre(division, opened_on, closed_on, _some_items(random), assessed_on))
        else:
            opened_on = dates.between(random, facts.TODAY + timedelta(days=6), date(2021, 10, 29))
            rows.append(_centre(division, opened_on, None, (True, True, False, False, False), None))
    return sorted(rows)


def _open_centre(random: Random, division: Division, *, meets_all: bool) -> tuple:
    opened_on = dates.between(random, date(2016, 4, 1), date(2020, 12, 20))
    assessed_on = dates.working_day(
        dates.between(random, max(opened_on + timedelta(days=30), date(2020, 9, 1)), date(2021, 6, 25))
    )
    items = (True,) * 5 if meets_all else _some_items(random)
    return _centre(division, opened_on, None, items, assessed_on)


def _some_items(random: Random) -> tuple[bool, ...]:
    """Place and staff are the last to be missing; at least one of the five is."""
    items = [True, random.random() < 0.9, random.random() < 0.7, random.random() < 0.35, random.random() < 0.5]
    if all(items):
        items[3] = False
    return tuple(items)


def _centre(
    division: Division, opened_on: date, closed_on: date | None, items: tuple, assessed_on: date | None
) -> tuple:
    place = division.stem if division.kind == "居民委员会" or division.stem.endswith("村") else division.stem + "村"
    return (division.code, f"{place}综治中心", opened_on, closed_on, *items, assessed_on)


def _workers() -> list[tuple]:
    """One full-time worker everywhere today. Some took over from another, a few after some weeks without anyone."""
    random = Random("linli grid workers")
    divisions = with_committee()
    replaced = {division.code for division in random.sample(divisions, REPLACED_COUNT)}
    extra = {division.code for division in random.sample(divisions, PART_TIME_COUNT)}
    names = iter(people.names(random, len(divisions) + REPLACED_COUNT + PART_TIME_COUNT))
    rows = []
    for division in divisions:
        spells = _full_time_spells(random, division.code in replaced)
        spells = [(True, since, until) for since, until in spells]
        if division.code in extra:
            spells.append((False, *_part_time_spell(random)))
        for number, (full_time, since, until) in enumerate(spells, 1):
            rows.append((division.code, f"WGY{division.code}-{number:02d}", next(names), full_time, since, until))
    return rows


def _full_time_spells(random: Random, is_replaced: bool) -> list[tuple[date, date | None]]:
    """A spell ends on the first day off, so that a successor may begin on that day."""
    since = dates.between(random, date(2018, 3, 1), date(2020, 10, 31))
    if not is_replaced:
        return [(since, None)]
    until = dates.between(random, since + timedelta(days=60), date(2021, 5, 31))
    successor_since = until + timedelta(days=random.choice((0, 0, 0, 0, 7, 14, 23)))
    return [(since, until), (successor_since, None)]


def _part_time_spell(random: Random) -> tuple[date, date | None]:
    since = dates.between(random, date(2019, 1, 1), date(2021, 3, 31))
    until = since + timedelta(days=random.randint(40, 95)) if random.random() < 0.3 else None
    return since, until
