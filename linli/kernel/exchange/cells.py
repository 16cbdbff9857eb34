"""From a cell to the value of a field and back, as the model field says; no database is asked row by row."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from linli.kernel.divisions.models import Division, DivisionField
from linli.kernel.exchange.spec import Field, RecordSpec
from linli.kernel.exchange.workbooks import (
    ValueFault,
    to_bool,
    to_choice,
    to_code,
    to_date,
    to_fen,
    to_int,
    to_text,
)

Reader = Callable[[Any], Any]


def reader(spec: RecordSpec, item: Field) -> Reader:
    """A function from a cell's value to the field's value; raises ValueFault with message and remedy."""
    field = spec.model_field(item.name)
    convert = _converter(item, field)

    def read(cell: Any) -> Any:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return _empty(field)
        value = convert(cell)
        if value is None or value == "":
            return _empty(field)
        return value if isinstance(field, models.ForeignKey) else _cleaned(field, value)

    return read


def _empty(field: models.Field) -> Any:
    if field.null:
        return None
    if field.blank:
        return "" if isinstance(field, models.CharField | models.TextField) else field.get_default()
    raise ValueFault(_("“%(field)s”必填，此处为空。") % {"field": field.verbose_name}, _("请补填。"))


def _cleaned(field: models.Field, value: Any) -> Any:
    try:
        return field.clean(value, None)
    except ValidationError as error:
        raise ValueFault("；".join(error.messages), _("请按要求修改。")) from None


def _converter(item: Field, field: models.Field) -> Reader:
    if isinstance(field, DivisionField):
        return _division_reader()
    if isinstance(field, models.ForeignKey):
        return _lookup_reader(item, field)
    if field.choices:
        choices = [(value, str(label)) for value, label in field.choices if value != ""]
        return lambda cell: to_choice(cell, choices)
    if item.kind in ("yuan", "code"):
        return to_fen if item.kind == "yuan" else to_code
    for kind, convert in (
        (models.DateField, to_date),
        (models.BooleanField, to_bool),
        (models.IntegerField, to_int),
    ):
        if isinstance(field, kind):
            return convert
    return to_text


def _division_reader() -> Reader:
    known = {division.short_code: division for division in Division.objects.all()}

    def read(cell: Any) -> Division:
        code = to_code(cell)
        found = known.get(code)
        if found is None:
            raise ValueFault(
                _("没有代码为“%(code)s”的区划。") % {"code": code[:20]},
                _("请填写12位区划代码，可从模板的“区划”表中复制。"),
            )
        return found

    return read


def _lookup_reader(item: Field, field: models.ForeignKey) -> Reader:
    if item.lookup is None:
        raise TypeError(f"{field} needs a lookup in its RecordSpec")
    name = item.lookup.key[0]
    known = {getattr(record, name): record for record in item.lookup.model.objects.all()}

    def read(cell: Any) -> Any:
        key = to_code(cell)
        if key not in known:
            raise ValueFault(
                _("“%(field)s”中没有“%(key)s”。") % {"field": field.verbose_name, "key": key[:40]},
                _("请先登记它，或核对编号。"),
            )
        return known[key]

    return read


def shown(spec: RecordSpec, item: Field, record: Any) -> Any:
    """The value of a field as the writer of workbooks takes it: fen for an amount, the code of a choice."""
    field = spec.model_field(item.name)
    if isinstance(field, DivisionField):
        return f"{record.division_id // 1000:012d}"
    value = getattr(record, item.name)
    if value is None:
        return None
    if item.lookup is not None:
        return getattr(value, item.lookup.key[0])
    return value
