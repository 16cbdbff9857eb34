"""What keeping figures live costs a writer, and eight writers at once: no deadlock, no difference."""

import threading
import time

import psycopg
from django.db import connections, transaction

from linli.kernel.divisions import scope
from linli.kernel.indicators import checking, triggers
from linli.kernel.indicators.compaction import compact
from linli.portal.bench import figures
from linli.portal.bench.city import CITY
from linli.portal.bench.measuring import Line, Report
from linli.portal.bench.scoping import place_of

TABLE = "consultation_session"
COLUMNS = "division_id, code, topic, category, held_on, participants_count, conclusion, version, created_at, updated_at"
ONE = f"""INSERT INTO {TABLE} ({COLUMNS}) SELECT code, 'W' || gen_random_uuid(), '议题', 'safety', date '2021-01-01' + (random() * 180)::int,
5, '', 1, now(), now() FROM divisions_division WHERE level = 'village' AND code >= {CITY} ORDER BY code OFFSET %s LIMIT %s"""
BULK = 100_000
SECONDS = 8
WRITERS = 8


def measure(report: Report) -> None:
    report.section("指标实时维护的代价：有触发器 ÷ 没有触发器")
    city = place_of(f"{CITY // 1000}")
    report.add(
        Line("逐条新增", figures.single_ratio(city), "倍", 1.5, note="每次一个事务，轮流开关"),
        Line(
            f"一个语句新增 {BULK:,} 条", figures.bulk_ratio(BULK, city), "倍", 1.3, note="由 PostgreSQL 报告触发器用时"
        ),
    )
    _crowd(report)


def _crowd(report: Report) -> None:
    """Each transaction is five statements of three rows in random villages; the compactor runs all the while."""
    failed: list[str] = []
    counted, stop = [0] * WRITERS, threading.Event()
    threads = [threading.Thread(target=_writer, args=(number, counted, failed, stop)) for number in range(WRITERS)]
    moving = threading.Thread(target=_compactor, args=(stop,))
    for thread in (*threads, moving):
        thread.start()
    time.sleep(SECONDS)
    stop.set()
    for thread in (*threads, moving):
        thread.join()
    with transaction.atomic(), scope.everything("linli bench"):
        kept = [each for each in triggers.kept_measures() if each.measure.records._meta.db_table == TABLE]
        differing = sum(verdict.differing_count for each in kept for verdict in checking.check(each))
    report.add(
        Line(f"{WRITERS} 个并发写入者，每秒事务", sum(counted) / SECONDS, "个", note="每个事务 5 个语句 × 3 条"),
        Line("其中死锁或失败", len(failed), "次", 0),
        Line("结束后汇总与记录的差异", differing, "格", 0),
    )


def _writer(number: int, counted: list[int], failed: list[str], stop: threading.Event) -> None:
    options = connections["owner"].get_connection_params()
    names = {key: options[key] for key in ("dbname", "user", "password", "host", "port") if options.get(key)}
    with psycopg.connect(**names) as connection:
        round_ = 0
        while not stop.is_set():
            try:
                for statement in range(5):
                    connection.execute(ONE, [(number * 131 + round_ * 37 + statement * 977) % 3000, 3])
                connection.commit()
                counted[number] += 1
            except psycopg.Error as error:
                connection.rollback()
                failed.append(str(error))
            round_ += 1


def _compactor(stop: threading.Event) -> None:
    while not stop.is_set():
        compact()
        time.sleep(1)
    connections["default"].close()
