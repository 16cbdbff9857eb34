import json
from argparse import ArgumentTypeError
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require_place
from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.models import Division
from linli.kernel.divisions.queries import get_division
from linli.kernel.indicators.figures import figures, to_json
from linli.kernel.indicators.periods import BadPeriod
from linli.kernel.indicators.registry import UnknownFigure, all_indicators, get_indicator
from linli.kernel.ui.figures import may_see
from linli.portal.actions import get_post


class Command(BaseCommand):
    help = "查询指标：存量截至某日，流量按时间段"

    def add_arguments(self, parser):
        parser.add_argument("codes", nargs="*", metavar="CODE", help="指标代码；不写则列出全部")
        parser.add_argument("--division", required=True, help="区划代码，如 410900000000")
        parser.add_argument("--at", type=_day, default=None, help="截至日期，如 2021-07-09；默认今天")
        parser.add_argument(
            "--period",
            default=None,
            help="时间段：2020、2020-03 或 起..止；默认截至日前十二个月",
        )
        parser.add_argument("--by", default=None, help="以哪个账号的岗位查询；不写则按全市查询全部指标")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args, codes, division, at, period, **options):
        try:
            by = get_post(options["by"]) if options["by"] else None
            with transaction.atomic(), scope.entered(by.scope) if by else scope.everything("linli figures"):
                found = self.ask(codes, division, at or clock.today(), period, by)
        except Post.DoesNotExist:
            raise CommandError(f"账号“{options['by']}”没有岗位。", returncode=2) from None
        except PermissionError as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        except Division.DoesNotExist:
            raise CommandError(f"没有代码为“{division}”的区划，请核对12位区划代码。", returncode=2) from None
        except (UnknownFigure, BadPeriod) as error:
            raise CommandError(str(error), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for entry in found:
            parts = f"（{entry['numerator']}/{entry['denominator']}）" if "numerator" in entry else ""
            self.stdout.write(f"{entry['code']}\t{entry['name']}\t{entry['value']}{entry['unit']}{parts}")

    def ask(self, codes, division, at, period, by):
        place = get_division(division)
        if by is not None:
            require_place(by, place)
        seen = [each.code for each in all_indicators() if by is None or may_see(by, each)]
        if hidden := [code for code in codes if code not in seen and get_indicator(code)]:
            raise PermissionError(f"账号“{by.user.username}”的岗位看不到指标：{'、'.join(hidden)}。")
        wanted = codes or seen
        return [to_json(found) for found in figures(wanted, place, at=at, period=period)]


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2021-07-09。") from None
