from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.kernel.audit import packs


class Command(BaseCommand):
    help = "把一段时间的审计记录连同封签导出成可独立核验的包"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="空文件夹，没有则建立")
        parser.add_argument("--since", type=date.fromisoformat, required=True, help="起始日期，含当日")
        parser.add_argument("--until", type=date.fromisoformat, required=True, help="截止日期，含当日")

    def handle(self, *args, folder, since, until, **options):
        try:
            pack = packs.export(
                folder, since=_midnight(since), until=_midnight(until + timedelta(days=1)), at=timezone.now()
            )
        except packs.PackProblem as problem:
            raise CommandError(str(problem), returncode=1) from problem
        self.stdout.write(
            f"已导出到 {pack.folder}：封签 {pack.first_seal} 至 {pack.last_seal}，审计记录 {pack.entries} 条（以整个封签为单位）。"
        )


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))
