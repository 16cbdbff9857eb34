"""A register as a workbook or CSV that can be handed in again, and the empty template of one."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO, Any

from django.db import models

from linli.kernel.divisions.models import DivisionField
from linli.kernel.exchange.layouts import IGNORED
from linli.kernel.exchange.register_format import title_of
from linli.kernel.exchange.spec import Field, RecordSpec
from linli.kernel.exchange.workbooks import ColumnOut, SheetOut, write_template
from linli.kernel.exchange.workbooks.streaming import stream_workbook
from linli.kernel.exchange.workbooks.writing import LAST_ROW, NO, YES, Kind, clean_text, looks_like_formula

KINDS: tuple[tuple[type[models.Field], Kind], ...] = (
    (models.DateField, "date"),
    (models.BooleanField, "bool"),
    (models.IntegerField, "int"),
)
# One row is the header.
MOST_ROWS = LAST_ROW - 1
FETCHED_ROWS = 2000
Tell = Callable[[int], None]


def export(spec: RecordSpec, records: models.QuerySet) -> bytes:
    """The given records, in the order given; every value in the form that the import reads."""
    buffer = io.BytesIO()
    write_xlsx(spec, records, buffer)
    return buffer.getvalue()


def write_xlsx(spec: RecordSpec, records: models.QuerySet, file: IO[bytes], tell: Tell = lambda done: None) -> int:
    """Write all of them in constant memory, and say how many. Raises OverflowError beyond `MOST_ROWS`."""
    columns = [*_columns(spec), ColumnOut(title=IGNORED[0], width=40)]
    return stream_workbook(spec.label, columns, _rows(spec, records, tell), file)


def write_csv(spec: RecordSpec, records: models.QuerySet, file: IO[bytes], tell: Tell = lambda done: None) -> int:
    """As UTF-8 with a mark, by which Excel knows it. Choices and truths as words; formulas are inert."""
    columns = [*_columns(spec), ColumnOut(title=IGNORED[0])]
    texts = [_csv_text(column) for column in columns]
    file.write(codecs.BOM_UTF8)
    writer = csv.writer(codecs.getwriter("utf-8")(file))
    writer.writerow([column.title for column in columns])
    count = 0
    for row in _rows(spec, records, tell):
        writer.writerow([text(value) for text, value in zip(texts, row, strict=True)])
        count += 1
    return count


def template(spec: RecordSpec) -> bytes:
    """An empty workbook with the header, drop-down lists, and a row that explains each column."""
    return write_template([SheetOut(name=spec.label, columns=_columns(spec))])


def _rows(spec: RecordSpec, records: models.QuerySet, tell: Tell) -> Iterator[list[Any]]:
    lookups = [item.name for item in spec.fields if item.lookup]
    getters = [_getter(spec, item) for item in spec.fields]
    places: dict[int, str] = {}
    found = records.select_related("division", *lookups)
    for done, record in enumerate(found.iterator(FETCHED_ROWS), start=1):
        row = [get(record) for get in getters]
        place = places.get(record.division_id)
        if place is None:
            place = places[record.division_id] = record.division.path_name
        row.append(place)
        yield row
        if done % FETCHED_ROWS == 0:
            tell(done)


def _getter(spec: RecordSpec, item: Field) -> Callable[[Any], Any]:
    """The value of a field as the writer of workbooks takes it: fen for an amount, the code of a choice."""
    field, name = spec.model_field(item.name), item.name
    if isinstance(field, DivisionField):
        return lambda record: f"{record.division_id // 1000:012d}"
    if item.lookup is None:
        return lambda record: getattr(record, name)
    key = item.lookup.key[0]

    def of_another(record: Any) -> Any:
        other = getattr(record, name)
        return None if other is None else getattr(other, key)

    return of_another


def _csv_text(column: ColumnOut) -> Callable[[Any], str]:
    labels = {code: str(label) for code, label in column.choices}

    def text(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return YES if value else NO
        if column.kind == "yuan" and isinstance(value, int):
            return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
        if isinstance(value, int | float | date):
            return str(value)
        written = clean_text(str(labels.get(value, value)))
        return f"'{written}" if looks_like_formula(written) else written

    return text


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
