"""What an import costs: a roster of made-up people (births in the 1880s), and the ways to take it in. Numbers, no prints."""

import csv
import random
import resource
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import xlsxwriter

from linli.domains.residents.imports.columns import COLUMNS
from linli.domains.residents.models import Resident
from linli.domains.residents.records import RESIDENT
from linli.domains.residents.rules import check_digit
from linli.kernel.accounts.models import Post
from linli.kernel.audit.guard import writing
from linli.kernel.exchange import checking, imports, taking, together
from linli.kernel.exchange.models import Upload

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "德福寿昌永顺广兴文明秀英桂兰玉珍淑贞清和敬业长春天佑𠮷䶮"
FIRST_BIRTH, BIRTH_DAYS = date(1880, 1, 1), 3652
HOUSEHOLD_SIZE = 3
TITLES = [column.titles[0] for column in COLUMNS]


def people(count: int, divisions: list[int], *, first: int = 0, seed: int = 1880) -> Iterator[list[str]]:
    """Rows of the roster, in the order of its columns; every number is well formed and stands once."""
    draw = random.Random(seed)  # noqa: S311 - made-up people
    for number in range(first, first + count):
        household = number // HOUSEHOLD_SIZE
        # One community after the other, as the rosters of a city are collected.
        division = divisions[(household - first // HOUSEHOLD_SIZE) * len(divisions) // (count // HOUSEHOLD_SIZE + 2)]
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
    with timed() as written, together.settled(upload), step():
        taking.take(upload, by=by, at=at, in_parts=True)
    parts = {"receive": received[0], "check": checked[0], "write": written[0]}
    return parts | {"all": sum(parts.values())}, upload


def peak_memory_mb() -> float:
    """The most that this process, or the largest of its children, has held."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def copy_bare(count: int, connection: psycopg.Connection) -> float:
    """Seconds that PostgreSQL alone takes to COPY as many of the imported rows into a table of the same columns and indexes.

    `connection`: psycopg, of the owner, outside a transaction. No row security, audit, figures or keys to other tables.
    """
    name = f"bench_{uuid.uuid4().hex[:12]}"
    columns = [f'"{field.column}"' for field in Resident._meta.local_concrete_fields if not field.generated]
    names = ", ".join(columns)
    data: list[bytes] = []
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(f"COPY (SELECT {names} FROM residents_resident LIMIT {int(count)}) TO STDOUT") as copy:
            data.extend(bytes(block) for block in copy)
        cursor.execute(f"CREATE TABLE {name} (LIKE residents_resident INCLUDING ALL)")
    try:
        into = f"COPY {name} ({names}) FROM STDIN"
        with timed() as found, connection.transaction(), connection.cursor() as cursor, cursor.copy(into) as copy:
            for block in data:
                copy.write(block)
    finally:
        connection.execute(f"DROP TABLE {name}")
    return found[0]


def import_by_peer(path: Path, count: int) -> float:
    """Seconds that django-import-export takes for the first rows of the same file: parse, validate, save, nothing else.

    It runs as the caller's scope allows, and undoes what it wrote.
    """
    import tablib  # noqa: PLC0415 - a tool of development
    from django.db import transaction  # noqa: PLC0415
    from import_export import resources  # noqa: PLC0415

    class People(resources.ModelResource):
        class Meta:
            model = Resident
            fields = (
                "division",
                "name",
                "id_number",
                "phone",
                "sex",
                "born_on",
                "registered_on",
            )
            import_id_fields = ("name", "born_on")
            use_bulk = False
            use_transactions = False

        def after_import(self, *args, **kwargs):
            """It would reset the table's sequence, which belongs to the owner."""

        def before_save_instance(self, instance, row, **kwargs):
            instance.created_at = instance.updated_at = now

    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for _number, row in zip(range(count), csv.DictReader(file), strict=False)]
    now, began = datetime.now(tz=UTC), time.perf_counter()
    data = tablib.Dataset(headers=People.Meta.fields)
    for row in rows:
        born = row["出生日期"]
        data.append(
            (
                int(row["区划代码"]) * 1000,
                row["姓名"],
                row["身份证号"],
                row["联系电话"],
                "1" if row["性别"] == "男" else "2",
                f"{born[:4]}-{born[4:6]}-{born[6:]}",
                "2021-07-09",
            )
        )
    with transaction.atomic(), writing():
        People().import_data(data, dry_run=False, raise_errors=True)
        transaction.set_rollback(True)
    return time.perf_counter() - began
