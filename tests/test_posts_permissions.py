"""Every permission that any code asks for has a name and a paragraph, and stands in the database."""

import ast
import importlib
import pathlib
from enum import StrEnum

import pytest
from django.apps import apps

from linli.kernel.accounts.models import Permission
from linli.kernel.accounts.registry import all_permissions, permission_names
from linli.kernel.divisions import scope
from linli.kernel.exchange.spec import all_specs
from linli.kernel.ui.navigation import all_items
from linli.kernel.workflow.tables import all_workflows

ROOT = pathlib.Path(importlib.import_module("linli").__file__).parent
ASKING = {"require", "may", "deed", "needs"}
FILES = [path for path in sorted(ROOT.rglob("*.py")) if not {"tests", "migrations"} & set(path.parts)]


def test_registers_and_their_deeds_name_declared_permissions():
    used = {str(each) for spec in all_specs() for each in (spec.view_permission, spec.edit_permission)}
    used |= {str(action.permission) for spec in all_specs() for action in spec.actions}

    assert used - set(permission_names()) == set()


def test_workflows_name_declared_permissions():
    used = {str(each.permission) for table in all_workflows() for each in table.transitions}

    assert used - set(permission_names()) == set()


def test_navigation_names_declared_permissions():
    assert {str(item.permission) for item in all_items() if item.permission} - set(permission_names()) == set()


def test_every_permission_of_an_app_is_declared():
    members = set()
    for config in apps.get_app_configs():
        if (pathlib.Path(config.path) / "permissions.py").exists():
            module = importlib.import_module(f"{config.name}.permissions")
            own = [each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__]
            enums = [each for each in own if isinstance(each, type) and issubclass(each, StrEnum)]
            members |= {str(value) for each in enums for value in each}

    assert members - set(permission_names()) == set()
    assert len(members) > 30


def asked_for(path: pathlib.Path) -> set[str]:
    """The permissions that a file's calls of `require`, `may`, `deed` and `needs` name, as far as they are written out."""
    tree, found = ast.parse(path.read_text()), set()
    space = None
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called not in ASKING:
            continue
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value:
                found.add(argument.value)
            elif isinstance(argument, ast.Attribute) and isinstance(argument.value, ast.Name):
                space = space or vars(importlib.import_module(module_of(path)))
                value = getattr(space.get(argument.value.id), argument.attr, None)
                found |= {str(value)} if isinstance(value, StrEnum) else set()
    return found


def module_of(path: pathlib.Path) -> str:
    return ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


def test_calls_name_declared_permissions():
    used = {code for path in FILES for code in asked_for(path)}

    assert used - set(permission_names()) == set()
    assert {"accounts.manage", "suggestions.register", "committees.certify"} <= used


def test_a_call_with_an_undeclared_permission_would_be_found(tmp_path):
    careless = tmp_path / "careless.py"
    careless.write_text("def act(by):\n    require(by, 'funds.burn')\n")

    assert asked_for(careless) - set(permission_names()) == {"funds.burn"}


def test_database_knows_every_permission_in_words(db):
    with scope.everything("permissions"):
        stored = {each.code: (each.name, each.description) for each in Permission.objects.all()}

    assert stored == {each.code: (str(each.name), str(each.description)) for each in all_permissions()}


@pytest.mark.parametrize("each", all_permissions(), ids=lambda each: each.code)
def test_permission_has_a_name_and_a_paragraph(each):
    assert str(each.name).strip()
    assert str(each.description).strip().endswith("。")
