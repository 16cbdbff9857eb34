from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.models import Division
from linli.portal.accounts.actions.beginning import appoint_first_administrator


class Command(BaseCommand):
    help = "任命第一位安全管理员（只在还没有安全管理员时），打印一次性密码"

    def add_arguments(self, parser):
        parser.add_argument("username", help="账号名")
        parser.add_argument("name", help="姓名")
        parser.add_argument("--unit", required=True, help="单位名称")
        parser.add_argument("--division", required=True, help="管辖的区划代码")

    def handle(self, *args, username, name, unit, division, **options):
        with transaction.atomic(), scope.everything("the first administrator, whom nobody can appoint"):
            try:
                user, password = appoint_first_administrator(
                    username=username, name=name, unit_name=unit, place=division, at=clock.now()
                )
            except (Refused, Division.DoesNotExist) as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已任命安全管理员 {user}")
        self.stdout.write(f"一次性密码：{password}")
        self.stdout.write("请当面交给本人，首次登录时修改，并绑定验证器。")
