"""Workbooks taken, handed in and merged through the pages."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from linli.domains.returns.models import Answer, Row
from linli.domains.returns.tests.conftest import DAY
from linli.domains.returns.tests.test_merging import COLUMNS, wanted  # noqa: F401 - a fixture
from linli.domains.returns.tests.test_workbooks import DAILY, LAYOUT, change, opened, typed
from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.divisions import scope


@pytest.fixture
def page_of(db, settings, tmp_path):
    settings.LINLI_TODAY = DAY.isoformat()
    settings.LINLI_EXCHANGE_DIR = tmp_path / "exchange"

    def sign_in(post) -> Client:
        client = Client()
        client.force_login(post.user)
        session = client.session
        session[SESSION_KEY] = post.pk
        session.save()
        return client

    return sign_in


@pytest.fixture
def mine(sent):
    return sent(*COLUMNS, workbook=DAILY, form=LAYOUT.to_json(), title="疫情防控日报表")["京东社区"]


def address(name: str, pk: int, **more) -> str:
    return reverse(f"returns:{name}", kwargs={"pk": pk, **more})


def file_of(data: bytes, name: str = "京东社区.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_workbook_is_taken_filled_and_handed_in(mine, posts, page_of):
    client = page_of(posts.filler)
    assert address("workbook", mine.pk) in client.get(mine.get_absolute_url()).content.decode()
    data = client.get(address("workbook", mine.pk)).content

    page = client.post(address("hand_in", mine.pk), {"file": file_of(typed(data, D6=12, M6="很大"))})

    assert page.status_code == 200
    assert "收进 <b>1</b> 格" in page.content.decode()
    assert "“很大”不是数字" in page.content.decode()
    marked = opened(client.get(address("hand_in", mine.pk) + "?marked=1").content)
    assert marked["日报"]["M6"].comment is not None


def test_conflicts_are_settled_on_the_page(mine, posts, page_of):
    client = page_of(posts.filler)
    data = client.get(address("workbook", mine.pk)).content
    change(mine, c4=11)
    page = client.post(address("hand_in", mine.pk), {"file": file_of(typed(data, D6=12))}).content.decode()
    with scope.everything("test"):
        place = f"{Row.objects.get(answer=mine).pk}-4"
    assert f'name="value-{place}" value="12"' in page

    said = {"choose": place, f"value-{place}": "12", f"page-{place}": "11"}
    assert client.post(address("settle_conflicts", mine.pk), said).status_code == 302

    with scope.everything("test"):
        assert Row.objects.get(answer=mine).cells["4"]["v"] == 12


def test_a_wrong_file_is_told_beside_the_field(mine, posts, page_of):
    page = page_of(posts.filler).post(address("hand_in", mine.pk), {"file": file_of(DAILY)})

    assert page.status_code == 422
    assert "不是从本系统取出的工作簿" in page.content.decode()


def test_many_files_go_to_the_queue(mine, posts, page_of):
    client = page_of(posts.filler)
    data = client.get(address("workbook", mine.pk)).content
    files = [file_of(typed(data, D6=12)), file_of(DAILY, "别的.xlsx")]

    done = client.post(reverse("returns:hand_in_many"), {"files": files}, follow=True)

    text = done.content.decode()
    assert "收下的文件：1个" in text
    assert "别的.xlsx" in text


def test_a_town_takes_the_workbooks_of_its_communities(mine, posts, page_of, hire):
    collector = hire("bb_collector", "甘八", "form_typist", "经办人", "410902000000")
    answer = page_of(collector).get(address("workbooks", mine.request_id))

    import zipfile

    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert "京东社区-疫情防控日报表.xlsx" in names
    assert len(names) == 3


def test_the_result_is_shown_and_downloaded(wanted, posts, page_of):  # noqa: F811
    client, pk = page_of(posts.asker), wanted.request.pk
    page = client.get(address("result", pk)).content.decode()
    assert "金联华社区" in page
    assert "138****1234" in page

    book = opened(client.get(address("result_file", pk, kind="xlsx") + "?subtotals=township").content)
    said = client.get(address("result_file", pk, kind="json")).json()
    text = client.get(address("result_file", pk, kind="csv")).content.decode("utf-8-sig")

    assert book["日报"]["C6"].value == "京东社区"
    assert said["totals"] == {"4": 60, "13": 1.5}
    assert text.splitlines()[1].startswith("1,中原路街道,京东社区,10")


def test_personal_values_need_a_reason(wanted, posts, page_of):  # noqa: F811
    client, pk = page_of(posts.asker), wanted.request.pk
    assert client.post(address("result_reveal", pk), {"reason": "x"}).status_code == 302

    book = opened(client.post(address("result_reveal", pk), {"reason": "核对联系电话"}).content)
    assert book["日报"]["P6"].value == "13800001234"
    assert page_of(posts.county).post(address("result_reveal", pk), {"reason": "核对联系电话"}).status_code == 403


def test_a_neighbour_gets_nothing(mine, posts, page_of):
    client = page_of(posts.neighbour)
    assert client.get(address("workbook", mine.pk)).status_code == 404
    assert client.get(address("hand_in", mine.pk)).status_code == 404


def test_the_operator_merges_by_command(wanted, tmp_path, capsys):  # noqa: F811
    out = tmp_path / "汇总.xlsx"
    call_command("returns", "merge", str(wanted.request.pk), out=str(out), subtotals=["township"])
    assert "5行" in capsys.readouterr().out
    assert opened(out.read_bytes())["日报"]["D6"].value == 10
    call_command("returns", "merge", str(wanted.request.pk), out=str(tmp_path / "a.json"))
    assert json.loads((tmp_path / "a.json").read_text())["totals"]["4"] == 60
    with pytest.raises(CommandError, match="没有编号"):
        call_command("returns", "merge", "999999", out=str(out))
    with scope.everything("test"):
        assert Answer.objects.exists()
