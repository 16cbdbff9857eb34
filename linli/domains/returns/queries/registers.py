"""What the registers know of the columns of a form, for many communities at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Mod
from django.utils import timezone

from linli.domains.returns.enums import Source
from linli.domains.returns.rules.asked import FACT, FIGURE, Asked
from linli.domains.returns.rules.cells import Cell, Value
from linli.domains.returns.rules.forms import Subject
from linli.domains.returns.rules.values import read
from linli.kernel.divisions.models import SPAN, Division
from linli.kernel.exchange.spec import RecordSpec, all_specs
from linli.kernel.privacy.fields import Sealed, SealedField
from linli.kernel.ui.filters import read_filter

FEN = {"万元": 1_000_000, "亿元": 10_000_000_000}
FEN_OF_A_YUAN = 100
# So few places are named one by one in a query; of more, the range from the first to the last is read.
FEW = 40


@dataclass(frozen=True)
class Read:
    """A cell, and the value apart from it where it is a personal one."""

    cell: Cell
    sealed: Value = None


@dataclass(frozen=True)
class Place:
    """Where a column's value stands: a field of a register, reached from the row's own record by `path` ("" = itself)."""

    column: Asked
    spec: RecordSpec
    field: str
    path: str = ""


def spec_and_field(fact: str) -> tuple[RecordSpec, str] | None:
    """Of "app.register.field"; None for a figure, a fact of the dictionary, and a register that is no more."""
    if fact.startswith((FACT, FIGURE)):
        return None
    code, _dot, name = fact.rpartition(".")
    spec = next((each for each in all_specs() if each.code == code), None)
    if spec is None or name not in {item.name for item in spec.fields}:
        return None
    return spec, name


def is_sealed(fact: str) -> bool:
    known = spec_and_field(fact) if fact else None
    return known is not None and isinstance(known[0].model_field(known[1]), SealedField)


def within(divisions: Sequence[Division]) -> Q:
    """The records of these communities and of their grids."""
    if len(divisions) > FEW:
        return Q(division_id__gte=divisions[0].code, division_id__lt=max(each.upper for each in divisions))
    condition = Q(pk__in=[])
    for each in divisions:
        condition |= Q(division_id__gte=each.code, division_id__lt=each.upper)
    return condition


def community_of(division_id: int) -> int:
    return division_id - division_id % SPAN["village"]


def of_communities(columns: Iterable[Asked], divisions: Sequence[Division]) -> dict[int, dict[int, Read]]:
    """Community → column → what its newest record says, of registers that keep one of each community."""
    found: dict[int, dict[int, Read]] = {}
    places = [place for place in _places(columns) if place.spec.subject == Subject.DIVISION]
    for spec in {place.spec.code: place.spec for place in places}.values():
        for record in _newest(spec, divisions):
            reads = {each.column.index: read_field(each, record) for each in places if each.spec is spec}
            found.setdefault(community_of(record.division_id), {}).update(reads)
    return found


def _newest(spec: RecordSpec, divisions: Sequence[Division]) -> QuerySet[Any]:
    community: Any = F("division_id") - Mod(F("division_id"), SPAN["village"])
    records = spec.model._default_manager.filter(within(divisions), spec.listed).annotate(community=community)
    return records.order_by("community", "-pk").distinct("community")


def of_rows(
    code: str, where: Mapping[str, str], columns: Iterable[Asked], divisions: Sequence[Division]
) -> Iterator[tuple[int, str, dict[int, Read]]]:
    """(community, "app.register:pk", column → value) of every record of a register that the list filters leave."""
    spec = next(each for each in all_specs() if each.code == code)
    places = [place for place in (_reached(spec, each) for each in _places(columns)) if place is not None]
    related = sorted({place.path for place in places if place.path})
    records: Any = spec.model._default_manager.filter(within(divisions), spec.listed, _condition(spec, where))
    wanted = {each.code for each in divisions}
    for record in records.select_related(*related).order_by("division_id", "pk").iterator(2000):
        community = community_of(record.division_id)
        if community in wanted:
            yield community, f"{spec.code}:{record.pk}", dict(_of_record(places, record))


def read_of(spec: RecordSpec, record: models.Model, columns: Iterable[Asked]) -> dict[int, Read]:
    """Column → what one record says, and what is reached from it."""
    places = [place for place in (_reached(spec, each) for each in _places(columns)) if place is not None]
    return dict(_of_record(places, record))


def _of_record(places: Iterable[Place], record: models.Model) -> Iterator[tuple[int, Read]]:
    for place in places:
        holder = getattr(record, place.path) if place.path else record
        if holder is not None:
            yield place.column.index, read_field(place, holder)


def _condition(spec: RecordSpec, where: Mapping[str, str]) -> Q:
    """As the register's own list filters by the same values."""
    condition = Q()
    for name in spec.filters:
        condition &= read_filter(spec, name, where).condition
    return condition


def _places(columns: Iterable[Asked]) -> list[Place]:
    found = [(column, spec_and_field(column.fact)) for column in columns if column.is_cell and column.fact]
    return [Place(column, *known) for column, known in found if known is not None]


def _reached(spec: RecordSpec, place: Place) -> Place | None:
    """A resident's household is reached from the resident."""
    if place.spec is spec:
        return place
    for field in spec.model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is place.spec.model:
            return Place(place.column, place.spec, place.field, field.name)
    return None


def path_to(rows_of: str, column: Asked) -> Place | None:
    """Where the value of a column stands, seen from a record of the register of the rows."""
    spec = next((each for each in all_specs() if each.code == rows_of), None)
    places = _places([column])
    if not places:
        return None
    return _reached(spec, places[0]) if spec else places[0]


def read_field(place: Place, record: Any) -> Read:
    """With doubt where the register's value is not what the column takes."""
    raw = getattr(record, place.field)
    of, as_of = f"{place.spec.code}:{record.pk}", timezone.localdate(record.updated_at)
    value, doubt = _as_asked(place, record, raw)
    if value is None:
        return Read(Cell())
    if place.column.is_personal:
        return Read(Cell(None, Source.RECORD, of, as_of, doubt=doubt), value)
    return Read(Cell(value, Source.RECORD, of, as_of, doubt=doubt))


def _as_asked(place: Place, record: Any, raw: Any) -> tuple[Value, str]:
    """The column's own way to write it; what it does not take is given as the register has it, and doubted."""
    if raw is None or raw == "":
        return None, ""
    text = plain_of(place, record, raw)
    value, fault = read(place.column, text)
    return (value, "") if not fault else (text if isinstance(text, str | int | float) else str(text), fault)


def plain_of(place: Place, record: Any, raw: Any) -> Any:
    field = place.spec.model_field(place.field)
    if isinstance(raw, Sealed):
        return raw.plain
    if field.choices:
        return str(getattr(record, f"get_{place.field}_display")())
    if place.spec.spec_field(place.field).kind == "yuan":
        return _amount(Decimal(raw) / FEN.get(place.column.unit, FEN_OF_A_YUAN))
    return _amount(raw) if isinstance(raw, Decimal) else raw


def _amount(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def holder_of(place: Place, about: str, of: str, division: Division) -> Any:
    """The record that has the place's field: the row's own, or one reached from it, or the one that the cell was filled from.

    None where there is none yet, or it is out of scope.
    """
    if place.spec.subject == Subject.DIVISION and not place.path:
        return _newest(place.spec, [division]).first()
    record = _named(about)
    if record is None:
        return _named(of) if of.startswith(f"{place.spec.code}:") else None
    return getattr(record, place.path) if place.path else record


def _named(name: str) -> Any:
    """The record that "app.register:pk" names."""
    code, _colon, key = name.partition(":")
    spec = next((each for each in all_specs() if each.code == code), None)
    return spec.model._default_manager.filter(pk=int(key)).first() if spec and key.isdecimal() else None
