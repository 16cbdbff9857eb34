"""Boards of 25 figures at each level over the dated records, against a live GROUP BY in plain SQL and an ORM's counting."""

from django.db import connections, transaction

from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.periods import twelve_months_to
from linli.kernel.indicators.questions import Question, records_of
from linli.portal.bench import figures
from linli.portal.bench.city import AT, CITY
from linli.portal.bench.measuring import Line, Report, seconds
from linli.portal.bench.scoping import PLACES, place_of

LIMIT_MS = 50
# Over ten million the ORM counts for two minutes.
MOST_FOR_ORM = 1_000_000


def measure(report: Report, records: int) -> None:
    """The boards at a tenth of the records and at all of them, then the same numbers counted live."""
    few = records // 10
    city = place_of(f"{CITY // 1000}")
    figures.load(few, city, mark="bench-a-")
    small = _boards(report, few)
    orm = (few, small["市"], figures.live_ms(city, figures.measures())) if records > MOST_FOR_ORM else None
    written, summed = figures.load(records - few, city, mark="bench-b-")
    large = _boards(report, records)
    flat = max(large[level] / small[level] for level in small)
    report.add(
        Line("十倍记录后驾驶舱最多慢", flat, "倍", 2, note="四级中最大者"),
        Line("写入其余记录", written, "秒", note=f"{records - few:,} 条，先撤去索引和外键，写完重建"),
        Line("全部记录重新汇总", summed, "秒", note=f"{records:,} 条，{len(figures.measures())} 个指标"),
    )
    _live(report, city, large["市"])
    count, kept, taken = orm or (records, large["市"], figures.live_ms(city, figures.measures()))
    note = f"{count:,} 条时 {taken:.0f} ms ÷ {kept:.1f} ms"
    report.add(Line("现算（ORM 逐个 count）÷ 邻里", taken / kept, "倍", 50, at_least=True, note=note))


def _boards(report: Report, records: int) -> dict[str, float]:
    report.section(f"驾驶舱：25 个指标一次问完，{records:,} 条带日期的记录")
    taken = {level: figures.board_ms(place_of(code), figures.measures()) for level, code in PLACES.items()}
    for level, value in taken.items():
        report.add(Line(f"{level}级驾驶舱", value, "ms", LIMIT_MS))
    return taken


def _live(report: Report, city: Division, kept: float) -> None:
    report.section("市级驾驶舱与现算相比")
    with transaction.atomic(), scope.entered(scope.Scope((city.range,))):
        statements = [_by_division(each, city) for each in figures.measures()]
    plain = seconds(lambda: _asked(statements)) * 1000
    report.add(
        Line(
            "现算（SQL GROUP BY 区划）÷ 邻里",
            plain / kept,
            "倍",
            50,
            at_least=True,
            note=f"{plain:.0f} ms ÷ {kept:.1f} ms",
        ),
    )


def _by_division(each: Measure, city: Division) -> tuple[str, tuple]:
    question = Question(each, city, AT, twelve_months_to(AT))
    sql, params = records_of(question).order_by().values_list("division_id").query.sql_with_params()
    return f"SELECT division_id, count(*){sql[sql.index(' FROM ') :]} GROUP BY 1", params


def _asked(statements: list[tuple[str, tuple]]) -> None:
    """As the owner, so that no policy slows it."""
    with connections["owner"].cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()
