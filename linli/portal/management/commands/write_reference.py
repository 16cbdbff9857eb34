from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.portal.reference import pages

FOLDER = Path("docs/reference")


class Command(BaseCommand):
    help = "从运行中的系统写出参考文档 docs/reference"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="只比较，不写；有一页不是最新就返回 1")

    def handle(self, *args, check, **options):
        folder = Path(settings.BASE_DIR) / FOLDER
        stale = {name: text for name, text in pages().items() if _text(folder / name) != text}
        if check and stale:
            raise CommandError(
                f"{FOLDER} 里不是最新的：{'、'.join(stale)}。请运行 linli write-reference。", returncode=1
            )
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in stale.items():
                (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"写出 {len(stale)} 页" if stale else "参考文档都是最新的")


def _text(path):
    return path.read_text(encoding="utf-8") if path.exists() else None
