from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from linli.kernel.audit import archiving, packs, sealing, verifying
from linli.kernel.audit.models import ArchivedMonth


class Command(BaseCommand):
    help = "核验全部审计记录和封签，指出第一处不一致；全部一致才返回 0"

    def add_arguments(self, parser):
        parser.add_argument("--pack", type=Path, metavar="DIR", help="改为核验一个导出包或归档包")

    def handle(self, *args, pack, **options):
        if pack:
            self.check_pack(pack)
            return
        verdict = verifying.verify()
        self.stdout.write(verifying.summary(verdict))
        if not verdict.is_whole:
            raise CommandError("审计记录与封签不一致", returncode=1)

    def check_pack(self, folder):
        try:
            digest = packs.digest(folder)
        except packs.PackProblem as problem:
            raise CommandError(str(problem), returncode=1) from problem
        done = archiving.check_pack(folder)
        self.stdout.write((done.stdout + done.stderr).strip())
        with sealing.whole():
            archived = ArchivedMonth.objects.filter(pack_digest=digest).first()
        self.stdout.write(f"这是 {archived} 的归档包，与归档时一致。" if archived else "不是本库归档时的包。")
        if done.returncode:
            raise CommandError("导出包与封签不一致", returncode=1)
