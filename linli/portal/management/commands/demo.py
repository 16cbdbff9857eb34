import importlib.util
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections, transaction

from linli.kernel.accounts.models import User
from linli.kernel.divisions import clock, scope
from linli.portal import actions
from linli.portal.demo_cast import CAST


class Command(BaseCommand):
    help = "载入参考城市（濮阳的区划，虚构的台账），已载入则跳过"

    def handle(self, *args, **options):
        folder = Path(settings.BASE_DIR) / "demo"
        with transaction.atomic(), scope.everything("is the reference city there?"):
            loaded = User.objects.filter(username=CAST[0].username).exists()
        if loaded:
            self.stdout.write("参考城市已载入")
            return
        at = clock.now()
        # One transaction: a city without its story would pass for a loaded one.
        with transaction.atomic():
            total, passwords = actions.load_city(folder, at=at, report=self.stdout.write)
            self.tell_story(folder, at)
            self.hand_out_accounts(passwords)
        # Figures are counted from indexes alone once the visibility map knows the new pages.
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.stdout.write(f"共载入 {total} 条记录")

    def tell_story(self, folder, at):
        """What happens to the records that the workbooks brought, by the actions that users have."""
        posts = {person.username: actions.get_post(person.username) for person in CAST}
        place = folder / "stories"
        found = importlib.util.spec_from_file_location(
            "demo_stories", place / "__init__.py", submodule_search_locations=[str(place)]
        )
        stories = sys.modules["demo_stories"] = importlib.util.module_from_spec(found)
        found.loader.exec_module(stories)
        stories.tell(posts, at)

    def hand_out_accounts(self, passwords):
        lines = [f"{each.username:<12} {passwords[each.username]:<14} {each.name} {each.title}" for each in CAST]
        path = Path(settings.VAR_DIR) / "demo-accounts.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.chmod(0o600)
