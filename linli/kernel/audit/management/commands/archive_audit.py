from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.kernel.audit import archiving
from linli.kernel.audit.models import ArchivedMonth
from linli.kernel.audit.packs import PackProblem


class Command(BaseCommand):
    help = "把超过保存期限的审计月份导出成包、核验后移出数据库"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="归档包放在这里，每月一个文件夹")

    def handle(self, *args, folder, **options):
        now = timezone.now()
        try:
            months = archiving.due(now)
            for month in months:
                name = str(ArchivedMonth(month=month))
                made = archiving.archive(month, folder / name, at=now)
                told = f"{made.count} 条，包在 {folder / name}" if made else "没有记录，已移出"
                self.stdout.write(f"{name}：{told}")
        except PackProblem as problem:
            raise CommandError(str(problem), returncode=1) from problem
        if not months:
            self.stdout.write(f"没有可归档的月份（数据库保留本月和之前 {archiving.months_kept()} 个月）。")
