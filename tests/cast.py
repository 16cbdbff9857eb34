"""The people and places that all tests share: a small piece of the real tree, and those who work in it.

Everybody's account has the password PASSWORD. The cast has roles of its own, so that tests of one app need no other.
"""

import importlib
import importlib.util
import time
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connections

from linli.kernel.accounts.models import Permission, Post, Role, Unit, User
from linli.kernel.accounts.queries import whole
from linli.kernel.audit import log, sealing
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import SPAN, Division

TODAY = date(2021, 7, 9)
NOW = datetime(2021, 7, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "桥头的柳树-1888"

# code, level, name, kind; parents come before their children. Source: 国家统计局 统计用区划代码 2021.
PLACES = [
    ("000000000000", "nation", "中华人民共和国", ""),
    ("410000000000", "province", "河南省", ""),
    ("410900000000", "city", "濮阳市", ""),
    ("410902000000", "county", "华龙区", ""),
    ("410902001000", "township", "中原路街道", ""),
    ("410902001001", "village", "京东社区", "residents"),
    ("410902001002", "village", "玉北社区", "residents"),
    ("410902002000", "township", "胜利路街道", ""),
    ("410902002002", "village", "金联华社区", "residents"),
    ("410922000000", "county", "清丰县", ""),
    ("410922100000", "township", "城关镇", ""),
    ("410922100201", "village", "西关村", "villagers"),
    ("410922100202", "village", "南关村", "villagers"),
    ("410922101000", "township", "马庄桥镇", ""),
    ("410922101401", "village", "第五社区北区", "similar"),
]
ROLES = {
    "cast_clerk": ("市级经办", None),
    "cast_officer": ("县级经办", {"view", "edit", "complete", "assess"}),
    "cast_worker": ("基层经办", {"view", "edit"}),
    "cast_reader": ("查阅", {"view"}),
}


def plant() -> dict[str, Division]:
    """Make the places, inside a scope that sees everything, and give them by their 12-digit code."""
    found: dict[str, Division] = {}
    for code, level, name, kind in PLACES:
        key = int(code) * 1000
        above = [place for place in found.values() if place.code <= key < place.upper]
        found[code] = Division(
            code=key,
            upper=key + SPAN[level],
            level=level,
            name=name,
            path_name="".join(place.name for place in above[1:]) + name,
            parent=above[-1] if above else None,
            village_kind=kind,
            valid_from=date(2010, 1, 1),
        )
    Division.objects.bulk_create(found.values())
    return found


@pytest.fixture
def tree(db) -> dict[str, Division]:
    """The places by their 12-digit code."""
    with scope.everything("the cast's places"):
        return plant()


@pytest.fixture
def hire(tree):
    """`hire(username, name, role, title, code, …)` gives a person a post in a unit of the first place, over all of them."""

    def make(username: str, name: str, role: str, title: str, *codes: str) -> Post:
        places = [tree[code] for code in codes]
        with scope.everything("the cast's people"):
            unit, _made = Unit.objects.get_or_create(
                code=f"U{codes[0]}", defaults={"name": f"{places[0].name}办公室", "division": places[0]}
            )
            user = User.objects.create(username=username, name=name, password=make_password(PASSWORD))
            post = Post.objects.create(user=user, unit=unit, role=cast_role(role), title=title, since=date(2019, 1, 1))
            post.divisions.set(places)
            # Loaded whole, so that its scope can be entered where no table may be read yet.
            return whole().get(pk=post.pk)

    return make


def cast_role(code: str) -> Role:
    """One of ROLES: it has, of every domain, the permissions that end with one of its verbs; None: all there are.

    A role that is there already, by the installation or by `give_role`, is taken as it is. An unknown one may do nothing.
    """
    name, verbs = ROLES.get(code, (code, ()))
    held = {each for each in permissions() if verbs is None or each.rsplit(".", 1)[1] in verbs}
    return Role.objects.filter(pk=code).first() or give_role(code, held, name)


def give_role(code: str, held: Iterable[str], name: str = "", **values: Any) -> Role:
    """A role with exactly these permissions."""
    role, _made = Role.objects.update_or_create(code=code, defaults={"name": name or code, **values})
    role.permissions.set(Permission.objects.filter(pk__in=held))
    return role


def permissions() -> set[str]:
    modules = [
        f"{config.name}.permissions"
        for config in apps.get_app_configs()
        if config.name.startswith("linli.domains.") and importlib.util.find_spec(f"{config.name}.permissions")
    ]
    return {str(each) for name in modules for each in importlib.import_module(name).Permission}


@pytest.fixture
def city_clerk(hire) -> Post:
    return hire("shi", "程思远", "cast_clerk", "基层政权科科员", "410900000000")


@pytest.fixture
def hualong_officer(hire) -> Post:
    return hire("hualong", "华清和", "cast_officer", "基层政权股股长", "410902000000")


@pytest.fixture
def qingfeng_officer(hire) -> Post:
    return hire("qingfeng", "丰年庆", "cast_officer", "基层政权股股长", "410922000000")


@pytest.fixture
def two_county_officer(hire) -> Post:
    """Covers two disjoint places: Hualong's street and the county of Qingfeng."""
    return hire("liangdi", "连双城", "cast_officer", "督导员", "410902001000", "410922000000")


@pytest.fixture
def street_worker(hire) -> Post:
    return hire("jiedao", "路中原", "cast_worker", "社区建设办科员", "410902001000")


@pytest.fixture
def village_worker(hire) -> Post:
    return hire("jingdong", "甘敬业", "cast_worker", "社区工作者", "410902001001")


@pytest.fixture
def city_reader(hire) -> Post:
    return hire("chayue", "阅知常", "cast_reader", "督查员", "410900000000")


@pytest.fixture
def outsider(tree) -> User:
    """An account without any post."""
    with scope.everything("the cast's people"):
        return User.objects.create(username="luren", name="路过客", password=make_password(PASSWORD))


@pytest.fixture
def everywhere(db):
    """The test itself sees the whole tree."""
    with scope.everything("a test looks at everything"):
        yield


@pytest.fixture
def given(everywhere):
    """`given(Model, division, **values)` writes a record as if an action had; the rules of the domain are not asked."""

    def write(model, division: Division, **values):
        with writing():
            return model.objects.create(division=division, created_at=NOW, updated_at=NOW, **values)

    return write


def deeds_on(record):
    """The record's history without what the test itself wrote, which was nobody's deed."""
    return log.history(record).exclude(verb="direct")


@pytest.fixture
def as_post():
    """`with as_post(post):` sees what that post covers."""
    return lambda post: scope.entered(post.scope)


OLDER = """SELECT count(*) FROM pg_stat_activity
WHERE datname <> %s AND backend_xid IS NOT NULL AND backend_xid::text::bigint < %s"""
PATIENCE_SECONDS = 120


@pytest.fixture
def patient_seals(monkeypatch):
    """A seal stops short of the oldest open transaction of the server; those of other test processes are waited for first."""
    at_once = sealing.seal

    def seal(**kwargs):
        wait_for_other_databases()
        return at_once(**kwargs)

    monkeypatch.setattr(sealing, "seal", seal)


def wait_for_other_databases() -> None:
    from linli.config.keys import Place
    from linli.config.postgres import Server

    own, deadline = connections["default"].settings_dict["NAME"], time.monotonic() + PATIENCE_SECONDS
    with Server(Place()).superuser("postgres") as server:
        (now,) = server.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        while server.execute(OLDER, [own, now]).fetchone() != (0,) and time.monotonic() < deadline:
            time.sleep(0.01)
