"""Payments, rewards and budgets. Amounts in yuan; the totals of 2020 and 2021 are those of facts.py."""

from collections.abc import Sequence
from datetime import date

from reference_city import facts
from reference_city.registers import Register

ALLOCATION_HEADERS = ("区划代码", "拨付编号", "资金来源", "用途", "金额（元）", "拨付日期", "文号")
REWARD_HEADERS = ("区划代码", "奖补编号", "资金来源", "金额（元）", "奖补日期", "文号")
BUDGET_HEADERS = ("区划代码", "预算编号", "资金来源", "预算年度", "金额（元）", "批复日期")

# (code of the division that pays, purpose, yuan, day); the source follows from the division unless a fifth value names it
ALLOCATIONS = (
    ("410900", "社区综合服务设施维修改造", 1_850_000, date(2019, 5, 17)),
    ("410900", "规范化社区创建以奖代补", 1_600_000, date(2019, 9, 6)),
    ("410900", "城乡社区服务体系建设补助", 2_000_000, date(2019, 11, 15), "省级"),
    ("410902", "社区办公和服务用房租赁补助", 620_000, date(2019, 6, 21)),
    ("410922", "农村社区便民服务站建设", 380_000, date(2019, 8, 23)),
    ("410928", "城关镇社区居民活动场所改造", 540_000, date(2019, 10, 18)),
    ("410900", "社区疫情防控物资和值守保障", 860_000, date(2020, 3, 18)),
    ("410900", "社区工作者教育培训", 420_000, date(2020, 4, 27)),
    ("410900", "规范化社区创建以奖代补", 2_400_000, date(2020, 5, 15)),
    ("410900", "社区综合服务设施改造提升", 2_650_000, date(2020, 6, 10)),
    ("410900", "村（社区）综治中心规范化建设", 980_000, date(2020, 7, 22)),
    ("410900", "社区治理信息平台建设", 760_000, date(2020, 8, 19)),
    ("410900", "无物业小区公益物业启动补助", 850_000, date(2020, 9, 25)),
    ("410900", "社区社会组织孵化和志愿服务项目", 540_000, date(2020, 10, 30)),
    ("410900", "村（社区）“两委”换届工作经费", 800_000, date(2020, 12, 8)),
    ("410902", "社区党群服务中心提升改造", 1_483_620.5, date(2020, 5, 29)),
    ("410902", "老旧小区环境整治和楼院自治补助", 896_379.5, date(2020, 9, 18)),
    ("410922", "社区综合服务设施建设", 700_000, date(2020, 6, 19)),
    ("410922", "专职网格员工作补贴", 450_000, date(2020, 11, 13)),
    ("410923", "城关镇社区便民服务厅改造", 520_000, date(2020, 6, 5)),
    ("410923", "农村社区文体活动场所建设", 350_000, date(2020, 10, 23)),
    ("410926", "黄河滩区迁建社区服务设施配套", 600_000, date(2020, 7, 10)),
    ("410926", "专职网格员工作补贴", 430_000, date(2020, 12, 11)),
    ("410927", "迁建安置社区服务中心建设", 480_000, date(2020, 8, 7)),
    ("410927", "村（社区）综治中心设备购置", 310_000, date(2020, 11, 20)),
    ("410928", "城关镇社区阵地提升", 1_200_000, date(2020, 6, 24)),
    ("410928", "社区工作者岗位补贴", 760_000, date(2020, 12, 4)),
    ("410971", "社区服务用房修缮", 270_000, date(2020, 9, 11)),
    ("410972", "规范化社区创建补助", 900_000, date(2020, 5, 22)),
    ("410972", "社区居家养老和儿童服务项目", 540_000, date(2020, 10, 16)),
    ("410900", "社区阵地建设重点任务补助", 2_300_000, date(2021, 3, 26)),
    ("410900", "规范化社区创建以奖代补", 1_500_000, date(2021, 5, 21)),
    ("410900", "城乡社区服务体系建设补助", 1_200_000, date(2021, 6, 18), "省级"),
    ("410902", "小区党群服务站点建设", 860_000, date(2021, 4, 16)),
    ("410926", "迁建安置社区公共服务设施维护", 390_000, date(2021, 5, 14)),
    ("410928", "社区老年人日间照料中心运营补助", 620_000, date(2021, 6, 4)),
    ("410972", "社区治理创新项目", 480_000, date(2021, 4, 30)),
)

BUDGETS = {
    2020: (
        date(2020, 1, 16),
        (
            ("410900", 7_600_000),
            ("410902", 1_750_000),
            ("410922", 820_000),
            ("410923", 640_000),
            ("410926", 760_000),
            ("410927", 560_000),
            ("410928", 1_380_000),
            ("410971", 220_000),
            ("410972", 1_080_000),
        ),
    ),
    2021: (
        date(2021, 1, 14),
        (
            ("410900", 8_200_000),
            ("410902", 1_900_000),
            ("410922", 900_000),
            ("410923", 680_000),
            ("410926", 820_000),
            ("410927", 620_000),
            ("410928", 1_500_000),
            ("410971", 250_000),
            ("410972", 1_200_000),
        ),
    ),
}

# made-up offices that sign, so that a number reads like one: 濮财社〔2020〕12号
ISSUERS = {
    "410900": "濮财社",
    "410902": "华财社",
    "410922": "清财社",
    "410923": "南财社",
    "410926": "范财社",
    "410927": "台财社",
    "410928": "濮县财社",
    "410971": "濮园财社",
    "410972": "濮开财社",
}


def registers(certified: Sequence[tuple[str, date]]) -> list[Register]:
    """`certified`: code and day of every certified community, oldest first; the first 42 were rewarded by the province in 2020."""
    return [
        Register("03-allocations", "资金拨付", ALLOCATION_HEADERS, _allocations()),
        Register("04-rewards", "社区奖补", REWARD_HEADERS, _rewards(certified)),
        Register("05-budgets", "资金预算", BUDGET_HEADERS, _budgets()),
    ]


def _source(county: str) -> str:
    return "市级" if county == "410900" else "县级"


def _allocations() -> list[tuple]:
    rows = []
    for number, (county, purpose, yuan, day, *source) in enumerate(sorted(ALLOCATIONS, key=lambda item: item[3]), 1):
        document = f"{ISSUERS[county]}〔{day.year}〕{day.month * 3 + day.day % 3}号"
        level = source[0] if source else _source(county)
        rows.append((f"{county}000000", f"BF-{day.year}-{number:03d}", level, purpose, yuan, day, document))
    return rows


def _rewards(certified: Sequence[tuple[str, date]]) -> list[tuple]:
    """Two batches of the province in 2020; in 2019 the city had rewarded the first twelve out of its own funds."""
    rows = [
        (code, f"JB-2019-{number:03d}", "市级", 20_000, date(2019, 3, 29), "濮财社〔2019〕9号")
        for number, (code, _) in enumerate(certified[:12], 1)
    ]
    for number, (code, _) in enumerate(certified[: facts.REWARDED_COUNT], 1):
        day, document = (
            (date(2020, 6, 30), "濮财社〔2020〕21号") if number <= 27 else (date(2020, 11, 27), "濮财社〔2020〕36号")
        )
        rows.append((code, f"JB-2020-{number:03d}", "省级", facts.REWARD, day, document))
    return rows


def _budgets() -> list[tuple]:
    rows = []
    for year, (city_day, shares) in BUDGETS.items():
        for number, (county, yuan) in enumerate(shares, 1):
            day = city_day if county == "410900" else date(year, 1 if number % 2 else 2, 15 + number)
            rows.append((f"{county}000000", f"YS-{year}-{number:02d}", _source(county), year, yuan, day))
    return rows
