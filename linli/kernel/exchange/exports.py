"""A register as a workbook that can be handed in again, and the empty template of one."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from linli.kernel.divisions.models import DivisionField
from linli.kernel.exchange.cells import shown
from linli.kernel.exchange.imports import IGNORED, title_of
from linli.kernel.exchange.spec import Field, RecordSpec
from linli.kernel.exchange.workbooks import ColumnOut, SheetOut, write_template, write_workbook
from linli.kernel.exchange.workbooks.writing import Kind

KINDS: tuple[tuple[type[models.Field], Kind], ...] = (
    (models.DateField, "date"),
    (models.BooleanField, "bool"),
    (models.IntegerField, "int"),
)


def export(spec: RecordSpec, records: models.QuerySet) -> bytes:
    """The given records, in the order given; every value in the form that the import reads."""
    lookups = [item.name for item in spec.fields if item.lookup]
    found = records.select_related("division", *lookups)
    rows = (
        [
            *(shown(spec, item, record) for item in spec.fields),
            record.division.path_name,
        ]
        for record in found.iterator(2000)
    )
    return _workbook(spec, rows)


def template(spec: RecordSpec) -> bytes:
    """An empty workbook with the header, drop-down lists, and a row that explains each column."""
    return write_template([SheetOut(name=spec.label, columns=_columns(spec))])


def _workbook(spec: RecordSpec, rows: Iterable[list[Any]]) -> bytes:
    place = ColumnOut(title=IGNORED[0], width=40)
    return write_workbook([SheetOut(name=spec.label, columns=[*_columns(spec), place], rows=rows)])


def _columns(spec: RecordSpec) -> list[ColumnOut]:
    return [_column(spec, item) for item in spec.fields]


def _column(spec: RecordSpec, item: Field) -> ColumnOut:
    field = spec.model_field(item.name)
    return ColumnOut(
        title=title_of(spec, item),
        kind=_kind(item, field),
        choices=[(str(value), str(label)) for value, label in field.flatchoices if value != ""],
        comment=str(item.help) or str(field.help_text),
        required=not (field.blank or field.null or field.has_default()),
    )


def _kind(item: Field, field: models.Field) -> Kind:
    if item.kind == "yuan":
        return "yuan"
    if isinstance(field, DivisionField | models.ForeignKey):
        return "text"
    if field.choices:
        return "choice"
    return next((name for kind, name in KINDS if isinstance(field, kind)), "text")
