"""What row security costs: the same statement under a post's scope, and as the owner of the table, whom it does not bind.

Both carry the range written out, because the application writes it as well; so the difference is the policy alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connections, transaction
from django.db.models import QuerySet

from linli.domains.residents.models import Resident
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.portal.bench.measuring import Line, Report, median_ms, paired_ms

LIMIT = 1.2
PLACES = {
    "市": "410900000000",
    "县": "410902000000",
    "乡": "410902001000",
    "村": "410902001001",
}


def measure(report: Report) -> None:
    report.section("行级安全：同一查询，岗位范围内 ÷ 表主（范围写明）")
    for level, code in PLACES.items():
        place = place_of(code)
        for name, statement in _statements(place).items():
            with _ready("default", scope.Scope((place.range,))) as scoped, _ready("owner", None) as owner:
                mine, theirs = paired_ms(partial(scoped, *statement), partial(owner, *statement), _rounds(name, level))
            report.add(Line(f"{level}·{name}", mine / theirs, "倍", LIMIT, note=f"{mine:.2f} ms ÷ {theirs:.2f} ms"))
    report.add(Line("进入范围", _entering(), "ms", note="每个事务一次往返"))


def place_of(code: str) -> Division:
    with transaction.atomic(), scope.entered(scope.NOTHING):
        return Division.objects.get(code=int(code) * 1000)


def _rounds(name: str, level: str) -> int:
    return 7 if name == "计数" and level in ("市", "县") else 41


def _statements(place: Division) -> dict[str, tuple[str, tuple[Any, ...]]]:
    """The four ways of asking, compiled as the application compiles them in that scope."""
    with transaction.atomic(), scope.entered(scope.Scope((place.range,))):
        found = Resident.objects.within(place)
        middle = found.order_by("division_id", "id").values_list("pk", "name_norm")[:1].get()
        pk, name = middle
        asked: dict[str, QuerySet] = {
            "计数": found.order_by(),
            "二十条": found.order_by("division_id", "id")[:20],
            "按编号": found.filter(pk=pk),
            "按姓名": found.filter(name_norm__begins=name[:2]).order_by("division_id", "id")[:20],
        }
        made = {title: queryset.query.sql_with_params() for title, queryset in asked.items()}
    sql, params = made["计数"]
    made["计数"] = (f"SELECT count(*){sql[sql.index(' FROM ') :]}", params)
    return made


@contextmanager
def _ready(alias: str, limits: scope.Scope | None) -> Iterator[Callable[[str, tuple[Any, ...]], list]]:
    """A transaction in which the statement can be asked again and again."""
    with transaction.atomic(using=alias):
        connection = connections[alias]
        if limits is not None:
            with connection.cursor() as cursor:
                cursor.execute(limits.statements())

        def ask(sql: str, params: tuple[Any, ...]) -> list:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.fetchall()

        yield ask


def _entering() -> float:
    place = place_of(PLACES["乡"])

    def enter() -> None:
        with transaction.atomic(), scope.entered(scope.Scope((place.range,))):
            pass

    def bare() -> None:
        with transaction.atomic():
            pass

    return median_ms(enter, 101) - median_ms(bare, 101)
