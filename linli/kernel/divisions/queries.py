"""Look-ups in the tree. Divisions are public: no scope limits them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.functions import Mod

from linli.kernel.divisions.models import NATION, Division, PastDivision, Succession
from linli.kernel.divisions.rules.intervals import Line, Range, Territory, forward
from linli.kernel.divisions.rules.places import SPAN, Place

# A name is looked for anywhere in the text among so many places, at its beginning among more.
FEW = 20_000


def get_division(code: int | str) -> Division:
    """Find a division by its 15-digit key or by the 12-digit (or shorter, even) code; raises Division.DoesNotExist.

    A code that is no more gives the division that took over its records, so that old addresses and papers still lead there.
    """
    key = key_of(code)
    found = Division.objects.filter(code=key).first() or Division.objects.filter(code=heir_of(key)).first()
    if found is None:
        raise Division.DoesNotExist(str(code))
    return found


def enclosing(span: int) -> Any:
    """To group records by: the key of the division of that span in which each of them lies.

    The span is said to be a big integer: a plain one is bound as one of four bytes, and the rest is lost without a word.
    """
    return F("division_id") - Mod(F("division_id"), Value(span, BigIntegerField()), output_field=BigIntegerField())


def key_of(code: int | str) -> int:
    """The 15-digit key of a code as people write it: 4109, 410900, 410900000000 and the key itself are one place."""
    digits = str(code).strip()
    if not re.fullmatch(r"[0-9]{1,15}", digits):
        raise Division.DoesNotExist(digits)
    if int(digits) == NATION:
        return NATION
    return int(digits) if len(digits) == 15 else int(digits.ljust(12, "0")) * 1000


def heir_of(code: int) -> int:
    """The code under which the records of an ended code are kept today; the code itself where nobody took them over."""
    step = Succession.objects.filter(predecessor=code, is_main=True).order_by("-on").first()
    at = code
    while step is not None:
        at = step.successor
        step = Succession.objects.filter(predecessor=at, on__gt=step.on, is_main=True).order_by("on").first()
    return at


def lineage_of(code: int) -> list[int]:
    """The code and all codes from which its records came, nearest first: what was written down once stays under the old one."""
    found, days = [code], {code: date.max}
    for each in found:
        for step in Succession.objects.filter(successor=each, on__lt=days[each], is_main=True).order_by("-on"):
            if step.predecessor not in days:
                days[step.predecessor] = step.on
                found.append(step.predecessor)
    return found


def list_children(division: Division, at: date) -> QuerySet[Division]:
    return in_force(Division.objects.filter(parent=division), at)


def list_ancestors(division: Division) -> list[Division]:
    """From the nation down to the division itself."""
    return list(
        Division.objects.filter(
            code__in=_codes_above(division.code), code__lte=division.code, upper__gte=division.upper
        )
    )


def _codes_above(code: int) -> set[int]:
    return {code - code % span for span in SPAN.values()} | {NATION}


def in_force(divisions: QuerySet[Division], at: date) -> QuerySet[Division]:
    return divisions.filter(Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at)


def inside(ranges: Iterable[Range]) -> Q:
    """The condition of lying in one of the ranges, on `code`."""
    condition = Q(pk__in=[])
    for low, high in ranges:
        condition |= Q(code__gte=low, code__lt=high)
    return condition


def find_by_text(text: str, ranges: Sequence[Range], *, limit: int) -> list[Division]:
    """The places of the ranges whose code or name begins with the text; where the ranges hold few, also those that bear it anywhere.

    Quick with the whole nation loaded: each way of looking uses an index.
    """
    within = Division.objects.filter(inside(ranges))
    if text.isascii() and text.isdigit():
        return list(within.filter(_coded(text)).order_by("code")[:limit])
    found = list(within.filter(name__startswith=text).order_by("code")[:limit])
    if len(found) < limit and not within.order_by("code")[FEW : FEW + 1].exists():
        seen = {place.code for place in found}
        more = within.filter(path_name__contains=text).exclude(code__in=seen).order_by("code")
        found += more[: limit - len(found)]
    return found


def _coded(digits: str) -> Q:
    if len(digits) > 15:
        return Q(pk__in=[])
    low = int(digits.ljust(15, "0"))
    return Q(code__gte=low, code__lt=low + 10 ** (15 - len(digits)))


def names_of(codes: Iterable[int]) -> dict[int, str]:
    """The whole names of places by key, those that are no more included."""
    wanted = set(codes)
    found = dict(PastDivision.objects.filter(code__in=wanted).order_by("valid_to").values_list("code", "path_name"))
    return found | dict(Division.objects.filter(code__in=wanted).values_list("code", "path_name"))


def tree_on(on: date, root: Range = (0, SPAN["nation"])) -> dict[int, Place]:
    """The places of a range as they were on a day, by key."""
    low, high = root
    past = PastDivision.objects.filter(code__gte=low, code__lt=high, valid_from__lte=on, valid_to__gt=on)
    columns = ("code", "name", "level", "parent_code", "village_kind", "urban_rural")
    now = in_force(Division.objects.filter(code__gte=low, code__lt=high), on)
    rows = [*past.values_list(*columns), *now.annotate(parent_code=F("parent_id")).values_list(*columns)]
    return {row[0]: Place(row[0], row[1], row[2], row[3] or NATION, row[4], row[5]) for row in rows}


def children_on(division: Division | Place, on: date) -> list[Place]:
    """The places just below as they were on a day."""
    past = PastDivision.objects.filter(parent_code=division.code, valid_from__lte=on, valid_to__gt=on)
    places = [
        Place(each.code, each.name, each.level, each.parent_code, each.village_kind, each.urban_rural) for each in past
    ]
    places += [each.place for each in in_force(Division.objects.filter(parent_id=division.code), on)]
    return sorted(places)


def division_on(code: int | str, on: date) -> Division:
    """The division that bore a code on a day, as it was then; raises Division.DoesNotExist. It is not to be saved."""
    key = key_of(code)
    past = PastDivision.objects.filter(code=key, valid_from__lte=on, valid_to__gt=on).first()
    if past is None:
        return get_division(key)
    found = as_division(Place(past.code, past.name, past.level, past.parent_code, past.village_kind, past.urban_rural))
    found.path_name = past.path_name
    return found


def as_division(place: Place) -> Division:
    """A place of another day in the shape of a division, for pages to show."""
    named = {"level": place.level, "name": place.name, "path_name": place.name, "village_kind": place.village_kind}
    return Division(code=place.code, upper=place.upper, parent_id=place.parent, **named)


def is_changed_since(on: date) -> bool:
    """Whether the map of that day is another one than today's."""
    return PastDivision.objects.filter(valid_to__gt=on).exists()


def ranges_on(division: Division | Place, on: date) -> list[Range]:
    """Today's codes that make up a division as it was on a day. See `territory_on` for what cannot be told apart."""
    return list(territory_on(division, on).ranges)


def territory_on(division: Division | Place, on: date) -> Territory:
    """The ranges of today's codes under which the records of a division, as it was on a day, are found.

    Places newly set up inside it since then belong to it; places that came from outside do not. Where a place has since been
    merged with one from outside, its records are counted whole, and its range is named in `blurred`.
    """
    territory = Territory(((division.code, division.upper),))
    later = Succession.objects.filter(on__gt=on)
    for day in later.order_by("on").values_list("on", flat=True).distinct():
        territory = forward(territory, _lines(later.filter(on=day), territory.ranges))
    return territory


def _lines(steps: QuerySet[Succession], ranges: Sequence[Range]) -> list[Line]:
    """The successions of a day that touch the ranges, and those that end where one of them ends."""
    touched = Q(pk__in=[])
    for low, high in ranges:
        touched |= Q(predecessor__gte=low, predecessor__lt=high) | Q(successor__gte=low, successor__lt=high)
    ours = steps.filter(touched)
    rows = list(steps.filter(Q(pk__in=ours.values("pk")) | Q(successor__in=ours.values("successor"))))
    width = _widths({code for row in rows for code in (row.predecessor, row.successor)})
    return [
        Line(
            (row.predecessor, row.predecessor + width[row.predecessor]),
            (row.successor, row.successor + width[row.successor]),
        )
        for row in rows
    ]


def _widths(codes: set[int]) -> dict[int, int]:
    """The width of each code's range: a code keeps it through all that happens to it."""
    past = PastDivision.objects.filter(code__in=codes).values_list("code", "upper")
    now = Division.objects.filter(code__in=codes).values_list("code", "upper")
    return {code: upper - code for code, upper in [*past, *now]}
