"""The result of a request as files: the department's own workbook, CSV, JSON."""

import codecs
import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.domains.returns.models import Answer
from linli.domains.returns.permissions import Permission
from linli.domains.returns.queries.merging import Detail, Merging, Wanted, rows_of, totals_of
from linli.domains.returns.rules.sheets import base_of, table_of
from linli.domains.returns.workflow import is_askers
from linli.kernel.accounts.models import Post
from linli.kernel.accounts.permissions import require
from linli.kernel.accounts.roles import PermissionRefused
from linli.kernel.audit import log
from linli.kernel.audit.deeds import Refused
from linli.kernel.exchange.workbooks.filling import Subtotal, fill
from linli.kernel.exchange.workbooks.writing import clean_text, looks_like_formula
from linli.kernel.privacy import revealing


def merge(wanted: Wanted, out: IO[bytes]) -> int:
    """Write the department's own workbook with all that was handed in within the scope; how many lines there are.

    Raises Refused where there is nothing, or the result cannot be put so.
    """
    work = _begun(wanted)
    request = wanted.request
    base, layout = base_of(bytes(request.workbook), wanted.layout, work.columns, request.title)
    is_stacked = bool(wanted.levels)
    fill(
        base,
        table_of(layout),
        work.lines(),
        work.count,
        out,
        has_subtotals=is_stacked,
        totals=totals_of(wanted),
    )
    return work.count


def write_csv(wanted: Wanted, out: IO[bytes]) -> int:
    """As UTF-8 with a mark; the code of the division first. Formulas are inert."""
    work = _begun(replace(wanted, subtotals=frozenset()))
    out.write(codecs.BOM_UTF8)
    writer = csv.writer(codecs.getwriter("utf-8")(out))
    writer.writerow(["—".join(each.path) for each in work.columns])
    for line in work.lines():
        assert not isinstance(line, Subtotal)
        writer.writerow([_csv_text(line[each.index - 1]) for each in work.columns])
    return work.count


def as_json(wanted: Wanted) -> dict[str, Any]:
    """Columns with the facts they ask for, rows by the number of their column, and the totals."""
    work = _begun(replace(wanted, subtotals=frozenset()))
    rows = [
        {str(each.index): _json_value(line[each.index - 1]) for each in work.columns}
        for line in work.lines()
        if not isinstance(line, Subtotal)
    ]
    columns = [
        {"index": each.index, "path": each.path, "kind": each.kind, "fact": each.fact, "unit": each.unit}
        for each in work.columns
    ]
    return {
        "request": wanted.request.pk,
        "title": wanted.request.title,
        "period_on": wanted.period_on.isoformat(),
        "detail": wanted.detail,
        "columns": columns,
        "rows": rows,
        "totals": {str(index): value for index, value in totals_of(wanted).items()},
    }


def revealed(wanted: Wanted, *, reason: str, by: Post, at: datetime) -> Wanted:
    """The same with personal values as they are: for the unit that asks, which has said what for, and audited.

    Raises PermissionRefused, Refused, TooOften.
    """
    require(by, Permission.ASK)
    if not is_askers(by, wanted.request):
        raise PermissionRefused(_("只有发起单位可以取含个人信息原文的汇总表。"))
    if len(set(reason.strip())) < revealing.LEAST_REASON:
        raise Refused(_("请写明查看原文的理由，至少%(count)d个不同的字。") % {"count": revealing.LEAST_REASON})
    columns = [each.name for each in wanted.columns if each.is_personal]
    revealing.count(by, "reveal", settings.LINLI_REVEALS_PER_HOUR, revealing.HOUR, at=at)
    log.happened(
        "reveal",
        by=by,
        at=at,
        division_id=wanted.request.division_id,
        record=wanted.request,
        detail={"columns": columns, "period_on": wanted.period_on.isoformat(), "rows": rows_of(wanted).count()},
        reason=reason.strip()[:400],
    )
    return replace(wanted, is_revealed=True)


def last_period(request: Any) -> date | None:
    """The newest for which anybody was asked."""
    return Answer.objects.filter(request=request).order_by("-period_on").values_list("period_on", flat=True).first()


def to_json_bytes(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def merged_bytes(wanted: Wanted) -> bytes:
    out = io.BytesIO()
    merge(wanted, out)
    return out.getvalue()


def _begun(wanted: Wanted) -> Merging:
    work = Merging(wanted)
    if not work.row_count:
        raise Refused(_("这一期还没有人报送，没有可以汇总的内容。"))
    if wanted.detail is not Detail.ROW and not totals_of(wanted):
        raise Refused(_("这张表没有可以相加的列，不能按级汇总；请取明细。"))
    return work


def _csv_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | date):
        return str(value)
    text = clean_text(str(value))
    return f"'{text}" if looks_like_formula(text) else text


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
