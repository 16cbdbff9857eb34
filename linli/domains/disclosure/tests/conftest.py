"""A village and a community with those who have a part in their disclosure."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from linli.domains.disclosure import actions
from linli.domains.disclosure.models import Item, Power
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import scope
from tests.cast import give_role

VILLAGE, COMMUNITY = "410922100201", "410902001001"
DAY = date(2026, 3, 2)
HELD = {
    "worker": ({"view", "edit", "post", "handle"}, VILLAGE),
    "community": ({"view", "edit", "post", "handle"}, COMMUNITY),
    "supervisor": ({"view", "edit", "supervise"}, VILLAGE),
    "township": ({"view", "oversee"}, "410922100000"),
    "reader": ({"view"}, VILLAGE),
}


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def in_scope(db):
    with transaction.atomic(), scope.everything("tests of disclosure"):
        yield


@pytest.fixture
def posts(tree, in_scope) -> SimpleNamespace:
    found = {}
    for name, (verbs, code) in HELD.items():
        role = give_role(f"open_{name}", {f"disclosure.{verb}" for verb in verbs})
        unit, _made = Unit.objects.get_or_create(
            code=f"PDY-{name}", defaults={"name": f"{tree[code].name}{name}", "division": tree[code]}
        )
        user = User.objects.create(username=name, name=f"{name}某", password="!")
        post = Post.objects.create(user=user, unit=unit, role=role, title=name, since=date(2019, 1, 1))
        post.divisions.set([tree[code]])
        found[name] = whole().get(pk=post.pk)
    return SimpleNamespace(**found)


@pytest.fixture
def adopted(tree, posts):
    """The village has its catalogue and its cards since the second of January."""
    actions.adopt(tree[VILLAGE], since=date(2026, 1, 2), by=posts.worker, at=on(DAY))
    return posts


@pytest.fixture
def plain(adopted) -> Item:
    return Item.objects.get(title="协商事项及落实情况")


@pytest.fixture
def accounts(adopted) -> Item:
    return Item.objects.get(title="财务收支和债权债务")


@pytest.fixture
def card(adopted) -> Power:
    return Power.objects.get(name="财务开支报销")


@pytest.fixture
def posted(plain, posts):
    draft = actions.draft_posting(plain, title="一季度协商", text="路灯已经修好。", by=posts.worker, at=on(DAY))
    return actions.post(draft, posted_on=DAY, by=posts.worker, at=on(DAY))
