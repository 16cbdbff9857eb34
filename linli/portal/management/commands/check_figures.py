from argparse import BooleanOptionalAction
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.models import Division
from linli.kernel.indicators import checking, recount, triggers
from linli.kernel.indicators.declaration import Measure
from linli.kernel.indicators.figures import answer
from linli.kernel.indicators.models import Grain
from linli.kernel.indicators.periods import parse_period, twelve_months_to
from linli.kernel.indicators.questions import Question
from linli.kernel.indicators.registry import all_indicators
from linli.kernel.indicators.spread import spread

LEVELS = ("city", "county", "township", "village")
FEW = 200_000


class Command(BaseCommand):
    help = "核对指标：保存的汇总与记录逐格比较，并从记录逐条重算；完全一致才返回 0"

    def add_arguments(self, parser):
        parser.add_argument("--at", type=date.fromisoformat, default=None, help="逐条重算的截至日期；默认今天")
        parser.add_argument("--period", default=None, help="逐条重算的时间段；默认截至日前十二个月")
        parser.add_argument(
            "--recount",
            action=BooleanOptionalAction,
            default=None,
            help=f"是否逐条重算；默认只重算记录少于 {FEW} 条的指标",
        )
        parser.add_argument("--repair", action="store_true", help="先修复汇总再核对；不影响读写")

    def handle(self, *args, at, period, repair, **options):
        if repair:
            self.repair()
        with transaction.atomic(), scope.everything("linli check-figures"):
            differing = self.check_sums()
            if options["recount"] is not False:
                at = at or clock.today()
                span = parse_period(period) if period else twelve_months_to(at)
                differing += self.check_recount(at, span, is_forced=bool(options["recount"]))
        if differing:
            raise CommandError("指标与记录不一致", returncode=1)

    def repair(self):
        triggers.install("owner")
        mended = sum(checking.repair(each) for each in triggers.kept_measures("owner"))
        self.stdout.write(f"修复 {mended} 格")

    def check_sums(self):
        """Every kept sum against the records, at every level."""
        unguarded = triggers.unguarded_tables()
        for table in unguarded:
            self.stdout.write(f"不一致：表 {table} 缺少维护汇总的触发器，请运行 linli check-figures --repair")
        compared, differing, first = 0, 0, []
        for each in triggers.kept_measures():
            for verdict in checking.check(each):
                compared += verdict.compared_count
                differing += verdict.differing_count
                first += verdict.first
        for cell in first[: checking.SHOWN]:
            self.stdout.write(f"不一致：{self.named(cell)}")
        self.stdout.write(f"核对汇总 {compared} 格，差异 {differing} 个")
        return differing + len(unguarded)

    def named(self, cell):
        place = Division.objects.filter(code=cell.division).first() or f"{cell.division // 1000:012d}"
        parts = "，".join(f"{name}={value}" for name, value in cell.parts.items()) or "合计"
        kept, true = ("{}条/{}".format(*each) for each in (cell.kept, cell.true))
        where = (
            f"{cell.measure.code} {place} {cell.day}（按{Grain(cell.level.grain).label}，末{cell.level.digits}位合并）"
        )
        return f"{where} {parts} 保存 {kept}，应为 {true}"

    def check_recount(self, at, span, *, is_forced):
        """Every answer that the system gives for this day against a count of the records in Python."""
        places = list(Division.objects.exclude(level="grid"))
        compared, differing = 0, []
        for indicator in all_indicators():
            if not isinstance(indicator, Measure):
                continue
            count = 0 if is_forced else indicator.records.objects.count()
            if count >= FEW:
                self.stdout.write(f"{indicator.code}：记录 {count} 条，未逐条重算（--recount 可强制）")
                continue
            cells = list(self.compare(indicator, places, at, span))
            compared += len(cells)
            differing += [cell for cell in cells if cell[2] != cell[3]]
        for code, place, shown, counted in differing[:20]:
            self.stdout.write(f"不一致：{code} {place} 系统给出 {shown}，逐条重算 {counted}")
        self.stdout.write(f"逐条重算 {compared} 个数，差异 {len(differing)} 个（截至 {at}，时间段 {span}）")
        return len(differing)

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
