"""Rules about the shape of the code, checked without running it.

Import direction is checked by import-linter (.importlinter). This file checks what import-linter cannot express.
"""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parent.parent / "linli"
DOMAINS = ROOT / "domains"

# What one domain app may import from another.
PUBLIC_MODULES = {"actions", "queries", "events", "enums", "models", "indicators"}

# Who may write to the database.
WRITERS = {"actions"}
WRITE_METHODS = {
    "save",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}

README_HEADINGS = [
    "What it is for",
    "Rules and where they come from",
    "States",
    "Depends on",
]
# Grants and triggers are made when the tables have been.
HOOKS = {
    **{
        f"kernel/{app}/apps.py": {"django.db.models.signals.post_migrate"}
        for app in ("divisions", "accounts", "indicators")
    },
    "kernel/audit/apps.py": {"django.db.models.signals.pre_migrate", "django.db.models.signals.post_migrate"},
}
DRAWERS = {"utils", "common", "helpers", "misc", "extras"}
MAX_LINES = 400


def source_files(below=ROOT):
    return sorted(p for p in below.rglob("*.py") if "migrations" not in p.parts)


def product_files(below=ROOT):
    return [p for p in source_files(below) if "tests" not in p.parts]


def domain_files():
    """The files of the apps themselves."""
    return [p for p in product_files(DOMAINS) if len(p.relative_to(DOMAINS).parts) > 1]


def name_of(path):
    return str(path.relative_to(ROOT))


def imported_names(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def calls(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr, ast.unparse(node.func)


@pytest.mark.parametrize("path", domain_files(), ids=name_of)
def test_other_apps_are_used_through_their_public_modules(path):
    own = path.relative_to(DOMAINS).parts[0]

    private = [
        name
        for name in imported_names(path)
        if (match := re.match(r"linli\.domains\.(\w+)\.(\w+)", name))
        and match[1] != own
        and match[2] not in PUBLIC_MODULES
    ]

    assert private == []


@pytest.mark.parametrize("path", domain_files(), ids=name_of)
def test_only_actions_write(path):
    part = path.relative_to(DOMAINS).parts[1].removesuffix(".py")
    if part in WRITERS:
        return

    written = [
        f"{path.name}:{line} {call}"
        for line, method, call in calls(path)
        if (method in WRITE_METHODS or call.endswith(".objects.create")) and not call.startswith(("super()", "form."))
    ]

    assert written == []


@pytest.mark.parametrize("path", domain_files(), ids=name_of)
def test_nobody_assigns_state_but_the_workflow(path):
    assigned = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]

    assert assigned == []


@pytest.mark.parametrize("path", sorted(p.parent for p in DOMAINS.glob("*/apps.py")), ids=lambda p: p.name)
def test_every_app_explains_itself(path):
    headings = re.findall(r"^## (.+)$", (path / "README.md").read_text(), re.MULTILINE)

    assert headings == README_HEADINGS


@pytest.mark.parametrize("path", source_files(), ids=name_of)
def test_files_stay_short(path):
    assert path.read_text().count("\n") <= MAX_LINES


@pytest.mark.parametrize("path", source_files(), ids=name_of)
def test_no_file_is_a_drawer(path):
    assert path.stem not in DRAWERS


@pytest.mark.parametrize("path", product_files(), ids=name_of)
def test_no_model_signals(path):
    used = {name for name in imported_names(path) if name.startswith("django.db.models.signals")}

    assert used <= HOOKS.get(name_of(path), set())


@pytest.mark.parametrize("path", domain_files(), ids=name_of)
def test_rules_are_pure(path):
    if "rules" not in path.relative_to(DOMAINS).parts[1]:
        return

    impure = [
        name for name in imported_names(path) if name.startswith(("django.db", "django.http", "linli.kernel.divisions"))
    ]

    assert impure == []
    assert not re.search(r"\b(now|today)\(\)", path.read_text())


@pytest.mark.parametrize("path", product_files(), ids=name_of)
def test_classes_have_at_most_two_bases(path):
    many = [
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and len(node.bases) > 2
    ]

    assert many == []


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.html")), ids=name_of)
def test_templates_carry_no_inline_script_or_style(path):
    text = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son\w+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\b(src=|type=\"application/json\"))", text)


@pytest.mark.parametrize("path", sorted(ROOT.rglob("migrations/0*.py")), ids=name_of)
def test_migrations_are_named(path):
    assert not re.search(r"_auto_|_alter_.*_and_more|_initial", path.stem)


def test_leaving_the_scope_is_rare_and_reasoned():
    places = [
        f"{name_of(p)}" for p in product_files() for _l, _m, call in calls(p) if call.endswith("scope.everything")
    ]

    assert set(places) == ALLOWED_TO_LEAVE_SCOPE


def test_doors_of_residents_are_few():
    """Where somebody without a post enters the scope of a community: to write one thing, or to read one answer."""
    places = {name_of(p) for p in product_files() for _l, _m, call in calls(p) if call.endswith("scope.visiting")}

    assert places == {
        "domains/consultation/actions/online.py",
        "domains/disclosure/actions/online.py",
        "domains/disclosure/queries/public.py",
    }


def test_only_the_proof_of_the_audit_leaves_the_scope_unsaid():
    places = [name_of(p) for p in product_files() if "scope.EVERYTHING" in p.read_text()]

    assert places == ["kernel/audit/sealing.py"]


# Each has a reason in its call; a new place is a decision.
ALLOWED_TO_LEAVE_SCOPE = {
    "domains/residents/actions/transfers.py",
    "domains/elections/management/commands/elections.py",
    "kernel/privacy/management/commands/rotate_keys.py",
    "kernel/divisions/management/commands/load_divisions.py",
    "kernel/jobs/running.py",
    "domains/residents/imports/roster.py",
    "kernel/exchange/together.py",
    "domains/residents/tasks.py",
    "domains/committees/tasks.py",
    "domains/returns/tasks.py",
    "domains/returns/management/commands/returns.py",
    "portal/actions.py",
    "portal/audit/queries.py",
    "portal/management/commands/appoint_administrator.py",
    "portal/management/commands/figures.py",
    "portal/management/commands/check_figures.py",
    "portal/management/commands/demo.py",
    *[f"portal/bench/{name}.py" for name in ("city", "demo", "elections", "pages", "public", "run", "writes")],
    *[f"portal/bench/{name}.py" for name in ("returns", "returns_sending")],
    "domains/correspondence/management/commands/verify.py",
    *[f"kernel/audit/{name}.py" for name in ("archiving", "packs")],
    "domains/suggestions/management/commands/reply.py",
}
