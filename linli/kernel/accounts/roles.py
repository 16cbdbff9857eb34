"""The roles that an installation starts with; from then on a role is a row that the security administrator edits.

The code of a role is stored, never a Python path.
"""

from collections.abc import Collection
from dataclasses import dataclass


class PermissionRefused(PermissionError):
    """The post held does not carry the permission; the message can be shown to its holder."""


@dataclass(frozen=True)
class FirstRole:
    """`levels` are those of the divisions for which it may be given, none: any. `grantable` is what its holder may give out."""

    code: str
    name: str
    description: str
    permissions: Collection[str] = ()
    levels: tuple[str, ...] = ()
    administers: str = ""
    grantable: Collection[str] = ()


_first: dict[str, FirstRole] = {}


def register(*roles: FirstRole) -> None:
    for role in roles:
        _first[role.code] = role


def first_roles() -> list[FirstRole]:
    return list(_first.values())
