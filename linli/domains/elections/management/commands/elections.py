import json
import subprocess
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.domains.elections import queries
from linli.domains.elections.models import Election
from linli.kernel.divisions import scope

# Served to the public as it is; it imports nothing of the system.
SCRIPT = Path(__file__).parents[2] / "static" / "elections" / "recount.py"


class Command(BaseCommand):
    help = "选举：recount FILE 用独立程序复算公布的票数；publish FILE 把已公布结果的选举写成公开文件；doubles ROUND 全市重复登记"

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["recount", "publish", "doubles"], help="复算、公开或者查重")
        parser.add_argument("target", metavar="FILE", help="文件；查重时为届次，如 2026-2027")

    def handle(self, *args, what, target, **options):
        getattr(self, what)(target)

    def recount(self, target):
        """Run the public script in a process of its own: it has no access to anything but the file."""
        done = subprocess.run([sys.executable, "-I", str(SCRIPT), target], capture_output=True, text=True, check=False)
        self.stdout.write(done.stdout, ending="")
        self.stderr.write(done.stderr, ending="")
        if done.returncode:
            raise SystemExit(done.returncode)

    def publish(self, target):
        with transaction.atomic(), scope.everything("linli elections publish: the published tallies of the whole city"):
            declared = Election.objects.exclude(declared_on=None).select_related("division").order_by("division", "id")
            text = json.dumps(queries.public_file(declared), ensure_ascii=False, indent=1)
        try:
            Path(target).write_text(text, encoding="utf-8")
        except OSError as problem:
            raise CommandError(f"写不了 {target}：{problem.strerror}") from problem
        self.stdout.write(f"已写入 {target}。任何人可以用 recount.py 复算。")

    def doubles(self, target):
        with transaction.atomic(), scope.everything("linli elections doubles: who stands on two lists of a round"):
            found = list(queries.doubly_registered(target))
        for ids in found:
            self.stdout.write("、".join(map(str, ids)))
        self.stdout.write(f"届次 {target}：{len(found)} 人登记在两份以上的名单上。")
