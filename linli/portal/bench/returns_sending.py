"""Sending a form of thirty columns to every community of the city, filled as far as the records go."""

import time
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from linli.domains.returns.actions import sending
from linli.domains.returns.enums import RequestState, Rhythm
from linli.domains.returns.models import Answer, Request
from linli.domains.returns.rules.asked import FIGURE, Asked, Layout
from linli.domains.returns.rules.forms import Kind, Subject
from linli.kernel.accounts.models import Post
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.exchange.spec import all_specs
from linli.kernel.indicators.registry import all_indicators
from linli.portal.bench.measuring import Line, Report, percentile_ms
from linli.portal.bench.pages import opened, signed_in

COLUMNS, FIGURES, FORMS = 30, 8, 40
SENDING_SECONDS, FORM_MS = 10, 100
AT = datetime(2021, 7, 9, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def measure(report: Report, *, by: Post) -> None:
    """Sending as a whole: reading what is known, answers, rows, to-dos and the audit of all of them."""
    report.section("一表通下发")
    with transaction.atomic(), scope.everything("linli bench"):
        asked = make_request(by)
        communities = Division.objects.filter(level="village", code__gte=by.places[0].code).count()
    started = time.perf_counter()
    with transaction.atomic(), scope.everything("linli bench"):
        sent = sending.send(asked, by=None, at=AT)
    took = time.perf_counter() - started
    note = f"{sent.opened}个村（社区），{COLUMNS}列，{sent.todos}件待办"
    assert sent.opened == communities
    report.add(Line("下发一张表", took, "秒", SENDING_SECONDS, note=note))


def make_request(by: Post) -> Request:
    """A third of figures, a third of the registers, a third that nobody knows. Inside a scope that sees everything."""
    with writing():
        return Request.objects.create(
            division=by.places[0],
            title="社区基本情况表",
            unit=by.unit,
            state=RequestState.IN_FORCE,
            subject=Subject.DIVISION,
            file_name="表.xlsx",
            workbook=b"",
            form=Layout("Sheet1", (1, 1), 2, 1, 2).to_json(),
            columns=[each.to_json() for each in _columns()],
            targets=[by.places[0].short_code],
            basis="测速",
            payer="测速",
            rhythm=Rhythm.MONTHLY,
            begins_on=date(2021, 1, 1),
            ends_on=date(2021, 12, 31),
            created_at=AT,
            updated_at=AT,
        )


def _columns() -> list[Asked]:
    figures = [FIGURE + each.code for each in all_indicators()[:FIGURES]]
    fields = [
        f"{spec.code}.{item.name}"
        for spec in all_specs()
        if spec.subject == "division"
        for item in spec.fields
        if item.lookup is None and item.name != "division"
    ]
    known = [*figures, *fields][: COLUMNS * 2 // 3]
    facts = [*known, *[""] * (COLUMNS - len(known))]
    return [
        Asked(number, (f"第{number}列",), Kind.INT if fact.startswith(FIGURE) else Kind.TEXT, fact, is_confirmed=True)
        for number, fact in enumerate(facts, start=1)
    ]


def measure_form(report: Report, *, by: Post) -> None:
    """Opening a community's form of thirty columns, after `measure`: the server's time, by somebody of the community."""
    with transaction.atomic(), scope.everything("linli bench"):
        answers = list(Answer.objects.order_by("-id").values_list("pk", flat=True)[:FORMS])
    client = signed_in(by)
    addresses = [reverse("returns:answer", args=[pk]) for pk in answers]
    opened(client, addresses[0])  # the templates are compiled once
    taken = percentile_ms([partial(opened, client, address) for address in addresses], 0.95)
    report.add(Line("打开填报页 第95百分位", taken, "ms", FORM_MS, note=f"{COLUMNS}列，{len(addresses)}次"))
