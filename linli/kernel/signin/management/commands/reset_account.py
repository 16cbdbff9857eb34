"""For the operator of the machine: lets an owner in again who is locked out, forgot the password or lost the telephone."""

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import User
from linli.kernel.divisions import scope
from linli.kernel.signin import actions


class Command(BaseCommand):
    help = "重设一个账号：解除锁定，给一次性密码（--second-factor 同时停用第二重验证）"

    def add_arguments(self, parser):
        parser.add_argument("username", help="账号")
        parser.add_argument("--unlock-only", action="store_true", help="只解除锁定，不改密码")
        parser.add_argument("--second-factor", action="store_true", help="手机和恢复码都丢失时，停用第二重验证")

    @transaction.atomic
    def handle(self, *, username, unlock_only, second_factor, **options):
        with scope.entered(scope.NOTHING):
            user = User.objects.filter(username=username).first()
            if user is None:
                raise CommandError(_("没有账号“%(name)s”。") % {"name": username})
            if second_factor:
                actions.take_second_factor(user, by=None)
                self.stdout.write(_("第二重验证已停用，需要的岗位下次登录时重新启用。"))
            if unlock_only:
                actions.unlock(user, by=None)
                self.stdout.write(_("锁定已解除。"))
                return
            password = actions.give_password(user, by=None, now=timezone.now())
        self.stdout.write(_("一次性密码（下次登录须修改，请当面交给本人）：%(password)s") % {"password": password})
