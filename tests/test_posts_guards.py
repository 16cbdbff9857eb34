"""Attack classes 6, 15, 16, 17 and 24 on accounts and posts, and the separation of the three administrations.

Each attack is tried as it is, and again with its guard taken away: then it must succeed, or the test would prove nothing.
"""

import ast
import pathlib
from datetime import timedelta

import pytest
from django.db import transaction

from linli.kernel.accounts.models import Office, Permission, Post, Role, User
from linli.kernel.accounts.registry import all_permissions
from linli.kernel.accounts.roles import PermissionRefused, first_roles
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions import scope
from linli.kernel.divisions.scope import OutOfScope
from linli.portal.accounts import guards
from linli.portal.accounts.actions import people, posts, roles, units
from linli.portal.roles import DATA
from tests.cast import NOW, TODAY
from tests.posts_cast import CITY, HUALONG, QINGFENG, STREET, unit_in

ACTIONS = pathlib.Path(units.__file__).parent
REFUSALS = (PermissionRefused, OutOfScope, Refused)


@pytest.fixture
def attack(give, offices, tree, outsider):
    """What an account administrator of Hualong, or of the city, may try and must not be able to do."""

    def other_office():
        give(offices.security, "audit_admin", CITY)
        give(offices.security, "system_admin", CITY)

    def office_and_data():
        give(offices.security, "audit_admin", CITY)
        give(offices.security, "viewer", HUALONG)

    return {
        "a post to oneself": lambda: give(offices.security, "security_admin", CITY, user=offices.security.user),
        "a post in another county": lambda: give(offices.county, "viewer", QINGFENG),
        "another county's places in a unit of one's own": lambda: give(
            offices.county, "viewer", QINGFENG, unit=offices.county.unit
        ),
        "one's own places in a unit elsewhere": lambda: give(
            offices.county, "viewer", HUALONG, unit=unit_in(tree, QINGFENG)
        ),
        "the whole city": lambda: give(offices.county, "viewer", CITY),
        "rights of the city": lambda: give(offices.county, "supervisor", HUALONG),
        "an administration": lambda: give(offices.county, "county_security_admin", HUALONG),
        "a level too low": lambda: give(offices.county, "clerk", STREET),
        "two administrations in one hand": other_office,
        "an administration beside work on data": office_and_data,
    }


CAUGHT_BY = {
    "a post to oneself": guards.refuse_own,
    "a post in another county": guards.refuse_other_places,
    "another county's places in a unit of one's own": guards.refuse_other_places,
    "one's own places in a unit elsewhere": guards.refuse_other_places,
    "the whole city": guards.refuse_other_places,
    "rights of the city": guards.refuse_higher_rights,
    "an administration": guards.refuse_higher_rights,
    "a level too low": guards.refuse_wrong_level,
    "two administrations in one hand": guards.refuse_two_offices,
    "an administration beside work on data": guards.refuse_two_offices,
}


@pytest.mark.parametrize("name", CAUGHT_BY)
def test_attack_is_refused_and_leaves_nothing(name, attack):
    before = set(Post.objects.values_list("pk", flat=True)) if scope.is_entered() else None

    with pytest.raises(REFUSALS):
        attack[name]()

    assert before is None or set(Post.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("name", CAUGHT_BY)
def test_without_its_guard_the_attack_succeeds(name, attack, monkeypatch):
    weakened = [tuple(each for each in kind if each is not CAUGHT_BY[name]) for kind in (guards.REACH, guards.FORM)]
    monkeypatch.setattr(guards, "REACH", weakened[0])
    monkeypatch.setattr(guards, "FORM", weakened[1])

    attack[name]()


# 6: changing and ending what lies beyond one's reach
@pytest.fixture
def of_the_city(give, offices):
    """A post for the city that a bureau in Hualong holds: visible to the county, not the county's to change."""
    return give(offices.security, "viewer", CITY, unit=offices.county.unit)


DEEDS = {
    "change": lambda post, by, tree, heir: posts.change_post(post, title="x", divisions=[tree[HUALONG]], by=by, at=NOW),
    "end": lambda post, by, tree, heir: posts.end_post(post, until=TODAY + timedelta(days=1), by=by, at=NOW),
    "hand over": lambda post, by, tree, heir: posts.hand_over(
        post, to=heir, on=TODAY + timedelta(days=1), by=by, at=NOW
    ),
    "stand in": lambda post, by, tree, heir: posts.appoint_stand_in(
        post, who=heir, since=TODAY, until=TODAY + timedelta(days=9), by=by, at=NOW
    ),
}


@pytest.mark.parametrize("name", DEEDS)
def test_post_beyond_reach_cannot_be_touched(name, of_the_city, offices, tree):
    with scope.everything("an heir"):
        heir = User.objects.create(username="jieren", name="解接任", password="!")
    with (
        transaction.atomic(),
        scope.entered(offices.county.scope),
        pytest.raises(OutOfScope),
    ):
        DEEDS[name](of_the_city, offices.county, tree, heir)


@pytest.mark.parametrize("name", DEEDS)
def test_own_post_cannot_be_touched(name, offices, tree):
    with scope.everything("an heir"):
        heir = User.objects.create(username="jieren", name="解接任", password="!")
    with scope.entered(offices.security.scope), pytest.raises(PermissionRefused, match="自己的岗位"):
        DEEDS[name](offices.security, offices.security, tree, heir)


@pytest.mark.parametrize("deed", [people.disable_account, people.renew_password, people.unlock_account])
def test_account_with_rights_beyond_reach_cannot_be_taken_over(deed, of_the_city, offices):
    with (
        scope.entered(offices.county.scope),
        pytest.raises(PermissionRefused, match="管辖范围以外还有岗位"),
    ):
        deed(of_the_city.user, by=offices.county, at=NOW)


def test_account_of_another_county_is_not_there(offices, qingfeng_officer):
    with scope.entered(offices.county.scope), pytest.raises(OutOfScope):
        people.renew_password(qingfeng_officer.user, by=offices.county, at=NOW)


def test_own_account_cannot_be_changed(offices):
    with scope.entered(offices.security.scope), pytest.raises(PermissionRefused, match="自己的账号"):
        people.unlock_account(offices.security.user, by=offices.security, at=NOW)


def test_stand_in_does_not_widen_their_own_places(give, offices, tree):
    """An administrator who stands in for another could else move the other's post, and their own with it."""
    with scope.entered(offices.security.scope):
        other = give(offices.security, "security_admin", CITY)
    with scope.everything("a stand-in made before"):
        stand_in = Post.objects.create(
            user=offices.security.user,
            unit=other.unit,
            role=other.role,
            title="代理",
            since=TODAY,
            until=TODAY + timedelta(days=9),
            seat=other,
            stands_in_for=other,
        )
        stand_in.divisions.set(other.places)
    with scope.entered(offices.security.scope), pytest.raises(PermissionRefused, match="自己的岗位"):
        posts.change_post(other, title="x", divisions=other.places, by=offices.security, at=NOW)


# the three administrations
OWN = {
    "system_admin": {"system.settings", "system.jobs", "system.backups"},
    "security_admin": {"accounts.manage", "accounts.roles"},
    "audit_admin": {"audit.read", "audit.export"},
}


def test_administrations_share_no_permission_and_have_none_on_data(offices):
    with scope.everything("roles"):
        held = {code: Role.objects.get(pk=code).codes for code in OWN}

    assert held == OWN
    assert not DATA & set().union(*OWN.values())


@pytest.mark.parametrize("name", ["system", "audit", "security", "county"])
def test_administrator_of_one_kind_cannot_do_what_another_does(name, offices):
    post = getattr(offices, name)
    own = Office(post.role.administers)

    assert all(not post.may(each.code) for each in all_permissions() if each.administers != own)


@pytest.mark.parametrize("name", ["system", "audit"])
def test_other_administrators_give_no_posts(name, offices, give):
    with pytest.raises(PermissionRefused):
        give(getattr(offices, name), "viewer", HUALONG)


# 24: a role that mixes what must be apart
@pytest.mark.parametrize("code", ["audit.read", "system.jobs", "accounts.manage"])
def test_role_for_data_takes_no_permission_of_an_administration(offices, code):
    with scope.entered(offices.security.scope):
        viewer, wanted = Role.objects.get(pk="viewer"), Permission.objects.filter(pk__in=[code, "funds.view"])
        with pytest.raises(Refused, match="不能混用"):
            roles.change_role(
                viewer, name="x", description="", levels=[], permissions=wanted, by=offices.security, at=NOW
            )


def test_without_its_guard_the_mixture_would_stand(offices, monkeypatch):
    monkeypatch.setattr(roles, "refuse_mixed", lambda role, permissions: None)
    with scope.entered(offices.security.scope):
        viewer = Role.objects.get(pk="viewer")
        wanted = Permission.objects.filter(pk__in=["audit.read", "funds.view"])
        changed = roles.change_role(
            viewer, name="x", description="", levels=[], permissions=wanted, by=offices.security, at=NOW
        )
        assert changed.codes == {"audit.read", "funds.view"}


def test_role_of_an_administration_takes_no_permission_on_data(offices):
    with scope.entered(offices.security.scope):
        audit = Role.objects.get(pk="audit_admin")
        with pytest.raises(Refused, match="不能混用"):
            roles.change_role(
                audit,
                name="x",
                description="",
                levels=[],
                permissions=Permission.objects.filter(pk="funds.view"),
                by=offices.security,
                at=NOW,
            )


def test_nobody_edits_the_role_that_they_hold(offices):
    with scope.entered(offices.security.scope), pytest.raises(PermissionRefused, match="自己正在担任"):
        roles.change_role(
            Role.objects.get(pk="security_admin"),
            name="x",
            description="",
            levels=[],
            permissions=[],
            by=offices.security,
            at=NOW,
        )


def test_county_edits_no_role(offices):
    with scope.entered(offices.county.scope), pytest.raises(PermissionRefused):
        roles.enter_role(code="mine", name="x", description="", levels=[], permissions=[], by=offices.county, at=NOW)


def test_no_two_permissions_can_be_taken_for_each_other():
    names = [str(each.name) for each in all_permissions()]
    told = [str(each.description) for each in all_permissions()]

    assert len(set(names)) == len(names)
    assert len(set(told)) == len(told)
    assert [each.code for each in all_permissions() if len(str(each.description)) < 15] == []


def test_first_roles_mix_nothing():
    office = {each.code: each.administers for each in all_permissions()}

    mixed = [
        (role.code, code) for role in first_roles() for code in role.permissions if office[code] != role.administers
    ]
    assert mixed == []


# 16: a permission asked for without a place
PLACE_CHECKS = {
    "require_place",
    "check",
    "check_reach",
    "_locked",
    "within_reach",
    "_write",
    "refuse_role_beyond",
    "_set",
}


def without_place(source: str) -> list[str]:
    """The functions that ask for a permission and for no place."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            called = {
                each.func.id if isinstance(each.func, ast.Name) else each.func.attr
                for each in ast.walk(node)
                if isinstance(each, ast.Call) and isinstance(each.func, ast.Name | ast.Attribute)
            }
            if "require" in called and not called & (PLACE_CHECKS - {node.name}) and node.name != "within_reach":
                found.append(node.name)
    return found


@pytest.mark.parametrize("path", sorted(ACTIONS.glob("*.py")), ids=lambda path: path.stem)
def test_every_deed_that_asks_for_a_permission_asks_for_the_place(path):
    assert without_place(path.read_text()) == []


def test_a_deed_that_forgets_the_place_would_be_found():
    assert without_place("def act(x, by):\n    require(by, 'a.b')\n    x.save()\n") == ["act"]
