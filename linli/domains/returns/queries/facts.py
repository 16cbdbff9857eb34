"""The facts the city has already: the fields of its registers, its figures, and what earlier forms asked for."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _

from linli.domains.returns.models import Alias, Fact
from linli.domains.returns.rules.asked import FACT, FIGURE
from linli.domains.returns.rules.forms import Kind, Subject
from linli.domains.returns.rules.kinds import kind_of
from linli.domains.returns.rules.matching import Known
from linli.kernel.divisions import scope
from linli.kernel.divisions.models import Division, DivisionField
from linli.kernel.exchange.spec import Field, RecordSpec, all_specs
from linli.kernel.indicators.declaration import Ratio
from linli.kernel.indicators.registry import all_indicators

# What forms ask for that a figure comes close to: who confirms it has to look at the definitions.
NEAR = {
    "residents.registered": ("常住人口", "常住人口数", "总人口", "人口数", "人口总数", "居民人数", "居民总数"),
    "residents.households": ("户数", "总户数", "居民户数", "常住户数"),
}

# A text is one of these where its name says so; a number or a date needs a field that holds nothing else.
_NAMED = frozenset({Kind.ID_NUMBER, Kind.PHONE, Kind.CODE})


def known_facts() -> list[Known]:
    """`code` as in `rules.asked`. Remarks are no facts, places say only whose. Without a scope, the dictionary is left out."""
    return [*_of_registers(), *_of_figures(), *_of_dictionary()]


def labels() -> dict[str, Known]:
    """What a person picks a fact by: 居民·姓名, 指标·登记居民, 事实·值守人数（市民政局）."""
    found: dict[str, Known] = {}
    for known in known_facts():
        label = label_of(known)
        found[f"{label}（{known.code}）" if label in found else label] = known
    return found


def label_of(known: Known) -> str:
    if known.code.startswith(FIGURE):
        return _("指标·%(name)s") % {"name": known.name}
    return f"{known.about}·{known.name}"


def remembered(place: Division) -> dict[str, str]:
    """Headings → fact, as somebody has said: whoever is nearest to the place rules, then whoever said it last."""
    found = Alias.objects.order_by("updated_at").values_list("headings", "fact", "division_id", "division__upper")
    said = sorted(found, key=lambda each: each[2] if place.code in range(each[2], each[3]) else -1)
    return {headings: fact for headings, fact, _code, _upper in said}


def _of_registers() -> Iterator[Known]:
    for spec in all_specs():
        for item in spec.fields:
            if (
                item.lookup is None
                and item.name != "note"
                and not isinstance(spec.model_field(item.name), DivisionField)
            ):
                yield _of_field(spec, item)


def _of_field(spec: RecordSpec, item: Field) -> Known:
    field = spec.model_field(item.name)
    name = str(field.verbose_name)
    return Known(
        code=f"{spec.code}.{item.name}",
        names=(name, *map(str, item.aliases)),
        kind=_kind(field, item, name),
        choices=tuple(str(label) for value, label in field.flatchoices if value not in ("", None)),
        subject=Subject(spec.subject),
        about=spec.label,
    )


def _kind(field: models.Field, item: Field, name: str) -> Kind:
    if field.choices:
        return Kind.CHOICE
    if item.kind == "yuan":
        return Kind.NUMBER
    for model_field, kind in (
        (models.DateField, Kind.DATE),
        (models.BooleanField, Kind.BOOL),
        (models.IntegerField, Kind.INT),
        (models.DecimalField, Kind.NUMBER),
    ):
        if isinstance(field, model_field):
            return kind
    named = kind_of(name, ()).kind
    return named if named in _NAMED else Kind.TEXT


def _of_dictionary() -> Iterator[Known]:
    if not scope.is_entered():
        return
    for fact in Fact.objects.select_related("owner"):
        about = _("事实（%(owner)s）") % {"owner": fact.owner.name}
        choices = tuple(map(str, fact.choices))
        yield Known(f"{FACT}{fact.pk}", (fact.name,), Kind(fact.kind), choices, Subject(fact.subject), about)


def _of_figures() -> Iterator[Known]:
    for figure in all_indicators():
        is_whole = not figure.is_money and not isinstance(figure, Ratio)
        kind, near = Kind.INT if is_whole else Kind.NUMBER, NEAR.get(figure.code, ())
        yield Known(FIGURE + figure.code, (str(figure.name),), kind, near=near)
