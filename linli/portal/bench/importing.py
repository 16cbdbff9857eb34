"""What an import costs: a roster of made-up people (births in the 1880s), and the ways to take it in. Numbers, no prints."""

import csv
import random
import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from linli.domains.residents.imports.columns import COLUMNS
from linli.domains.residents.records import RESIDENT
from linli.domains.residents.rules import check_digit
from linli.kernel.accounts.models import Post
from linli.kernel.exchange import checking, imports, taking
from linli.kernel.exchange.models import Upload

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "德福寿昌永顺广兴文明秀英桂兰玉珍淑贞清和敬业长春天佑𠮷䶮"
FIRST_BIRTH, BIRTH_DAYS = date(1880, 1, 1), 3652
HOUSEHOLD_SIZE = 3
TITLES = [column.titles[0] for column in COLUMNS]


def people(count: int, divisions: list[int], *, seed: int = 1880) -> Iterator[list[str]]:
    """Rows of the roster, in the order of its columns; every number is well formed and stands once."""
    draw = random.Random(seed)  # noqa: S311 - made-up people
    for number in range(count):
        household = number // HOUSEHOLD_SIZE
        division = divisions[household % len(divisions)]
        born = FIRST_BIRTH + timedelta(days=number % BIRTH_DAYS)
        county = f"{division // 10**9:06d}"
        order = number // BIRTH_DAYS
        first_17 = (
            f"{410900 + order // 999 % 90:06d}{born:%Y%m%d}{order % 999 + 1:03d}"
            if order >= 999
            else (f"{county}{born:%Y%m%d}{order + 1:03d}")
        )
        sex = "男" if int(first_17[16]) % 2 else "女"
        name = draw.choice(SURNAMES) + draw.choice(GIVEN) + draw.choice(GIVEN)
        home = [
            f"桥头小区{household % 50}",
            f"{household // 50 % 40 + 1}号楼{household // 2000 % 6 + 1}单元{household}室",
        ]
        row = {
            "name": name,
            "relation": ("户主", "配偶", "子女")[number % HOUSEHOLD_SIZE],
            "id_number": first_17 + check_digit(first_17),
            "sex": sex,
            "born_on": f"{born:%Y%m%d}",
            "phone": f"1{draw.randrange(3 * 10**9, 10**10):010d}",
            "quarter": home[0],
            "room": home[1],
            "grid_name": f"第{household % 4 + 1}网格",
            "kind": "流动人口" if number % 11 == 0 else "常住人口",
            "is_marked": "1" if number % 17 == 0 else "0",
            "marks": "独居老人、低保户" if number % 17 == 0 else "",
            "registered_quarter": home[0],
            "registered_address": "",
            "household": f"H{household:08d}",
            "is_separated": "1" if number % 13 == 0 else "0",
            "has_left": "0",
            "has_died": "0",
            "ethnic_group": "汉族",
            "political_status": "群众",
            "marriage": "已婚" if number % 3 else "未婚",
            "education": ("小学", "初中", "高中", "本科")[number % 4],
            "occupation": "务农",
            "health": "良好",
            "division": f"{division // 1000:012d}",
        }
        yield [row.get(column.name, "") for column in COLUMNS]


def write_csv(path: Path, rows: Iterable[list[str]], encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TITLES)
        writer.writerows(rows)


def write_xlsx(path: Path, rows: Iterable[list[str]]) -> None:
    """With shared strings, as Excel and WPS write them."""
    book = xlsxwriter.Workbook(path, {"constant_memory": False, "strings_to_formulas": False})
    page = book.add_worksheet("Person")
    page.write_row(0, 0, TITLES)
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if value:
                page.write_string(number, index, value)
    book.close()


@contextmanager
def timed() -> Iterator[list[float]]:
    """A list that holds the seconds afterwards."""
    found: list[float] = []
    began = time.perf_counter()
    yield found
    found.append(time.perf_counter() - began)


def import_file(path: Path, *, by: Post, at: datetime, step) -> tuple[dict[str, float], Upload]:
    """Seconds of each part and of the whole: read and seal, compare, write. `step` opens the transactions of a job."""
    with timed() as received, step(), path.open("rb") as file:
        upload = imports.receive(RESIDENT, iter(lambda: file.read(1 << 20), b""), path.name, by=by, at=at)
    with timed() as checked:
        checking.check(upload, by=by, at=at, step=step)
    with timed() as written, step():
        taking.take(upload, by=by, at=at)
    parts = {"receive": received[0], "check": checked[0], "write": written[0]}
    return parts | {"all": sum(parts.values())}, upload


def peak_memory_mb() -> float:
    """The most that this process, or the largest of its children, has held."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
