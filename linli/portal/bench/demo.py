"""The demo city: figures, pages, documents and the import of a workbook, as its users meet them."""

import io
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from uuid import uuid4

import openpyxl
from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test import Client

from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.queries import finished
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.queries import get_division
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.pdf import render_pdf
from linli.kernel.exchange import files, imports
from linli.kernel.exchange.spec import all_specs, get_spec
from linli.kernel.indicators.figures import figures
from linli.kernel.indicators.registry import all_indicators
from linli.portal.bench.city import AT
from linli.portal.bench.measuring import Line, Report, median_ms
from linli.portal.bench.pages import opened, signed_in

# What the city's letter quotes.
LETTER = (
    *("coordination.task_forces", "coordination.member_units", "coordination.leading_groups"),
    *("coordination.ledger_areas", "coordination.ledger_tasks", "funds.allocated", "funds.rewarded"),
    *("funds.rewarded_communities", "funds.budgeted", "elections.due", "elections.completed"),
    *("committees.coded_rate", "committees.certified_rate", "consultation.held", "consultation.solved"),
    *("grid.centres", "grid.centres_standard_rate", "grid.staffed_rate", "standards.certified"),
    *("standards.planned", "standards.expected_rate", "workforce.certified"),
)
PAGES = (
    "/",
    "/board/",
    "/figures/",
    "/figures/consultation.held/",
    "/place/410902001001/",
    "/correspondence/letters/",
)


def is_loaded() -> bool:
    with transaction.atomic(), scope.entered(scope.NOTHING):
        return Post.objects.filter(user__username="mz-clerk").exists()


def measure(report: Report) -> None:
    with transaction.atomic(), scope.everything("linli bench"):
        post = Post.objects.select_related("user").get(user__username="mz-clerk")
        post.places  # noqa: B018  read while accounts can be read
        _documents(report)
    with transaction.atomic(), scope.entered(post.scope):
        _figures(report)
        _reading(report, post)
    _pages(report, post)


def _figures(report: Report) -> None:
    puyang = get_division("410900000000")

    def trip() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()

    report.section("演示城市：指标")
    base = median_ms(trip, 300)
    everything = [each.code for each in all_indicators()]
    for title, codes in (("答复引用的", LETTER), ("全部", everything)):
        total = median_ms(partial(figures, codes, puyang, at=AT), 30)
        note = f"{len(codes)} 个一次问完 {total:.1f} ms，空查询 {base:.3f} ms"
        report.add(Line(f"{title}指标，每个 ÷ 一次空查询往返", total / len(codes) / base, "倍", 10, note=note))


def _documents(report: Report) -> None:
    """Each time another letter: the typesetter remembers what it has set."""
    official, numbers = finished(Letter.objects.exclude(signed_at=None).order_by("pk").first()), count()

    def another():
        return replace(official, title=f"{official.title}（{next(numbers)}）", identity=str(uuid4()))

    report.section("演示城市：公文")
    pdf = median_ms(lambda: render_pdf(another(), settings.LINLI_FONT_DIRS), 5)
    docx = median_ms(lambda: render_docx(another()), 5)
    report.add(Line("PDF 与 DOCX 合计", pdf + docx, "ms", 1000, note=f"PDF {pdf:.0f}，DOCX {docx:.0f}"))


def _reading(report: Report, post: Post) -> None:
    """The largest workbook of the demo, read and checked, against what a clerk's script would do without a check."""
    path = Path(settings.BASE_DIR) / "demo" / "workbooks" / "18-consultation-sessions.xlsx"
    data, spec = path.read_bytes(), get_spec("consultation.session")

    def check() -> None:
        with transaction.atomic():
            files.remove(imports.dry_run(spec, data, path.name, by=post, at=clock.now()).stored_as)
            transaction.set_rollback(True)

    checked = median_ms(check, 3)
    by_hand = median_ms(lambda: _with_openpyxl(data), 3)
    report.section("演示城市：工作簿")
    note = f"{checked:.0f} ms ÷ {by_hand:.0f} ms"
    report.add(Line("读取并核对 ÷ 只用 openpyxl 读出", checked / by_hand, "倍", note=note))


def _with_openpyxl(data: bytes) -> list:
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _pages(report: Report, post: Post) -> None:
    report.section("演示城市：页面（服务器时间）")
    client, stranger = signed_in(post), Client(HTTP_HOST="127.0.0.1")
    empty = median_ms(lambda: opened(stranger, resolve_url(settings.LOGIN_URL)))
    report.add(Line("空页（登录页）", empty, "ms"))
    with transaction.atomic(), scope.entered(post.scope):
        letters = [f"/correspondence/letters/{pk}/" for pk in Letter.objects.values_list("pk", flat=True)]
    for address in (*PAGES, *letters, *(spec.url() for spec in all_specs())):
        taken = median_ms(partial(opened, client, address))
        report.add(Line(address, taken, "ms", 100, note=f"{taken / empty:.1f} 倍于空页"))
