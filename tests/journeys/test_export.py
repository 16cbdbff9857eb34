"""What leaves the house: the rows of the list and no others, inert in any spreadsheet, counted, and for its owner alone."""

import csv
import io
import zipfile

import pytest
from django.db import transaction
from django.test import Client

from linli.domains.residents.models import Resident
from linli.domains.residents.records import RESIDENT
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.exchange import exports
from linli.kernel.exchange.models import Parcel
from linli.kernel.exchange.workbooks import read_upload
from linli.kernel.ui.views import exports as pages
from tests.cast import NOW

DANGEROUS = ["=1+1", "+8613900000000", "-2", "@SUM(A1)", "\t=1", "＝1＋1", "＋1", "－1", "＠x", " =1", "'=1"]


@pytest.fixture
def people(given, tree):
    """One person for each name, in one community; with what a spreadsheet would run."""

    def make(names, **values):
        return [given(Resident, tree["410902001001"], name=name, registered_on=NOW.date(), **values) for name in names]

    return make


@pytest.fixture
def browser(db):
    def sign_in(post):
        client = Client()
        with scope.entered(scope.NOTHING):
            client.force_login(post.user)
            session = client.session
            session[SESSION_KEY] = post.pk
            session.save()
        return client

    return sign_in


def column(data, title="备注"):
    rows = read_upload(data)[0].rows
    index = [str(cell.value).rstrip("*") for cell in rows[0].cells].index(title)
    return [row.cells[index].value for row in rows[1:]]


def test_workbook_cells_that_begin_like_formulas_stay_text(people):
    for number, text in enumerate(DANGEROUS):
        people([f"甲{number}"], note=text)
    data = exports.export(RESIDENT, Resident.objects.order_by("id"))

    assert (
        column(data) == [text.strip("\t") if text.startswith("\t") else text for text in DANGEROUS]
        or column(data) == DANGEROUS
    )
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') > len(DANGEROUS)


def test_csv_cells_that_begin_like_formulas_are_marked(people):
    for number, text in enumerate(DANGEROUS):
        people([f"甲{number}"], note=text)
    buffer = io.BytesIO()
    count = exports.write_csv(RESIDENT, Resident.objects.order_by("id"), buffer)

    text = buffer.getvalue().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert count == len(DANGEROUS)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))]


def test_rare_characters_and_markup_survive(people):
    people(["𠮷䶮㛃"], note='<b>&"甲"</b>]]>')

    data = exports.export(RESIDENT, Resident.objects.all())
    assert column(data, "姓名") == ["𠮷䶮㛃"]
    assert column(data) == ['<b>&"甲"</b>]]>']


def test_sealed_values_leave_masked(people):
    people(["甲"], id_number="410902188703070019", phone="13900000000")

    buffer = io.BytesIO()
    exports.write_csv(RESIDENT, Resident.objects.all(), buffer)
    for data in (
        buffer.getvalue(),
        b"".join(
            str(column(exports.export(RESIDENT, Resident.objects.all()), t)).encode() for t in ("证件号码", "联系电话")
        ),
    ):
        assert b"410902188703070019" not in data
        assert b"13900000000" not in data


def test_short_list_comes_at_once_and_is_audited(people, browser, city_clerk):
    people(["甲", "乙"])

    answer = browser(city_clerk).get(RESIDENT.url("export") + "?q=甲")

    assert column(answer.getvalue(), "姓名") == ["甲"]
    with scope.everything("look at the audit"):
        entry = AuditEntry.objects.get(verb="export")
    assert entry.after == {"register": "residents.resident", "count": 1, "conditions": ["q"]}
    assert entry.post_id == city_clerk.pk


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_long_list_is_made_by_the_queue_for_its_owner(people, browser, city_clerk, hualong_officer, monkeypatch, kind):
    monkeypatch.setattr(pages, "AT_ONCE_ROWS", 2)
    people(["甲", "乙", "丙", "丁"])
    client = browser(city_clerk)
    address = RESIDENT.url("export") + "?q=&kind="

    asked = client.get(address)
    assert "后台生成" in asked.content.decode()
    assert not Parcel.objects.exists()
    sent = client.post(address, {"kind": kind})
    page = client.get(sent.headers["Location"]).content.decode()

    assert "共 <b>4</b> 条" in page
    parcel = Parcel.objects.get()
    file = client.get(RESIDENT.url("parcel_file", pk=parcel.pk))
    assert file.headers["Content-Disposition"].startswith("attachment")
    rows = read_upload(b"".join(file.streaming_content))[0].rows
    assert len(rows) == 5
    assert browser(hualong_officer).get(RESIDENT.url("parcel_file", pk=parcel.pk)).status_code == 404


def test_too_long_for_a_worksheet_is_refused_not_cut(people, browser, city_clerk, monkeypatch):
    monkeypatch.setattr(pages, "AT_ONCE_ROWS", 1)
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    people(["甲", "乙", "丙"])
    client = browser(city_clerk)

    sent = client.post(RESIDENT.url("export"), {"kind": "xlsx"})

    assert "请改用 CSV" in client.get(sent.headers["Location"]).content.decode()


def test_expired_file_is_said_to_be_gone(people, browser, city_clerk, monkeypatch):
    monkeypatch.setattr(pages, "AT_ONCE_ROWS", 1)
    people(["甲", "乙"])
    client = browser(city_clerk)
    client.post(RESIDENT.url("export"), {"kind": "csv"})
    parcel = Parcel.objects.get()
    with transaction.atomic():
        Parcel.objects.filter(pk=parcel.pk).update(stored_as="f" * 40)

    assert "过期" in client.get(RESIDENT.url("parcel_file", pk=parcel.pk)).content.decode()
