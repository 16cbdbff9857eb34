"""The programme for urban communities: who is in it, what each has, who was certified, what is planned."""

from datetime import date
from random import Random

from reference_city import facts
from reference_city.divisions import Division, urban_communities
from reference_city.registers import Register

COMMUNITY_HEADERS = (
    "区划代码",
    "纳入日期",
    "一有（组织健全）",
    "便民服务厅",
    "居民议事厅",
    "综治中心",
    "文体活动中心",
    "卫生服务中心",
    "老年人日间照料中心",
    "儿童服务中心",
    "志愿服务中心",
    "社区社会组织孵化中心",
)
CERTIFICATION_HEADERS = ("区划代码", "认定编号", "认定日期", "撤销日期")
PLAN_HEADERS = ("区划代码", "年度", "列入日期", "完成日期")

ENROLLED_ON = date(2018, 3, 20)
ENROLLED_LATER_ON = (ENROLLED_ON, date(2019, 3, 12), date(2020, 4, 24))
WITHDRAWN = (date(2018, 12, 20), date(2020, 8, 14))
# certified on, how many, planned on (the first year had no plan; the last batch was planned for 2020 and came late)
BATCHES = (
    (date(2018, 12, 20), 15, None),
    (date(2019, 11, 28), 27, date(2019, 2, 26)),
    (date(2020, 12, 18), 38, date(2020, 4, 24)),
    (date(2021, 3, 26), 13, date(2020, 4, 24)),
)
PLANNED_ON = date(2021, 3, 5)
ITEM_COUNT = 10
# chance that a community that is not yet certified has the item, in the order of the columns
CHANCES = (0.95, 0.9, 0.7, 0.85, 0.7, 0.6, 0.3, 0.35, 0.5, 0.15)


class Programme:
    """Who belongs to which group; the same at every run."""

    def __init__(self) -> None:
        random = Random("linli standards")
        self.communities = urban_communities(facts.URBAN_COUNT)
        mixed = random.sample(self.communities, len(self.communities))
        self.withdrawn = mixed.pop()
        chosen, self.rest = mixed[: facts.CERTIFIED_COUNT], mixed[facts.CERTIFIED_COUNT :]
        self.certified = [(chosen.pop(0), *batch) for day, count, plan in BATCHES for batch in [(day, plan)] * count]
        self.planned = self.rest[: facts.PLANNED_COUNT]
        self.random = random


def certified_communities() -> list[tuple[str, date]]:
    """Code and day of every community whose certificate is still good, oldest first."""
    return [(division.code, day) for division, day, _ in Programme().certified]


def registers() -> list[Register]:
    programme = Programme()
    return [
        Register("14-communities", "规范化建设社区", COMMUNITY_HEADERS, _communities(programme)),
        Register("15-certifications", "规范化社区认定", CERTIFICATION_HEADERS, _certifications(programme)),
        Register("16-plan-items", "年度创建计划", PLAN_HEADERS, _plan(programme)),
    ]


def _communities(programme: Programme) -> list[tuple]:
    complete = {division for division, _, _ in programme.certified}
    planned = set(programme.planned)
    rows = []
    for division in programme.communities:
        if division in complete:
            items, enrolled_on = (True,) * ITEM_COUNT, ENROLLED_ON
        else:
            is_first = division == programme.withdrawn
            enrolled_on = ENROLLED_ON if is_first else programme.random.choice(ENROLLED_LATER_ON)
            items = _incomplete(programme.random, nearly_done=division in planned)
        rows.append((division.code, enrolled_on, *items))
    return rows


def _incomplete(random: Random, *, nearly_done: bool) -> tuple[bool, ...]:
    """At least one item is missing; a community of this year's plan lacks one to three."""
    if nearly_done:
        missing = set(random.sample(range(4, ITEM_COUNT), random.randint(1, 3)))
        return tuple(index not in missing for index in range(ITEM_COUNT))
    items = [random.random() < chance for chance in CHANCES]
    if all(items):
        items[-1] = False
    return tuple(items)


def _certifications(programme: Programme) -> list[tuple]:
    issued: list[tuple[Division, date, date | None]] = [(programme.withdrawn, *WITHDRAWN)]
    issued += [(division, day, None) for division, day, _ in programme.certified]
    issued.sort(key=lambda item: (item[1], item[0].code))
    numbers: dict[int, int] = {}
    rows = []
    for division, day, withdrawn_on in issued:
        numbers[day.year] = numbers.get(day.year, 0) + 1
        rows.append((division.code, f"GFSQ-{day.year}-{numbers[day.year]:03d}", day, withdrawn_on))
    return rows


def _plan(programme: Programme) -> list[tuple]:
    done = [(division.code, plan.year, plan, day) for division, day, plan in programme.certified if plan]
    due = [(division.code, PLANNED_ON.year, PLANNED_ON, None) for division in programme.planned]
    return sorted(done + due, key=lambda row: (row[1], row[0]))
