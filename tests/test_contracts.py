"""What every register gets for nothing, checked for every register there is."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.kernel.accounts.middleware import SESSION_KEY
from linli.kernel.audit.models import AuditEntry
from linli.kernel.divisions import scope
from linli.kernel.exchange import exports, imports, writes
from linli.kernel.exchange.spec import all_specs
from linli.kernel.exchange.workbooks import WorkbookRefused, read_upload
from tests.cast import NOW
from tests.factories import PLACES, make

VILLAGES = ("410902001001", "410902001002", "410922100201")
by_spec = pytest.mark.parametrize("spec", all_specs(), ids=lambda spec: spec.code)


@pytest.fixture
def rows(tree, request):
    """One record in each of three villages, two in Hualong and one in Qingfeng."""
    spec = request.node.callspec.params["spec"]
    with scope.everything("test rows"):
        return [make(spec.model, tree[code]) for code in PLACES.get(spec.code, VILLAGES)]


@pytest.fixture
def sign_in(db):
    def as_post(post):
        client = Client()
        with scope.entered(scope.NOTHING):
            client.force_login(post.user)
            session = client.session
            session[SESSION_KEY] = post.pk
            session.save()
        return client

    return as_post


@by_spec
def test_list_shows_what_the_post_covers(spec, rows, sign_in, hualong_officer):
    page = sign_in(hualong_officer).get(spec.url()).content.decode()

    shown = [spec.url("detail", pk=row.pk) in page for row in rows]
    assert shown == [True, True, False]


@by_spec
def test_foreign_record_is_not_there(spec, rows, sign_in, hualong_officer):
    client = sign_in(hualong_officer)

    assert client.get(spec.url("detail", pk=rows[0].pk)).status_code == 200
    assert client.get(spec.url("detail", pk=rows[2].pk)).status_code == 404
    assert client.get(spec.url("edit", pk=rows[2].pk)).status_code == 404
    assert client.get(spec.url("history", pk=rows[2].pk)).status_code == 404


@by_spec
def test_export_holds_the_rows_of_the_list(spec, rows, sign_in, hualong_officer):
    data = sign_in(hualong_officer).get(spec.url("export")).getvalue()

    [sheet] = [sheet for sheet in read_upload(data) if sheet.name == spec.label[:31]]
    assert len(sheet.rows) - 1 == 2


@by_spec
def test_number_of_queries_does_not_grow_with_the_rows(spec, rows, sign_in, hualong_officer, qingfeng_officer):
    def cost(post):
        client = sign_in(post)
        client.get(spec.url())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(spec.url())
        return len(queries)

    assert cost(hualong_officer) == cost(qingfeng_officer)


@by_spec
def test_hostile_addresses_are_harmless(spec, rows, sign_in, hualong_officer):
    client = sign_in(hualong_officer)

    for query in (
        "page=99999999999999999999",
        "page=-1",
        "page=x",
        "sort=;drop table x",
        "sort=division__upper",
        "q=%00",
        "q=" + "长" * 300,
        "division=410922000000",
        "division=99999999999999999999",
        "division=１２",
        "figure=no.such",
        "figure=consultation.held&place=410922000000",
        "figure=consultation.held&at=x",
    ):
        assert client.get(f"{spec.url()}?{query}").status_code in (200, 302, 400, 403, 404), query


@by_spec
def test_outsider_is_sent_to_sign_in(spec, db):
    for page in ("list", "create", "import", "export", "template"):
        assert Client().get(spec.url(page)).status_code == 302


@by_spec
def test_reader_cannot_write(spec, rows, sign_in, city_reader):
    client = sign_in(city_reader)

    for page in ("create", "import"):
        assert client.get(spec.url(page)).status_code == 403
    assert client.post(spec.url("edit", pk=rows[0].pk), {"version": 1}).status_code == 403


def found_in(upload):
    return tuple(upload.report[name] for name in ("create_count", "change_count", "unchanged_count"))


@by_spec
def test_export_can_be_imported_again(spec, rows, city_clerk):
    with scope.entered(city_clerk.scope):
        data = exports.export(spec, spec.model.objects.filter(pk__in=[row.pk for row in rows]))
        upload = imports.dry_run(spec, data, "往返.xlsx", by=city_clerk, at=NOW)

        assert [str(fault) for fault in upload.faults.all()] == []
    assert found_in(upload) == (0, 0, 3)


@by_spec
def test_template_is_empty_and_can_be_read(spec, tree, city_clerk):
    with scope.entered(city_clerk.scope):
        upload = imports.dry_run(spec, exports.template(spec), "模板.xlsx", by=city_clerk, at=NOW)

    assert (upload.faults_count, found_in(upload)) == (0, (0, 0, 0))


@by_spec
def test_dry_run_writes_nothing(spec, rows, city_clerk):
    with scope.entered(city_clerk.scope):
        data = exports.export(spec, spec.model.objects.all())
        before = spec.model.objects.count(), AuditEntry.objects.count()
        imports.dry_run(spec, data, "往返.xlsx", by=city_clerk, at=NOW)

        assert (spec.model.objects.count(), AuditEntry.objects.count()) == before


@by_spec
def test_import_outside_the_post_is_refused_row_by_row(spec, rows, city_clerk, hualong_officer):
    with scope.entered(city_clerk.scope):
        data = exports.export(spec, spec.model.objects.filter(pk=rows[2].pk))
    with scope.entered(hualong_officer.scope):
        upload = imports.dry_run(spec, data, "外地.xlsx", by=hualong_officer, at=NOW)

        [fault] = upload.faults.all()
    assert fault.row == 2
    assert "管辖范围" in fault.message or "没有" in fault.message


@by_spec
def test_change_is_audited_and_stale_change_refused(spec, rows, hualong_officer):
    record = rows[0]
    with scope.entered(hualong_officer.scope):
        record = spec.model.objects.get(pk=record.pk)
        values = writes.before_values(spec, record)
        unchanged = writes.change(spec, record, values, by=hualong_officer, at=NOW, version=record.version)
        assert unchanged.version == record.version
        with pytest.raises(writes.Stale), transaction.atomic():
            writes.change(spec, record, values, by=hualong_officer, at=NOW, version=record.version + 1)


@by_spec
def test_what_is_no_workbook_is_refused_in_words(spec, tree, city_clerk):
    with scope.entered(city_clerk.scope), pytest.raises(WorkbookRefused) as refusal:
        imports.dry_run(spec, b"\x89PNG\r\n\x1a\n" + b"0" * 100, "照片.xlsx", by=city_clerk, at=NOW)

    assert refusal.value.remedy
