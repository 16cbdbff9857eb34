from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.kernel.divisions import scope
from linli.kernel.divisions.actions import BadDivisionList, load_tree


class Command(BaseCommand):
    help = "载入区划代码表（CSV），已有的区划保持不变"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV 文件，含 code、name、level、parent_code 列")
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            default=date(2019, 1, 1),
            help="启用日期",
        )

    def handle(self, *args, file, since, **options):
        try:
            with transaction.atomic(), scope.everything("linli load-divisions"):
                count = load_tree(file, since=since)
        except (BadDivisionList, FileNotFoundError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"新增区划 {count} 个")
