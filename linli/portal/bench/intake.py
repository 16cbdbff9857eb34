"""Taking in and giving out residents: the roster as CSV and xlsx, against a bare COPY and against django-import-export."""

import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from linli.domains.residents.enums import Joined
from linli.domains.residents.imports.columns import COLUMNS
from linli.domains.residents.models import Resident
from linli.domains.residents.records import RESIDENT
from linli.kernel.accounts.models import Post
from linli.kernel.audit import log
from linli.kernel.audit.guard import writing
from linli.kernel.divisions import clock, scope
from linli.kernel.divisions.models import Division
from linli.kernel.exchange import exports
from linli.portal.bench import importing
from linli.portal.bench.measuring import Line, Report, seconds

TABLES = ("residents_dwelling", "residents_household", "residents_resident")
PEER_ROWS = 1_000
# Below this, the time that processes take to start is all that is seen.
FEWEST_IN_WORKBOOK = 20_000
EXPORT_ROWS = 100_000


def measure(report: Report, count: int, *, by: Post) -> None:
    """Fill the register with `count` made-up residents: a twentieth (a fifth of a small city) from a workbook, the others from a CSV."""
    report.section("居民花名册导入（解析、校验、加密、查重、写入、审计、指标，全程）")
    villages = _villages()
    rows = importing.people(count, villages)
    few = max(count // 20, min(count // 5, FEWEST_IN_WORKBOOK))
    with tempfile.TemporaryDirectory() as folder:
        workbook, text = Path(folder) / "roster.xlsx", Path(folder) / "roster.csv"
        importing.write_xlsx(workbook, islice(rows, few))
        importing.write_csv(text, rows)
        of_workbook = _taken(workbook, by)
        peer = _peer_rows_per_second(islice(importing.people(count, villages), few, few + PEER_ROWS), by)
        of_text = _taken(text, by)
    bare = _bare_seconds_per_row()
    rest = count - few
    from_text = of_text["all"]
    report.add(
        Line("xlsx", few / of_workbook["all"], "行/秒", 8_000, at_least=True, note=_told(few, of_workbook)),
        Line("CSV", rest / from_text, "行/秒", 20_000, at_least=True, note=_told(rest, of_text)),
        Line(
            "CSV ÷ 裸 COPY（同样的行和索引）", from_text / rest / bare, "倍", 4, note=f"裸 COPY {1 / bare:,.0f} 行/秒"
        ),
        Line(
            "CSV ÷ django-import-export", rest / from_text / peer, "倍", 20, at_least=True, note=f"它 {peer:,.0f} 行/秒"
        ),
        Line("导入进程内存峰值", importing.peak_memory_mb(), "MB", 1024, note=f"{count:,} 行之后"),
    )


def _told(count: int, parts: dict[str, float]) -> str:
    return f"{count:,} 行，核对 {parts['check']:.0f} 秒，写入 {parts['write']:.0f} 秒"


def _villages() -> list[int]:
    with transaction.atomic(), scope.entered(scope.NOTHING):
        return list(Division.objects.filter(level="village").order_by("code").values_list("code", flat=True))


def _taken(path: Path, by: Post) -> dict[str, float]:
    @contextmanager
    def step() -> Iterator[None]:
        with transaction.atomic(), scope.entered(by.scope):
            yield

    parts, upload = importing.import_file(path, by=by, at=clock.now(), step=step)
    if upload.faults_count:
        raise RuntimeError(f"{path.name}: {upload.report}")
    return parts


def _bare_seconds_per_row() -> float:
    """The rows that the import wrote into its three tables, copied into tables of the same shape with the same indexes."""
    taken, written = 0.0, 0
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = '{table}'::regclass "
                "AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
            )
            columns = cursor.fetchone()[0]
            cursor.execute(
                f"CREATE TABLE bare (LIKE {table} INCLUDING INDEXES INCLUDING GENERATED INCLUDING CONSTRAINTS)"
            )
            with tempfile.TemporaryFile() as file:
                with cursor.copy(f"COPY (SELECT {columns} FROM {table} LIMIT 500000) TO STDOUT") as source:
                    for block in source:
                        file.write(block)
                file.seek(0)
                taken += seconds(lambda: _copied(cursor, columns, file))  # noqa: B023 - called at once
            cursor.execute("SELECT count(*) FROM bare")
            written = max(written, cursor.fetchone()[0])
            cursor.execute("DROP TABLE bare")
    return taken / written


def _copied(cursor, columns: str, file) -> None:
    with cursor.copy(f"COPY bare ({columns}) FROM STDIN") as target:
        while block := file.read(1 << 20):
            target.write(block)


def _peer_rows_per_second(people: Iterator[list[str]], by: Post) -> float:
    """Rows of the same file by django-import-export, as its documentation shows; undone afterwards."""
    import tablib  # noqa: PLC0415 - of the development tools
    from import_export import fields, resources, widgets  # noqa: PLC0415 - the same

    class Person(resources.ModelResource):
        division = fields.Field("division", "division", widgets.ForeignKeyWidget(Division))
        id_number = fields.Field("id_number", "id_number")

        class Meta:
            model = Resident
            fields = ("division", "name", "id_number", "phone", "sex", "born_on", "kind", "ethnic_group", "education")
            import_id_fields = ("id_number",)

        def get_instance(self, instance_loader, row):
            from linli.kernel.privacy.cipher import fingerprint  # noqa: PLC0415 - as above

            return Resident.objects.filter(id_fingerprint=fingerprint(row["id_number"])).first()

        def before_save_instance(self, instance, row, **kwargs):
            instance.created_at = instance.updated_at = at
            instance.registered_on, instance.joined = at.date(), Joined.SURVEYED

        def after_import(self, dataset, result, **kwargs):
            """It would set the sequence of the table, for which the application has no right."""

    at = clock.now()
    names_of_columns = [column.name for column in COLUMNS]
    rows: list[dict[str, Any]] = [dict(zip(names_of_columns, row, strict=True)) for row in people]
    names = Person.Meta.fields
    data = tablib.Dataset(headers=names)
    for row in rows:
        row["division"] = int(row["division"]) * 1000
        row["born_on"] = f"{row['born_on'][:4]}-{row['born_on'][4:6]}-{row['born_on'][6:]}"
        data.append([row[name] for name in names])
    began = time.perf_counter()
    with transaction.atomic(), scope.entered(by.scope), writing(), log.accounted("import", by=by, at=at):
        result = Person().import_data(data, dry_run=False, use_transactions=False, raise_errors=True)
        transaction.set_rollback(True)
    assert result.totals["new"] == PEER_ROWS, result.totals
    return PEER_ROWS / (time.perf_counter() - began)


def measure_export(report: Report, *, by: Post) -> None:
    report.section("导出")
    with transaction.atomic(), scope.entered(by.scope):
        rows = Resident.objects.order_by("division_id", "id")[:EXPORT_ROWS]
        file, written = io.BytesIO(), []
        taken = seconds(lambda: written.append(exports.write_xlsx(RESIDENT, rows, file)))
    report.add(
        Line("导出 xlsx", taken, "秒", 12, note=f"{written[0]:,} 行，{file.tell() / 2**20:.0f} MB"),
        Line("写出的行数", written[0], "行", min(EXPORT_ROWS, _count(by)), at_least=True, note="一行不少"),
    )


def _count(by: Post) -> int:
    with transaction.atomic(), scope.entered(by.scope):
        return Resident.objects.count()
