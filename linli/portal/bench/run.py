"""The order in which everything is measured, so that the city is filled once."""

import time
from pathlib import Path

from django.db import connections, transaction

from linli.domains.residents.models import Resident
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.kernel.indicators.compaction import compact
from linli.portal.bench import (
    boards,
    city,
    elections,
    importing,
    intake,
    pages,
    public,
    returns,
    returns_sending,
    scoping,
    writes,
)
from linli.portal.bench.measuring import Line, Report


def measure(report: Report, size: city.Size, folder: Path) -> dict[str, str]:
    """Fill the empty database that both logins are connected to, and measure; gives facts about what was filled in."""
    started = time.perf_counter()
    report.section("城市")
    city.plant(folder, size)
    post = whole_city_post()
    report.add(Line("区划、网格、账号和岗位", time.perf_counter() - started, "秒"))
    intake.measure(report, size.residents, by=post)
    compact()
    _settle()
    boards.measure(report, size.records)
    scoping.measure(report)
    pages.measure(report, post)
    intake.measure_export(report, by=post)
    writes.measure(report)
    elections.measure(report, size.residents * 2 // 3, by=post)
    public.measure(report)
    returns_sending.measure(report, by=post)
    returns_sending.measure_form(report, by=post)
    returns.measure(report, by=post)
    report.section("内存峰值")
    report.add(Line("本次测速的进程", importing.peak_memory_mb(), "MB", 1024, note="含导入的解析进程"))
    return {"city": _filled(size)}


def whole_city_post() -> Post:
    """Somebody of the city's who may do everything with residents."""
    with transaction.atomic(), scope.everything("linli bench"):
        post = Post.objects.select_related("user", "unit").get(user__username="bench-city")
        post.places  # noqa: B018  read while accounts can be read
        return post


def _settle() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _filled(size: city.Size) -> str:
    with transaction.atomic(), scope.everything("linli bench"):
        residents = Resident.objects.count()
    return f"{residents:,} residents, {size.records:,} dated records, {size.grids:,} grids, {size.accounts:,} accounts"
