from datetime import date

from django.core.management.base import BaseCommand, CommandError

from linli.kernel.divisions import clock
from linli.kernel.rulesets import in_force


class Command(BaseCommand):
    help = "列出某一天有效的全部规则，每行一条，注明文件和条号；下位规定与上位法不一致的另行列出"

    def add_arguments(self, parser):
        parser.add_argument("--at", metavar="DATE", help="哪一天，如 2020-12-01；不写为今天")
        parser.add_argument("--app", metavar="APP", default="", help="只列一个应用的规则，如 elections")

    def handle(self, *args, **options):
        try:
            day = date.fromisoformat(options["at"]) if options["at"] else clock.today()
        except ValueError:
            raise CommandError(f"“{options['at']}”不是日期，请写成 2020-12-01 的样子。") from None
        for line in in_force.in_force(day):
            if line.where.startswith(options["app"]):
                self.stdout.write(str(line))
        for each in in_force.yielding(day):
            self.stdout.write(f"不适用\t{each}")
