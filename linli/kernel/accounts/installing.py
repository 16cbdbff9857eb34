"""After every migration the database knows the permissions that the code declares, and has the first roles.

A role that is there is never overwritten. A permission that is new with this version goes to the first roles that name it;
one that an administrator has taken away stays away.
"""

from collections.abc import Collection

from django.db import connections, transaction

from linli.kernel.accounts.models import Permission, Role
from linli.kernel.accounts.registry import all_permissions
from linli.kernel.accounts.roles import FirstRole, first_roles

TABLES = {Permission._meta.db_table, Role._meta.db_table, Role.permissions.through._meta.db_table}


def after_migrate(sender, using, **kwargs) -> None:
    if using == "owner" and set(connections[using].introspection.table_names()) >= TABLES:
        with transaction.atomic(using):
            install(using)


def install(using: str) -> None:
    """Idempotent."""
    new = _install_permissions(using)
    for role in first_roles():
        _install_role(role, new, using)


def _install_permissions(using: str) -> set[str]:
    """Names and descriptions are the code's; gives the codes that were not there before."""
    rows = [
        Permission(
            code=each.code,
            name=str(each.name),
            description=str(each.description),
            app=each.app,
            administers=each.administers,
        )
        for each in all_permissions()
    ]
    known = set(Permission.objects.using(using).values_list("code", flat=True))
    Permission.objects.using(using).bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "description", "app", "administers"],
    )
    return {row.code for row in rows} - known


def _install_role(first: FirstRole, new: Collection[str], using: str) -> None:
    values = {
        "name": first.name,
        "description": first.description,
        "levels": list(first.levels),
        "administers": first.administers,
    }
    role, is_made = Role.objects.using(using).get_or_create(code=first.code, defaults=values)
    # A role that the migration of posts found by its code alone has no name yet.
    if not is_made and role.name == role.code:
        Role.objects.using(using).filter(pk=role.pk).update(**values)
        is_made = True
    for held, codes in ((role.permissions, first.permissions), (role.grantable, first.grantable)):
        added = set(codes) if is_made else set(codes) & set(new)
        held.add(*Permission.objects.using(using).filter(code__in=added))
