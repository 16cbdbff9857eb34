import json
from argparse import ArgumentTypeError
from collections import Counter
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.kernel.accounts.models import Post
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.divisions import changing, clock, scope
from linli.kernel.divisions.enums import Certainty, ChangeKind, SetState
from linli.kernel.divisions.lists import BadDivisionList, digest_of
from linli.kernel.divisions.models import Change, ChangeSet
from linli.kernel.divisions.rules.changes import Difference
from linli.kernel.divisions.rules.places import short
from linli.kernel.divisions.rules.plans import ChangeRefused
from linli.portal.actions import get_post
from linli.portal.divisions import actions

SHOWN = 50
REFUSALS = (BadDivisionList, ChangeRefused, PermissionRefused, scope.OutOfScope)


class Command(BaseCommand):
    help = "区划变更：diff 比对名单与现行区划，apply 按名单变更（须先逐项确认）"

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["diff", "apply"], metavar="diff|apply", help="比对，或执行变更")
        parser.add_argument("file", type=Path, help="区划名单，CSV 或 CSV.gz")
        parser.add_argument("--json", action="store_true", help="diff：以 JSON 输出全部变更")
        parser.add_argument("--on", type=_day, default=None, help="apply：生效日期，如 2021-10-31")
        parser.add_argument("--by", default=None, help="apply：以哪个账号的岗位执行")
        parser.add_argument("--accept", action="store_true", help="apply：待确认的事项全部按建议办理")
        parser.add_argument("--dry-run", action="store_true", help="apply：执行一遍并撤销，只报告会移动多少记录")

    def handle(self, *args, what, file, **options):
        try:
            self.diff(file, options["json"]) if what == "diff" else self.apply(file, options)
        except FileNotFoundError:
            raise CommandError(f"没有“{file}”这个文件。", returncode=2) from None
        except REFUSALS as error:
            raise CommandError(str(error), returncode=1) from None

    def diff(self, file: Path, as_json: bool) -> None:
        with transaction.atomic(), scope.entered(scope.NOTHING):
            root, found = changing.differences(file)
        if as_json:
            self.stdout.write(json.dumps(_as_json(file, root, found), ensure_ascii=False, indent=2))
            return
        counts = Counter((each.kind, each.certainty) for each in found)
        for kind in ChangeKind:
            sure, open_ = counts[kind, Certainty.CERTAIN], counts[kind, Certainty.TO_CONFIRM]
            if sure or open_:
                self.stdout.write(f"{kind.label}\t{sure + open_}" + (f"\t其中待确认 {open_}" if open_ else ""))
        waiting = [each for each in found if not each.is_certain]
        for each in waiting[:SHOWN]:
            self.stdout.write(f"待确认\t{_side(each.old)} → {_side(each.new)}\t{'；'.join(each.reasons)}")
        self.stdout.write(f"共 {len(found)} 项变更，待确认 {len(waiting)} 项")

    def apply(self, file: Path, options: dict) -> None:
        if options["on"] is None or options["by"] is None:
            raise CommandError("请用 --on 写明生效日期，用 --by 写明以哪个账号执行。", returncode=2)
        try:
            by = get_post(options["by"])
        except Post.DoesNotExist:
            raise CommandError(f"账号“{options['by']}”没有岗位。", returncode=2) from None
        made = self.drafted(file, by)
        with transaction.atomic(), scope.entered(by.scope):
            moved = self.carry_out(made, by, options)
            count = made.changes.count()
            if options["dry_run"]:
                transaction.set_rollback(True)
        for label, count in sorted(moved.items()):
            self.stdout.write(f"{label}\t{count}")
        done = "试运行，没有写入" if options["dry_run"] else "已生效"
        self.stdout.write(f"{done}：{count} 项变更，移动记录 {sum(moved.values())} 条")

    def drafted(self, file: Path, by: Post) -> ChangeSet:
        """The set of this file that is under way, with what was decided on the page; or a new one, which stays to be decided."""
        under_way = ChangeSet.objects.filter(
            file_digest=digest_of(file), state__in=[SetState.DRAFT, SetState.CONFIRMED], reverses=None
        )
        with transaction.atomic(), scope.entered(by.scope):
            return under_way.first() or actions.draft(file, file.name, by=by, at=clock.now())

    def carry_out(self, made: ChangeSet, by: Post, options: dict) -> dict[str, int]:
        at = clock.now()
        if made.state == SetState.DRAFT:
            if options["accept"]:
                actions.accept_open(made, by=by, at=at)
            self.refuse_open(made)
            made = actions.confirm(made, options["on"], by=by, at=at)
        return actions.apply(made, by=by, at=at)

    def refuse_open(self, made: ChangeSet) -> None:
        waiting = [each for each in Change.objects.filter(change_set=made) if each.is_open]
        for each in waiting[:SHOWN]:
            self.stderr.write(f"待确认\t{each}\t{each.reasons}")
        if waiting:
            raise CommandError(
                f"还有 {len(waiting)} 项待确认。请在“区划变更”页面逐项确认，或加 --accept 全部按建议办理。",
                returncode=1,
            )


def _side(place) -> str:
    return f"{place.name}（{short(place.code)}）" if place else "—"


def _as_json(file: Path, root: int, found: list[Difference]) -> dict:
    return {
        "file": file.name,
        "root": short(root),
        "counts": dict(Counter(each.kind.value for each in found)),
        "to_confirm": sum(not each.is_certain for each in found),
        "changes": [
            {
                "kind": each.kind.value,
                "certainty": each.certainty.value,
                "old": _place(each.old),
                "new": _place(each.new),
                "reasons": list(each.reasons),
            }
            for each in found
        ],
    }


def _place(place) -> dict | None:
    if place is None:
        return None
    return {**place._asdict(), "code": short(place.code), "parent": short(place.parent)}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2021-10-31。") from None
