"""A suggestion with two deputies and two questions, and everybody who deals with it."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from linli.domains.correspondence import actions as letters
from linli.domains.standards.models import Certification
from linli.domains.suggestions import actions
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import scope
from tests.cast import give_role
from tests.factories import make

CITY = "410900000000"
VIEW = {"suggestions.view", "letters.view"}
ROLES = {
    "way_deputies": {"suggestions.register", "suggestions.deliver", "suggestions.feedback"},
    "way_supervisor": {"suggestions.assign", "suggestions.refer"},
    "way_clerk": {"suggestions.handle", "letters.draft"},
    "way_reviewer": {"suggestions.review", "letters.review"},
    "way_head": {"suggestions.answer", "letters.sign"},
}
HELD = {
    "deputies": ("way_deputies", "人大选工委"),
    "supervisor": ("way_supervisor", "督查局"),
    "clerk": ("way_clerk", "民政局"),
    "reviewer": ("way_reviewer", "民政局"),
    "head": ("way_head", "民政局"),
    "education": ("way_clerk", "教育局"),
    "housing": ("way_clerk", "住建局"),
}


def day(month: int, number: int) -> datetime:
    return datetime(2021, month, number, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _in_scope(db):
    with transaction.atomic(), scope.everything("tests of suggestions"):
        yield


@pytest.fixture
def posts(tree) -> SimpleNamespace:
    roles = {code: give_role(code, rights | VIEW) for code, rights in ROLES.items()}
    found = {}
    for name, (role, unit_name) in HELD.items():
        unit, _made = Unit.objects.get_or_create(
            code=f"PDY-{unit_name}", defaults={"name": f"市{unit_name}", "division": tree[CITY]}
        )
        user = User.objects.create(username=name, name=f"{name}某", password="!")
        post = Post.objects.create(user=user, unit=unit, role=roles[role], title=unit_name, since=date(2019, 1, 1))
        post.divisions.set([tree[CITY]])
        found[name] = whole().get(pk=post.pk)
    return SimpleNamespace(**found)


@pytest.fixture
def registered(posts, tree):
    for code in ("410902001001", "410902001002", "410902002002"):
        make(Certification, tree[code], issued_on=date(2020, 6, 1), withdrawn_on=None)
    return actions.register(
        {"congress": "八届", "session": "四次", "number": 395, "title": "加强社区建设"},
        questions=[{"title": "发展社区志愿者"}, {"title": "设置相关专业"}],
        deputies=[{"name": "甘代表", "delegation": "华龙区代表团"}, {"name": "乙代表", "delegation": "清丰县代表团"}],
        by=posts.deputies,
        at=day(3, 1),
    )


@pytest.fixture
def assigned(registered, posts):
    return actions.assign(
        registered, lead=posts.clerk.unit, assistants=[posts.housing.unit], by=posts.supervisor, at=day(4, 12)
    )


@pytest.fixture
def in_hand(assigned, posts):
    return actions.accept(assigned, by=posts.clerk, at=day(4, 13))


BODY = "您的建议收悉。全市已有规范化社区{{ standards.certified }}。"


@pytest.fixture
def drafted(in_hand, posts):
    return actions.draft_reply(
        in_hand, number_word="濮民文", values={"number_serial": 44, "body": BODY}, by=posts.clerk, at=day(7, 5)
    )


@pytest.fixture
def reviewed(drafted, posts):
    letters.submit(drafted.letter, by=posts.clerk, at=day(7, 6))
    letters.review(drafted.letter, by=posts.reviewer, at=day(7, 7))
    return type(drafted).objects.get(pk=drafted.pk)


@pytest.fixture
def delivered(reviewed, posts):
    answered = actions.sign_reply(reviewed, by=posts.head, at=day(7, 9))
    return actions.deliver(answered, delivered_on=date(2021, 7, 9), by=posts.deputies, at=day(7, 9))
