from datetime import date
from types import SimpleNamespace

import pytest

from linli.domains.attestations.models import Item, ItemList
from linli.kernel.accounts.models import Post, Unit, User
from linli.kernel.accounts.queries import whole
from tests.cast import give_role

VILLAGE = "410922100201"


@pytest.fixture
def posts(tree, everywhere) -> SimpleNamespace:
    """Those of one village: at the counter, its head, and somebody who may do both."""
    view = "attestations.view"
    roles = {
        "counter": {view, "attestations.handle"},
        "chair": {view, "attestations.approve"},
        "both": {view, "attestations.handle", "attestations.approve"},
    }
    unit = Unit.objects.create(code="PDY-xg", name="西关村村民委员会", division=tree[VILLAGE])
    found = {}
    for name, rights in roles.items():
        role = give_role(f"att_{name}", rights)
        user = User.objects.create(username=f"att-{name}", name=f"{name}某", password="!")
        post = Post.objects.create(user=user, unit=unit, role=role, title=name, since=date(2019, 1, 1))
        post.divisions.set([tree[VILLAGE]])
        found[name] = whole().get(pk=post.pk)
    return SimpleNamespace(**found)


@pytest.fixture
def listed(given, tree) -> ItemList:
    """The city's list, which no village post covers."""
    city = tree["410900000000"]
    made = given(ItemList, city, title="濮阳市证明事项清单", document_no="PDY〔2020〕50号", since=date(2020, 9, 1))
    for name, words, handling, promise in (
        ("居住情况", "入学、居住", "on_spot", False),
        ("困难情况", "救助、困难", "verified", True),
        ("公共用地使用", "用地", "consulted", False),
    ):
        given(
            Item,
            city,
            item_list=made,
            name=name,
            words=words,
            basis="某办法第三条",
            handling=handling,
            offers_promise=promise,
            wording="兹证明{姓名}{核实情况}。特此证明。",
        )
    return made
