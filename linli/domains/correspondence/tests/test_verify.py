"""A signed letter as a file: verified as issued, after the records moved, and after somebody changed a figure."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from linli.domains.correspondence.queries import finished
from linli.domains.correspondence.queries.verifying import verify
from linli.domains.workforce.models import Qualification
from linli.kernel.documents.docx import render_docx
from linli.kernel.documents.pdf import render_pdf
from linli.kernel.documents.reading import read_document
from tests.factories import make


def as_file(letter, kind):
    page = finished(letter)
    return render_pdf(page, settings.LINLI_FONT_DIRS) if kind == "pdf" else render_docx(page)


def test_the_frozen_page_is_the_same_after_it_is_read_from_the_database(signed):
    once = as_file(signed, "pdf")

    assert once == as_file(type(signed).objects.get(pk=signed.pk), "pdf")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_letter_as_issued_holds(kind, signed):
    report = verify(read_document(as_file(signed, kind)))

    assert [each.code for each in report.verdicts] == ["agrees", "agrees", "agrees", "stated"]
    assert report.altered == []
    assert report.holds


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_records_entered_late_are_told(kind, signed, tree):
    file = as_file(signed, kind)
    make(Qualification, tree["410902001002"], level="assistant", issued_on=date(2021, 1, 1), lapsed_on=None)

    report = verify(read_document(file))

    assert [each.code for each in report.verdicts] == ["moved", "moved", "agrees", "stated"]
    assert report.verdicts[0].shown_now == "4人"
    assert not report.holds


def test_other_records_of_the_same_number_are_told(signed, qualifications, tree):
    file = as_file(signed, "docx")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workforce_qualification WHERE id = %s", [qualifications[0].pk])
    make(Qualification, tree["410902001002"], level="assistant", issued_on=date(2020, 1, 1), lapsed_on=None)

    report = verify(read_document(file))

    assert report.verdicts[0].code == "moved"
    assert report.verdicts[0].shown_now == "3人"


def altered(data, before, after):
    """The same workbook of parts with some words of the text exchanged, as somebody with a word processor would do."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                assert before.encode() in content
                content = content.replace(before.encode(), after.encode())
            new.writestr(name, content)
    return out.getvalue()


def test_a_figure_changed_in_the_file_is_told(signed):
    report = verify(read_document(altered(as_file(signed, "docx"), "3人", "9人")))

    assert report.verdicts[0].code == "altered"
    assert "9人" in report.verdicts[0].note
    assert not report.holds


def test_a_word_changed_in_the_file_is_told(signed):
    report = verify(read_document(altered(as_file(signed, "docx"), "相关专业", "无关专业")))

    assert [each.code for each in report.verdicts][:3] == ["agrees"] * 3
    assert not report.holds
    assert "改动" in report.conclusion


def test_a_draft_does_not_pass_for_a_letter(letter):
    report = verify(read_document(as_file(letter, "pdf")))

    assert "草稿" in report.conclusion
    assert not report.holds


def test_the_command_ends_with_0_when_all_agrees(signed, tmp_path, capsys):
    path = tmp_path / "reply.pdf"
    path.write_bytes(as_file(signed, "pdf"))

    call_command("verify", str(path), "--json")

    found = json.loads(capsys.readouterr().out)
    assert found["holds"] is True
    assert [each["verdict"] for each in found["figures"]] == ["agrees", "agrees", "agrees", "stated"]


def test_the_command_ends_with_1_when_something_differs(signed, tree, tmp_path, capsys):
    path = tmp_path / "reply.docx"
    path.write_bytes(as_file(signed, "docx"))
    make(Qualification, tree["410902001002"], level="assistant", issued_on=date(2021, 1, 1), lapsed_on=None)

    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(path))

    assert ended.value.code == 1
    assert "数据已变" in capsys.readouterr().out


def test_the_command_ends_with_2_for_a_foreign_file(tmp_path, capsys):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.4 nothing")

    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(path))

    assert ended.value.code == 2
