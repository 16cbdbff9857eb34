"""The public pages of communities: how many a second the real server answers to readers spread over the whole city.

Server, database and readers share the machine, so that readers pay their part of it. Who reads which community is drawn
evenly, which is the worst case for a memory that keeps pages: in life a few are read by many.
"""

import http.client
import itertools
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.models import Division, Level
from linli.portal.bench.measuring import DATABASE, Line, Report
from linli.portal.models import PublicPage
from linli.portal.public import middleware, refreshing
from linli.portal.public.views.pages import BROWSER_SECONDS
from linli.portal.tasks import PUBLIC_PAGES_SECONDS

WRITTEN = 50
READERS = 4
SECONDS = 30.0
AT_LEAST = 500
OLDEST_SECONDS = 60
PATIENCE_SECONDS = 60
SEED = 12341
HOST = "127.0.0.1"


def measure(report: Report) -> None:
    """Writes the page of every community and reads them for half a minute; expects a city in the database."""
    report.section("公开网页（无需账号，真实服务，读者均匀分布于各社区）")
    places = _communities()
    started = time.perf_counter()
    _write(places[:WRITTEN])
    report.add(Line("生成一个社区的网页", (time.perf_counter() - started) / WRITTEN * 1000, "ms"))
    _copy(places)
    addresses = [f"/community/{place.short_code}/" for place in places]
    report.add(Line("每页查询数", _questions(addresses[0]), "次", 1))
    oldest = PUBLIC_PAGES_SECONDS + middleware.SECONDS + BROWSER_SECONDS
    report.add(Line("所读内容最旧", oldest, "秒", OLDEST_SECONDS, note="重写间隔 + 服务器留存 + 浏览器留存"))
    with _served() as port:
        times = _read(port, addresses)
    note = f"{len(addresses)} 个社区，{READERS} 个连接，{SECONDS:g} 秒，从空的内存开始"
    report.add(Line("每秒请求数", len(times) / SECONDS, "次", AT_LEAST, at_least=True, note=note))
    report.add(Line("第95百分位", sorted(times)[int(len(times) * 0.95)] * 1000, "ms"))


def _communities() -> list[Division]:
    with transaction.atomic(), scope.entered(scope.NOTHING):
        return list(Division.objects.filter(level=Level.VILLAGE).order_by("code"))


def _write(places: list[Division]) -> None:
    with transaction.atomic(), scope.entered(scope.NOTHING):
        for place in places:
            refreshing.write(place, clock.now())


def _copy(places: list[Division]) -> None:
    """Each of the others gets one of the pages that were written, so that the run does not wait for thousands."""
    with transaction.atomic(), scope.everything("linli bench"):
        pages = list(PublicPage.objects.all()[:WRITTEN])
        others = [
            PublicPage(
                division=place,
                content=page.content,
                html=page.html,
                covers_until=page.covers_until,
                written_at=page.written_at,
            )
            for place, page in zip(places, itertools.cycle(pages))
        ]
        PublicPage.objects.bulk_create(others, batch_size=500, ignore_conflicts=True)


def _questions(address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        Client(HTTP_HOST=HOST).get(f"{address}?n=first")
    return sum(each["sql"].startswith("SELECT") for each in seen.captured_queries)


@contextmanager
def _served() -> Iterator[int]:
    """The port of a server as `linli serve --workers 2` starts it, until the block ends."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    environment = {**os.environ, DATABASE: connection.settings_dict["NAME"]}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--log-level", "critical"]
    server = subprocess.Popen([*command, "linli.portal.bench.public_server:application"], env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            _status(http.client.HTTPConnection(HOST, port, timeout=5), "/community/")
        except (ConnectionError, TimeoutError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _read(port: int, addresses: Sequence[str]) -> list[float]:
    """Seconds that each request took; every answer is read to its end."""
    until = time.perf_counter() + SECONDS
    with ThreadPoolExecutor(READERS) as readers:
        readings = [readers.submit(_one_reader, port, addresses, until, SEED + number) for number in range(READERS)]
        return [each for reading in readings for each in reading.result()]


def _one_reader(port: int, addresses: Sequence[str], until: float, seed: int) -> list[float]:
    line, choice, times = http.client.HTTPConnection(HOST, port, timeout=30), random.Random(seed), []  # noqa: S311
    while (started := time.perf_counter()) < until:
        address = choice.choice(addresses)
        if _status(line, address) != 200:
            raise RuntimeError(address)
        times.append(time.perf_counter() - started)
    return times


def _status(line: http.client.HTTPConnection, address: str) -> int:
    line.request("GET", address)
    answer = line.getresponse()
    answer.read()
    return answer.status
