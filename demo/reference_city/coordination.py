"""Leading groups at three levels, the city's task forces and member units, and the work ledger of 2021."""

from datetime import date
from random import Random

from reference_city import dates, facts
from reference_city.coordination_texts import LEDGER, MEMBER_UNITS, TASK_FORCES
from reference_city.divisions import all_divisions, counties, short_name, townships
from reference_city.registers import Register

CITY = str(facts.CITY)
ESTABLISHED_ON = date(2019, 12, 18)
LEDGER_CODE = "TZ2021"
LEDGER_ISSUED_ON = date(2021, 3, 22)

GROUP_HEADERS = ("区划代码", "名称", "层级", "组长职务", "成立日期", "撤销日期")
FORCE_HEADERS = ("区划代码", "编号", "名称", "负责人职务", "职责", "成立日期", "撤销日期")
UNIT_HEADERS = ("区划代码", "编号", "单位名称", "职责分工", "所属专班", "加入日期", "退出日期")
LEDGER_HEADERS = ("区划代码", "台账编号", "年度", "台账名称", "印发日期")
AREA_HEADERS = ("区划代码", "方面编号", "所属台账", "序号", "方面名称")
TASK_HEADERS = (
    "区划代码",
    "任务编号",
    "所属方面",
    "序号",
    "任务名称",
    "工作标准",
    "责任单位",
    "完成时限",
    "完成日期",
)


def registers() -> list[Register]:
    forces = [(CITY, *force, ESTABLISHED_ON, None) for force in TASK_FORCES]
    areas = [(CITY, f"{LEDGER_CODE}-{n}", LEDGER_CODE, n, title) for n, (title, _) in enumerate(LEDGER, 1)]
    tasks = [
        (CITY, f"{LEDGER_CODE}-{n}-{m}", f"{LEDGER_CODE}-{n}", m, *task)
        for n, (_, items) in enumerate(LEDGER, 1)
        for m, task in enumerate(items, 1)
    ]
    ledger = (CITY, LEDGER_CODE, 2021, "2021年度社区阵地建设工作台账", LEDGER_ISSUED_ON)
    return [
        Register("06-leading-groups", "领导小组", GROUP_HEADERS, _groups()),
        Register("07-task-forces", "专班", FORCE_HEADERS, forces),
        Register("08-member-units", "成员单位", UNIT_HEADERS, _units()),
        Register("09-ledgers", "工作台账", LEDGER_HEADERS, [ledger]),
        Register("10-ledger-areas", "台账方面", AREA_HEADERS, areas),
        Register("11-ledger-tasks", "台账任务", TASK_HEADERS, tasks),
    ]


def _groups() -> list[tuple]:
    """The city first, the counties in March and April 2020, the townships in April and early May."""
    random = Random("linli coordination")
    rows = [(CITY, "濮阳市社区治理工作领导小组", "市级", "市委副书记", ESTABLISHED_ON, None)]
    for county in counties():
        is_zone = county.county_code in ("410971", "410972")
        leader = "党工委副书记" if is_zone else "区委副书记" if county.name.endswith("区") else "县委副书记"
        day = dates.working_day(dates.between(random, date(2020, 3, 9), date(2020, 4, 17)))
        rows.append((county.code, f"{county.name}社区治理工作领导小组", "县级", leader, day, None))
    for township in townships():
        leader = "党工委书记" if township.is_street else "党委书记"
        county_name = all_divisions()[township.parent_code].name
        day = dates.working_day(dates.between(random, date(2020, 4, 13), date(2020, 5, 9)))
        name = f"{county_name}{short_name(township)}社区治理工作领导小组"
        rows.append((township.code, name, "乡级", leader, day, None))
    return rows


def _units() -> list[tuple]:
    rows = []
    for number, (name, duty, force, *days) in enumerate(MEMBER_UNITS, 1):
        joined_on, left_on = days or (ESTABLISHED_ON, None)
        rows.append((CITY, f"CY{number:02d}", name, duty, force, joined_on, left_on))
    return rows
