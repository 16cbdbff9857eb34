from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.kernel.audit import generations, sealing
from linli.kernel.audit.signing import KeyProblem


class Command(BaseCommand):
    help = "给新的审计记录加封签，并抄到库外的封签文件"

    def add_arguments(self, parser):
        parser.add_argument(
            "--new-generation", metavar="说明", help="数据库恢复或迁移之后、恢复使用之前运行一次，写明原因"
        )

    def handle(self, *args, new_generation, **options):
        at = timezone.now()
        try:
            made = generations.begin(at=at, note=new_generation) if new_generation else sealing.seal(at=at)
        except (sealing.SealProblem, KeyProblem) as problem:
            raise CommandError(str(problem), returncode=1) from problem
        self.stdout.write(f"封签 {made.number}：{made.count} 条，树根 {made.root}" if made else "没有新的审计记录。")
