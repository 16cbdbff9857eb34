"""What can be permitted at all. Each app declares its permissions beside the code that asks for them.

A permission that is asked for and not declared can be given to nobody; a test finds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Declared:
    """`administers` names the office that alone may hold the permission; empty for work on the city's data."""

    code: str
    name: Any
    description: Any
    app: str
    administers: str = ""


_declared: dict[str, Declared] = {}


def declare(app: str, names: Mapping[Any, Any], descriptions: Mapping[Any, Any], *, administers: str = "") -> None:
    """Called at the foot of an app's `permissions.py`. Raises KeyError where a permission has no description."""
    for code, name in names.items():
        _declared[str(code)] = Declared(str(code), name, descriptions[code], app, administers)


def all_permissions() -> list[Declared]:
    return list(_declared.values())


def permission_names() -> dict[str, str]:
    return {code: str(each.name) for code, each in _declared.items()}
