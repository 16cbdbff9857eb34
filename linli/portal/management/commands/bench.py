"""What things cost, as ratios measured in one run: against one trivial query, against an empty page, against the limit."""

import io
import statistics
import time
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from uuid import uuid4

import openpyxl
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.queries import finished
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.kernel.divisions.queries import get_division
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.pdf import render_pdf
from linli.kernel.exchange import imports, writes
from linli.kernel.exchange.spec import all_specs, get_spec
from linli.kernel.indicators.figures import figures
from linli.kernel.indicators.registry import all_indicators

ROUNDS = 15
AT = date(2021, 7, 9)
# What the city's letter quotes.
LETTER = (
    *("coordination.task_forces", "coordination.member_units", "coordination.leading_groups"),
    *("coordination.ledger_areas", "coordination.ledger_tasks", "funds.allocated", "funds.rewarded"),
    *("funds.rewarded_communities", "funds.budgeted", "elections.due", "elections.completed"),
    *("committees.coded_rate", "committees.certified_rate", "consultation.held", "consultation.solved"),
    *("grid.centres", "grid.centres_standard_rate", "grid.staffed_rate", "standards.certified"),
    *("standards.planned", "standards.expected_rate", "workforce.certified"),
)


def median_ms(work, rounds=ROUNDS):
    """The median wall time of `work()` in milliseconds, after one call to warm up."""
    work()
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def read_with_openpyxl(data):
    """What a clerk's script would do: no check at all."""
    return [
        list(row) for row in openpyxl.load_workbook(io.BytesIO(data), read_only=True).active.iter_rows(values_only=True)
    ]


def copy_of(record):
    names = [field.attname for field in record._meta.concrete_fields if not field.primary_key]
    return type(record)(**{name: getattr(record, name) for name in names})


def renewed(records):
    """The same rows under codes of their own, not yet saved."""
    mark = uuid4().hex[:8]
    for number, record in enumerate(records):
        record.pk, record.code = None, f"{mark}-{number}"
    return records


def bare_copy(records, at):
    """As the owner of the table: row security allows no COPY."""
    names = [field.attname for field in records[0]._meta.concrete_fields if not field.primary_key]
    for record in records:
        record.created_at = record.updated_at = at
    columns = ", ".join(f'"{name}"' for name in names)
    with (
        connections["owner"].cursor() as cursor,
        cursor.copy(f"COPY {records[0]._meta.db_table} ({columns}) FROM STDIN") as target,
    ):
        for record in records:
            target.write_row([getattr(record, name) for name in names])


def undone(work, using="default"):
    with transaction.atomic(using=using):
        work()
        transaction.set_rollback(True, using=using)


class Command(BaseCommand):
    help = "测速：指标、页面、公文与内存，全部以同一次运行中的比值给出"

    def handle(self, *args, **options):
        with transaction.atomic(), scope.everything("linli bench"):
            self.documents()
            post = Post.objects.select_related("user").get(user__username="mz-clerk")
            post.places  # noqa: B018  read while accounts can be read
        with transaction.atomic(), scope.entered(post.scope):
            self.ask_figures()
            self.take_in(post)
        self.pages(post)
        self.memory()

    def line(self, name, value, against, limit):
        verdict = "达标" if value <= limit else "超限"
        self.stdout.write(f"{name:<46} {value:>9.2f} {against}（上限 {limit:g}，{verdict}）")

    def ask_figures(self):
        puyang = get_division("410900000000")

        def trip():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                cursor.fetchone()

        base, total = median_ms(trip, 300), median_ms(lambda: figures(LETTER, puyang, at=AT), 30)
        self.stdout.write(f"一次空查询往返 {base:.3f} ms；答复引用的 {len(LETTER)} 个指标一次问完 {total:.1f} ms")
        self.line("每个指标 ÷ 一次空查询往返", total / len(LETTER) / base, "倍", 10)
        everything = [each.code for each in all_indicators()]
        total = median_ms(lambda: figures(everything, puyang, at=AT), 30)
        self.line(f"全部 {len(everything)} 个指标，每个 ÷ 一次空查询往返", total / len(everything) / base, "倍", 10)

    def documents(self):
        letter = Letter.objects.exclude(signed_at=None).order_by("pk").first()
        official, numbers = finished(letter), count()

        def another():
            # A letter of its own each time: the typesetter remembers what it has set.
            return replace(official, title=f"{official.title}（{next(numbers)}）", identity=str(uuid4()))

        pdf = median_ms(lambda: render_pdf(another(), settings.LINLI_FONT_DIRS), 5)
        docx = median_ms(lambda: render_docx(another()), 5)
        self.stdout.write(f"PDF {pdf:.0f} ms，DOCX {docx:.0f} ms（热）")
        self.line("PDF 与 DOCX 合计 ÷ 1 秒", (pdf + docx) / 1000, "倍", 1)

    def take_in(self, post):
        """The largest workbook of the demo: reading and checking it, and writing its rows, in a transaction that is undone."""
        data = (Path(settings.BASE_DIR) / "demo" / "workbooks" / "18-consultation-sessions.xlsx").read_bytes()
        spec, at = get_spec("consultation.session"), timezone.now()
        batch = imports.read(spec, data, by=post)
        rows = batch.report()["rows_count"]
        checked = median_ms(lambda: imports.read(spec, data, by=post), 3)
        by_hand = median_ms(lambda: read_with_openpyxl(data), 3)
        ratio = checked / by_hand
        self.stdout.write(
            f"读取并核对 {rows} 行 {checked:.0f} ms；只用 openpyxl 读出（不核对）{by_hand:.0f} ms，{ratio:.1f} 倍"
        )
        fresh = [copy_of(record) for record in spec.model.objects.all()]
        written = median_ms(lambda: undone(lambda: writes.load(spec, renewed(fresh), [], by=post, at=at)), 3)
        copied = median_ms(lambda: undone(lambda: bare_copy(renewed(fresh), at), "owner"), 3)
        self.stdout.write(
            f"写入 {len(fresh)} 条（含审计）{written:.0f} ms；裸 COPY {copied:.0f} ms，{written / copied:.1f} 倍"
        )
        with connections[
            "owner"
        ].cursor() as cursor:  # what was undone is still in the pages, and would slow the next run
            cursor.execute("VACUUM ANALYZE consultation_session, audit_auditentry")

    def pages(self, post):
        client = Client(HTTP_HOST="127.0.0.1")
        self.sign_in(client, post)
        addresses = [
            "/",
            "/board/",
            "/figures/",
            "/figures/consultation.held/",
            "/place/410902001001/",
        ]
        addresses += ["/correspondence/letters/", *self.letters(post)]
        addresses += [spec.url() for spec in all_specs()]
        empty = median_ms(lambda: Client(HTTP_HOST="127.0.0.1").get("/sign-in/"))
        self.stdout.write(f"空页（登录页）{empty:.1f} ms")
        for address in addresses:
            taken = median_ms(lambda address=address: self.open(client, address))
            self.line(f"{address}（{taken / empty:.1f} 倍于空页）", taken, "ms", 100)

    def letters(self, post):
        """The workbench of each letter of the demo."""
        with transaction.atomic(), scope.entered(post.scope):
            return [f"/correspondence/letters/{pk}/" for pk in Letter.objects.values_list("pk", flat=True)]

    def sign_in(self, client, post):
        with transaction.atomic(), scope.entered(scope.NOTHING):
            client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
            session = client.session
            session[SESSION_KEY] = post.pk
            session.save()

    def open(self, client, address):
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} → {response.status_code}")

    def memory(self):
        """The memory that server and database hold between them, shared pages counted once; only while a server runs."""
        pages = {"server": 0, "postgres": 0}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                kind = (
                    "server"
                    if b"granian" in command or b"linli serve" in command
                    else "postgres"
                    if b"postgres" in command[:60]
                    else ""
                )
                if kind:
                    rollup = (folder / "smaps_rollup").read_text()
                    pages[kind] += int(next(row.split()[1] for row in rollup.splitlines() if row.startswith("Pss:")))
            except (OSError, StopIteration):
                continue
        if not pages["server"]:
            self.stdout.write("内存：服务没有在运行，未测（先在另一窗口运行 linli serve）")
            return
        total = sum(pages.values()) / 1024
        self.stdout.write(f"内存：服务 {pages['server'] / 1024:.0f} MB，PostgreSQL {pages['postgres'] / 1024:.0f} MB")
        self.line("内存合计 ÷ 500 MB", total / 500, "倍", 1)
