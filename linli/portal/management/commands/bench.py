"""What things cost, as ratios measured in one run: against one trivial query, against an empty page, against the limit."""

import statistics
import time
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test import Client

from linli.domains.correspondence.models import Letter
from linli.domains.correspondence.queries import finished
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.kernel.divisions.queries import get_division
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.pdf import render_pdf
from linli.kernel.exchange.spec import all_specs
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


class Command(BaseCommand):
    help = "测速：指标、页面、公文与内存，全部以同一次运行中的比值给出"

    def handle(self, *args, **options):
        with transaction.atomic(), scope.everything("linli bench"):
            self.documents()
            post = Post.objects.select_related("user").get(user__username="mz-clerk")
            post.places  # noqa: B018  read while accounts can be read
        with transaction.atomic(), scope.entered(post.scope):
            self.ask_figures()
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
