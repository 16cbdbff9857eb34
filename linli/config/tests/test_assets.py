"""What is copied from the npm packages, and when."""

import json
import re

import pytest

from linli.config import assets
from linli.config.keys import PROJECT, Place


@pytest.mark.parametrize(
    "text, kept",
    [
        (b"a{}\n/*# sourceMappingURL=tabler.min.css.map */", b"a{}\n"),
        (b"let a\n//# sourceMappingURL=tabler.min.js.map\n", b"let a\n"),
        (b"let a\n", b"let a\n"),
    ],
)
def test_reference_to_a_source_map_is_left_out(tmp_path, text, kept):
    source, target = tmp_path / "source.js", tmp_path / "target.js"
    source.write_bytes(text)

    assets._copy(source, target)

    assert target.read_bytes() == kept


def test_files_of_another_lock_do_not_count(tmp_path):
    (tmp_path / "stamp").write_text("old")

    assert assets.has(tmp_path, assets.wanted(Place())) is False


def test_files_must_all_be_there(tmp_path):
    stamp = assets.wanted(Place())
    (tmp_path / "stamp").write_text(stamp)

    assert assets.has(tmp_path, stamp) is False


def test_every_package_is_pinned_and_no_registry_is_named():
    wanted = json.loads((PROJECT / "package.json").read_text())["dependencies"]
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]

    loose = [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)]
    named = [name for name, about in packages.items() if "resolved" in about]
    unproved = [name for name, about in packages.items() if name and "integrity" not in about]
    assert (loose, named, unproved) == ([], [], [])


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "scripts/uv.txt"])
def test_requirements_have_digests_and_name_no_registry(name):
    text = (PROJECT / name).read_text()

    entries = re.split(r"\n(?=\S)", text.strip())
    loose = [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert (loose, "://" in text, "--index" in text) == ([], False, False)
