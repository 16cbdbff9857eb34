"""A certificate from the case to the stranger who scans it."""

import io
from datetime import date
from urllib.parse import urlsplit

import pymupdf
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.domains.committees.enums import Kind
from linli.domains.committees.models import Case, Certificate, Committee, Comparison
from linli.domains.committees.rules import make_code
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.documents import proofs

VILLAGE = "410922100201"
CODE = make_code(Kind.VILLAGERS, 410922, 1)


@pytest.fixture
def desk(client, city_clerk, given, tree):
    given(
        Committee,
        tree[VILLAGE],
        kind=Kind.VILLAGERS,
        name="清丰县城关镇西关村村民委员会",
        registered_on=date(2018, 1, 1),
        code=CODE,
        code_assigned_on=date(2018, 2, 1),
    )
    client.force_login(city_clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = city_clerk.pk
    session.save()
    return client


@pytest.fixture
def certificate(desk) -> Certificate:
    committee = Committee.objects.get()
    desk.post(f"/committees/committee/{committee.pk}/open-case/", {"kind": "issue", "reason": "新设"})
    case = Case.objects.get()
    desk.post(f"/committees/cases/{case.pk}/do/submit/", {"head_name": "甘得民", "materials": "批准文件"})
    answer = desk.post(
        f"/committees/cases/{case.pk}/do/issue/",
        {"certificate_no": "PDY-2021-1", "issued_on": "2021-07-01", "expires_on": "2026-06-30"},
    )
    assert answer.status_code == 302, answer.content.decode()
    return Certificate.objects.get()


def code_on(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf) as document:
        return next(link["uri"] for link in document[0].get_links())


def test_paper_is_found_genuine_and_a_copied_code_on_other_words_is_not(desk, certificate, client):
    pdf = desk.get(f"/committees/certificates/{certificate.pk}/paper.pdf").content
    url = urlsplit(code_on(pdf))
    desk.logout()

    good = client.get(f"{url.path}?{url.query}").content.decode()
    cut = client.get(f"{url.path}?{url.query[:-4]}AAAA").content.decode()
    typed = client.get("/verify/", {"number": certificate.proof.lower().replace("-", " ")}, follow=True)

    assert "真实有效" in good
    assert "甘得民" in good
    assert "不是本系统发出的" in cut
    assert "甘得民" not in cut
    assert "真实有效" in typed.content.decode()


@pytest.mark.parametrize("number", ["4109-0000-0000-0000-0000", "9999-ABCD-ABCD-ABCD-ABCD", "1", "x" * 80])
def test_number_nobody_issued_is_told_apart(db, client, number):
    answer = client.get(f"/verify/{number}/")

    assert answer.status_code == 200
    assert "没有发出过这个编号" in answer.content.decode()


def test_altered_row_of_the_database_no_longer_matches_its_code(desk, certificate, client):
    url = urlsplit(proofs.address(certificate.proof, dict(certificate.contents)))
    forged = {**dict(certificate.contents), "法定代表人": "别有人"}

    assert proofs.is_signed(certificate.proof, dict(certificate.contents), url.query.removeprefix("s="))
    assert not proofs.is_signed(certificate.proof, forged, url.query.removeprefix("s="))


def test_numbers_are_not_to_be_guessed():
    numbers = {proofs.new_number(410922100201000) for _time in range(200)}

    assert len(numbers) == 200
    assert all(number.startswith("4109-") and proofs.read_number(number) == number for number in numbers)


def test_pages_show_what_there_is(desk, certificate):
    committee = Committee.objects.get()
    page = desk.get(f"/committees/committee/{committee.pk}/").content.decode()
    case = desk.get(f"/committees/cases/{Case.objects.get().pk}/").content.decode()

    assert "PDY-2021-1" in page
    assert "打印证书" in page
    assert "已办结" in case
    assert "PDY-2021-1" not in desk.get("/committees/certificates/").content.decode()


def test_register_is_compared_with_the_national_export(desk, certificate):
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            [
                ["序号", "组织名称", "统一社会信用代码", "法定代表人"],
                [1, "清丰县城关镇西关村村民委员会", CODE, "别有人"],
                [2, "清丰县城关镇东关村村民委员会", make_code(Kind.VILLAGERS, 410922, 2), "甘二"],
            ]
        ):
            sheet.write_row(number, 0, row)
    file = SimpleUploadedFile("导出.xlsx", data.getvalue())

    answer = desk.post("/committees/certificates/compare/", {"file": file}, follow=True)

    [made] = Comparison.objects.all()
    assert [row[0] for row in made.findings] == ["only_there"]
    assert "东关村" in answer.content.decode()
