"""Those who administer, beside the cast that works: their roles are the ones that an installation starts with."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from linli.kernel.accounts.models import Role, Unit
from linli.kernel.divisions import scope
from linli.portal.accounts.actions import posts
from tests.cast import NOW, TODAY

CITY, HUALONG, QINGFENG, STREET, VILLAGE = (
    "410900000000",
    "410902000000",
    "410922000000",
    "410902001000",
    "410902001001",
)


@pytest.fixture
def offices(hire) -> SimpleNamespace:
    """The security administrator of the city, that of a county, and the two others."""
    return SimpleNamespace(
        security=hire("an", "安慎之", "security_admin", "安全管理员", CITY),
        county=hire("long", "龙永宁", "county_security_admin", "账号管理员", HUALONG),
        system=hire("shi-jing", "石守静", "system_admin", "系统管理员", CITY),
        audit=hire("shen-cha", "沈察言", "audit_admin", "审计管理员", CITY),
    )


@pytest.fixture
def give(offices, tree, outsider):
    """`give(by, role, *codes, …)` gives a post, in the scope of whoever gives it; by default to somebody without one."""

    def giving(by, role: str, *codes: str, **values: Any):
        with transaction.atomic(), scope.entered(by.scope):
            wanted = {
                "user": outsider,
                "unit": unit_in(tree, codes[0] if codes else HUALONG),
                "role": Role.objects.get(pk=role),
                "title": "科员",
                "divisions": [tree[code] for code in codes],
                "since": TODAY,
            }
            return posts.give_post(**(wanted | values), by=by, at=NOW)

    return giving


def unit_in(tree, code: str) -> Unit:
    with transaction.atomic(), scope.everything("a unit"):
        return Unit.objects.get_or_create(
            code=f"PDY-{code}", defaults={"name": f"{tree[code].name}公所", "division": tree[code]}
        )[0]
