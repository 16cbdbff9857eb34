"""Roles are registered once, with a Chinese name and a paragraph that says what their holder does.

The code of a role is stored, never a Python path. An unknown role has no permission at all.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Role:
    code: str
    name: str
    description: str
    permissions: frozenset[str] = field(default_factory=frozenset)


class PermissionRefused(PermissionError):
    """The post held does not carry the permission; the message can be shown to its holder."""


_roles: dict[str, Role] = {}


def register(*roles: Role) -> None:
    for role in roles:
        _roles[role.code] = role


def all_roles() -> list[Role]:
    return list(_roles.values())


def get_role(code: str) -> Role:
    return _roles.get(code) or Role(code, code, "")
