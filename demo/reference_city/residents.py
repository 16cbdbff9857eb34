"""Residents of two communities of 中原路街道. All were born in the 1880s, so that nobody is somebody who lives.

Their telephone numbers begin with 123, which no operator has; some document numbers carry a county code that ended long ago.
"""

from datetime import date, timedelta
from random import Random

from linli.domains.residents import rules
from reference_city import people
from reference_city.registers import Register

COMMUNITIES = ("410902001001", "410902001002")
COUNT = 150  # in each
COUNTIES = ("410902", "410902", "410902", "410922", "410928", "410911")  # 410911: 濮阳市郊区, gone since 1987
ODD_NAMES = (
    "王𠮷禾",
    "𠮷田一禾",
    "李䶮七",
    "赵㛃百",
    "欧阳千里舟",
    "司马百川·一二三四五六七八九十·图尔逊",
    "A·One·Hundred",
)
NATIONS = ("汉族",) * 12 + ("回族", "满族", "蒙古族")
PARTIES = ("群众",) * 6 + ("中共党员", "共青团员")
EDUCATION = ("小学", "初中", "初中", "高中", "大专", "本科")
WORK = ("退休", "务农", "个体经营", "在职", "无业")
MARRIAGES = ("未婚", "已婚", "已婚", "已婚", "丧偶", "离异")
HEADERS = (
    *("区划代码", "姓名", "证件类型", "证件号码", "性别", "出生日期", "联系电话", "人员类型", "与户主关系", "人户分离"),
    *("户籍小区或建筑", "户籍地址", "实际居住地", "民族", "政治面貌", "婚姻状况", "文化程度", "工作学习情况"),
    *("健康状况", "备注", "登记日期"),
)


def registers() -> list[Register]:
    random = Random("linli residents")
    names = [*ODD_NAMES, *people.names(random, len(COMMUNITIES) * COUNT - len(ODD_NAMES))]
    rows = [_row(random, COMMUNITIES[number % 2], name, number) for number, name in enumerate(names)]
    rows.sort(key=lambda row: (row[0], row[1], row[5]))
    return [Register("20-residents", "居民", HEADERS, rows)]


def _row(random: Random, place: str, name: str, number: int) -> tuple:
    born_on = date(1880, 1, 1) + timedelta(days=random.randrange(3652))
    sex = random.choice("12")
    has_card = number % 25 != 24
    is_floating, is_separated = random.random() < 0.15, random.random() < 0.1
    return (
        place,
        name,
        "居民身份证" if has_card else "无证件",
        id_number(random.choice(COUNTIES), born_on, number, sex) if has_card else "",
        "男" if sex == "1" else "女",
        born_on.isoformat(),  # a workbook knows no dates before 1900
        f"123{random.randrange(10**8):08d}" if random.random() < 0.8 else "",
        "流动人口" if is_floating else "常住人口",
        "",
        is_separated,
        "",
        "清丰县马庄桥镇" if is_floating else "",
        "华龙区任丘路某号院" if is_separated else "",
        random.choice(NATIONS),
        random.choice(PARTIES),
        random.choice(MARRIAGES),
        random.choice(EDUCATION),
        random.choice(WORK),
        random.choice(("良好", "良好", "一般", "慢性病")),
        "",
        date(2019, 1, 1) + timedelta(days=random.randrange(900)),
    )


def id_number(county: str, born_on: date, order: int, sex: str) -> str:
    """A number with the right check digit; odd orders are men's."""
    first_17 = f"{county}{born_on:%Y%m%d}{order // 10 % 100:02d}{order % 5 * 2 + int(sex == '1')}"
    return first_17 + rules.check_digit(first_17)
