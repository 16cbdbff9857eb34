"""The public page of a community: how many a process answers in a second, from the database and with its memory.

One process on one core is measured, from the request to the last byte, without a network; a server runs one for each core.
"""

import random
import time
from collections.abc import Sequence

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.models import Division, Level
from linli.portal.bench.measuring import Line, Report
from linli.portal.public import refreshing

PAGES = 200
REQUESTS = 3000
AT_LEAST = 500
SEED = 12341


def measure(report: Report) -> None:
    """Writes the pages of some communities and reads them; expects a city in the database."""
    report.section("公开网页（无需账号，单进程单核）")
    started = time.perf_counter()
    codes = _write()
    report.add(Line("生成一个社区的网页", (time.perf_counter() - started) / len(codes) * 1000, "ms"))
    addresses = [f"/community/{code}/" for code in codes]
    # A question of its own is never kept, so that each of these goes to the database.
    asked = [
        f"{address}?n={number}" for number, address in enumerate(addresses * (REQUESTS // len(addresses) // 3 + 1))
    ]
    report.add(Line("每页查询数", _questions(addresses[0]), "次", 1))
    report.add(Line("每次都查数据库", _per_second(asked[: REQUESTS // 3]), "页/秒"))
    crowd = random.Random(SEED).choices(addresses, k=REQUESTS)  # noqa: S311 - which page is read is no secret
    report.add(
        Line("多人读同一批社区", _per_second(crowd), "页/秒", AT_LEAST, at_least=True, note=f"{len(codes)} 个社区")
    )


def _write() -> list[str]:
    with transaction.atomic(), scope.entered(scope.NOTHING):
        places = list(Division.objects.filter(level=Level.VILLAGE).order_by("code")[:PAGES])
        for place in places:
            refreshing.write(place, clock.now())
    return [place.short_code for place in places]


def _questions(address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        Client(HTTP_HOST="127.0.0.1").get(f"{address}?n=first")
    return sum(each["sql"].startswith("SELECT") for each in seen.captured_queries)


def _per_second(addresses: Sequence[str]) -> float:
    client = Client(HTTP_HOST="127.0.0.1")
    client.get(addresses[0])
    started = time.perf_counter()
    for address in addresses:
        if client.get(address).status_code != 200:
            raise RuntimeError(address)
    return len(addresses) / (time.perf_counter() - started)
