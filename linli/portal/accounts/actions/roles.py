"""Editing what a role may do, for everybody who holds it, at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.accounts.models import Office, Permission, Post, Role
from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit.deeds import Refused
from linli.portal.accounts import guards
from linli.portal.accounts.actions.telling import kept, told
from linli.portal.permissions import Security


@transaction.atomic
def enter_role(
    *,
    code: str,
    name: str,
    description: str,
    levels: Sequence[str],
    permissions: Iterable[Permission],
    by: Post,
    at: datetime,
) -> Role:
    """A new role for work on the city's data; the three administrations have theirs. Raises PermissionRefused, Refused."""
    require(by, Security.ROLES)
    if Role.objects.filter(pk=code).exists():
        raise Refused(_("这个角色代码已被使用，请换一个。"))
    role = Role(code=code, name=name, description=description, levels=list(levels))
    kept(role)
    return _set(role, list(permissions), "role.enter", by=by, at=at)


@transaction.atomic
def change_role(
    role: Role,
    *,
    name: str,
    description: str,
    levels: Sequence[str],
    permissions: Iterable[Permission],
    grantable: Iterable[Permission] | None = None,
    by: Post,
    at: datetime,
) -> Role:
    """Raises PermissionRefused, Refused. What the role may give out stays within what the changer may give out.

    Without `grantable` that stays as it is; only a role of the security administration has any.
    """
    require(by, Security.ROLES)
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.pk == by.role_id:
        raise PermissionRefused(_("不能修改自己正在担任的角色。"))
    guards.refuse_role_beyond(role, by)
    before = _summary(role)
    role.name, role.description, role.levels = name, description, list(levels)
    kept(role)
    if grantable is not None:
        if role.administers != Office.SECURITY:
            raise Refused(_("“%(role)s”不设岗，没有可授出的权限。") % {"role": role.name})
        role.grantable.set(list(grantable))
    return _set(role, list(permissions), "role.change", by=by, at=at, before=before)


def _set(role: Role, permissions: list[Permission], verb: str, *, by: Post, at: datetime, **detail: Any) -> Role:
    refuse_mixed(role, permissions)
    role.permissions.set(permissions)
    changed = Role.objects.get(pk=role.pk)
    guards.refuse_role_beyond(changed, by)
    told(changed, verb, division_id=by.places[0].pk, by=by, at=at, **detail, after=_summary(changed))
    return changed


def refuse_mixed(role: Role, permissions: Iterable[Permission]) -> None:
    """The permissions of an administration are its own, and it has no others.

    Source: GB/T 22239-2019 §8.1.5.
    """
    for each in permissions:
        if each.administers != role.administers:
            raise Refused(
                _("“%(permission)s”属于%(office)s，不能放进“%(role)s”。三类管理员的权限不能混用，也不含业务权限。")
                % {"permission": each.name, "office": Office(each.administers).label, "role": role.name}
            )


def _summary(role: Role) -> dict[str, Any]:
    return {
        "name": role.name,
        "levels": list(role.levels),
        "permissions": sorted(role.permissions.values_list("pk", flat=True)),
        "grantable": sorted(role.grantable.values_list("pk", flat=True)),
    }
