"""Workbooks of returns at the size of a city: a form recognised, handed out to every community, taken back, merged."""

import io
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from django.conf import settings
from django.db import connections, transaction

from linli.domains.returns.actions import sending
from linli.domains.returns.actions.merging import merge
from linli.domains.returns.actions.taking_back import take_back_many
from linli.domains.returns.actions.workbooks import hand_out_many
from linli.domains.returns.enums import RequestState, Rhythm
from linli.domains.returns.models import Answer, Request
from linli.domains.returns.queries.merging import Detail, Wanted
from linli.domains.returns.queries.recognition import recognise
from linli.domains.returns.rules.asked import Asked, Layout
from linli.domains.returns.rules.forms import Kind, Subject
from linli.kernel.accounts.models import Post
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope
from linli.portal.bench.measuring import Line, Report, seconds
from linli.portal.bench.returns_sending import AT

WIDE_COLUMNS, WIDE_ROWS = 60, 20_000
MERGED_COLUMNS, MERGED_ROWS = 30, 100_000
PEER_FILES = 150
DAY = date(2021, 7, 9)
DAILY = Layout("日报", (3, 4), 6, 17, 6, (18,))
BLANK = re.compile(r'<c r="([D-N])6"( s="[0-9]+")?/>')
CELL = '{"v": %s, "s": "typed", "by": "甘某", "on": "2021-07-09"}'


def measure(report: Report, *, by: Post) -> None:
    report.section("一表通工作簿")
    book = _wide_form()
    with _whole(by):
        took = seconds(lambda: recognise(book))
    report.add(Line(f"识别{WIDE_COLUMNS}列×{WIDE_ROWS:,}行", took, "秒", 2, note=f"{len(book) / 2**20:.1f} MB"))
    with tempfile.TemporaryDirectory() as folder:
        _measure_workbooks(report, by, Path(folder))
        _measure_merging(report, by, Path(folder))


def _measure_workbooks(report: Report, by: Post, folder: Path) -> None:
    with transaction.atomic(), scope.everything("linli bench"):
        asked = _request(
            by,
            "疫情防控日报表",
            (settings.BASE_DIR / "demo/requests/疫情防控日报表.xlsx").read_bytes(),
            DAILY,
            _daily(),
        )
        sending.send(asked, by=None, at=AT)
        answers = list(Answer.objects.filter(request=asked).select_related("request", "division"))
    path = folder / "all.zip"
    with _whole(by), path.open("wb") as file:
        handed = seconds(lambda: hand_out_many(asked, answers, file, by=by, at=AT))
    files = _filled(path)
    count = len(files)
    taken: list[Any] = []
    took = seconds(lambda: taken.append(take_back_many(files, by=by, at=AT, step=lambda: _whole(by))))
    batch = taken[0]
    assert sum(each.accepted for each in batch.taken) == 11 * count, batch.refused[:3]
    peer = _peer_seconds(files[:PEER_FILES]) / min(PEER_FILES, count) * count
    report.add(
        Line("取出全部工作簿", handed, "秒", note=f"{count:,} 个，每个 {1000 * handed / count:.1f} 毫秒"),
        Line("收回全部工作簿", took, "秒", 60, note=f"{count:,} 个，{11 * count:,} 格写入并审计"),
        Line(
            "收回 ÷ openpyxl 逐个读出合并",
            peer / took,
            "倍",
            5,
            at_least=True,
            note=f"它只读不写，{peer:.0f} 秒（按 {PEER_FILES} 个推算）",
        ),
    )


def _measure_merging(report: Report, by: Post, folder: Path) -> None:
    columns = [
        Asked(1, ("序号",), Kind.SERIAL),
        Asked(2, ("乡镇（街道）",), place="town"),
        Asked(3, ("村（社区）",), place="village"),
        *(Asked(n, (f"第{n}列",), Kind.INT if n % 2 else Kind.TEXT) for n in range(4, MERGED_COLUMNS + 1)),
    ]
    with transaction.atomic(), scope.everything("linli bench"):
        asked = _request(by, "大表", _styled(columns), Layout("Sheet1", (2, 2), 3, 5, 3, (6,)), columns)
    rows = _load_rows(asked)
    wanted = Wanted(asked, DAY)
    path = folder / "merged.xlsx"

    def work(**said: Any) -> float:
        with _whole(by), path.open("wb") as file:
            return seconds(lambda: merge(Wanted(asked, DAY, **said), file))

    took, memory = _peak_mb(lambda: work(subtotals=frozenset({"township", "county"})))
    report.add(
        Line(
            f"汇总{rows:,}行×{MERGED_COLUMNS}列",
            took,
            "秒",
            20,
            note=f"含样式和两级小计，{path.stat().st_size / 2**20:.0f} MB",
        ),
        Line("汇总时的内存", memory, "MB", 600, note="进程的峰值"),
        Line("按乡镇汇总", work(detail=Detail.TOWNSHIP), "秒", note=f"{wanted.request.title}"),
    )


@contextmanager
def _whole(by: Post) -> Iterator[None]:
    with transaction.atomic(), scope.entered(by.scope):
        yield


def _request(by: Post, title: str, workbook: bytes, layout: Layout, columns: list[Asked]) -> Request:
    with writing():
        return Request.objects.create(
            division=by.places[0],
            title=title,
            unit=by.unit,
            state=RequestState.IN_FORCE,
            subject=Subject.DIVISION,
            file_name="表.xlsx",
            workbook=workbook,
            form=layout.to_json(),
            columns=[each.to_json() for each in columns],
            targets=[by.places[0].short_code],
            basis="测速",
            payer="测速",
            rhythm=Rhythm.DAILY,
            begins_on=date(2021, 1, 1),
            ends_on=date(2021, 12, 31),
            created_at=AT,
            updated_at=AT,
        )


def _daily() -> list[Asked]:
    return [
        Asked(1, ("序号",), Kind.SERIAL),
        Asked(2, ("乡镇（街道）",), place="town"),
        Asked(3, ("村（社区）",), place="village"),
        *(Asked(index, (f"第{index}列",), Kind.INT) for index in range(4, 15)),
        Asked(15, ("带班领导",)),
        Asked(16, ("联系电话",), Kind.PHONE),
    ]


def _filled(path: Path) -> list[tuple[str, bytes]]:
    """Eleven numbers typed into each, without a spreadsheet's minutes."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for number, name in enumerate(archive.namelist()):
            out = io.BytesIO()
            with zipfile.ZipFile(archive.open(name)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
                for part in book.namelist():
                    data = book.read(part)
                    if part == "xl/worksheets/sheet1.xml":
                        data = BLANK.sub(rf'<c r="\g<1>6"\g<2>><v>{number % 97}</v></c>', data.decode()).encode()
                    made.writestr(part, data)
            found.append((name, out.getvalue()))
    return found


def _peer_seconds(files: list[tuple[str, bytes]]) -> float:
    """What merging by hand does, with pandas or without: each file opened by openpyxl as pandas opens it, its rows appended."""
    began = time.perf_counter()
    merged = openpyxl.Workbook(write_only=True)
    page = merged.create_sheet()
    for _name, data in files:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book["日报"].iter_rows(min_row=6, max_row=17, values_only=True):
            if row[2]:
                page.append(row)
    merged.save(io.BytesIO())
    return time.perf_counter() - began


def _wide_form() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_string(0, 0, "全市基本情况统计表")
    names = ["序号", "乡镇（街道）", "村（社区）", *(f"第{n}项数量" for n in range(4, WIDE_COLUMNS + 1))]
    page.write_row(1, 0, names)
    for row in range(WIDE_ROWS):
        page.write_number(row + 2, 0, row + 1)
        page.write_string(row + 2, 1, f"乡镇{row // 40}")
        page.write_string(row + 2, 2, f"村{row}")
        for column in range(3, WIDE_COLUMNS):
            page.write_number(row + 2, column, row * column % 1013)
    book.close()
    return buffer.getvalue()


def _styled(columns: list[Asked]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    looks = [book.add_format({"border": 1, "num_format": form, "font_size": 11}) for form in ("General", "#,##0")]
    page.merge_range(0, 0, 0, len(columns) - 1, "大表", looks[0])
    for column in columns:
        page.write_string(1, column.index - 1, column.name, looks[0])
        for row in (2, 3, 4):
            page.write_blank(row, column.index - 1, None, looks[column.kind is Kind.INT])
        if column.kind is Kind.INT:
            letters = column.letters
            page.write_formula(5, column.index - 1, f"=SUM({letters}3:{letters}5)", looks[1])
    page.write_string(5, 0, "合计", looks[0])
    book.close()
    return buffer.getvalue()


def _load_rows(asked: Request) -> int:
    """By the owner of the tables, past their triggers: only what is measured goes through the system's own doors."""
    cells = ", ".join(
        f"'\"{n}\": ' || " + (f"'{CELL}'" % "' || n || '" if n % 2 else f"'{CELL}'" % '"一段文字"')
        for n in range(4, MERGED_COLUMNS + 1)
    )
    tables = ("returns_answer", "returns_row")
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            """INSERT INTO returns_answer (version, created_at, updated_at, division_id, request_id, period_on, period_until, due_on,
                state, is_by_records, submitted_by, is_late, remark, asked_count, prefilled_count, typed_count)
            SELECT 1, now(), now(), code, %s, %s, %s, %s, 'submitted', false, '', false, '', 0, 0, 0
            FROM divisions_division WHERE level = 'village' AND code >= %s""",
            [asked.pk, DAY, DAY, DAY, asked.division_id],
        )
        count = cursor.rowcount
        each = MERGED_ROWS // count + 1
        cursor.execute(
            f"""INSERT INTO returns_row (version, created_at, updated_at, division_id, answer_id, ordinal, about, cells, remarks)
            SELECT 1, now(), now(), division_id, a.id, n, '', ('{{' || concat_ws(', ', {cells}) || '}}')::jsonb, '{{}}'
            FROM returns_answer a, generate_series(1, {each}) AS n WHERE request_id = {asked.pk}
            ORDER BY division_id, n LIMIT {MERGED_ROWS}"""
        )
        written = cursor.rowcount
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"ANALYZE {table}")
    return written


def _peak_mb(work: Callable[[], float]) -> tuple[float, float]:
    """What it returned, and the most memory that this process held meanwhile."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    found = work()
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    return found, int(peak[1]) / 1024 if peak else 0
