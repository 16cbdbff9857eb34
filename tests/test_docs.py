"""The documentation says what the code does: generated pages are current, names agree, links lead somewhere."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from linli.domains import __path__ as domain_path
from linli.kernel.accounts.registry import permission_names
from linli.kernel.accounts.roles import first_roles
from linli.kernel.workflow.tables import all_workflows
from linli.portal.demo_cast import CAST
from linli.portal.reference import pages

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
DOMAINS = [path.parent for path in sorted(Path(domain_path[0]).glob("*/apps.py"))]
HEADINGS = ["What it is for", "Rules and where they come from", "States", "Depends on"]
NOT_OURS = {".venv", "var", ".git", ".pytest_cache", "node_modules"}
DOCUMENTS = [path for path in sorted(ROOT.rglob("*.md")) if not NOT_OURS & set(path.relative_to(ROOT).parts)]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]

_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?\)")


@pytest.fixture(scope="module")
def written():
    return pages()


def name_of(path):
    return str(path.relative_to(ROOT))


def headings(text, level):
    return re.findall(rf"^{'#' * level} (.+)$", _FENCE.sub("", text), re.MULTILINE)


def blocks(text):
    return [re.sub(r"^ +", "", block, flags=re.MULTILINE) for block in _FENCE.findall(text)]


def models():
    return [model for model in apps.get_models() if model.__module__.startswith("linli.")]


@pytest.mark.parametrize(
    "name", ["rules.md", "workflows.md", "figures.md", "registers.md", "roles.md", "events.md", "commands.md"]
)
def test_reference_page_is_current(name, written):
    # When this fails: .venv/bin/linli write-reference
    assert (REFERENCE / name).read_text() == written[name]


def test_reference_has_no_other_page(written):
    assert {path.name for path in REFERENCE.glob("*")} == set(written)


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label)
def test_glossary_names_every_model(model):
    rows = re.findall(r"^\| ([^|]+?) \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)

    assert str(model._meta.verbose_name) in rows


@pytest.mark.parametrize("folder", DOMAINS, ids=lambda folder: folder.name)
def test_domain_explains_itself(folder):
    assert headings((folder / "README.md").read_text(), 2) == HEADINGS


@pytest.mark.parametrize("flow", all_workflows(), ids=lambda flow: flow.model._meta.label)
def test_domain_names_the_states_of_its_workflow(flow):
    readme = Path(apps.get_app_config(flow.model._meta.app_label).path) / "README.md"
    section = readme.read_text().split("## States")[1].split("\n## ")[0]

    states = [value for value, _label in flow.model._meta.get_field(flow.field).choices]
    assert [state for state in states if f"`{state}`" not in section] == []


def test_every_permission_is_some_roles():
    held = {str(name) for role in first_roles() for name in role.permissions}

    assert set(permission_names()) ^ held == set()


def test_every_setting_is_explained():
    sources = [*(ROOT / "linli").rglob("*.py"), ROOT / "conftest.py", ROOT / ".ci" / "run"]
    used = {name for path in sources for name in re.findall(r"\bLINLI_[A-Z_]+\b", path.read_text())}

    for readme in READMES:
        assert used - set(re.findall(r"LINLI_[A-Z_]+", readme.read_text())) == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_relative_links_lead_somewhere(path):
    links = _LINK.findall(_FENCE.sub("", path.read_text()))
    relative = [link.split("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]

    assert [link for link in relative if not (path.parent / link).exists()] == []


def test_both_readmes_have_the_same_commands():
    english, chinese = (blocks(path.read_text()) for path in READMES)

    assert english == chinese


def test_both_readmes_have_the_same_sections():
    english, chinese = (path.read_text() for path in READMES)

    assert len(headings(english, 2)) == len(headings(chinese, 2))
    assert _LINK.findall(english) == _LINK.findall(chinese)


def test_readmes_name_every_demo_account():
    for readme in READMES:
        assert [each.username for each in CAST if f"`{each.username}`" not in readme.read_text()] == []


TABLE_OF_ATTACKS = (ROOT / "docs" / "attack-classes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("named", re.findall(r"`([\w/]+\.py)::(\w+)`", TABLE_OF_ATTACKS), ids="::".join)
def test_the_tests_named_for_attacks_are_there(named):
    path, name = named
    assert f"\ndef {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_every_attack_class_has_its_row():
    assert re.findall(r"^\| (\d+) \|", TABLE_OF_ATTACKS, re.MULTILINE) == [str(number) for number in range(1, 27)]
