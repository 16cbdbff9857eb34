"""Boards of 25 figures at each level, against a live GROUP BY in plain SQL and against an ORM's counting."""

from django.db import connections, transaction

from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.figures import answer, figures
from linli.kernel.indicators.periods import twelve_months_to
from linli.kernel.indicators.questions import Question, records_of
from linli.kernel.indicators.registry import all_indicators, get_indicator
from linli.portal.bench.city import AT
from linli.portal.bench.measuring import Line, Report, median_ms, seconds
from linli.portal.bench.scoping import PLACES, place_of

FIGURES = 25
LIMIT_MS = 50
LARGE = ("consultation.", "residents.")


def codes() -> list[str]:
    """The figures over the large registers first, then others, to make a board of 25."""
    found = sorted(all_indicators(), key=lambda each: not each.code.startswith(LARGE))
    return [each.code for each in found][:FIGURES]


def measure(report: Report, records: int) -> dict[str, float]:
    """Gives the median of each level in milliseconds."""
    report.section(f"驾驶舱：{FIGURES} 个指标一次问完，{records:,} 条协商记录")
    taken = {level: board_ms(place_of(code)) for level, code in PLACES.items()}
    for level, value in taken.items():
        report.add(Line(f"{level}级驾驶舱", value, "ms", LIMIT_MS))
    return taken


def board_ms(place: Division) -> float:
    asked = codes()
    with transaction.atomic(), scope.entered(scope.Scope((place.range,))):
        return median_ms(lambda: figures(asked, place, at=AT), 31)


def compare(report: Report) -> None:
    """The same board at city level, counted live."""
    place = place_of(PLACES["市"])
    kept = board_ms(place)
    with transaction.atomic(), scope.entered(scope.Scope((place.range,))):
        measures = [each for code in codes() if isinstance(each := get_indicator(code), Measure)]
        asked = [Question(each, place, AT, twelve_months_to(AT)) for each in measures]
        orm = seconds(lambda: [answer_by_orm(question) for question in asked]) * 1000
        statements = [question_sql(question) for question in asked]
        one = Question(get_indicator("consultation.held"), place, AT, twelve_months_to(AT))
        held = median_ms(lambda: answer(one), 31)
    plain = seconds(lambda: by_hand(statements)) * 1000
    months = seconds(lambda: by_hand([(BY_MONTH, (place.code, place.upper))])) * 1000
    report.section("市级驾驶舱与现算相比")
    report.add(
        Line(
            "现算（SQL GROUP BY）÷ 邻里", plain / kept, "倍", 50, at_least=True, note=f"{plain:.0f} ms ÷ {kept:.1f} ms"
        ),
        Line("现算（ORM 逐个 count）÷ 邻里", orm / kept, "倍", 50, at_least=True, note=f"{orm:.0f} ms ÷ {kept:.1f} ms"),
        Line("协商按月 GROUP BY ÷ 一个指标", months / held, "倍", note=f"{months:.0f} ms ÷ {held:.2f} ms"),
    )


BY_MONTH = (
    "SELECT date_trunc('month', held_on), count(*) FROM consultation_session "
    "WHERE division_id >= %s AND division_id < %s GROUP BY 1"
)


def answer_by_orm(question: Question) -> int:
    return records_of(question).order_by().count()


def question_sql(question: Question) -> tuple[str, tuple]:
    sql, params = records_of(question).order_by().values_list("division_id").query.sql_with_params()
    rest = sql[sql.index(" FROM ") :]
    group = ", ".join(question.measure.by.values())
    head = f"SELECT {group + ', ' if group else ''}count(*)"
    return f"{head}{rest}{f' GROUP BY {group}' if group else ''}", params


def by_hand(statements: list[tuple[str, tuple]]) -> None:
    """As the owner, so that no policy slows it."""
    with connections["owner"].cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()
