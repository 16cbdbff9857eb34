from django.core.management.base import BaseCommand

from linli.kernel.jobs import worker


class Command(BaseCommand):
    help = "运行后台作业，按 Ctrl-C 停止（linli serve 会自动带一个）"

    def add_arguments(self, parser):
        parser.add_argument("--attached", action="store_true", help="标准输入关闭时结束（供 linli serve 使用）")
        parser.add_argument("--until-empty", action="store_true", help="没有等待的作业时结束")

    def handle(self, *args, attached, until_empty, **options):
        worker.run(wait=not until_empty, is_attached=attached)
