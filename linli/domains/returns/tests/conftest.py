"""A city that asks its communities, and everybody who has a part in it."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from linli.domains.returns.actions import sending
from linli.domains.returns.enums import RequestState, Rhythm
from linli.domains.returns.models import Answer, Fact, Request
from linli.domains.returns.rules.asked import Asked, Layout
from linli.domains.returns.rules.forms import Kind, Subject
from linli.kernel.accounts.models import Unit
from linli.kernel.accounts.queries import whole
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division
from tests.cast import give_role

DAY = date(2021, 7, 9)
JINGDONG, YUBEI, STREET, COUNTY, CITY = (
    "410902001001",
    "410902001002",
    "410902001000",
    "410902000000",
    "410900000000",
)
LAYOUT = Layout("Sheet1", (1, 1), 2, 1, 2)


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


AT = on(DAY)


def column(index: int, name: str, kind: Kind = Kind.TEXT, fact: str = "", **said: Any) -> Asked:
    return Asked(index, (name,), kind, fact, is_confirmed=True, **said)


@pytest.fixture
def posts(tree, hire, everywhere) -> SimpleNamespace:
    answers = {"returns.view", "returns.answer", "residents.view", "residents.edit", "grid.view", "grid.edit"}
    give_role("form_filler", answers)
    give_role("form_typist", {"returns.view", "returns.answer"})
    give_role("form_checker", {"returns.view", "returns.check"})
    give_role("form_asker", {"returns.view", "returns.ask", "returns.check"})
    give_role("form_guard", {"returns.view", "returns.guard"})
    held = {
        "filler": ("form_filler", JINGDONG),
        "typist": ("form_typist", JINGDONG),
        "neighbour": ("form_filler", YUBEI),
        "street": ("form_checker", STREET),
        "county": ("form_checker", COUNTY),
        "asker": ("form_asker", CITY),
        "guard": ("form_guard", CITY),
    }
    cast = {
        name: hire(f"bb_{name}", f"甘{number}", role, "经办人", code)
        for number, (name, (role, code)) in zip("一二三四五六七", held.items(), strict=True)
    }
    # Who guards the communities' workload is not who asks.
    with scope.everything("the cast's people"):
        cast["guard"].unit = Unit.objects.create(code="U-guard", name="减负办", division=tree[CITY])
        cast["guard"].save()
        return SimpleNamespace(**cast | {"guard": whole().get(pk=cast["guard"].pk)})


@pytest.fixture
def fact(given, tree, posts):
    """A fact of the city's dictionary."""

    def make(name: str = "健身器材", kind: Kind = Kind.INT, **said: Any) -> Fact:
        values = {"subject": Subject.DIVISION, "definition": "完好能用的件数", "owner": posts.asker.unit}
        return given(Fact, tree[CITY], name=name, kind=kind, **{**values, **said})

    return make


@pytest.fixture
def request_of(given, tree, posts):
    """A request in force, of these columns."""

    def make(*columns: Asked, **said: Any) -> Request:
        values: dict[str, Any] = {
            "title": "社区服务设施表",
            "unit": posts.asker.unit,
            "state": RequestState.IN_FORCE,
            "subject": Subject.DIVISION,
            "file_name": "设施.xlsx",
            "workbook": b"",
            "form": LAYOUT.to_json(),
            "targets": [COUNTY],
            "basis": "某文件第三条",
            "purpose": "核对",
            "payer": "市级财政",
            "rhythm": Rhythm.ONCE,
            "begins_on": date(2021, 7, 1),
            "ends_on": date(2021, 12, 31),
            "due_days": 3,
        }
        return given(Request, tree[CITY], columns=[each.to_json() for each in columns], **{**values, **said})

    return make


@pytest.fixture
def sent(posts, request_of, as_post):
    """The answers of a request that has just been sent, by the name of their community."""

    def make(*columns: Asked, at: datetime = AT, request: Request | None = None, **said: Any) -> dict[str, Answer]:
        request = request or request_of(*columns, **said)
        with as_post(posts.guard):
            sending.send(request, by=posts.guard, at=at)
        return {each.division.name: each for each in answers_of(request)}

    return make


def answers_of(request: Request) -> list[Answer]:
    return list(Answer.objects.filter(request=request).select_related("division", "request"))


def division(tree: dict[str, Division], code: str) -> Division:
    return tree[code]
