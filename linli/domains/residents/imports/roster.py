"""The roster as a format of the register of residents: what is read, how it is compared, and what comes of it.

A person is known by the fingerprint of their number. In the same community the row updates the file; elsewhere in the city
it becomes a request to transfer; otherwise it begins a file.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.domains.residents.actions import transfers
from linli.domains.residents.imports import sql
from linli.domains.residents.imports.columns import CELLS, COLUMNS
from linli.domains.residents.models import Dwelling, Resident
from linli.kernel.accounts.models import Post
from linli.kernel.audit.deeds import Refused
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division, Level
from linli.kernel.exchange import staging
from linli.kernel.exchange.formats import Expected, Format, Layout, Reader
from linli.kernel.exchange.models import Upload
from linli.kernel.exchange.workbooks import Fault, column_letters

# Quarters by which a row without a code may be placed.
MOST_QUARTERS = 50_000
FEW_ROWS = 2000
# What a statement has written is looked at again by its triggers: so many rows stay in memory until then.
PORTION_ROWS = 50_000


class Roster(Format):
    code = "roster"
    cells = len(CELLS)
    is_apart = True

    def expected(self) -> list[Expected]:
        return list(COLUMNS)

    def prepare(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, Any]:
        villages = Division.objects.filter(level=Level.VILLAGE, valid_to=None)
        codes = [code for low, high in by.scope.ranges for code in _codes(villages, low, high)]
        counties = Division.objects.filter(level=Level.COUNTY, valid_to=None).values_list("code", flat=True)
        return {
            "today": timezone.localdate(at).isoformat(),
            "divisions": {f"{code // 1000:012d}": code for code in codes},
            "division": codes[0] if len(codes) == 1 else None,
            "quarters": {} if len(codes) == 1 else _quarters(),
            "counties": [f"{code // 10**9:06d}" for code in counties],
            "source": f"{upload.file_name[:40]}#{upload.pk}",
        }

    def reader(self, upload_id: int, layout: Layout, prepared: Mapping[str, Any]) -> Reader:
        from linli.domains.residents.imports.reading import RosterReader  # noqa: PLC0415 - pulls in what only readers need

        return RosterReader(upload_id, layout, prepared).read

    def judge(self, upload: Upload, layout: Layout, *, by: Post, at: datetime) -> Iterator[Fault]:
        _make_ready(upload)
        doubled = staging.doubles(upload, "mark") + staging.doubles(upload, "key")
        for row, earlier, _key in doubled:
            message = _("与第%(row)d行是同一个人。") % {"row": earlier}
            yield self._fault(layout, row, message, _("同一个人只保留一行，请核对后删去其中一行。"))
        staging.drop(upload, [row for row, _earlier, _key in doubled])
        staging.run(sql.MATCH_HERE, [upload.pk])
        staging.run(sql.MATCH_UNNUMBERED, [upload.pk])
        with scope.everything(
            "which people of a roster have a file elsewhere in the city: only that there is one is told"
        ):
            count = staging.run(sql.MARK_ELSEWHERE, [upload.pk, upload.pk])
        if count:
            upload.report["notices"].insert(
                0,
                _("有%(count)d人在本市其他村（社区）已有档案：确认导入后向对方发出转移请求，不另建档。")
                % {"count": count},
            )

    def overtaken(self, upload: Upload, layout: Layout) -> Iterator[Fault]:
        _make_ready(upload)
        changed = staging.rows(sql.CHANGED_SINCE, [upload.pk]) if upload.report["change_count"] else []
        rows = {row for (row,) in changed}
        with scope.everything("which people of a roster were registered in the city since it was checked"):
            rows |= {row for (row,) in staging.rows(sql.ENTERED_SINCE, [upload.pk])}
        for row in sorted(rows):
            message = _("这个人的档案在核对之后被他人登记或修改。")
            yield self._fault(layout, row, message, _("请重新核对这个文件，看过现在的内容后再导入。"))
        staging.drop(upload, rows)

    def write(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, int]:
        _make_ready(upload)
        given = {"upload": upload.pk, "at": at, "today": timezone.localdate(at)}
        found: Counter[str] = Counter(dwelling_count=0, household_count=0, change_count=0, create_count=0)
        for low, high in _portions(upload):
            found.update(self._write_portion(upload, given | {"low": low, "high": high}))
        return dict(found)

    def _write_portion(self, upload: Upload, given: dict[str, Any]) -> dict[str, int]:
        counts = {
            "dwelling_count": staging.run(sql.DWELLINGS, given),
            "household_count": staging.run(sql.HOUSEHOLDS, given),
            "change_count": staging.run(sql.UPDATE, given) if upload.report["change_count"] else 0,
            "create_count": staging.run(sql.INSERT, given),
        }
        staging.run(sql.BELONGINGS, given)
        return counts

    def finish(self, upload: Upload, *, by: Post, at: datetime) -> dict[str, int]:
        """Ask the other communities for their files. A request that waits already is not made twice."""
        count, number = 0, Resident._meta.get_field("id_number")
        told = (upload.report[name] for name in ("create_count", "change_count", "unchanged_count"))
        is_known = upload.report["rows_count"] == sum(told)
        for name, sealed, division_id in () if is_known else staging.rows(sql.ELSEWHERE, [upload.pk]):
            try:
                transfers.file_request(
                    name=name,
                    id_number=number.open(bytes(sealed)).plain,
                    division=Division.objects.get(pk=division_id),
                    by=by,
                    at=at,
                )
                count += 1
            except Refused as refusal:
                upload.report["notices"].append(f"{name}：{refusal}")
        return {"transfer_count": count}

    def blame(self, upload: Upload, layout: Layout, *, by: Post, at: datetime) -> Iterator[Fault]:
        yield from self.overtaken(upload, layout)

    def _fault(self, layout: Layout, row: int, message: str, remedy: str) -> Fault:
        place = layout.places.get("id_number")
        return Fault(layout.sheet, row, None if place is None else column_letters(place), None, message, remedy)


def _portions(upload: Upload) -> Iterator[tuple[int, int]]:
    """The scope cut between communities into ranges with about as many rows each, [low, high)."""
    low, count = 0, 0
    for upper, number in staging.places(upload):
        count += number
        if count >= PORTION_ROWS:
            yield low, upper
            low, count = upper, 0
    if count:
        yield low, scope.TOP


def _codes(villages: Any, low: int, high: int) -> Iterator[int]:
    return villages.filter(code__gte=low, code__lt=high).order_by("code").values_list("code", flat=True).iterator()


def _quarters() -> dict[str, int]:
    """Quarters that lie in one community only."""
    found: dict[str, set[int]] = {}
    pairs = Dwelling.objects.order_by().values_list("quarter", "division_id").distinct()[:MOST_QUARTERS]
    for quarter, division_id in pairs:
        found.setdefault(quarter, set()).add(division_id // 1000 * 1000)
    return {quarter: next(iter(places)) for quarter, places in found.items() if len(places) == 1}


def _make_ready(upload: Upload) -> None:
    """These few statements look at millions of rows at once, some of them written just now, which the planner knows nothing
    of: it would take them for a handful, and compare each with each."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        if upload.staged_count > FEW_ROWS:
            cursor.execute(
                "SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_sort = off"
            )
