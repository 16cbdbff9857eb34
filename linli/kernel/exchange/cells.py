"""From a cell to the value of a field, as the model field says; no database is asked row by row."""

from collections.abc import Callable, Iterable
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
# Places and records kept at hand between the blocks of a file.
MOST_AT_HAND = 50_000


class AtHand:
    """The records that a column points to, fetched for a block of rows at a time."""

    def __init__(self, model: type[models.Model], name: str, key_of: Callable[[str], Any], not_there: Callable):
        self.model, self.name, self._key_of, self._not_there = model, name, key_of, not_there
        self._found: dict[Any, Any] = {}

    def fetch(self, cells: Iterable[Any]) -> None:
        """One query for what these cells name and is not at hand yet."""
        wanted = {key for key in map(self._key, cells) if key is not None and key not in self._found}
        if len(self._found) + len(wanted) > MOST_AT_HAND:
            self._found.clear()
        for record in self.model._default_manager.filter(**{f"{self.name}__in": wanted}) if wanted else ():
            self._found[getattr(record, self.name)] = record

    def _key(self, cell: Any) -> Any:
        try:
            return self._key_of(to_code(cell))
        except ValueFault:
            return None

    def __call__(self, cell: Any) -> Any:
        """Raises ValueFault."""
        code = to_code(cell)
        found = self._found.get(self._key_of(code))
        if found is None:
            raise self._not_there(code)
        return found


def at_hand(spec: RecordSpec, item: Field) -> AtHand | None:
    """For a column whose cells name a place or another record."""
    field = spec.model_field(item.name)
    if isinstance(field, DivisionField):
        return AtHand(Division, "code", _division_key, _no_division)
    if not isinstance(field, models.ForeignKey):
        return None
    if item.lookup is None:
        raise TypeError(f"{field} needs a lookup in its RecordSpec")
    label = field.verbose_name
    return AtHand(item.lookup.model, item.lookup.key[0], lambda code: code, lambda code: _no_record(label, code))


def _division_key(code: str) -> int | None:
    return int(code) * 1000 if code.isascii() and code.isdigit() and len(code) == 12 else None


def _no_division(code: str) -> ValueFault:
    return ValueFault(
        _("没有代码为“%(code)s”的区划。") % {"code": code[:20]},
        _("请填写12位区划代码，可从模板的“区划”表中复制。"),
    )


def _no_record(label: Any, code: str) -> ValueFault:
    return ValueFault(
        _("“%(field)s”中没有“%(key)s”。") % {"field": label, "key": code[:40]}, _("请先登记它，或核对编号。")
    )


def reader(spec: RecordSpec, item: Field, known: AtHand | None) -> Reader:
    """A function from a cell's value to the field's value; raises ValueFault with message and remedy."""
    field = spec.model_field(item.name)
    convert = known or _converter(item, field)

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
