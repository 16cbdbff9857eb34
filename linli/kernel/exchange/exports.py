"""A register as a workbook that can be handed in again, and the empty template of one."""

import io
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from linli.kernel.divisions.models import DivisionField
from linli.kernel.exchange.cells import shown
from linli.kernel.exchange.imports import IGNORED, title_of
from linli.kernel.exchange.spec import Field, RecordSpec
from linli.kernel.exchange.workbooks import writing


def export(spec: RecordSpec, records: models.QuerySet) -> bytes:
    """The given records, in the order given; every value in the form that the import reads."""
    lookups = [item.name for item in spec.fields if item.lookup]
    found = records.select_related("division", *lookups)
    rows = (
        [*(shown(spec, item, record) for item in spec.fields), record.division.path_name]
        for record in found.iterator(2000)
    )
    return _workbook(spec, rows)


def template(spec: RecordSpec) -> bytes:
    """An empty workbook with the header, drop-down lists, and a row that explains each column."""
    return _workbook(spec, [], comment=True)


def _workbook(spec: RecordSpec, rows: Iterable[list[Any]], *, comment: bool = False) -> bytes:
    columns = [_column(spec, item, comment) for item in spec.fields]
    columns.append(writing.ColumnOut(title=IGNORED[0], kind="text", width=40))
    return writing.write_workbook([writing.SheetOut(name=spec.label, columns=columns, rows=rows)])


def _column(spec: RecordSpec, item: Field, comment: bool) -> writing.ColumnOut:
    field = spec.model._meta.get_field(item.name)
    return writing.ColumnOut(
        title=title_of(spec, item),
        kind=_kind(item, field),
        choices=[str(label) for value, label in field.choices or [] if value != ""] or None,
        comment=(item.help or str(field.help_text) or _("可不填") if field.blank else _("必填")) if comment else None,
        required=not field.blank,
    )


def _kind(item: Field, field: models.Field) -> str:
    if item.kind == "yuan":
        return "yuan"
    if isinstance(field, DivisionField | models.ForeignKey):
        return "text"
    if field.choices:
        return "choice"
    for kind, name in ((models.DateField, "date"), (models.BooleanField, "bool"), (models.IntegerField, "int")):
        if isinstance(field, kind):
            return name
    return "text"
