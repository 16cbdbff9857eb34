"""Attack classes that come with a request (1, 2, 11, 12, 13, 20, 21, 25). Each is tried as it is, and again with its guard taken
away: then it must succeed, or the test would prove nothing."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from linli.domains.consultation.models import Session
from linli.domains.consultation.records import SESSION
from linli.kernel.accounts.models import Post
from linli.kernel.divisions import scope
from linli.kernel.exchange import exports
from linli.kernel.exchange.workbooks import WorkbookRefused, check_upload, guard, writing
from linli.kernel.ui import listing
from tests.attacks.test_routes import as_post
from tests.factories import make

EVIL = "<img src=x onerror=window.__x=1>"


@pytest.fixture
def two(tree):
    """One consultation in the officer's county, one in another."""
    with scope.everything("test rows"):
        return make(Session, tree["410902001001"]), make(Session, tree["410922100201"], topic="别县的议题")


# 1: the data scope chosen by the caller
SCOPES = (
    "params[dataScope]=1 or 1=1",
    "scope=all",
    "division=410922000000",
    "division_id__gte=0",
    "ranges=0",
    "post=1",
)


def foreign_rows_shown(client) -> list[str]:
    return [query for query in SCOPES if "别县的议题" in client.get(f"{SESSION.url()}?{query}").content.decode()]


def test_no_parameter_widens_the_scope(two, hualong_officer):
    assert foreign_rows_shown(as_post(hualong_officer)) == []


def test_without_the_scope_of_the_post_they_would(two, hualong_officer, monkeypatch):
    monkeypatch.setattr(Post, "scope", scope.Scope(scope.EVERYTHING))

    assert foreign_rows_shown(as_post(hualong_officer))


# 2: an ORDER BY of the caller's
SORTS = ("division__upper", "pk;select", "(case when 1=1 then 1 else 2 end)", "division__parent__name", "?", "0x31")


def orders_taken(client) -> list[str]:
    found = []
    for sort in SORTS:
        with CaptureQueriesContext(connection) as queries:
            try:
                client.get(SESSION.url(), {"sort": sort})
            except Exception:  # noqa: BLE001 - whatever it breaks, the order was taken
                found.append(sort)
        asked = [query["sql"].rpartition("ORDER BY")[2] for query in queries.captured_queries]
        found += [sort for order in asked if '"upper"' in order or "RANDOM" in order]
    return found


def test_only_known_columns_order_a_list(two, hualong_officer):
    assert orders_taken(as_post(hualong_officer)) == []


class Anything:
    def __contains__(self, name):
        return True


def test_without_the_list_of_columns_any_would(two, hualong_officer, monkeypatch):
    monkeypatch.setattr(listing, "sortable", lambda spec: Anything())

    assert orders_taken(as_post(hualong_officer))


# 4: SQL in every field of a search
PAYLOADS = ("'; DROP TABLE x; --", "' OR '1'='1", "%' AND pg_sleep(9)--", "\\", "$$", "{{7*7}}", "%(x)s", "%s")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_sql_in_a_search_is_a_word_that_is_not_found(payload, two, hualong_officer):
    client = as_post(hualong_officer)
    for name in ("q", *SESSION.filters, "page", "division", "figure", "at", "place", "period"):
        answer = client.get(SESSION.url(), {name: payload})
        assert answer.status_code in (200, 400, 404), name
        assert "别县的议题" not in answer.content.decode()


# 11: a file by its path
PATHS = (
    "/static/../secrets.json",
    "/static/..%2f..%2fsecrets.json",
    "/static/%2e%2e/%2e%2e/var/secrets.json",
    "/static/....//secrets.json",
    "/static//etc/passwd",
    "/static/x%00.css",
    "/media/../../etc/passwd",
)


@pytest.mark.parametrize("address", PATHS)
def test_no_path_leads_out_of_the_files_of_the_pages(address, city_clerk):
    answer = as_post(city_clerk).get(address)

    assert answer.status_code in (302, 400, 404)
    assert b"secret_key" not in answer.getvalue()


# 12: what is no workbook
@pytest.mark.parametrize("name", ["x.xlsx", "x.html", "x.svg", "x.csv.exe", "x.jsp"])
@pytest.mark.parametrize(
    "body", [b"<html><script>alert(1)</script>", b"<svg onload=alert(1)>", b"MZ\x90\x00\x03", b"GIF89a"]
)
def test_a_page_or_a_program_is_not_taken(name, body, two, city_clerk):
    page = as_post(city_clerk).post(SESSION.url("import"), {"file": SimpleUploadedFile(name, body)}, follow=True)

    assert b"alert(1)" not in page.content
    assert page.status_code in (200, 400, 422)


# 13: an export that forgets the limits of its list
def exported(client) -> str:
    book = openpyxl.load_workbook(io.BytesIO(client.get(SESSION.url("export")).getvalue()), read_only=True)
    return str([row for sheet in book for row in sheet.iter_rows(values_only=True)])


def test_an_export_holds_no_foreign_row(two, hualong_officer):
    assert "别县的议题" not in exported(as_post(hualong_officer))


def test_without_the_scope_it_would(two, hualong_officer, monkeypatch):
    monkeypatch.setattr(Post, "scope", scope.Scope(scope.EVERYTHING))

    assert "别县的议题" in exported(as_post(hualong_officer))


# 20: a script in a name
def page_with_script(tree, post) -> str:
    with scope.everything("test rows"):
        row = make(Session, tree["410902001001"], topic=EVIL)
    client = as_post(post)
    return client.get(SESSION.url()).content.decode() + client.get(SESSION.url("detail", pk=row.pk)).content.decode()


def test_a_script_in_a_name_is_shown_as_text(tree, hualong_officer):
    page = page_with_script(tree, hualong_officer)

    assert "onerror" in page
    assert not re.search(r"<img[^>]*onerror", page)


def test_without_escaping_it_would_run(tree, hualong_officer, monkeypatch):
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "autoescape", False)
    for loader in engine.template_loaders:
        loader.reset()
    try:
        page = page_with_script(tree, hualong_officer)
    finally:
        for loader in engine.template_loaders:
            loader.reset()

    assert re.search(r"<img[^>]*onerror", page)


# 21: a formula in an export
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x", "=cmd|'/C calc'!A0")


def live_cells(tree) -> list[str]:
    """Cells of an export that a spreadsheet would work out, or whose text begins like a formula."""
    with scope.everything("test rows"):
        rows = [make(Session, tree["410902001001"], topic=text) for text in FORMULAS]
        data = exports.export(SESSION, Session.objects.filter(pk__in=[row.pk for row in rows]))
    cells = [
        cell for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2) for cell in row
    ]
    return [
        str(cell.value)
        for cell in cells
        if cell.data_type == "f"
        or (isinstance(cell.value, str) and writing.looks_like_formula(cell.value) and not cell.quotePrefix)
    ]


def test_a_formula_leaves_as_text(tree):
    assert live_cells(tree) == []


# 25: a workbook that unpacks to gigabytes
def bomb() -> bytes:
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 60_000_000)
    return made.getvalue()


@pytest.fixture(scope="module")
def bomb_data():
    return bomb()


def test_a_bomb_is_refused_by_its_declared_size(bomb_data):
    with pytest.raises(WorkbookRefused):
        check_upload(bomb_data)


def test_without_the_limits_it_would_be_unpacked(bomb_data, monkeypatch):
    monkeypatch.setattr(guard, "_check_sizes", lambda archive, limits: None)

    check_upload(bomb_data)


# 15: fields that no form shows
SMUGGLED = {
    "id": "1",
    "pk": "1",
    "created_at": "1999-01-01",
    "updated_at": "1999-01-01",
    "state": "closed",
    "code": "换过的编号",
}


def test_a_form_takes_its_own_fields_alone(two, hualong_officer):
    own, _foreign = two
    client = as_post(hualong_officer)
    sent = {"version": own.version, "topic": "改过的议题", **SMUGGLED}
    client.post(SESSION.url("edit", pk=own.pk), sent)

    with scope.everything("look"):
        after = Session.objects.get(pk=own.pk)
    kept = [name for name in ("pk", "created_at", "division_id") if getattr(after, name) != getattr(own, name)]
    assert kept == []


def test_a_form_does_not_move_a_record_to_another_place(two, hualong_officer):
    own, foreign = two
    fields = {item.name: getattr(own, item.name) for item in SESSION.fields if item.name != "division"}
    answer = as_post(hualong_officer).post(
        SESSION.url("edit", pk=own.pk), {**fields, "version": own.version, "division": foreign.division.short_code}
    )

    with scope.everything("look"):
        assert Session.objects.get(pk=own.pk).division_id == own.division_id
    assert answer.status_code in (404, 422)
