"""What is wrong with a workbook is said in words, cell by cell; nothing is written; a marked copy comes back."""

import csv
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings

from linli.domains.committees.models import Committee
from linli.domains.committees.records import COMMITTEE
from linli.kernel.divisions import scope
from linli.kernel.divisions.actions import load_tree
from linli.kernel.exchange import imports
from linli.kernel.exchange.workbooks import WorkbookRefused, read_upload
from tests.cast import NOW

DEMO = settings.BASE_DIR / "demo"
EXPECTED = list(csv.DictReader((DEMO / "data" / "expected_faults.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The faulty workbooks, made afresh: one of them is too large to keep."""
    made = tmp_path_factory.mktemp("bad")
    subprocess.run([sys.executable, str(DEMO / "make_bad_workbooks.py"), "--out", str(made)], check=True)
    return made


@pytest.fixture
def clerk(city_clerk):
    with scope.everything("the whole tree of Puyang"):
        load_tree(DEMO / "data" / "puyang_2021.csv", since=date(2019, 1, 1))
    with scope.entered(city_clerk.scope):
        yield city_clerk


@pytest.mark.parametrize("name", sorted({row["file"] for row in EXPECTED}))
def test_faults_are_found_where_they_are(name, folder, clerk):
    rows = [row for row in EXPECTED if row["file"] == name]
    data = (folder / name).read_bytes()

    if any(row["outcome"] == "refused" for row in rows):
        with pytest.raises(WorkbookRefused) as refusal:
            imports.dry_run(COMMITTEE, data, name, by=clerk, at=NOW)
        assert refusal.value.remedy
        return
    upload = imports.dry_run(COMMITTEE, data, name, by=clerk, at=NOW)

    found = {fault.ref for fault in upload.faults.all()}
    assert found == {row["cell"] for row in rows if row["outcome"] == "fault"}
    assert all(fault.message and fault.remedy for fault in upload.faults.all())
    assert Committee.objects.count() == 0


@pytest.mark.parametrize("name", sorted({row["file"] for row in EXPECTED if row["outcome"] == "fault"}))
def test_marked_copy_lists_every_fault(name, folder, clerk):
    upload = imports.dry_run(COMMITTEE, (folder / name).read_bytes(), name, by=clerk, at=NOW)

    marked = imports.marked(upload)

    assert marked[:2] == b"PK"
    original = read_upload((folder / name).read_bytes())[0]
    assert [cell.value for cell in read_upload(marked)[0].rows[0].cells] == [
        cell.value for cell in original.rows[0].cells
    ]


def test_faulty_workbook_cannot_be_confirmed(folder, clerk):
    name = next(row["file"] for row in EXPECTED if row["outcome"] == "fault")
    upload = imports.dry_run(COMMITTEE, (folder / name).read_bytes(), name, by=clerk, at=NOW)

    with pytest.raises(imports.HasFaults):
        imports.confirm(upload, by=clerk, at=NOW)

    assert Committee.objects.count() == 0


def test_same_upload_is_taken_in_once(clerk):
    data = (DEMO / "workbooks" / "01-committees.xlsx").read_bytes()
    upload = imports.dry_run(COMMITTEE, data, "01.xlsx", by=clerk, at=NOW)

    assert imports.confirm(upload, by=clerk, at=NOW) == 3183
    with pytest.raises(imports.HasFaults):
        imports.confirm(upload, by=clerk, at=NOW)
    assert Committee.objects.count() == 3183
