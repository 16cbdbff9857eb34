from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.models import Division
from linli.kernel.indicators import recount
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.figures import answer
from linli.kernel.indicators.periods import parse_period, twelve_months_to
from linli.kernel.indicators.questions import Question
from linli.kernel.indicators.registry import all_indicators
from linli.kernel.indicators.spread import spread

LEVELS = ("city", "county", "township", "village")


class Command(BaseCommand):
    help = "把每个指标从记录逐条重算，与系统给出的数比较；完全一致才返回 0"

    def add_arguments(self, parser):
        parser.add_argument("--at", type=date.fromisoformat, default=None, help="截至日期；默认今天")
        parser.add_argument("--period", default=None, help="时间段；默认截至日前十二个月")

    def handle(self, *args, at, period, **options):
        at = at or clock.today()
        span = parse_period(period) if period else twelve_months_to(at)
        with transaction.atomic(), scope.everything("linli check-figures"):
            places = list(Division.objects.exclude(level="grid"))
            compared, differing = 0, []
            for indicator in all_indicators():
                if isinstance(indicator, Measure):
                    cells = list(self.compare(indicator, places, at, span))
                    compared += len(cells)
                    differing += [cell for cell in cells if cell[2] != cell[3]]
        for code, place, shown, counted in differing[:20]:
            self.stdout.write(f"不一致：{code} {place} 系统给出 {shown}，逐条重算 {counted}")
        self.stdout.write(f"核对 {compared} 个数，差异 {len(differing)} 个（截至 {at}，时间段 {span}）")
        if differing:
            raise CommandError("指标与记录不一致", returncode=1)

    def compare(self, measure, places, at, span):
        """Each division of each level, asked of the system both alone and as a share of its parent."""
        found = recount.amounts(measure, at=at, period=span)
        below = {}
        for place in places:
            below.setdefault(place.parent_id, []).append(place)
        for place in places:
            if place.level in LEVELS[:3]:
                question = Question(measure, place, at, span)
                given = answer(question)
                counted = recount.total(found, place)
                yield (
                    measure.code,
                    str(place),
                    given.value if given.fen is None else given.fen,
                    counted,
                )
                children = [child for child in below.get(place.code, []) if child.level in LEVELS]
                for share in spread(question, children):
                    counted = recount.total(found, share.division)
                    value = share.value * 1_000_000 if measure.is_money else share.value
                    yield measure.code, str(share.division), value, counted
